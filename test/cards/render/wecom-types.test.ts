import { expect, expectTypeOf, test } from 'vitest';
import type {
  ButtonInteraction,
  MultipleInteraction,
  TextNotice,
  VoteInteraction,
} from '../../../cards/render/wecom/types.ts';
import { compilerErrors } from './compiling.ts';

const FAULTS = [
  `const a: TextNotice['main_title'] = { title: '', subtitle: '' };`,
  `const b: CardButton = { type: 0, text: '', style: 1, key: '', confirm: {} };`,
  `const c: Row = { keyname: '', value: '', userid: 'x' };`,
  `const d: VoteInteraction['checkbox'] = { question_key: '', mode: 0, option_list: [], title: '' };`,
  `const e: WecomMessage = { msgtype: 'markdown', markdown: { content: '', mentioned_list: [] } };`,
];

test('an unknown property does not compile', async () => {
  const names = ['CardButton', 'Row', 'TextNotice', 'VoteInteraction', 'WecomMessage'];
  expect(await compilerErrors('cards/render/wecom/types.ts', names, FAULTS)).toEqual(
    FAULTS.map(() => '2353'),
  );
});

test('each kind of card has the fields of its column in the matrix of wecom.md 4.3, and no other', () => {
  type Common = 'card_type' | 'source' | 'main_title';
  type Read = 'sub_title_text' | 'horizontal_content_list' | 'card_action';
  expectTypeOf<keyof TextNotice>().toEqualTypeOf<Common | Read | 'jump_list'>();
  expectTypeOf<keyof ButtonInteraction>().toEqualTypeOf<Common | Read | 'button_list' | 'task_id'>();
  expectTypeOf<keyof VoteInteraction>().toEqualTypeOf<Common | 'checkbox' | 'submit_button' | 'task_id'>();
  expectTypeOf<keyof MultipleInteraction>().toEqualTypeOf<
    Common | 'select_list' | 'submit_button' | 'task_id'
  >();
});
