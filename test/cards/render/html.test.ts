import { describe, expect, test } from 'vitest';
import type { ActionButton, Block, Card, Input } from '../../../cards/card.ts';
import { cardHtml } from '../../../cards/render/html.ts';
import { bulletin, form, preview } from '../../../cards/gallery/samples.ts';

const cardOf = (...blocks: Block[]): Card => ({ title: '标题', tone: 'info', summary: '', blocks });
const input = (fields: Partial<Input> & Pick<Input, 'kind'>): string =>
  cardHtml(
    cardOf({
      kind: 'form',
      name: 'f',
      inputs: [{ name: 'n', label: '名称', ...fields }],
      submit: { label: '提交', action: 'test.a' },
    }),
  );

describe('whatever a person typed stays text', () => {
  const evil: string = `"><script>alert(1)</script>'&<img src=x onerror=alert(2)>`;
  const options = [{ value: evil, label: evil }];
  const inputs = (['text', 'longtext', 'number', 'day', 'month', 'choice', 'choices', 'flag'] as const).map(
    (kind): Input => ({
      name: evil,
      label: evil,
      kind,
      value: evil,
      placeholder: evil,
      hint: evil,
      options: kind === 'choice' ? Array(6).fill(options[0]) : options,
    }),
  );
  const button = {
    label: evil,
    action: evil,
    params: { [evil]: evil },
    confirm: { title: evil, text: evil },
  } as ActionButton;
  const blocks: Block[] = [
    { kind: 'text', text: evil },
    { kind: 'text', text: [evil, { text: evil, bold: true, tone: 'bad', link: { page: evil } }] },
    { kind: 'note', text: [{ text: evil, link: button }] },
    { kind: 'rule' },
    { kind: 'fields', items: [{ label: evil, value: evil }] },
    {
      kind: 'table',
      caption: evil,
      columns: [{ label: evil }],
      rows: [[evil]],
      more: { count: 1, page: evil },
    },
    {
      kind: 'chart',
      title: evil,
      shape: 'bar',
      unit: evil,
      categories: [evil],
      series: [{ name: evil, values: [1] }],
    },
    { kind: 'steps', items: [{ label: evil, state: 'now', note: evil }] },
    { kind: 'image', file: evil, alt: evil },
    { kind: 'fold', title: evil, blocks: [{ kind: 'text', text: evil }] },
    { kind: 'form', name: evil, inputs, submit: button },
    { kind: 'actions', buttons: [button, { label: evil, page: evil }] },
  ];

  test.each(blocks)('$kind', (block) => {
    const html = cardHtml({
      title: evil,
      subtitle: evil,
      tone: 'bad',
      summary: evil,
      key: evil,
      blocks: [block],
    });
    // Taken apart by quotes, what is left outside attribute values holds no foreign tag and no handler.
    const bare = html.replace(/="[^"]*"/g, '=""');
    expect(bare).not.toMatch(/<script|<img src/i);
    expect(bare.match(/<[a-z]+[^>]*>/gi)?.every((tag) => /^<[a-z0-9]+( [a-z-]+(="")?)*>$/i.test(tag))).toBe(
      true,
    );
    expect(html).toContain('&lt;script&gt;');
  });
});

describe('links lead to pages of this service only', () => {
  const href = (page: string) =>
    /href="([^"]*)"/.exec(cardHtml(cardOf({ kind: 'actions', buttons: [{ label: '看', page }] })))?.[1];
  test.each([
    'javascript:alert(1)',
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    'rows',
    '/a b',
    '',
  ])('%j becomes #', (page) => expect(href(page)).toBe('#'));
  test('a path stays, its query escaped', () =>
    expect(href('/rows/x?u=YC&p=1')).toBe('/rows/x?u=YC&amp;p=1'));
});

describe('tables', () => {
  const html = cardHtml(bulletin);
  test('columns of numerals stand to the right, a dash among them or not, names to the left', () => {
    expect(html).toContain('<th scope="col" class="to-right">个数</th>');
    expect(html).toContain('<th scope="col" class="to-right">动工率</th>');
    expect(html).toContain('<th scope="col" class="to-left pin">单位</th>');
  });
  test('a total row is the foot, and does not stand in the body', () => {
    const foot = /<tfoot>(.*?)<\/tfoot>/.exec(html)?.[1] ?? '';
    expect(foot).toContain('180.16');
    expect(html.split('180.16').length - 1).toBe(2);
  });
  test('scrolls by itself and can be reached by keyboard', () => {
    expect(html).toContain('class="table-scroll" tabindex="0" role="region" aria-label="2025年度引进项目"');
  });
  test('says where the other rows are', () => {
    expect(html).toContain('<a href="/rows/x">还有 61 行，查看全部 ›</a>');
  });
  test('given alignment wins', () => {
    const table = cardHtml(
      cardOf({ kind: 'table', columns: [{ label: '年', align: 'center' }], rows: [['2026']] }),
    );
    expect(table).toContain('<td class="to-center">2026</td>');
  });
});

test('a chart carries its spec and, as a table, its figures', () => {
  const html = cardHtml(bulletin);
  const spec = /data-chart="([^"]*)"/.exec(html)?.[1]?.replaceAll('&quot;', '"') ?? '{}';
  expect(JSON.parse(spec)).toMatchObject({ type: 'bar', direction: 'horizontal' });
  expect(html).toContain('<td class="to-right">100.0%</td>');
});

test('a person is a chip with post and name', () =>
  expect(
    cardHtml(cardOf({ kind: 'text', text: ['请 ', { person: { post: '源城区填报人', name: '<张>' } }] })),
  ).toContain('请 <span class="person"><span class="person-post">源城区填报人</span> &lt;张&gt;</span>'));

describe('buttons', () => {
  const html = cardHtml(bulletin);
  test('carry action and parameters with their types', () => {
    expect(html).toContain(
      'data-action="ledger.open" data-params="{&quot;ledger&quot;:&quot;bulletins&quot;,&quot;code&quot;:&quot;2026-05&quot;,&quot;here&quot;:true}"',
    );
  });
  test('ask first where they should', () => {
    expect(html).toMatch(/class="button danger"[^>]*data-confirm="{&quot;title&quot;:&quot;退回重算？/);
  });
  test('a page button is a link', () => {
    expect(html).toContain('<a class="button primary" href="/rows/appendix">看附表</a>');
  });
  test('a number in a sentence can be tapped', () => {
    expect(html).toMatch(
      /<button type="button" class="link" data-action="bulletin.county"[^>]*><strong>69 个<\/strong>/,
    );
  });
});

describe('forms', () => {
  test('submit travels with name, action and params', () => {
    expect(cardHtml(form)).toContain(
      'data-form="project" aria-label="提交审核" data-action="ledger.save" data-params="{&quot;ledger&quot;:&quot;projects&quot;,&quot;part&quot;:7}"',
    );
  });
  test.each([
    [
      input({ kind: 'text', max: 60, required: true }),
      /<input name="n" data-kind="text" required="" maxlength="60"[^>]*type="text"/,
    ],
    [
      input({ kind: 'number', value: '12.5' }),
      /type="text" inputmode="decimal" class="numeral" value="12.5"/,
    ],
    [input({ kind: 'day', value: '2026-05-31' }), /type="date" value="2026-05-31"/],
    [input({ kind: 'month' }), /placeholder="如 2026-05"[^>]*type="month"/],
    [input({ kind: 'longtext', value: 'a\nb' }), /<textarea[^>]*>a\nb<\/textarea>/],
    [
      input({ kind: 'flag', value: 'true' }),
      /type="checkbox" name="n" value="true" data-kind="flag" checked=""/,
    ],
    [
      input({
        kind: 'choice',
        value: 'b',
        options: [
          { value: 'a', label: '甲' },
          { value: 'b', label: '乙' },
        ],
      }),
      /type="radio" name="n" value="b" data-kind="choice" checked=""/,
    ],
    [
      input({ kind: 'choices', value: ['a'], required: true, options: [{ value: 'a', label: '甲' }] }),
      /<fieldset[^>]*data-required="">.*type="checkbox" name="n" value="a" data-kind="choices" checked=""/,
    ],
  ])('input %#', (html, expected) => expect(html).toMatch(expected));
  test('many choices fold into a list with the chosen one', () => {
    const options = ['甲', '乙', '丙', '丁', '戊'].map((label) => ({ value: label, label }));
    expect(input({ kind: 'choice', options, value: '丙' })).toContain(
      '<option value="丙" selected="">丙</option>',
    );
  });
});

test('folds, steps, fields and pictures are what they say', () => {
  expect(cardHtml(bulletin)).toContain('<details class="fold"><summary>红灯 Top 5</summary>');
  expect(cardHtml(form)).toContain('<li class="step now" aria-current="step">');
  expect(cardHtml(preview)).toContain('<div class="pair wide"><dt>金额单位</dt>');
  expect(cardHtml(cardOf({ kind: 'image', file: 'a/b', alt: '图' }))).toContain(
    'src="/files/a%2Fb" alt="图"',
  );
  expect(cardHtml(cardOf({ kind: 'fold', title: '开', open: true, blocks: [] }))).toContain(
    '<details class="fold" open>',
  );
});

test('the whole is one article that says what it is', () => {
  const html = cardHtml(preview);
  expect(html).toMatch(
    /^<article class="card tone-warn" aria-label="导入预览：[^"]*"><header class="card-head"><h2/,
  );
  expect(html.endsWith('</div></article>')).toBe(true);
  expect(html).not.toContain('undefined');
});
