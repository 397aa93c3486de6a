import fc from 'fast-check';
import type { ActionRef, Block, Card, FoldBlock, Inline, Input, Rich } from '../../../cards/card.ts';

/** Any card that the grammar allows, with texts that try to be markup. */

const EVIL = [
  '<at id=all></at>',
  '<at user_id="all">所有人</at>',
  '**粗** _斜_ ~~删~~',
  '[点我](https://evil.example)',
  '![图](img_v2_x)',
  '&lt;at id=all&gt;&#60;at id=all&#62;',
  '# 标题',
  '1. 一',
  '- 项',
  '> 引用',
  '```\ncode',
  '| a | b |\n|---|---|\n| 1 | 2 |',
  '<font color=red>红</font><script>alert(1)</script>',
  ':OK: $x$ \\ {{x}}',
  'www.evil.example a@b.c https://evil.example/x?y=1',
  '\u0000\u200f\ud800\r\n\t',
  '---\n===',
  '👨‍👩‍👧 宜居',
] as const;

export const hostile = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...EVIL) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  fc.tuple(fc.constantFrom(...EVIL), fc.constantFrom(...EVIL)).map(([a, b]) => a + b),
);

const long = (most: number) =>
  fc
    .tuple(hostile, fc.integer({ min: 1, max: most }))
    .map(([text, times]) => `${text} 长。`.repeat(times).slice(0, most));

const page = fc.oneof(
  fc.constantFrom(
    '/rows/x?u=YC&p=1',
    '/projects/XM-2026-YC-0012',
    '/a(b)[c]*_~',
    '/项目/表',
    '//evil.example',
    'javascript:alert(1)',
    '',
  ),
  hostile.map((text) => `/${text}`),
);
const params = fc.dictionary(
  fc.string({ maxLength: 8 }).filter((key) => key !== '__proto__'),
  fc.oneof(hostile, fc.integer(), fc.boolean()),
  { maxKeys: 3 },
);
const action: fc.Arbitrary<ActionRef> = fc.record({
  action: fc.stringMatching(/^[a-z]{1,8}$/).map((name) => `test.${name}` as const),
  params,
});
const userId = fc.oneof(fc.constantFrom('ou_abc', 'on_strange', 'all'), hostile);
const tone = fc.constantFrom('info', 'good', 'warn', 'bad', 'quiet');

/** Every record with any of its optional properties left out. */
const some = <T, K extends keyof T>(model: { [P in keyof T]: fc.Arbitrary<T[P]> }, requiredKeys: K[]) =>
  fc.record(model, { requiredKeys });

export function cardOf(
  text: fc.Arbitrary<string>,
  most: { rows: number; blocks: number; inputs: number },
): fc.Arbitrary<Card> {
  const inline = fc.oneof(
    text,
    some({ text, bold: fc.constant(true as const), tone, link: fc.oneof(fc.record({ page }), action) }, [
      'text',
    ]),
    fc.record({ person: some({ name: text, post: text, ids: fc.record({ feishu: userId }) }, ['name']) }),
  ) as fc.Arbitrary<Inline>;
  const rich: fc.Arbitrary<Rich> = fc.oneof(text, fc.array(inline, { maxLength: 4 }));
  const button = fc.oneof(
    some(
      {
        label: text,
        action: action.map((ref) => ref.action),
        params,
        style: fc.constantFrom('primary', 'danger'),
        confirm: fc.record({ title: text, text }),
      },
      ['label', 'action'],
    ),
    some({ label: text, page, style: fc.constant('primary' as const) }, ['label', 'page']),
  );
  const table = fc.integer({ min: 0, max: 8 }).chain((width) =>
    some(
      {
        kind: fc.constant('table' as const),
        caption: text,
        columns: fc.array(
          some({ label: text, align: fc.constantFrom('left', 'right', 'center') }, ['label']),
          { minLength: width, maxLength: width },
        ),
        rows: fc.array(fc.array(rich, { minLength: width, maxLength: width + (width % 2) }), {
          maxLength: most.rows,
        }),
        total: fc.constant(true as const),
        more: fc.record({ count: fc.nat(1000), page }),
      },
      ['kind', 'columns', 'rows'],
    ),
  );
  const chart = fc.record({
    kind: fc.constant('chart' as const),
    title: text,
    shape: fc.constantFrom('bar', 'line'),
    unit: fc.constantFrom('%', '个'),
    categories: fc.array(text, { maxLength: most.rows }),
    series: fc.array(
      fc.record({ name: text, values: fc.array(fc.option(fc.integer()), { maxLength: most.rows }) }),
      { maxLength: 4 },
    ),
  });
  const inner = fc.oneof(
    some({ kind: fc.constant('text' as const), text: rich, size: fc.constantFrom('normal', 'large') }, [
      'kind',
      'text',
    ]),
    fc.record({ kind: fc.constant('note' as const), text: rich }),
    fc.constant({ kind: 'rule' as const }),
    fc.record({
      kind: fc.constant('fields' as const),
      items: fc.array(
        some({ label: text, value: rich, wide: fc.constant(true as const) }, ['label', 'value']),
        { maxLength: most.rows },
      ),
    }),
    table,
    chart,
    fc.record({
      kind: fc.constant('steps' as const),
      items: fc.array(
        some({ label: text, state: fc.constantFrom('done', 'now', 'todo'), note: text }, ['label', 'state']),
        { maxLength: 8 },
      ),
    }),
    fc.record({
      kind: fc.constant('image' as const),
      file: fc.constantFrom('known', 'a/b', '../x', ''),
      alt: text,
    }),
    fc.record({ kind: fc.constant('actions' as const), buttons: fc.array(button, { maxLength: 6 }) }),
  ) as fc.Arbitrary<FoldBlock['blocks'][number]>;
  const option = fc.record({
    value: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
    label: text,
  });
  const input = some(
    {
      name: fc.constantFrom('a', 'b', 'f_name', '1.a', '2.a', '', 'submit'),
      label: text,
      kind: fc.constantFrom('text', 'longtext', 'number', 'day', 'month', 'choice', 'choices', 'flag'),
      required: fc.constant(true as const),
      value: fc.oneof(text, fc.constant('2026-05-31'), fc.array(text, { maxLength: 3 })),
      placeholder: text,
      hint: text,
      options: fc.uniqueArray(option, { maxLength: 6, selector: ({ value }) => value.trim() }),
      max: fc.integer({ min: 1, max: 5000 }),
    },
    ['name', 'label', 'kind'],
  ) as fc.Arbitrary<Input>;
  const form = fc.record({
    kind: fc.constant('form' as const),
    name: fc.constantFrom('form', 'a', ''),
    inputs: fc.array(input, { maxLength: most.inputs }),
    submit: some(
      {
        label: text,
        action: action.map((ref) => ref.action),
        params,
        style: fc.constantFrom('primary', 'danger'),
        confirm: fc.record({ title: text, text }),
      },
      ['label', 'action'],
    ),
  });
  const fold = some(
    {
      kind: fc.constant('fold' as const),
      title: text,
      open: fc.constant(true as const),
      blocks: fc.array(inner, { maxLength: 5 }),
    },
    ['kind', 'title', 'blocks'],
  );
  const block = fc.oneof({ weight: 5, arbitrary: inner }, fold, form) as fc.Arbitrary<Block>;
  return some(
    {
      title: text,
      subtitle: text,
      tone,
      summary: text,
      blocks: fc.array(block, { maxLength: most.blocks }),
      key: text,
    },
    ['title', 'tone', 'summary', 'blocks'],
  );
}

/** Cards as they come: they fit, or nearly. */
export const anyCard = cardOf(hostile, { rows: 8, blocks: 6, inputs: 5 });
/** Cards far beyond every limit. */
export const hugeCard = cardOf(
  fc.oneof({ weight: 8, arbitrary: hostile }, long(300), { weight: 1, arbitrary: long(40_000) }),
  {
    rows: 120,
    blocks: 12,
    inputs: 60,
  },
);
