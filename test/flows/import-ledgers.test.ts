import { beforeAll, describe, expect, test } from 'vitest';
import type { Card } from '../../cards/card.ts';
import { changeOf } from '../../handlers/services/context.ts';
import { contacts } from '../../models/ledgers/enterprise.ts';
import { monthlyReports } from '../../models/ledgers/monthly.ts';
import { projects } from '../../models/ledgers/project.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { aWorld, cardIn, CHANNELS, formIn, labelsOf, wordsOf, type World } from '../helpers/conversation.ts';
import { xlsx, type TestCell, type TestSheet } from '../handlers/services/imports/files.ts';
import { aProject } from '../helpers/services.ts';

/** Which ledger a file is read for, by its headers and by what its title says it is. */
const NAMES = ['示范电子结构件生产项目', '明光显示模组生产项目', '蓝天覆铜板生产项目'];
const HEADER = [
  '序号',
  '项目名称',
  '县区',
  '计划总投资（万元）',
  '累计完成投资（万元）',
  '本月进展',
  '存在问题',
];
const report = (n: number, name: string): TestCell[] => [
  n,
  name,
  '源城区',
  12000,
  3000 + n,
  `主体第 ${n} 层封顶`,
  '无',
];
const sheet = (title: string, names: readonly string[], name = 'Sheet1'): TestSheet => ({
  name,
  rows: [[title], HEADER, ...names.map((each, i) => report(i + 1, each))],
});
const ENTERPRISES: TestSheet = {
  name: '企业',
  rows: [
    ['企业名称', '统一社会信用代码', '所属县区', '产业归属', '联系人', '联系电话'],
    ['河源示范电子有限公司', '91441600MA5000001X', '源城区', '电子信息', '甲', '13800000000'],
  ],
};

describe.each(CHANNELS)('on %s', (channel) => {
  let world: World;
  let codes: string[];
  beforeAll(async () => {
    world = await aWorld(channel);
    const { services } = world;
    codes = [];
    await services.store.change(changeOf(services.as('YC_FILL')), async (change) => {
      for (const name of NAMES) codes.push((await change.insert(projects, aProject({ name }))).code);
    });
  });
  const sends = async (name: string, ...sheets: TestSheet[]): Promise<Card> =>
    cardIn((await world.official('YC_FILL').sends({ name, bytes: await xlsx(...sheets) })).at(-1));
  const clicks = async (label: string, card: Card, form?: Record<string, string>): Promise<Card> => {
    const { card: next, heard } = await world.official('YC_FILL').clicks(label, card, form);
    return next ?? cardIn(heard.at(-1));
  };
  const reports = () => world.services.store.rows(monthlyReports).find(SYSTEM, {});

  test('a monthly report is one by its title, its month from there, its projects by their names', async () => {
    const card = await sends('进度.xlsx', sheet('源城区重点项目2026年5月进度月报', NAMES));
    expect(card.title).toBe('导入预览：项目月报');
    expect(card.summary).toBe('核对无误后点“确认导入”：新增 3，更新 0');
    expect(wordsOf(card)).toContain('按“项目月报”读取。不是的话：');
    expect(labelsOf(card)).toContain('改读为“招商项目台账”');
    await clicks('确认导入', card);
    expect(
      (await reports()).map(({ project, unit, period, cumInvestWan }) => [
        project,
        unit,
        period,
        cumInvestWan,
      ]),
    ).toEqual(codes.map((code, i) => [code, 'YC', '2026-05', 300_100 + i * 100]));
  });

  test('one tap reads the same file for the other ledger, and back', async () => {
    const card = await sends('进度.xlsx', sheet('源城区重点项目2026年6月进度月报', NAMES));
    const other = await clicks('改读为“招商项目台账”', card);
    expect(other.title).toBe('导入预览：招商项目台账');
    const back = await clicks('改读为“项目月报”', other);
    expect(back.title).toBe('导入预览：项目月报');
    expect(back.summary).toBe('核对无误后点“确认导入”：新增 3，更新 0');
    const stale = await world.official('YC_FILL').clicks('确认导入', card);
    expect(stale.toast?.text).toContain('请看最新的预览');
  });

  test('a ledger of projects stays one, whatever month its title names', async () => {
    for (const title of ['源城区招商项目台账', '2026年5月签约项目情况表', '重点项目一览表（2026年5月）'])
      expect((await sends('a.xlsx', sheet(title, NAMES))).title, title).toBe('导入预览：招商项目台账');
    expect((await sends('5月月报.xlsx', sheet('源城区', NAMES))).title).toBe('导入预览：项目月报');
    expect((await sends('a.xlsx', sheet('源城区', NAMES, '项目月报'))).title).toBe('导入预览：项目月报');
  });

  test('a project that no row is called is asked, with those of like names; the answer holds for the file', async () => {
    const card = await sends('进度.xlsx', sheet('2026年7月项目月报', ['示范电子结构件生产', NAMES[1] ?? '']));
    expect(card.summary).toBe('先回答下面的问题（涉及 1 个月报），再确认导入');
    const [input] = formIn(card).inputs;
    expect(input?.label).toContain('找不到“示范电子结构件生产”');
    const [proposed] = input?.options ?? [];
    expect(proposed).toEqual({ value: codes[0], label: `${NAMES[0]}（${codes[0]}，源城区）（像是）` });
    const next = await clicks('按所选重新识别', card, { w0: codes[0] ?? '' });
    expect(next.summary).toBe('核对无误后点“确认导入”：新增 2，更新 0');
  });

  test('of two projects of one name neither is guessed, and one of another county is none', async () => {
    const { services } = world;
    const name = '双星模具制造基地项目';
    const twins: string[] = [];
    await services.store.change(changeOf(services.as()), async (change) => {
      for (const landUnit of ['DY', 'YC'])
        twins.push((await change.insert(projects, aProject({ name, introUnit: 'YC', landUnit }))).code);
      await change.insert(
        projects,
        aProject({ name: '山外别县家具制造项目', introUnit: 'ZJ', landUnit: 'ZJ' }),
      );
    });
    const names = [name, '山外别县家具制造项目'];
    const bytes = await xlsx(sheet('2026年7月项目月报', names));
    const county = formIn(await sends('进度.xlsx', sheet('2026年7月项目月报', names))).inputs;
    // The county's own is the only one that it may report on.
    expect(county.map(({ label }) => label)).toEqual([
      expect.stringContaining('找不到“山外别县家具制造项目”'),
    ]);
    expect(county[0]?.options?.map(({ value }) => value)).toEqual(['nothing', 'later']);
    const said = await world.official('SWJ_CITY').sends({ name: '进度.xlsx', bytes });
    const [input, other] = formIn(cardIn(said.at(-1))).inputs;
    expect(input?.label).toContain('有 2 个同名的');
    expect(input?.options?.map(({ value }) => value)).toEqual([...twins, 'nothing', 'later']);
    expect(other).toBeUndefined();
  });

  test('a month that nothing names is asked once for the file', async () => {
    const card = await sends('项目月报.xlsx', sheet('源城区项目月报', NAMES));
    expect(card.summary).toBe('先回答下面的问题（涉及 3 个月报），再确认导入');
    const next = await clicks('按所选的列重新识别', card, { m0: '=2026-04' });
    expect(wordsOf(next)).toContain('通报期都按 2026-04');
    expect(next.summary).toBe('核对无误后点“确认导入”：新增 3，更新 0');
  });

  test('several months in a title are asked', async () => {
    const card = await sends('a.xlsx', sheet('源城区2026年1-4月项目月报', NAMES));
    expect(wordsOf(card)).toContain('“源城区2026年1-4月项目月报”按 2026-04 读取，请确认');
  });

  test('a sheet of another ledger in the same file is named and can be read besides', async () => {
    const card = await sends('总表.xlsx', sheet('源城区招商项目台账', NAMES, '项目'), ENTERPRISES);
    expect(card.title).toBe('导入预览：招商项目台账');
    expect(wordsOf(card)).toContain('工作表“企业”像“企业台账”');
    const other = await clicks('另读“企业台账”', card);
    expect(other.title).toBe('导入预览：企业台账');
    expect(wordsOf(other)).toContain('工作表“项目”像“招商项目台账”');
    // The first preview is still open.
    expect((await world.official('YC_FILL').clicks('取消', card)).card?.summary).toContain('已取消');
  });

  test('names and telephones of enterprises are contacts where the title says so', async () => {
    const rows = ENTERPRISES.rows;
    const titled = await sends('a.xlsx', { rows: [['源城区企业联系人表'], ...rows] });
    expect(titled.title).toBe(`导入预览：${contacts.title}`);
    expect((await sends('a.xlsx', { rows: [['源城区企业名册'], ...rows] })).title).toBe('导入预览：企业台账');
  });
});
