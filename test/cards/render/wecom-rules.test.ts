import { describe, expect, test } from 'vitest';
import { plain, type Block, type Card, type TableBlock } from '../../../cards/card.ts';
import { actionsIn } from '../../../cards/render/text.ts';
import { wecomCard, wecomMessages, wecomProse, type WecomOptions } from '../../../cards/render/wecom.ts';
import { wecomClick } from '../../../cards/render/wecom/callback.ts';
import type { TemplateCard, WecomMessage } from '../../../cards/render/wecom/types.ts';
import { letters } from './html-reading.ts';
import { samples } from './samples.ts';

/** What must hold of every card as WeCom shows it, whatever its facts: read from its JSON, sample by sample. */
const ROBOT: WecomOptions = { publicUrl: 'https://zy.example.gov.cn', page: '/cards/1' };
const OPTIONS: WecomOptions = { ...ROBOT, taskId: 'out-7f3a_1' };

const templateOf = (messages: readonly WecomMessage[]): TemplateCard[] =>
  messages.flatMap((message) => (message.msgtype === 'template_card' ? [message.template_card] : []));

/** What the template card itself says: what belongs to a button stands there, not in another message. */
function saidOn(card: TemplateCard): string {
  const { title, desc = '' } = card.main_title;
  const rows = 'horizontal_content_list' in card ? (card.horizontal_content_list ?? []) : [];
  const sub = 'sub_title_text' in card ? (card.sub_title_text ?? '') : '';
  return letters([title, desc, sub, ...rows.flatMap(({ keyname, value }) => [keyname, value])].join(''));
}

const buttonsOn = (card: TemplateCard) => (card.card_type === 'button_interaction' ? card.button_list : []);
const waysOn = (card: TemplateCard): string[] => [
  ...buttonsOn(card).map(({ text }) => text),
  ...(card.card_type === 'text_notice' ? (card.jump_list ?? []).map(({ title }) => title) : []),
];

/** Something that can be done on a card: what must be read before it is done, and whether it is asked once more. */
interface Deed {
  name: string;
  asks: string[];
  confirms: boolean;
}

const nameOf = (ref: { action: string; params?: object } | undefined): string =>
  JSON.stringify([ref?.action, ref?.params ?? {}]);

const isProse = ({ kind }: Block): boolean => kind === 'text' || kind === 'note';

/** The texts right above a block. */
function above(blocks: readonly Block[], at: number): string[] {
  const from = blocks.slice(0, at).findLastIndex((block) => !isProse(block)) + 1;
  return blocks.slice(from, at).flatMap((block) => ('text' in block ? [plain(block.text)] : []));
}

function deedsIn(blocks: readonly Block[]): Deed[] {
  return blocks.flatMap((block, at): Deed[] => {
    switch (block.kind) {
      case 'fold':
        return deedsIn(block.blocks);
      case 'text':
      case 'note':
        return actionsIn(block.text).map(({ ref }) => ({
          name: nameOf(ref),
          asks: [plain(block.text)],
          confirms: false,
        }));
      case 'form':
        return [
          {
            name: nameOf(block.submit),
            asks: above(blocks, at),
            confirms: block.submit.confirm !== undefined,
          },
        ];
      case 'actions':
        return block.buttons.flatMap((button) =>
          'page' in button
            ? []
            : [
                {
                  name: nameOf(button),
                  asks: block.answers ? above(blocks, at) : [],
                  confirms: button.confirm !== undefined,
                },
              ],
        );
      default:
        return [];
    }
  });
}

/** Buttons that do something without what it is about, or without asking once more. */
function unasked(card: Card, shown: TemplateCard): string[] {
  const deeds = deedsIn(card.blocks);
  const said = saidOn(shown);
  return buttonsOn(shown).flatMap((button) => {
    if (button.type === 1) return [];
    const name = nameOf(wecomClick(button.key));
    const isAsked = ({ asks, confirms }: Deed) =>
      !confirms && asks.every((text) => said.includes(letters(text)));
    return deeds.filter((deed) => deed.name === name).every(isAsked) ? [] : [button.text];
  });
}

/** Forms whose submit stands there without them, or to which nothing leads. */
function unformed({ blocks }: Card, shown: TemplateCard): string[] {
  const forms = blocks.flatMap((block) => (block.kind === 'form' && block.inputs.length > 0 ? [block] : []));
  const questions =
    shown.card_type === 'vote_interaction'
      ? [shown.checkbox]
      : shown.card_type === 'multiple_interaction'
        ? shown.select_list
        : undefined;
  const asked = questions?.map(({ question_key: key }) => key).join();
  const ways = waysOn(shown);
  return forms.flatMap(({ inputs, submit }) => {
    const isThere = asked === inputs.map(({ name }) => name).join();
    const isOnPage = !ways.includes(submit.label) && ways.includes('去网页填写');
    return isThere || (asked === undefined && isOnPage) ? [] : [submit.label];
  });
}

/** Buttons that read alike, or that are cut without standing in full on the card. */
function unreadable(shown: TemplateCard): string[] {
  const ways = waysOn(shown);
  const said = saidOn(shown);
  return ways.filter((text, i) => {
    const [, number = '', start = ''] = /^(\d)\. (.*)…$/.exec(text) ?? [];
    const isSaid =
      start !== '' &&
      [start, start.replace('去网页', '')].some((words) => said.includes(letters(`${number}. ${words}`)));
    return ways.indexOf(text) !== i || (text.endsWith('…') && !isSaid);
  });
}

describe('no button without its question, no submit without its form, no two alike', () => {
  test.each(samples)('$id', ({ card }) => {
    const shown = templateOf([wecomCard(card, OPTIONS), ...wecomMessages(card, OPTIONS)]);
    const faults = shown.flatMap((each) => [
      ...unasked(card, each),
      ...unformed(card, each),
      ...unreadable(each),
    ]);
    expect(faults).toEqual([]);
    expect(templateOf(wecomMessages(card, ROBOT)).flatMap(unreadable)).toEqual([]);
  });
});

const contentsOf = (card: Card): string[] =>
  [...wecomMessages(card, OPTIONS), ...wecomProse(card, 'markdown', OPTIONS)].flatMap((message) =>
    message.msgtype === 'markdown' ? [message.markdown.content] : [],
  );

/** Tables anywhere on a card. */
const tablesIn = (blocks: readonly Block[]): TableBlock[] =>
  blocks.flatMap((block) =>
    block.kind === 'fold' ? tablesIn(block.blocks) : block.kind === 'table' ? [block] : [],
  );
const labelsOf = ({ columns }: TableBlock): string[] => columns.map(({ label }) => label.replace(/%$/, ''));
/** A chart is told as the table of its figures. */
const seriesOf = (block: Block): string[] =>
  block.kind === 'chart' ? block.series.map(({ name }) => name) : [];

describe('a table on a phone: nothing between bars, each value behind the name of its column', () => {
  test.each(samples.filter(({ card }) => tablesIn(card.blocks).length > 0))('$id', ({ card }) => {
    const lines = contentsOf(card).flatMap((content) => content.split('\n'));
    const rows = lines.flatMap((line) => /^\*\*[^*]+\*\*：(.*)$/.exec(line)?.[1] ?? []);
    const labels = [...tablesIn(card.blocks).flatMap(labelsOf), ...card.blocks.flatMap(seriesOf)];
    const values = rows.flatMap((row) => row.split('，'));
    expect(lines.filter((line) => line.includes('｜'))).toEqual([]);
    expect(
      values.filter((value) => value.includes(' ') && !labels.some((label) => value.startsWith(label))),
    ).toEqual([]);
  });
});

test.each(samples)('no heading stands alone at the end of $id', ({ card }) => {
  const ends = contentsOf(card).map((content) =>
    content
      .split('\n')
      .slice(1)
      .filter((line) => !line.includes('在网页中查看全部'))
      .at(-1),
  );
  expect(ends.filter((line) => /^(?:<[^>]*>)?\*\*[^*]*\*\*(?:<\/font>)?$/.test(line ?? ''))).toEqual([]);
});

test('a builder that asks with buttons says so: else they could stand without the question', () => {
  const unmarked = samples.flatMap(({ id, card: { blocks } }) =>
    blocks.flatMap((block, at) => {
      if (block.kind !== 'actions' || block.answers) return [];
      const asks = above(blocks, at).some((text) => /[？?]|^请(?:确认|先)/.test(text));
      const acts = block.buttons.some((button) => !('page' in button) && !button.confirm);
      return asks && acts ? [id] : [];
    }),
  );
  expect(unmarked).toEqual([]);
});
