import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Block, Card, TableBlock } from '../../../cards/card.ts';
import { feishuCard, feishuCards } from '../../../cards/render/feishu.ts';
import { pack, type Room } from '../../../cards/render/pack.ts';
import { cut, firstRows, lengthOf, simpler } from '../../../cards/render/split.ts';
import { refusals, words } from './feishu-reading.ts';

const OPTIONS = { publicUrl: 'https://zy.example.gov.cn' };
const cardOf = (...blocks: Block[]): Card => ({ title: '题', tone: 'info', summary: '概要', blocks });
const tableOf = (count: number, width: number, extra: Partial<TableBlock> = {}): TableBlock => ({
  kind: 'table',
  columns: [{ label: '编号' }, { label: '情况' }],
  rows: Array.from({ length: count }, (_, i) => [`R${i};`, '情'.repeat(width)]),
  ...extra,
});
const shownRows = (text: string): number => new Set(text.match(/R\d+;/g)).size;
const countedRows = (text: string): number =>
  [...text.matchAll(/(?:还有|表格) (\d+) 行/g)].reduce((sum, [, count]) => sum + Number(count), 0);

describe('rows', () => {
  const sizes = fc.record({
    count: fc.integer({ min: 1, max: 400 }),
    width: fc.integer({ min: 0, max: 300 }),
    total: fc.boolean(),
    more: fc.option(fc.integer({ min: 1, max: 500 }), { nil: undefined }),
  });
  test.each([
    ['one card', (card: Card) => [feishuCard(card, OPTIONS)]],
    ['several', (card: Card) => feishuCards(card, OPTIONS)],
    ['one with a page', (card: Card) => [feishuCard(card, { ...OPTIONS, page: '/cards/1' })]],
  ])('on %s: each is shown or counted', (_, render) => {
    fc.assert(
      fc.property(sizes, ({ count, width, total, more }) => {
        const table = tableOf(count, width, {
          ...(total ? { total: true } : {}),
          ...(more ? { more: { count: more, page: '/rows/x' } } : {}),
        });
        const cards = render(cardOf(table));
        const text = cards.map(words).join('\n');
        expect(shownRows(text) + countedRows(text)).toBe(count + (more ?? 0));
        expect(!total || text.includes(`R${count - 1};`)).toBe(true);
        expect(cards.flatMap(refusals)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

test('of lists that are shortened the rest is counted', () => {
  const names = Array.from({ length: 900 }, (_, i) => `R${i};${'项'.repeat(20)}`);
  const fields: Block = { kind: 'fields', items: names.map((label) => ({ label, value: '值' })) };
  const steps: Block = { kind: 'steps', items: names.map((label) => ({ label, state: 'todo' })) };
  const buttons: Block = { kind: 'actions', buttons: names.map((label) => ({ label, action: 'test.b' })) };
  const fold: Block = { kind: 'fold', title: '折', blocks: names.map((text) => ({ kind: 'note', text })) };
  for (const block of [fields, steps, buttons, fold]) {
    const text = words(feishuCard(cardOf(block), OPTIONS));
    const counted = /未显示：(字段|步骤|按钮|文字) (\d+) /.exec(text)?.[2] ?? '0';
    expect(shownRows(text)).toBeGreaterThan(20);
    expect(shownRows(text) + Number(counted)).toBe(900);
  }
});

test('a long text is cut between sentences, and none is lost', () => {
  const sentences = Array.from({ length: 1500 }, (_, i) => `第${i}句话在这里。`);
  const cards = feishuCards(cardOf({ kind: 'text', text: sentences.join('') }), OPTIONS);
  expect(cards.length).toBeGreaterThan(1);
  expect(cards.map(({ header }) => header.title.content)).toEqual(
    cards.map((_, i) => `题（${i + 1}/${cards.length}）`),
  );
  const bodies = cards.map(({ body }) => JSON.stringify(body));
  expect(bodies.every((body) => /。","text_size/.test(body))).toBe(true);
  expect(sentences.filter((sentence) => !bodies.some((body) => body.includes(sentence)))).toEqual([]);
});

test('buttons and forms stay when the rest has to go', () => {
  const blocks: Block[] = [
    ...Array.from({ length: 30 }, (): Block => ({ kind: 'text', text: '字'.repeat(1000) })),
    {
      kind: 'form',
      name: 'f',
      inputs: [{ name: 'n', label: '意见', kind: 'text' }],
      submit: { label: '提交', action: 'test.b' },
    },
    { kind: 'actions', buttons: [{ label: '签发', action: 'test.d' }] },
  ];
  const card = feishuCard(cardOf(...blocks), OPTIONS);
  expect(words(card)).toMatch(/意见[^]*提交[^]*签发[^]*未显示：文字 \d+ 段/);
  expect(words(card)).not.toMatch(/未显示：.*(表单|按钮)/);
});

test('more tables than a card takes go to the next card', () => {
  const cards = feishuCards(cardOf(...Array.from({ length: 7 }, () => tableOf(2, 3))), OPTIONS);
  expect(cards.map(({ body }) => body.elements.filter(({ tag }) => tag === 'table').length)).toEqual([5, 2]);
});

test('a chart that is too large becomes its figures', () => {
  const categories = Array.from({ length: 400 }, (_, i) => `R${i};${'县'.repeat(20)}`);
  const chart: Block = {
    kind: 'chart',
    title: '图',
    shape: 'line',
    unit: '%',
    categories,
    series: [{ name: '率', values: categories.map((_, i) => i) }],
  };
  const text = feishuCards(cardOf(chart), OPTIONS).map(words).join('\n');
  expect(text).toContain('99%');
  expect(shownRows(text) + countedRows(text)).toBe(400);
});

describe('blocks in words of the grammar', () => {
  const parts: Block[] = [
    { kind: 'text', text: ['一二', { text: '三四五', bold: true }, '六'] },
    {
      kind: 'fields',
      items: [
        { label: 'a', value: '1' },
        { label: 'b', value: '2' },
      ],
    },
    {
      kind: 'steps',
      items: [
        { label: 'a', state: 'done' },
        { label: 'b', state: 'now' },
      ],
    },
    {
      kind: 'actions',
      buttons: [
        { label: 'a', page: '/a' },
        { label: 'b', page: '/b' },
      ],
    },
    { kind: 'fold', title: 't', blocks: [{ kind: 'rule' }, { kind: 'rule' }] },
    tableOf(3, 1, { total: true }),
  ];
  test.each(parts)('$kind is cut in two', (block) => {
    const at = Math.floor(lengthOf(block) / 2);
    const [head, tail] = cut(block, at);
    expect([lengthOf(head), lengthOf(tail)]).toEqual([at, lengthOf(block) - at]);
  });
  test('a text keeps its emphasis when cut', () => {
    expect(cut({ kind: 'text', text: ['一二', { text: '三四五', bold: true }, '六'] }, 3)).toEqual([
      { kind: 'text', text: ['一二', { text: '三', bold: true }] },
      { kind: 'text', text: [{ text: '四五', bold: true }, '六'] },
    ]);
  });
  test('the first rows keep the total and count the others', () => {
    const table = firstRows(tableOf(9, 0, { total: true, more: { count: 4, page: '/a' } }), 3, '/b');
    expect(table.rows.map(([code]) => code)).toEqual(['R0;', 'R1;', 'R2;', 'R8;']);
    expect(table.more).toEqual({ count: 9, page: '/a' });
  });
  test.each<Block>([{ kind: 'rule' }, { kind: 'text', text: '字' }, { kind: 'actions', buttons: [] }])(
    'nothing is simpler than $kind',
    (block) => expect(simpler(block)).toEqual([]),
  );
});

test('packing ends and loses nothing whatever the sizes', () => {
  const block = fc.oneof(
    fc.string({ maxLength: 60 }).map((text): Block => ({ kind: 'text', text })),
    fc.integer({ min: 1, max: 12 }).map((count): Block => tableOf(count, 1)),
    fc.constant<Block>({ kind: 'form', name: 'f', inputs: [], submit: { label: 's', action: 'test.a' } }),
  );
  fc.assert(
    fc.property(
      fc.array(block, { maxLength: 12 }),
      fc.integer({ min: 0, max: 80 }),
      fc.integer({ min: 1, max: 4 }),
      (blocks, most, cards) => {
        const cost = (block: Block) => [block.kind === 'form' ? 30 : JSON.stringify(block).length / 4];
        const room: Room = { cost, most: [most], cards, page: '/' };
        const packed = pack(blocks, room);
        expect(packed.cards.length).toBeLessThanOrEqual(cards);
        for (const card of packed.cards)
          expect(card.reduce((sum, one) => sum + (cost(one)[0] ?? 0), 0)).toBeLessThanOrEqual(most);
        const forms = [...packed.cards.flat(), ...packed.moved].filter(({ kind }) => kind === 'form');
        expect(forms.length).toBe(blocks.filter(({ kind }) => kind === 'form').length);
      },
    ),
    { numRuns: 200 },
  );
});
