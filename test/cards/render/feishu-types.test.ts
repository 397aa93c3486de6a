import { expect, expectTypeOf, test } from 'vitest';
import type {
  ButtonElement,
  CallbackValue,
  FeishuCard,
  Inner,
  InputElement,
  RootElement,
  TableElement,
} from '../../../cards/render/feishu/types.ts';
import { compilerErrors } from './compiling.ts';

/** The platform refuses a card with an unknown property, so the compiler has to refuse it first. */

const FAULTS = [
  `const a: FeishuCard['config'] = { update_multi: true, width_mode: 'fill', summary: { content: '' }, wide_screen_mode: true };`,
  `const b: ButtonElement = { tag: 'button', text: { tag: 'plain_text', content: '' }, type: 'default', behaviors: [], value: {} };`,
  `const c: Inner = { tag: 'note', elements: [] };`,
  `const d: Inner = { tag: 'markdown', content: '', href: {} };`,
  `const e: TableElement['columns'][number] = { name: 'c', display_name: '', data_type: 'text', horizontal_align: 'left', width: 'auto', bold: true };`,
  `const f: InputElement = { tag: 'input', name: 'n', label: { tag: 'plain_text', content: '' }, label_position: 'top', input_type: 'text', required: true, width: 'fill', max_length: 9, pattern: '' };`,
  `const g: CallbackValue = { action: 'test.b', params: {}, user: 'ou_x' };`,
];

test('an unknown property does not compile, and nothing else is wrong with it', async () => {
  const names = ['ButtonElement', 'CallbackValue', 'FeishuCard', 'Inner', 'InputElement', 'TableElement'];
  // TS2353: unknown property; TS2322: no such component.
  expect(await compilerErrors('cards/render/feishu/types.ts', names, FAULTS)).toEqual(
    FAULTS.map((fault) => (fault.includes(`'note'`) ? '2322' : '2353')),
  );
});

test('nothing is open: no type takes any name', () => {
  expectTypeOf<keyof FeishuCard>().toEqualTypeOf<'schema' | 'config' | 'header' | 'body'>();
  expectTypeOf<keyof ButtonElement>().toEqualTypeOf<'tag' | 'text' | 'type' | 'behaviors' | 'confirm'>();
  expectTypeOf<keyof CallbackValue>().toEqualTypeOf<'action' | 'params'>();
  expectTypeOf<string>().not.toExtend<keyof InputElement>();
  expectTypeOf<string>().not.toExtend<keyof TableElement>();
});

test('tables and forms stand at the root only', () => {
  expectTypeOf<Extract<Inner, { tag: 'table' | 'form' }>>().toEqualTypeOf<never>();
  expectTypeOf<Extract<RootElement, { tag: 'table' | 'form' }>['tag']>().toEqualTypeOf<'table' | 'form'>();
});
