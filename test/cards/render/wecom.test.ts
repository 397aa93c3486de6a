import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ActionOf } from '../../../cards/actions.ts';
import type { ActionButton, Block, Button, Card, Input } from '../../../cards/card.ts';
import { wecomHtml } from '../../../cards/render/wecom-html.ts';
import { wecomCard, wecomMessages, wecomProse, type WecomOptions } from '../../../cards/render/wecom.ts';
import { wecomClick, keyOf, WECOM_NONE } from '../../../cards/render/wecom/callback.ts';
import { anyCard, hugeCard } from './feishu-cards.ts';
import { isCleanHtml } from './html-reading.ts';
import { wecomFaults } from './wecom-schema.ts';

type Asking = ActionOf<'test.b'> & Pick<ActionButton, 'style' | 'confirm'>;

const HOME = 'https://zy.example.gov.cn';
const OPTIONS: WecomOptions = { publicUrl: HOME, page: '/cards/1', taskId: 't-1' };
const WHOLE = `${HOME}/cards/1`;
const cardOf = (...blocks: Block[]): Card => ({ title: '题', tone: 'warn', summary: '概要', blocks });
const made = (...blocks: Block[]) => wecomCard(cardOf(...blocks), OPTIONS).template_card;
const text = (words: string): Block => ({ kind: 'text', text: words });
const actions = (...buttons: Button[]): Block => ({ kind: 'actions', buttons });
const told = { type: 1, keyname: '未显示', url: WHOLE };

describe('any card', () => {
  const all = (card: Card) => [
    wecomCard(card, OPTIONS),
    ...wecomMessages(card, OPTIONS),
    ...wecomMessages(card, { publicUrl: HOME }),
    ...wecomProse(card, 'markdown', OPTIONS),
    ...wecomProse(card, 'text', OPTIONS),
  ];
  test.each([
    ['of usual size', anyCard, 200],
    ['far beyond every limit', hugeCard, 15],
  ] as const)('%s is taken by the platform, and its preview holds no foreign markup', (_, cards, numRuns) => {
    fc.assert(
      fc.property(cards, (card) => {
        const messages = all(card);
        expect(messages.flatMap(wecomFaults)).toEqual([]);
        expect(messages.map(wecomHtml).every(isCleanHtml)).toBe(true);
      }),
      { numRuns },
    );
  });
  test('whose only button finds no place is one to read', () => {
    const label = '!\u{10000}\u{10000}\u{10000}\u{10000}\u{10000}';
    const at = '<at id=all></at>';
    const wide = '\u{10000}\u{10000}  \u{10000}';
    const card: Card = {
      title: '',
      tone: 'info',
      summary: at,
      blocks: [
        { kind: 'form', name: 'form', inputs: [], submit: { label, action: 'test.a' } as never },
        {
          kind: 'steps',
          items: [
            { label: at, state: 'done', note: `| a | b |\n|---|---|\n| 1 | 2 |${at}` },
            { label: `${wide}\u{10000}   \u{10000}`, state: 'done' },
            { label: wide, state: 'done', note: at },
            { label: `${wide}${'\u{10000}'.repeat(5)}`, state: 'done', note: `  ${wide}    \u{10000}` },
          ],
        },
      ],
    };
    expect(all(card).flatMap(wecomFaults)).toEqual([]);
    expect(wecomCard(card, OPTIONS).template_card.card_type).toBe('text_notice');
  });
  test('leads nowhere but to this service, and calls nobody', () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        for (const message of all(card)) {
          for (const [, href = ''] of wecomHtml(message).matchAll(/ href="([^"]*)"/g))
            expect(`${href}/`.startsWith(`${HOME}/`)).toBe(true);
          const said = message.msgtype === 'template_card' ? '' : JSON.stringify(message);
          expect(
            said.replace(
              /<font color=\\"(info|comment|warning)\\">|<\/font>|<a href=\\"https:[^"]*\\">|<\/a>/g,
              '',
            ),
          ).not.toMatch(/[<>]/);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('a card to read', () => {
  test('short texts, pairs and pages have their places; a tap opens the page', () => {
    expect(
      made(
        text('第一句'),
        { kind: 'fields', items: [{ label: '期限', value: '6月2日' }] },
        {
          kind: 'steps',
          items: [
            { label: '填报', state: 'done' },
            { label: '审核', state: 'now', note: '今天' },
          ],
        },
        actions({ label: '看附表', page: '/rows/x' }),
      ),
    ).toEqual({
      card_type: 'text_notice',
      source: { desc: '招优', desc_color: 2 },
      main_title: { title: '题' },
      sub_title_text: '第一句\n✓ 填报 ● 审核（今天）',
      horizontal_content_list: [{ keyname: '期限', value: '6月2日' }],
      card_action: { type: 1, url: WHOLE },
      jump_list: [{ type: 1, title: '看附表', url: `${HOME}/rows/x` }],
    });
  });
  test('what has no place is counted, and linked', () => {
    const table: Block = {
      kind: 'table',
      columns: [{ label: '单位' }],
      rows: [['甲'], ['乙']],
      more: { count: 3, page: '/x' },
    };
    const chart: Block = {
      kind: 'chart',
      title: '图',
      shape: 'bar',
      unit: '%',
      categories: ['甲'],
      series: [{ name: '率', values: [1] }],
    };
    expect(made(table, chart)).toMatchObject({
      horizontal_content_list: [{ ...told, value: '表格 5 行、图表 1 张' }],
    });
  });
  test('a title too long for its place stands whole in the second message', () => {
    const title = '长标题'.repeat(20);
    const [card, more] = wecomMessages({ ...cardOf(), title }, OPTIONS);
    expect(card).toMatchObject({ template_card: { main_title: { title: `${title.slice(0, 35)}…` } } });
    expect(JSON.stringify(more)).toContain(title);
  });
  test('once a text is left for later, so are those behind it', () => {
    const [card, more] = wecomMessages(cardOf(text('一'), text('二'.repeat(200)), text('三')), OPTIONS);
    expect(card).toMatchObject({ template_card: { sub_title_text: '一' } });
    expect(more).toMatchObject({
      markdown: { content: expect.stringMatching(/二\n三\n\[在网页中查看全部\]/) },
    });
  });
});

describe('buttons', () => {
  const act = (label: string, more: Partial<Asking> = {}): Button => ({
    label,
    action: 'test.b',
    params: { n: 1 },
    ...more,
  });
  test('call back with their action, and each has a key of its own', () => {
    expect(made(actions(act('签收', { style: 'primary' }), act('再签')))).toMatchObject({
      card_type: 'button_interaction',
      task_id: 't-1',
      button_list: [
        { type: 0, text: '签收', style: 1, key: '["test.b",{"n":1}]' },
        { type: 0, text: '再签', style: 2, key: '["test.b",{"n":1},1]' },
      ],
    });
  });
  test('one that asks first, or whose key is too long, opens the page', () => {
    const asks = act('退回', { confirm: { title: '退回？', text: '真的' } });
    const long = { label: '长', action: 'test.b' as const, params: { text: '长'.repeat(400) } };
    expect(made(actions(asks, long, act('签收')))).toMatchObject({
      button_list: [
        { type: 1, text: '去网页退回', url: WHOLE },
        { type: 1, text: '去网页长', url: WHOLE },
        { type: 0 },
      ],
    });
  });
  test('beyond six they are counted', () => {
    const card = made(actions(...Array.from({ length: 9 }, (_, i) => act(`钮${i}`, { params: { i } }))));
    expect(card).toMatchObject({ horizontal_content_list: [{ ...told, value: '按钮 3 个' }] });
    expect(card.card_type === 'button_interaction' && card.button_list).toHaveLength(6);
  });
  test('without a task they all open the page', () => {
    const card = wecomCard(cardOf(actions(act('签收'))), { publicUrl: HOME, page: '/cards/1' }).template_card;
    expect(card).toMatchObject({
      card_type: 'text_notice',
      jump_list: [{ title: '去网页签收', url: WHOLE }],
    });
  });
  test('an action within a text is a button as well', () => {
    const link = { action: 'test.rows' as const, params: { figure: 'x' } };
    expect(made({ kind: 'text', text: ['共 ', { text: '69 个', link }] })).toMatchObject({
      sub_title_text: '共 69 个',
      button_list: [{ text: '69 个', key: '["test.rows",{"figure":"x"}]' }],
    });
  });
  test('a key is read back; what is none of ours is not', () => {
    const ref = { action: 'test.b' as const, params: { n: 1, s: '"', yes: true } };
    expect(wecomClick(keyOf(ref))).toEqual(ref);
    expect(wecomClick(keyOf(ref, 3))).toEqual(ref);
    for (const key of ['', 'null', '{}', '[]', '["a"]', '["a",[]]', '["a",{"x":{}}]', '[1,{}]'])
      expect(wecomClick(key)).toBeUndefined();
  });
});

describe('forms', () => {
  const options = ['甲', '乙', '丙'].map((label) => ({ value: label, label }));
  const input = (name: string, more: Partial<Input> = {}): Input => ({
    name,
    label: `${name}项`,
    kind: 'choice',
    options,
    ...more,
  });
  const form = (inputs: Input[], more: object = {}): Block => ({
    kind: 'form',
    name: 'f',
    inputs,
    submit: { label: '提交', action: 'test.b', ...more },
  });

  test('one choice is a vote, with several answers or one', () => {
    expect(made(text('请选'), form([input('n', { kind: 'choices', value: ['乙'] })]))).toMatchObject({
      card_type: 'vote_interaction',
      main_title: { title: '题', desc: '请选 · n项' },
      checkbox: {
        question_key: 'n',
        mode: 1,
        option_list: [{ is_checked: false }, { is_checked: true }, {}],
      },
      submit_button: { text: '提交', key: '["test.b",{}]' },
    });
    expect(made(form([input('n')]))).toMatchObject({ checkbox: { mode: 0 } });
  });
  test('two or three are dropdowns in which nothing is chosen by itself', () => {
    expect(made(form([input('a'), input('b', { value: '丙' })]))).toMatchObject({
      card_type: 'multiple_interaction',
      select_list: [
        {
          question_key: 'a',
          selected_id: WECOM_NONE,
          option_list: [{ id: WECOM_NONE, text: '请选择' }, {}, {}, {}],
        },
        { question_key: 'b', selected_id: '丙' },
      ],
    });
  });
  test('one that asks nothing is a button; without its question it is on the page', () => {
    expect(made(text('确定签发？'), form([]))).toMatchObject({
      card_type: 'button_interaction',
      sub_title_text: '确定签发？',
      button_list: [{ type: 0, text: '提交' }],
    });
    expect(made(text('确定签发？'.repeat(50)), form([]))).toMatchObject({
      card_type: 'text_notice',
      jump_list: [{ title: '去网页提交', url: WHOLE }],
    });
  });
  test.each<[string, Block[]]>([
    ['texts to type', [form([input('n', { kind: 'text' })])]],
    ['a day', [form([input('n', { kind: 'day' })])]],
    ['four dropdowns', [form(['a', 'b', 'c', 'd'].map((name) => input(name)))]],
    ['a question first', [form([input('n')], { confirm: { title: '提交？', text: '' } })]],
    ['more than words beside it', [form([input('n')]), { kind: 'image', file: 'f', alt: '图' }]],
    [
      'an option too long to be read',
      [form([input('n', { options: [{ value: 'a', label: '长'.repeat(30) }] })])],
    ],
    ['an option that is nothing', [form([input('n', { options: [{ value: '', label: '无' }] })])]],
  ])('with %s they are filled in on the page', (_, blocks) => {
    expect(made(...blocks)).toMatchObject({
      card_type: 'text_notice',
      sub_title_text: expect.stringContaining('“提交”在网页填写：') as string,
      jump_list: [{ title: '去网页填写', url: WHOLE }],
    });
  });
});

describe('without cards', () => {
  const evil = '<@all> **粗** [点](https://evil.example) `x` # <a href="https://evil.example">点</a>';
  test('what a person typed is no markup: its signs become wide', () => {
    const [markdown] = wecomProse(cardOf(text(evil)), 'markdown', OPTIONS);
    expect(JSON.stringify(markdown)).toContain('＜@all＞ ＊＊粗＊＊ ［点］(https://evil.example) ｀x｀ ＃');
    const [plain] = wecomProse(cardOf(text(evil)), 'text', OPTIONS);
    expect(JSON.stringify(plain)).toContain('＜a href=\\"https://evil.example\\"＞点＜/a＞');
  });
  test('a long one becomes several messages, each headed, the last with the way to all', () => {
    const sentences = Array.from({ length: 60 }, (_, i) => text(`第 ${i} 句。`.repeat(6)));
    const messages = wecomProse(cardOf(...sentences), 'markdown', OPTIONS);
    const contents = messages.map((message) =>
      message.msgtype === 'markdown' ? message.markdown.content : '',
    );
    expect(contents.length).toBeGreaterThan(1);
    expect(
      contents.every((content, i) => content.startsWith(`**题**（${i + 1}/${contents.length}）\n`)),
    ).toBe(true);
    expect(contents.join('')).toContain('第 59 句。');
    expect(contents.at(-1)).toMatch(/\[在网页中查看全部\]\(https:\/\/zy\.example\.gov\.cn\/cards\/1\)$/);
  });
});
