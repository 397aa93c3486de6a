import { beforeAll, describe, expect, test } from 'vitest';
import {
  computeMonthly,
  factsOf,
  selectFacts,
  settingOf,
} from '../../../../handlers/services/bulletins/report.ts';
import { projects } from '../../../../models/ledgers/project.ts';
import { SYSTEM } from '../../../../models/rules/permissions.ts';
import { monthlyFigures } from '../../../../models/rules/figures/monthly.ts';
import { fillProjects } from '../../../bench/rows.ts';
import { testServices, type TestServices } from '../../../helpers/services.ts';

const COUNT = 3000;
let services: TestServices;

beforeAll(async () => {
  services = await testServices();
  await fillProjects(services, COUNT);
});

describe('the monthly selection', () => {
  test('drops nothing that a figure needs', async () => {
    const byIndex = await computeMonthly(services, '2026-05', '2026-05-31');
    const setting = await settingOf(services, '2026-05', '2026-05-31');
    const monthly = new Map<string, NonNullable<ReturnType<typeof factsOf>['monthly']>>();
    for await (const { code, monthly: months } of selectFacts(services, '2026-05', '2026-05-31'))
      if (months) monthly.set(code, months);
    const rows = await services.store.rows(projects).find(SYSTEM);
    const facts = rows.map((row) => factsOf(row, monthly.get(row.code)));
    expect(rows).toHaveLength(COUNT);
    expect(byIndex.x.total.count).toBeGreaterThan(10);
    expect(byIndex).toEqual(monthlyFigures({ ...setting, facts }));
  });

  test('reads by index in every branch, and hardly a row in vain', async () => {
    const { db } = services.store.connection;
    await db?.command({ profile: 2 });
    let selected = 0;
    for await (const _fact of selectFacts(services, '2026-05', '2026-05-31')) selected++;
    await db?.command({ profile: 0 });
    const [read] =
      (await db?.collection('system.profile').find({ 'command.find': 'projects' }).toArray()) ?? [];
    expect(selected).toBeGreaterThan(100);
    expect(read?.planSummary).toMatch(/^IXSCAN/);
    expect(read?.planSummary).not.toMatch(/COLLSCAN/);
    expect(read?.fromMultiPlanner).toBeUndefined();
    // A row in two branches is fetched once and met twice.
    expect(read?.keysExamined).toBeLessThan(selected * 1.6);
    // The branches fetch what their filters need beyond the index, then the union is fetched.
    expect(read?.docsExamined).toBeLessThan(selected * 2.1);
  });
});
