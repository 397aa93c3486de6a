import { beforeEach, describe, expect, test } from 'vitest';
import type { Card, Input } from '../../cards/card.ts';
import { projects } from '../../models/ledgers/project.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { xlsx } from '../handlers/services/imports/files.ts';
import { aWorld, cardIn, CHANNELS, first, wordsOf, type World } from '../helpers/conversation.ts';

/** A column that is not recognised is offered its likely fields once, and what was said of it is remembered for the unit. */
let world: World;

const HEADER = ['项目名称', '投资方', '县区', '签约时间', '项目总盘子（万元）', '产业归属', '窗口电话'];
const ROWS = [
  ['星河电子结构件生产项目', '星河电子有限公司', '源城区', '2026-05-08', 12000, '电子信息', '0762-3000000'],
  ['明盛精密连接器生产项目', '明盛精密有限公司', '源城区', '2026-05-09', 9000, '电子信息', '0762-3000001'],
];
const sheet = (header = HEADER, rows: (string | number)[][] = ROWS) => xlsx({ rows: [header, ...rows] });

const sent = async (bytes: Uint8Array): Promise<Card> =>
  cardIn(first(await world.official('YC_FILL').sends({ name: '源城台账.xlsx', bytes })));
const clicks = (label: string, card: Card, form?: Record<string, string>) =>
  world.official('YC_FILL').clicks(label, card, form);
const inputs = (card: Card, form = 'said'): readonly Input[] =>
  card.blocks.flatMap((block) => (block.kind === 'form' && block.name === form ? block.inputs : []));
const stored = async () =>
  (await world.services.store.rows(projects).find(SYSTEM, { sort: { code: 1 } })).map(
    ({ name, plannedInvestWan }) => [name, plannedInvestWan],
  );
const MISSED = '表里没有认出“计划总投资”这一列';

describe.each(CHANNELS)('on %s', (channel) => {
  beforeEach(async () => {
    world = await aWorld(channel);
  });

  test('a missed column is asked for once, and its field is told by a tap; nothing is faulty row by row', async () => {
    const card = await sent(await sheet());
    expect(card.summary).toBe('先回答下面的问题（涉及 2 个项目），再确认导入');
    const [missed] = inputs(card);
    expect(missed?.label).toContain(MISSED);
    expect(missed?.label).toContain('涉及 2 行');
    expect(missed?.options?.map(({ label }) => label)).toEqual([
      'E 列“项目总盘子(万元)”',
      'G 列“窗口电话”',
      '表里没有，这些行先不导入',
    ]);
    const { card: fresh = card } = await clicks('按所选的列重新识别', card, { [missed?.name ?? '']: '0' });
    expect(fresh.summary).toBe('核对无误后点“确认导入”：新增 2，更新 0');
    expect(wordsOf(fresh)).toContain('“项目总盘子(万元)”列按“计划总投资”读取');
    expect(await stored()).toEqual([]);
    await clicks('确认导入', fresh);
    expect(await stored()).toEqual([
      [ROWS[0]?.[0], 1_200_000],
      [ROWS[1]?.[0], 900_000],
    ]);
  });

  test('it is remembered for the unit, seen under 导入对应, and forgotten there', async () => {
    const card = await sent(await sheet());
    const name = inputs(card)[0]?.name ?? '';
    const { card: fresh = card } = await clicks('按所选的列重新识别', card, { [name]: '0' });
    await clicks('确认导入', fresh);
    const again = await sheet(HEADER, [
      ['远晖传感器生产项目', '远晖传感有限公司', '源城区', '2026-05-10', 8000, '电子信息', ''],
    ]);
    const next = await sent(again);
    expect(next.summary).toBe('核对无误后点“确认导入”：新增 1，更新 0');
    expect(wordsOf(next)).toContain('按上次的选择');
    await clicks('取消', next);

    const learned = cardIn(first(await world.official('YC_FILL').says('导入对应')));
    expect(wordsOf(learned)).toContain('列“项目总盘子(万元)”');
    const pick = inputs(learned, 'forget')[0];
    const { toast, card: after } = await clicks('忘掉', learned, {
      [pick?.name ?? '']: pick?.options?.[0]?.value ?? '',
    });
    expect(toast?.text).toBe('已忘掉列“项目总盘子(万元)”');
    expect(after?.summary).toContain('还没有记住什么');
    expect(wordsOf(await sent(again))).toContain(MISSED);
    const { faults, entries } = await world.services.store.verifyAudit();
    expect(faults).toEqual([]);
    expect(entries).toBeGreaterThan(2);
    const history = await world.services.store.audit.history('导入对应-projects-YC');
    expect(history.map(({ event, post }) => [event, post])).toEqual([
      ['learn', 'YC_FILL'],
      ['forget', 'YC_FILL'],
    ]);
  });

  test('another unit neither sees nor uses what one unit has taught', async () => {
    const card = await sent(await sheet());
    const name = inputs(card)[0]?.name ?? '';
    const { card: fresh = card } = await clicks('按所选的列重新识别', card, { [name]: '0' });
    await clicks('确认导入', fresh);
    const other = world.official('DY_FILL');
    expect(wordsOf(cardIn(first(await other.says('导入对应'))))).not.toContain('项目总盘子');
    const taken = await other.act('learned.forget', {}, { entry: 'projects|columns|项目总盘子(万元)' });
    expect(taken.toast?.text ?? JSON.stringify(taken)).toContain('没有记住这一条');
    const mine = cardIn(first(await world.official('YC_FILL').says('导入对应')));
    expect(wordsOf(mine)).toContain('项目总盘子');
  });

  test('a column may be left out for good; picks that contradict each other are refused', async () => {
    const tokenOf = (card: Card) => /"token":"([^"]+)"/.exec(JSON.stringify(card))?.[1] ?? '';
    const official = world.official('YC_FILL');
    const card = await sent(await sheet());
    const token = tokenOf(card);
    const refused = async (form: Record<string, string>) =>
      (await official.act('imports.formAnswers', { token }, form)).toast?.text;
    expect(await refused({})).toContain('请至少选一项');
    expect(await refused({ c0: 'nobody' })).toContain('没有这个选项');
    expect(await refused({ m0: '0', c0: 'nothing' })).toContain('选了两项');
    expect(await refused({ c0: 'content', c1: 'content' })).toContain('请只选一列');
    const { card: fresh = card } = await official.act(
      'imports.formAnswers',
      { token },
      { c0: 'plannedInvestWan', c1: 'nothing' },
    );
    expect(wordsOf(fresh)).toContain('“窗口电话”列不导入');
    // A column that was recognised can be said to be another one: its field goes over.
    const { card: moved = fresh } = await official.act(
      'imports.formAnswers',
      { token: tokenOf(fresh) },
      { r0_1: 'projectCompany' },
    );
    expect(moved.summary).toBe('核对无误后点“确认导入”：新增 2，更新 0');
    await clicks('确认导入', moved);
    const [row] = await world.services.store.rows(projects).find(SYSTEM, { sort: { code: 1 } });
    expect(row).toMatchObject({ projectCompany: '星河电子有限公司', plannedInvestWan: 1_200_000 });
    expect(row?.investorName).toBeUndefined();
    const next = await sent(
      await sheet(HEADER, [
        ['远晖传感器生产项目', '远晖传感有限公司', '源城区', '2026-05-10', 8000, '电子信息', ''],
      ]),
    );
    expect(inputs(next)).toEqual([]);
    expect(wordsOf(next)).toContain('按上次的选择不导入');
  });
});
