import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { demoCity } from '../../../bot/demo/city.ts';
import type { DemoCity } from '../../../bot/demo/types.ts';
import { contacts, enterprises } from '../../../models/ledgers/enterprise.ts';
import { monthlyReports } from '../../../models/ledgers/monthly.ts';
import { projects } from '../../../models/ledgers/project.ts';
import { tenures } from '../../../models/ledgers/register.ts';
import { targets } from '../../../models/ledgers/target.ts';
import { STAGES } from '../../../models/rules/codes.ts';
import { addMonths } from '../../../models/rules/time/day.ts';
import { isUscc } from '../../../models/rules/uscc.ts';
import { city, refusals, setting, TODAY } from './helpers.ts';

const demo = demoCity(setting());
const hashOf = (made: DemoCity) => createHash('sha256').update(JSON.stringify(made)).digest('hex');
const unique = (values: readonly unknown[]) => new Set(values).size === values.length;

describe('the same seed and day', () => {
  test('make the same city to the byte; another seed or day makes another', () => {
    expect(hashOf(demoCity(setting()))).toBe(hashOf(demo));
    expect(hashOf(demoCity(setting({ seed: 2 })))).not.toBe(hashOf(demo));
    expect(hashOf(demoCity(setting({ today: '2026-06-30' })))).not.toBe(hashOf(demo));
  });

  test('make the same projects however many enterprises are asked for', () => {
    expect(demoCity(setting({ enterprises: 40 })).projects).toEqual(demo.projects);
  });
});

describe.each([
  { seed: 1, today: TODAY },
  { seed: 2, today: '2026-01-01' },
  { seed: 3, today: '2026-11-23' },
  { seed: 4, today: '2028-02-29' },
])('rows of seed $seed on $today', ({ seed, today }) => {
  const made = demoCity(setting({ seed, today }));

  test('pass the checks of their ledgers without a question', () => {
    const refused = [
      ...made.projects.flatMap(({ values }) => refusals(projects, values, today)),
      ...made.targets.flatMap((row) => refusals(targets, row, today)),
      ...made.monthlyReports.flatMap((row) => refusals(monthlyReports, row, today)),
      ...made.enterprises.flatMap((row) => refusals(enterprises, row, today)),
      ...made.contacts.flatMap((row) => refusals(contacts, row, today)),
      ...made.people.flatMap((row) => refusals(tenures, row, today)),
    ];
    expect(refused).toEqual([]);
  });

  test('are each named once', () => {
    expect(unique(made.projects.map(({ code }) => code))).toBe(true);
    expect(unique(made.projects.map(({ values }) => `${values.landUnit} ${values.name}`))).toBe(true);
    expect(unique(made.enterprises.map(({ uscc }) => uscc))).toBe(true);
    expect(unique(made.enterprises.map(({ name }) => name))).toBe(true);
    expect(unique(made.monthlyReports.map(({ project, period }) => `${project} ${period}`))).toBe(true);
    expect(unique(made.contacts.map(({ enterprise, title }) => `${enterprise} ${title}`))).toBe(true);
    expect(unique(made.people.map(({ post, from }) => `${post} ${from}`))).toBe(true);
  });

  test('have investment that never falls', () => {
    const last = new Map<string, number>();
    for (const { project, cumInvestWan = 0 } of made.monthlyReports) {
      expect(cumInvestWan).toBeGreaterThanOrEqual(last.get(project) ?? 0);
      last.set(project, cumInvestWan);
    }
    for (const { code, values } of made.projects)
      expect(values.cumInvestWan ?? 0).toBeGreaterThanOrEqual(last.get(code) ?? 0);
  });
});

test('another city gets its own units, with or without parks and posts', () => {
  const other = {
    ...city,
    code: '4502',
    short: '示州',
    units: city.units.slice(0, 3),
    parks: [],
    posts: [],
    groups: [],
  };
  const made = demoCity(setting({ city: other, projects: 90, enterprises: 60 }));
  expect(new Set(made.projects.map(({ values }) => values.introUnit))).toEqual(new Set(['YC', 'DY', 'HP']));
  expect(made.enterprises[0]?.uscc).toMatch(/^91450299/);
  expect(made.people).toEqual([]);
});

describe('the city-year', () => {
  const values = demo.projects.map((project) => project.values);
  const count = (test: (row: (typeof values)[number]) => boolean) => values.filter(test).length;

  test('has the asked-for size', () => {
    expect(demo.projects).toHaveLength(400);
    expect(demo.enterprises).toHaveLength(1500);
    expect(demo.targets).toHaveLength(3 * city.units.length);
    expect(demoCity(setting({ projects: 60, enterprises: 30 })).projects).toHaveLength(60);
  });

  test('has projects in every stage, of every sort, in every unit', () => {
    for (const stage of Object.keys(STAGES)) expect(count((row) => row.stage === stage)).toBeGreaterThan(5);
    for (const kind of ['EXPANSION', 'PHASE', 'TECH'])
      expect(count((row) => row.kind === kind)).toBeGreaterThan(1);
    for (const { code } of city.units) expect(count((row) => row.landUnit === code)).toBeGreaterThan(25);
    expect(count((row) => row.isMfg === false)).toBeGreaterThan(5);
    expect(count((row) => row.plannedInvestWan < 1_000_000)).toBeGreaterThan(15);
    expect(count((row) => row.plannedInvestWan >= 10_000_000)).toBeGreaterThan(0);
    expect(count((row) => row.signType === 'FRAMEWORK')).toBeGreaterThan(2);
    expect(count((row) => row.introUnit !== row.landUnit && row.landUnit !== undefined)).toBeGreaterThan(10);
    for (const closeType of ['FULFILLED', 'TERMINATED', 'MERGED', 'UNQUALIFIED'])
      expect(count((row) => row.closeType === closeType)).toBeGreaterThan(0);
    for (const overlay of ['SUSPENDED', 'DISPUTED', 'TRANSFERRING'] as const)
      expect(count((row) => row.overlays?.includes(overlay) === true)).toBeGreaterThan(0);
    expect(count((row) => row.deducted === true)).toBeGreaterThan(0);
  });

  test('reaches back two years and more', () => {
    const days = values.flatMap(({ signDate }) => signDate ?? []).sort();
    expect(days[0]).toMatch(/^2024-01/);
    expect(days.filter((day) => day > addMonths(TODAY, -24)).length).toBeGreaterThan(250);
    expect(days.at(-1)?.slice(0, 7)).toBe('2026-05');
  });

  test('refers to what is there', () => {
    const codes = new Map(demo.projects.map((project) => [project.code, project.values]));
    for (const { parentCode, landUnit } of values.filter((row) => row.parentCode !== undefined))
      expect(codes.get(parentCode ?? '')?.landUnit).toBe(landUnit);
    for (const { project, unit } of demo.monthlyReports) expect(codes.get(project)?.landUnit).toBe(unit);
    const firms = new Set(demo.enterprises.map(({ uscc }) => `QY-${uscc}`));
    for (const { enterprise } of demo.contacts) expect(firms).toContain(enterprise);
  });

  test('has a holder in every post today, and one only', () => {
    const today = demo.people.filter(({ from, to }) => from <= TODAY && (to === undefined || to >= TODAY));
    expect(today.map(({ post }) => post).sort()).toEqual(city.posts.map(({ code }) => code).sort());
  });

  test('says of itself that it is invented', () => {
    for (const { progress, content } of values) {
      expect(progress).toMatch(/^演示数据：/);
      expect(content).toMatch(/^演示数据：/);
    }
    for (const { uscc, tags } of demo.enterprises) {
      expect(isUscc(uscc)).toBe(true);
      expect(uscc).toMatch(/^91441699MADEM/);
      expect(tags).toContain('演示数据');
    }
    for (const { name, mobile } of demo.people)
      expect(`${name}${mobile}`).toMatch(/^.[示演样试范][范示例]1900000\d{4}$/);
    for (const { name, phone } of demo.contacts)
      expect(`${name}${phone}`).toMatch(/^.[示演样试范][范示例]1900000\d{4}$/);
  });
});
