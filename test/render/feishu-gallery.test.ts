import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { feishuCard, feishuCards } from '../../cards/render/feishu.ts';
import { checkCard } from '../emulators/feishu/card/check.ts';
import { refusals, words } from './feishu-reading.ts';
import { gallery } from './gallery.ts';

const OPTIONS = { publicUrl: 'https://zy.example.gov.cn', page: '/cards/1' };
const KNOWN = { image: () => true, person: () => true };
const exhibits = gallery();
const rooms = (wanted: (exhibit: (typeof exhibits)[number]) => boolean): string[] => [
  ...new Set(exhibits.filter(wanted).map(({ builder }) => builder)),
];

describe('every builder at its largest is taken by the platform', () => {
  test.each(exhibits)('$builder $name', ({ card }) => {
    const cards = [feishuCard(card, OPTIONS), ...feishuCards(card, OPTIONS)];
    expect(cards.flatMap(refusals)).toEqual([]);
    // The emulator reads the documents for itself, and stands in for the platform everywhere else.
    expect(cards.map((made) => checkCard(made, KNOWN).fault)).toEqual(cards.map(() => undefined));
  });
});

test('hardly anything is too large for one message', () => {
  const large = rooms(({ card }) => feishuCards(card, OPTIONS).length > 1);
  expect(large.sort()).toEqual(['annexCard', 'importCard', 'importPageCard', 'projectCard']);
});

test('nothing that goes into a chat loses a form or a button when it is updated in place', () => {
  const lost = rooms(({ card }) => /未显示：.*(表单|按钮)/.test(words(feishuCard(card, OPTIONS))));
  // Its card of a page only: in a chat stands importCard.
  expect(lost).toEqual(['importPageCard']);
});

test('every builder has its room', () => {
  const folder = join(import.meta.dirname, '../../cards');
  const builders = readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      return [...text.matchAll(/^export (?:function|const) (\w+Card)\b/gm)].map(([, name]) => name ?? '');
    });
  const shown = rooms(() => true);
  expect(builders.filter((name) => !shown.includes(name))).toEqual([]);
  expect(builders.length).toBeGreaterThan(15);
});
