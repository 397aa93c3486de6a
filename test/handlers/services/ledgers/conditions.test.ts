import { beforeAll, describe, expect, test } from 'vitest';
import { changeOf } from '../../../../handlers/services/context.ts';
import { conditionOn } from '../../../../handlers/services/ledgers/filter.ts';
import type { AnyLedger } from '../../../../models/ledgers/engine/define.ts';
import { contacts, enterprises } from '../../../../models/ledgers/enterprise.ts';
import { monthlyReports } from '../../../../models/ledgers/monthly.ts';
import { projects } from '../../../../models/ledgers/project.ts';
import { aProject, testServices, type TestServices } from '../../../helpers/services.ts';

let services: TestServices;
let code: string;
beforeAll(async () => {
  services = await testServices();
  const one = aProject({ name: '星河电子手机结构件生产项目', isMfg: true });
  const rows = await services.store.change(changeOf(services.as()), (change) =>
    change.insertMany(
      projects,
      [one, aProject({ landUnit: 'HP', introUnit: 'HP', jobs: 120 })].map((values) => ({ values })),
    ),
  );
  code = rows[0]?.code ?? '';
});

const on = (ledger: AnyLedger, key: string, said: string) => conditionOn(services.as(), ledger, key, said);

describe('a condition is read as the kind of its field reads', () => {
  test.each([
    ['a unit by its code', 'landUnit', 'YC', { landUnit: 'YC' }],
    ['a unit by its name', 'landUnit', '源城区', { landUnit: 'YC' }],
    ['a choice by its code', 'stage', 'SIGNED', { stage: 'SIGNED' }],
    ['a choice by its label', 'stage', '签约', { stage: 'SIGNED' }],
    ['an amount in its own unit', 'plannedInvestWan', '15000', { plannedInvestWan: 1_500_000 }],
    ['an amount in another', 'plannedInvestWan', '1.5亿元', { plannedInvestWan: 1_500_000 }],
    ['a number', 'jobs', '120', { jobs: 120 }],
    ['yes', 'isMfg', '是', { isMfg: true }],
    ['a day as people write it', 'signDate', '2026年3月10日', { signDate: '2026-03-10' }],
    ['a period', 'signedIn', '2026年3月', { signedIn: '2026-03' }],
    ['a text', 'respOrg', '市商务局', { respOrg: '市商务局' }],
    [
      'several words',
      'investorTags',
      '上市、外资',
      { all: [{ investorTags: '上市' }, { investorTags: '外资' }] },
    ],
    ['nothing', 'fullOn', ' ', { fullOn: { exists: false } }],
  ])('%s', async (_, key, said, where) => expect(await on(projects, key, said)).toEqual(where));

  test('a row of another ledger by its title', async () => {
    expect(await on(monthlyReports, 'project', '星河电子手机结构件生产项目')).toEqual({ project: code });
  });

  test('and finds the rows', async () => {
    const where = await on(projects, 'landUnit', '和平县');
    const found = await services.store.rows(projects).find(services.as().viewer, { where });
    expect(found.map(({ jobs }) => jobs)).toEqual([120]);
  });

  test.each<[string, AnyLedger, string, string, string]>([
    ['a number that is none', projects, 'jobs', '很多', '就业'],
    ['a unit that is none', projects, 'landUnit', '月亮区', '落地方：“月亮区”不是本市的考核单元'],
    ['a choice that is none', enterprises, 'bizStatus', '飞走了', '飞走了'],
    ['a secret', contacts, 'mobile', '13800000000', '不能按'],
    ['no field', projects, 'colour', '红', '不能按colour筛选'],
  ])('%s is refused in words', async (_, ledger, key, said, words) => {
    await expect(on(ledger, key, said)).rejects.toMatchObject({
      code: 'INVALID',
      userText: expect.stringContaining(words),
    });
  });
});
