import { describe, expect, test } from 'vitest';
import { plain, type Card, type Inline } from '../../../cards/card.ts';
import { gallery } from '../../../cards/gallery/gallery.ts';
import heyuan from '../../../models/ledgers/city/heyuan.json' with { type: 'json' };
import { parseCity } from '../../../models/ledgers/city.ts';

const cards = gallery(parseCity(heyuan)).filter(({ builder }) => builder === 'leaderCard');
const texts = ({ blocks }: Card) => blocks.flatMap((block) => (block.kind === 'text' ? [block] : []));
const pieces = (card: Card): Inline[] =>
  texts(card).flatMap(({ text }) => (typeof text === 'string' ? [text] : text));

describe.each(cards.map(({ id, card }) => [id, card] as const))("the leader's card %s", (_id, card) => {
  test('has one number at its head', () => {
    expect(texts(card).filter(({ size }) => size === 'large')).toHaveLength(1);
    expect(plain(texts(card)[0]?.text ?? '')).toMatch(/^新签约超亿元制造业/);
  });

  test('shows changes as arrows, and leads from each number of the two tables to its rows', () => {
    const words = texts(card)
      .map(({ text }) => plain(text))
      .join('\n');
    expect(words).not.toMatch(/（[+−-]/);
    const linked = pieces(card).flatMap((piece) =>
      typeof piece === 'object' && 'text' in piece && piece.link && 'page' in piece.link
        ? [[piece.text, piece.link.page] as const]
        : [],
    );
    for (const [text, page] of linked.filter(([, to]) => to.includes('.')))
      expect([text, page]).toEqual([
        expect.stringMatching(/^[↑↓]?\d/),
        expect.stringMatching(/^\/figures\/.*total/),
      ]);
  });

  test('names projects before their codes', () => {
    const worst = texts(card)
      .map(({ text }) => plain(text))
      .filter((text) => /^\d\. /.test(text));
    for (const text of worst) expect(text).toMatch(/^\d\. [^X].* XM-\d{4}-[A-Z]+-\d+$/);
  });
});
