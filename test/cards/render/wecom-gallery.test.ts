import { describe, expect, test } from 'vitest';
import { plain, type Block } from '../../../cards/card.ts';
import { wecomHtml } from '../../../cards/render/wecom-html.ts';
import { wecomCard, wecomMessages, wecomProse, type WecomOptions } from '../../../cards/render/wecom.ts';
import type { WecomMessage } from '../../../cards/render/wecom/types.ts';
import { samples, samplesByBuilder } from './samples.ts';
import { isCleanHtml, letters, wordsOfHtml } from './html-reading.ts';
import { wecomFaults } from './wecom-schema.ts';

const OPTIONS: WecomOptions = {
  publicUrl: 'https://zy.example.gov.cn',
  page: '/cards/1',
  taskId: 'out-7f3a_1',
};
const ROBOT: WecomOptions = { publicUrl: OPTIONS.publicUrl };
const htmlOf = (messages: readonly WecomMessage[]): string => messages.map(wecomHtml).join('');

describe('every builder at its largest is taken by the platform', () => {
  test.each(samples)('$id', ({ card }) => {
    const messages = [
      wecomCard(card, OPTIONS),
      ...wecomMessages(card, OPTIONS),
      ...wecomMessages(card, ROBOT),
      ...wecomProse(card, 'markdown', OPTIONS),
      ...wecomProse(card, 'text', OPTIONS),
    ];
    expect(messages.flatMap(wecomFaults)).toEqual([]);
    expect(messages.map(wecomHtml).every(isCleanHtml)).toBe(true);
  });
});

/** The texts of a card that stand alone. Of a text that is cut the reader is told where the whole of it is. */
const proseIn = (blocks: readonly Block[]): string[] =>
  blocks.flatMap((block) => {
    if (block.kind === 'text' || block.kind === 'note') return [plain(block.text)];
    if (block.kind === 'fields') return block.items.flatMap(({ label, value }) => [label, plain(value)]);
    return block.kind === 'fold' ? proseIn(block.blocks) : [];
  });

describe('what is not shown is told, and where it is', () => {
  test.each(samples)('$id', ({ card }) => {
    for (const messages of [
      [wecomCard(card, OPTIONS)],
      wecomMessages(card, OPTIONS),
      wecomProse(card, 'text', OPTIONS),
    ]) {
      const html = htmlOf(messages);
      const shown = letters(wordsOfHtml(html));
      const lacking = [card.title, ...proseIn(card.blocks)].filter((text) => !shown.includes(letters(text)));
      const isTold = shown.includes('未显示') && html.includes('href="https://zy.example.gov.cn/cards/1"');
      expect(isTold ? [] : lacking).toEqual([]);
    }
  });
});

test('with the details in a second message, what people read every day needs no page', () => {
  const needy = samplesByBuilder(({ card }) =>
    /未显示/.test(wordsOfHtml(htmlOf(wecomMessages(card, OPTIONS)))),
  );
  const daily = ['leaderCard', 'definitionsCard', 'fillReminderCard', 'searchCard', 'projectLedgerCard'];
  expect(daily.filter((builder) => needy.includes(builder))).toEqual([]);
});

test('what can be pressed is pressed in the chat, the rest is read', () => {
  const kinds = new Set(samples.map(({ card }) => wecomCard(card, OPTIONS).template_card.card_type));
  expect([...kinds].sort()).toEqual(['button_interaction', 'text_notice', 'vote_interaction']);
  const robot = new Set(samples.map(({ card }) => wecomCard(card, ROBOT).template_card.card_type));
  expect([...robot]).toEqual(['text_notice']);
});
