import { describe, expect, test } from 'vitest';
import { demoCity } from '../../../bot/demo/city.ts';
import { demoMark, loadDemo } from '../../../bot/demo/load.ts';
import { holderOf } from '../../../handlers/services/people/identify.ts';
import { computeMonthly } from '../../../handlers/services/bulletins/report.ts';
import { contacts, enterprises } from '../../../models/ledgers/enterprise.ts';
import { monthlyReports } from '../../../models/ledgers/monthly.ts';
import { projects } from '../../../models/ledgers/project.ts';
import { tenures } from '../../../models/ledgers/register.ts';
import { targets } from '../../../models/ledgers/target.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import { aProject, testServices, type TestServices } from '../../helpers/services.ts';
import { bulletins, setting } from './helpers.ts';

const counts = async ({ store }: TestServices) => ({
  targets: await store.rows(targets).count(SYSTEM),
  projects: await store.rows(projects).count(SYSTEM),
  monthlyReports: await store.rows(monthlyReports).count(SYSTEM),
  enterprises: await store.rows(enterprises).count(SYSTEM),
  contacts: await store.rows(contacts).count(SYSTEM),
  people: await store.rows(tenures).count(SYSTEM),
});
const sizes = (demo: ReturnType<typeof demoCity>) =>
  Object.fromEntries(Object.entries(demo).map(([ledger, rows]) => [ledger, rows.length]));
const SMALL = { seed: 3, projects: 60, enterprises: 80 };

describe('loading the demo city', () => {
  test('writes every row under its code and gives the figures of the rows, once', async () => {
    const services = await testServices();
    const told: string[] = [];
    const mark = await loadDemo(services, { seed: 5, onProgress: (n, of) => told.push(`${n}/${of}`) });
    expect(mark).toMatchObject({ seed: 5, today: '2026-06-12', written: told.length, of: told.length });
    expect(told.at(-1)).toBe(`${told.length}/${told.length}`);

    const demo = demoCity(setting({ seed: 5, today: '2026-06-12' }));
    expect(await counts(services)).toEqual(sizes(demo));
    const some = demo.projects[123];
    expect(await services.store.rows(projects).byCode(SYSTEM, some?.code ?? '')).toMatchObject(
      some?.values ?? {},
    );
    expect((await holderOf(services, 'YC_FILL'))?.name).toBeDefined();
    const [may] = bulletins(demo, '2026-06-12', 2);
    const figures = await computeMonthly(services, '2026-05', '2026-05-31');
    expect({ x: figures.x, y: figures.y, lights: figures.lights }).toEqual({
      x: may?.x,
      y: may?.y,
      lights: may?.lights,
    });
    expect((await services.store.verifyAudit()).faults).toEqual([]);

    expect(await loadDemo(services, { seed: 6 })).toEqual(mark);
    expect(await counts(services)).toEqual(sizes(demo));
  });

  test('goes on where it was cut off, with the same rows', async () => {
    const services = await testServices();
    const cut = new Error('cut off');
    const stop = (n: number) => {
      if (n === 3) throw cut;
    };
    await expect(loadDemo(services, { ...SMALL, onProgress: stop })).rejects.toBe(cut);
    expect(await demoMark(services)).toMatchObject({ seed: 3, written: 3 });
    services.clock.set(new Date('2026-03-01T09:00:00+08:00'));
    await loadDemo(services);
    const demo = demoCity(setting({ ...SMALL, today: '2026-06-12' }));
    expect(await counts(services)).toEqual(sizes(demo));
  });

  test('leaves a database with rows of its own alone', async () => {
    const services = await testServices();
    const context = { viewer: SYSTEM, channel: 'test', at: services.clock.now() };
    await services.store.change(context, (change) => change.insert(projects, aProject()));
    expect(await loadDemo(services, SMALL)).toBeUndefined();
    expect(await demoMark(services)).toBeUndefined();
    expect((await counts(services)).projects).toBe(1);
  });

  test('lets the next project of a unit follow in the series', async () => {
    const services = await testServices();
    await loadDemo(services, SMALL);
    const taken = demoCity(setting({ ...SMALL, today: '2026-06-12' })).projects.map(({ code }) => code);
    const context = { viewer: SYSTEM, channel: 'test', at: services.clock.now() };
    const next = await services.store.change(context, (change) => change.insert(projects, aProject()));
    expect(next.code).toMatch(/^XM-2026-YC-\d{4}$/);
    expect(taken).not.toContain(next.code);
  });
});
