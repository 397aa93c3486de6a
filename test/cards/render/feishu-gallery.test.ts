import { describe, expect, test } from 'vitest';
import { feishuCard, feishuCards } from '../../../cards/render/feishu.ts';
import { checkCard } from '../../emulators/feishu/card/check.ts';
import { refusals, words } from './feishu-reading.ts';
import { samples, samplesByBuilder } from './samples.ts';

const OPTIONS = { publicUrl: 'https://zy.example.gov.cn', page: '/cards/1', imageKey: () => 'img_v3_sample' };
const KNOWN = { image: () => true, person: () => true };

describe('every builder at its largest is taken by the platform', () => {
  test.each(samples)('$id', ({ card }) => {
    const cards = [feishuCard(card, OPTIONS), ...feishuCards(card, OPTIONS)];
    expect(cards.flatMap(refusals)).toEqual([]);
    // The emulator reads the documents for itself, and stands in for the platform everywhere else.
    expect(cards.map((made) => checkCard(made, KNOWN).fault)).toEqual(cards.map(() => undefined));
  });
});

test('hardly anything is too large for one message', () => {
  const large = samplesByBuilder(({ card }) => feishuCards(card, OPTIONS).length > 1);
  expect(large.sort()).toEqual([
    'annexCard',
    'importCard',
    'importPageCard',
    'importRowsCard',
    'projectCard',
    'signCard',
  ]);
});

test('nothing that goes into a chat loses a form or a button when it is updated in place', () => {
  const lost = samplesByBuilder(({ card }) => /未显示：.*(表单|按钮)/.test(words(feishuCard(card, OPTIONS))));
  // Its card of a page only: in a chat stands importCard.
  expect(lost).toEqual(['importPageCard']);
});
