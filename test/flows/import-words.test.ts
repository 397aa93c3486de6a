import { beforeEach, describe, expect, test } from 'vitest';
import type { Card } from '../../cards/card.ts';
import { projects } from '../../models/ledgers/project.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { aWorld, cardIn, CHANNELS, first, wordsOf, type World } from '../helpers/conversation.ts';
import { xlsx } from '../handlers/services/imports/files.ts';

/** A word that stands for no choice is asked once for the whole file, and remembered (domain.md Appendix A). */
let world: World;

const HEADER = [
  '项目名称',
  '投资方',
  '县区',
  '签约时间',
  '总投资（万元）',
  '产业归属',
  '项目来源',
  '公平竞争审查',
];
const sheet = (...rows: readonly string[][]) =>
  xlsx({
    rows: [
      HEADER,
      ...rows.map(([name = '', source = '', review = '']) => [
        name,
        `${name.slice(0, 4)}有限公司`,
        '源城区',
        '2026-05-08',
        12000,
        '电子信息',
        source,
        review,
      ]),
    ],
  });

const sent = async (bytes: Uint8Array): Promise<Card> =>
  cardIn(first(await world.official('YC_FILL').sends({ name: '源城台账.xlsx', bytes })));
const clicks = (label: string, card: Card, form?: Record<string, string>) =>
  world.official('YC_FILL').clicks(label, card, form);
const inputs = (card: Card) =>
  card.blocks.flatMap((block) => (block.kind === 'form' && block.name === 'said' ? block.inputs : []));
const stored = async () =>
  (await world.services.store.rows(projects).find(SYSTEM, { sort: { code: 1 } })).map(
    ({ leadSource, fairReview }) => [leadSource, fairReview],
  );

const ROWS = [
  ['星河电子结构件生产项目', '市领导引荐', '未通过'],
  ['明盛精密连接器生产项目', '市领导引荐', '通过'],
  ['远晖传感器生产项目', '', '另行说明'],
];

describe.each(CHANNELS)('on %s', (channel) => {
  beforeEach(async () => {
    world = await aWorld(channel);
  });

  test('each word is asked once, the answers are used for all its cells, and nothing is taken unasked', async () => {
    const card = await sent(await sheet(...ROWS));
    expect(card.summary).toBe('先回答下面的问题（涉及 3 个项目），再确认导入');
    expect(inputs(card).map(({ label }) => label)).toEqual([
      '项目来源：“市领导引荐”不在可选范围内（G2、G3）',
      '公平竞争审查：“未通过”不能按通过读（H2）',
      '公平竞争审查：“另行说明”不在可选范围内（H4）',
    ]);
    const [source, , review] = inputs(card).map(({ name }) => name);
    const { card: second = card } = await clicks('按所选重新识别', card, {
      [source ?? '']: 'PURSUIT',
      [review ?? '']: 'NOT_APPLICABLE',
    });
    // What was not answered is asked again, what was is not.
    expect(inputs(second).map(({ label }) => label)).toEqual(['公平竞争审查：“未通过”不能按通过读（H2）']);
    expect(wordsOf(second)).toContain('已按您的更正重新读取：“市领导引荐”按“盯引”、“另行说明”按“不适用”');
    const { card: third = second } = await clicks('按所选重新识别', second, {
      [inputs(second)[0]?.name ?? '']: 'NOT_DONE',
    });
    expect(third.summary).toBe('核对无误后点“确认导入”：新增 3，更新 0');
    expect(await stored()).toEqual([]);
    await clicks('确认导入', third);
    expect(await stored()).toEqual([
      ['PURSUIT', 'NOT_DONE'],
      ['PURSUIT', 'PASSED'],
      [undefined, 'NOT_APPLICABLE'],
    ]);
  });

  test('the unit’s next file is read by the same answers', async () => {
    const card = await sent(await sheet(['星河电子结构件生产项目', '市领导引荐', '通过']));
    const { card: fresh = card } = await clicks('按所选重新识别', card, {
      [inputs(card)[0]?.name ?? '']: 'PURSUIT',
    });
    await clicks('确认导入', fresh);
    const next = await sent(await sheet(['明盛精密连接器生产项目', '市领导引荐', '通过']));
    expect(next.summary).toBe('核对无误后点“确认导入”：新增 1，更新 0');
    expect(wordsOf(next)).toContain('“市领导引荐”按回答读取');
  });

  test('a word may say nothing, and its rows may wait; no answer at all is said so', async () => {
    const card = await sent(await sheet(...ROWS));
    expect((await clicks('按所选重新识别', card, {})).toast?.text).toContain('请至少选一项');
    const [source, one, other] = inputs(card).map(({ name }) => name);
    const { card: fresh = card } = await clicks('按所选重新识别', card, {
      [source ?? '']: 'nothing',
      [one ?? '']: 'later',
      [other ?? '']: 'later',
    });
    expect(fresh.summary).toBe('核对无误后点“确认导入”：新增 1，更新 0');
    await clicks('确认导入', fresh);
    expect(await stored()).toEqual([[undefined, 'PASSED']]);
  });

  test('an answer that is none of the offered is refused, nothing is written', async () => {
    const card = await sent(await sheet(...ROWS));
    const token = /"token":"([^"]+)"/.exec(JSON.stringify(card))?.[1] ?? '';
    const official = world.official('YC_FILL');
    const { toast } = await official.act(
      'imports.formAnswers',
      { token },
      { [inputs(card)[0]?.name ?? '']: 'NONE' },
    );
    expect(toast).toMatchObject({ text: expect.stringContaining('没有这个选项') as string });
    expect(await stored()).toEqual([]);
  });
});
