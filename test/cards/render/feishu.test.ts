import { describe, expect, test } from 'vitest';
import type { Block, Card, Rich } from '../../../cards/card.ts';
import { feishuCard } from '../../../cards/render/feishu.ts';
import { escapeMd, markdownOf, feishuPageUrl } from '../../../cards/render/feishu/text.ts';
import type { RootElement } from '../../../cards/render/feishu/types.ts';
import { short } from '../../../cards/render/text.ts';
import { refusals, words } from './feishu-reading.ts';

const HOME = 'https://zy.example.gov.cn';
const cardOf = (...blocks: Block[]): Card => ({ title: '题', tone: 'info', summary: '概要', blocks });
const OPTIONS = {
  publicUrl: HOME,
  imageKey: (file: string) => (file === 'f1' ? 'img_v3_x' : undefined),
  isPerson: (id: string) => id === 'ou_known',
};
const made = (card: Card) => feishuCard(card, OPTIONS);
const elements = (...blocks: Block[]): readonly RootElement[] => made(cardOf(...blocks)).body.elements;
const text = (rich: Rich): Block => ({ kind: 'text', text: rich });

describe('text stays text', () => {
  test('without emphasis there is no markup at all', () => {
    const evil = '<at id=all></at> **粗** [x](https://evil.example)';
    expect(elements(text(evil))).toEqual([
      { tag: 'div', text: { tag: 'plain_text', content: evil, text_size: 'normal' } },
    ]);
  });
  test.each([
    ['<at id=all></at>', '&#60;at id&#61;all&#62;&#60;&#47;at&#62;'],
    ['&lt;', '&#38;lt;'],
    ['a*b_c~d', 'a&#42;b&#95;c&sim;d'],
    ['1. 甲', '1&#46; 甲'],
    ['www.evil.example', 'www&#46;evil&#46;example'],
    ['a@b.cn', 'a&#64;b&#46;cn'],
    ['2026-05-31 09:30 12.5', '2026-05-31 09:30 12.5'],
    ['-1.5', '&#45;1.5'],
    ['甲\r\n乙\t丙\u0000', '甲<br/>乙 丙'],
  ])('%j becomes %j', (from, to) => expect(escapeMd(from)).toBe(to));

  test('emphasis next to punctuation is still emphasis', () => {
    const gap = '\u200B';
    expect(markdownOf([{ text: '截止。', bold: true }, '请'], OPTIONS)).toBe(`**截止。${gap}**请`);
    expect(
      markdownOf(
        [
          { text: '甲', bold: true },
          { text: '乙', bold: true },
        ],
        OPTIONS,
      ),
    ).toBe(`**甲**${gap}**乙**`);
  });
  test('tone, emphasis and link together', () => {
    const rich: Rich = [
      { text: '红', tone: 'bad', bold: true },
      { text: '行', link: { page: '/rows/x' } },
    ];
    expect(markdownOf(rich, OPTIONS)).toBe(`<font color='red'>**红**</font>[行](${HOME}/rows/x)`);
  });
  test('is cut between characters', () => expect(short('一👨‍👩‍👧二', 3)).toBe('一…'));
});

describe('people', () => {
  const person = (id: string) => [{ person: { name: '张*三', post: '源城区填报人', ids: { feishu: id } } }];
  const chip = "<person id='ou_known' show_name=false show_avatar=true style='normal'></person>";
  test('have the face that the platform has for them, before the name that we have', () =>
    expect(elements(text(person('ou_known')))).toEqual([
      { tag: 'markdown', content: `${chip}源城区填报人 张&#42;三`, text_size: 'normal' },
    ]));
  test.each(['ou_left', '', "ou_known' x='", 'all'])('with the id %j they stand by name', (id) =>
    expect(elements(text(person(id)))).toEqual([
      { tag: 'div', text: { tag: 'plain_text', content: '源城区填报人 张*三', text_size: 'normal' } },
    ]),
  );
  test('nobody has a face unless the sender answers for the id', () =>
    expect(markdownOf(person('ou_known'), { publicUrl: HOME })).toBe('源城区填报人 张&#42;三'));
  test('in cells they stand by name, in a total as well', () => {
    const rows = [[person('ou_known')], [person('ou_known')]];
    const [table] = elements({ kind: 'table', columns: [{ label: '人' }], rows, total: true });
    expect(table).toMatchObject({
      rows: [{ _a0: '源城区填报人 张&#42;三' }, { _a0: '**源城区填报人 张&#42;三**' }],
    });
  });
});

describe('pages', () => {
  test.each([
    ['/rows/x?u=YC&p=1', `${HOME}/rows/x?u=YC&p=1`],
    ['/项目/(一)*', `${HOME}/%E9%A1%B9%E7%9B%AE/%28%E4%B8%80%29%2A`],
    ['//evil.example', undefined],
    ['javascript:alert(1)', undefined],
    [`/${'a'.repeat(2000)}`, undefined],
  ])('%j is %j', (path, url) => expect(feishuPageUrl(path, `${HOME}/`)).toBe(url));
  test('a service under a path stays under it', () =>
    expect(feishuPageUrl('/board', 'https://gov.example/zy/')).toBe('https://gov.example/zy/board'));
  test('a text whose link leads nowhere is just text', () => {
    expect(elements(text([{ text: '表', link: { page: '//evil.example' } }]))).toEqual([
      { tag: 'div', text: { tag: 'plain_text', content: '表', text_size: 'normal' } },
    ]);
  });
});

describe('actions', () => {
  const confirm = { title: '签发？', text: '不再改动。' };
  test('a button calls back with action and parameters, asks first, or opens a page', () => {
    const [row, dead] = elements({
      kind: 'actions',
      buttons: [
        {
          label: '签发',
          action: 'test.sign',
          params: { version: 3, ok: true },
          style: 'danger',
          confirm,
        },
        { label: '看附表', page: '/figures/2026-05', style: 'primary' },
        { label: '坏', page: 'https://evil.example' },
      ],
    });
    expect(row).toMatchObject({
      tag: 'column_set',
      columns: [
        {
          elements: [
            {
              type: 'danger',
              behaviors: [
                { type: 'callback', value: { action: 'test.sign', params: { version: 3, ok: true } } },
              ],
              confirm: { title: { content: '签发？' }, text: { content: '不再改动。' } },
            },
          ],
        },
        {
          elements: [
            { type: 'primary', behaviors: [{ type: 'open_url', default_url: `${HOME}/figures/2026-05` }] },
          ],
        },
      ],
    });
    expect(dead).toMatchObject({ tag: 'div', text: { content: '坏' } });
  });
  test('a link in a sentence becomes a button below it', () => {
    const [sentence, row] = elements(
      text(['新签 ', { text: '69 个', link: { action: 'test.rows', params: { f: 'x' } } }]),
    );
    expect(sentence).toMatchObject({ tag: 'div', text: { content: '新签 69 个' } });
    expect(row).toMatchObject({
      columns: [
        {
          elements: [
            {
              text: { content: '69 个 ›' },
              behaviors: [{ value: { action: 'test.rows', params: { f: 'x' } } }],
            },
          ],
        },
      ],
    });
  });
  test('links in cells become one list to pick from', () => {
    const open = (code: string): Rich => [{ text: code, link: { action: 'test.open', params: { code } } }];
    const [, picker] = elements({
      kind: 'table',
      columns: [{ label: '编号' }],
      rows: [[open('A')], [open('B')], [open('A')]],
    });
    expect(picker).toMatchObject({
      tag: 'select_static',
      options: ['A', 'B'].map((code) => ({
        text: { content: code },
        value: JSON.stringify({ action: 'test.open', params: { code } }),
      })),
    });
  });
});

describe('tables', () => {
  const rows = (count: number): Rich[][] => Array.from({ length: count }, (_, i) => [`县${i}`, String(i)]);
  const columns = [{ label: '单位' }, { label: '个数' }];
  const table = (count: number, more: object = {}) =>
    elements({ kind: 'table', columns, rows: rows(count), ...more }).find(
      (element) => element.tag === 'table',
    );

  test('plain columns are text, linked ones markdown, numerals stand to the right', () => {
    const linked: Rich[][] = [
      ['源城', [{ text: '9', link: { page: '/rows/x' } }]],
      ['东源', '—'],
    ];
    expect(elements({ kind: 'table', columns, rows: linked })[0]).toMatchObject({
      columns: [
        { name: '_a0', display_name: '单位', data_type: 'text', horizontal_align: 'left' },
        { name: '_a1', display_name: '个数', data_type: 'lark_md', horizontal_align: 'right' },
      ],
      rows: [
        { _a0: '源城', _a1: `[9](${HOME}/rows/x)` },
        { _a0: '东源', _a1: '—' },
      ],
    });
  });
  test('a total is bold and last on one page, first on several', () => {
    expect(table(3, { total: true })?.rows.at(-1)).toEqual({ _a0: '**县2**', _a1: '**2**' });
    const paged = table(24, { total: true });
    expect(paged?.page_size).toBe(10);
    expect([paged?.rows[0], paged?.rows[1]?._a0]).toEqual([{ _a0: '**县23**', _a1: '**23**' }, '县0']);
  });
  test('rows beyond fifty stand behind a link, the total stays', () => {
    const cut = elements({
      kind: 'table',
      columns,
      rows: rows(81),
      total: true,
      more: { count: 20, page: '/rows/x' },
    });
    const shown = cut.find((element) => element.tag === 'table');
    expect([shown?.rows.length, shown?.rows[0]?._a0]).toEqual([50, '**县80**']);
    expect(JSON.stringify(cut)).toContain(`[还有 51 行，查看全部 ›](${HOME}/rows/x)`);
  });
  test('inside a fold it is written in markdown, and no cell breaks out', () => {
    const fold: Block = {
      kind: 'fold',
      title: '明细',
      blocks: [{ kind: 'table', columns, rows: [['a|b\nc', '1']], total: true }],
    };
    expect(elements(fold)[0]).toMatchObject({
      tag: 'collapsible_panel',
      expanded: false,
      elements: [{ tag: 'markdown', content: '| 单位 | 个数 |\n| :-- | :-- |\n| **a&#124;b c** | **1** |' }],
    });
  });
});

describe('the rest of the grammar', () => {
  test('tone, summary and update_multi', () => {
    const card = made({ ...cardOf(), subtitle: '副', tone: 'warn' });
    expect(card.config).toEqual({ update_multi: true, width_mode: 'default', summary: { content: '概要' } });
    expect(card.header).toMatchObject({ template: 'orange', subtitle: { content: '副' } });
    expect(refusals(card)).toEqual([]);
  });
  test('a heading that the platform would cut stands whole in the body', () => {
    const title = '长'.repeat(150);
    const card = made({ ...cardOf(), title });
    expect(card.header.title.content).toHaveLength(100);
    expect(words({ ...card, header: made(cardOf()).header })).toContain(title);
  });
  test('steps say what is done, what is on, what is to come', () => {
    const [steps] = elements({
      kind: 'steps',
      items: [
        { label: '签约', state: 'done', note: '2026-03-10' },
        { label: '动工', state: 'now' },
        { label: '投产', state: 'todo' },
      ],
    });
    expect(steps).toEqual({
      tag: 'markdown',
      content:
        "<font color='green'>✓ 签约</font>　<font color='grey'>2026-03-10</font><br/>" +
        "<font color='blue'>**\u200B● 动工（进行中）\u200B**</font><br/><font color='grey'>○ 投产</font>",
    });
  });
  test('a picture by its key, or behind a link', () => {
    expect(elements({ kind: 'image', file: 'f1', alt: '现场' })[0]).toEqual({
      tag: 'img',
      img_key: 'img_v3_x',
      alt: { tag: 'plain_text', content: '现场' },
    });
    expect(JSON.stringify(elements({ kind: 'image', file: 'f 2', alt: '现场' }))).toContain(
      `${HOME}/files/f%202`,
    );
  });
  test('a chart is its spec, and tells what it leaves out', () => {
    const chart = (values: (number | null)[]): Block => ({
      kind: 'chart',
      title: '动工率',
      shape: 'bar',
      unit: '%',
      categories: ['甲', '乙'],
      series: [{ name: '动工率', values }],
    });
    expect(elements(chart([50, 60])).map(({ tag }) => tag)).toEqual(['markdown', 'chart']);
    expect(JSON.stringify(elements(chart([50, null])))).toContain('无数据：乙');
  });
  test('short fields stand two by two, long ones alone', () => {
    const items = [
      { label: '单位', value: '源城区' },
      { label: '总投资', value: '1.2 亿元' },
      { label: '进展', value: '主体结构封顶，设备陆续进场安装调试' },
    ];
    expect(elements({ kind: 'fields', items }).map(({ tag }) => tag)).toEqual(['column_set', 'markdown']);
  });
});
