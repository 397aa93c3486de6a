import { describe, expect, test } from 'vitest';
import type { Block, Button, Card } from '../../../cards/card.ts';
import { wecomCard, wecomMessages, wecomProse, type WecomOptions } from '../../../cards/render/wecom.ts';

/** What goes together on WeCom: buttons and what they are about, values and their names, headings and their texts. */
const HOME = 'https://zy.example.gov.cn';
const OPTIONS: WecomOptions = { publicUrl: HOME, page: '/cards/1', taskId: 't-1' };
const WHOLE = `${HOME}/cards/1`;
const told = { type: 1, keyname: '未显示', url: WHOLE };
const cardOf = (...blocks: Block[]): Card => ({ title: '题', tone: 'warn', summary: '概要', blocks });
const made = (...blocks: Block[]) => wecomCard(cardOf(...blocks), OPTIONS).template_card;
const text = (words: string): Block => ({ kind: 'text', text: words });
const actions = (...buttons: Button[]): Block => ({ kind: 'actions', buttons });

describe('buttons', () => {
  const act = (label: string, more: { params?: { n: number }; style?: 'primary' } = {}): Button => ({
    label,
    action: 'test.b',
    params: { n: 1 },
    ...more,
  });
  test('whose words do not fit, or are another’s as well, go by a number under which they stand in full', () => {
    const [long, other] = ['市政务服务和数据管理局联络员', '市政务服务和数据管理局分管负责人'];
    const remove = [act('删除'), act('删除', { params: { n: 2 } })];
    expect(made(actions(act(long), act(other), ...remove))).toMatchObject({
      sub_title_text: `1. ${long}\n2. ${other}\n3. 删除\n4. 删除`,
      button_list: [
        { text: '1. 市政务服务和…' },
        { text: '2. 市政务服务和…' },
        { text: '3. 删除' },
        { text: '4. 删除' },
      ],
    });
  });
  test('of a text that is on the card carry the number of its line; the text is not repeated', () => {
    const line = (n: number): Block => ({
      kind: 'text',
      text: [{ text: `第 ${n} 个名称很长的项目`, link: { action: 'test.b', params: { n } } }, ' 待确认'],
    });
    const heading: Block = { kind: 'text', text: [{ text: '要办的', bold: true }] };
    expect(made(heading, line(1), line(2))).toMatchObject({
      sub_title_text: '要办的\n1. 第 1 个名称很长的项目 待确认\n2. 第 2 个名称很长的项目 待确认',
      button_list: [{ text: '1. 第 1 个名…' }, { text: '2. 第 2 个名…' }],
    });
  });
  test('that answer a question stand with it, or on the page', () => {
    const answers: Block = { kind: 'actions', answers: true, buttons: [act('对')] };
    expect(made(text('是万元吗？'), answers)).toMatchObject({
      sub_title_text: '是万元吗？',
      button_list: [{ text: '对' }],
    });
    const card = made(text('很长的问题'.repeat(40)), answers, actions(act('取消')));
    expect(card).toMatchObject({
      button_list: [{ text: '取消' }],
      horizontal_content_list: [{ ...told, value: '文字 1 段、按钮 1 个' }],
    });
  });
  test('a question that is left without its answers goes where they are', () => {
    const answers = { kind: 'actions', answers: true, buttons: [act('改读')] } as const;
    const others = actions(...Array.from({ length: 6 }, (_, i) => act(`钮${i}`, { params: { n: i } })));
    const card = made(text('在先'), text('不是的话：'), answers, others);
    expect(card).toMatchObject({
      sub_title_text: '在先',
      button_list: [{ text: '钮0' }, {}, {}, {}, {}, {}],
    });
    expect(card).toMatchObject({ horizontal_content_list: [{ ...told, value: '文字 1 段、按钮 1 个' }] });
  });
  test('where there are too many: what is emphasised, then what is of the whole card', () => {
    const parts = Array.from({ length: 6 }, (_, n): Block => ({
      kind: 'actions',
      answers: true,
      buttons: [act(`部${n}`, { params: { n } })],
    }));
    const card = made(...parts, actions(act('确认', { style: 'primary' }), act('取消')));
    const texts = card.card_type === 'button_interaction' ? card.button_list.map((each) => each.text) : [];
    expect(texts).toEqual(['部0', '部1', '部2', '部3', '确认', '取消']);
  });
});

describe('a table on a phone', () => {
  const contents = (...blocks: Block[]) =>
    wecomProse(cardOf(...blocks), 'markdown', OPTIONS).flatMap((message) =>
      message.msgtype === 'markdown' ? [message.markdown.content] : [],
    );
  const columns = ['名次', '单位', '个数', '完成率%', '情况', '动工', '投产'].map((label) => ({ label }));

  test('is rows of values under their names; the columns that are not shown are counted', () => {
    const rows = [
      ['1', '源城区', '14', '58.3', '连续三个月没有实质进展，须研判是否退出', '4', '0'],
      ['', '合计', '69', '—', '', '9', '1'],
    ];
    expect(contents({ kind: 'table', caption: '排名', columns, rows, total: true })).toEqual([
      [
        '**题**',
        '**排名**',
        '<font color="comment">每行另有 1 列，见网页</font>',
        '**1 源城区**：个数 14，完成率 58.3%，动工 4',
        '情况：连续三个月没有实质进展，须研判是否退出',
        '**合计**：个数 69，完成率 —，情况 —，动工 9',
        `[在网页中查看全部](${WHOLE})`,
      ].join('\n'),
    ]);
  });
  test('one whose rows can be opened says so', () => {
    const cell = [{ text: '源城区', link: { action: 'test.b' as const, params: { n: 1 } } }];
    expect(contents({ kind: 'table', columns: columns.slice(1, 3), rows: [[cell, '14']] })[0]).toContain(
      '>每行可以点开，见网页</font>\n**源城区**：个数 14',
    );
  });
  test('what announces a list goes with it', () => {
    const [card] = wecomMessages(cardOf(text('在先'), text('异议 8 条：'), text('很长'.repeat(90))), OPTIONS);
    expect(card).toMatchObject({ template_card: { sub_title_text: '在先' } });
  });
  test('its heading goes with it', () => {
    const heading: Block = { kind: 'text', text: [{ text: '红灯 Top 5', bold: true }] };
    const first = text('一'.repeat(620));
    const [content] = contents(first, heading, text('二'.repeat(100)));
    expect(content).not.toContain('红灯');
    expect(contents(first, heading, text('二'.repeat(100)))[1]).toContain('**红灯 Top 5**\n二二');
  });
});
