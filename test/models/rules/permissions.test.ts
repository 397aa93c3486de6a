import { describe, expect, test } from 'vitest';
import { LEDGERS } from '../../../models/ledgers/all.ts';
import {
  ADMINISTRATOR,
  hasRole,
  ROLES,
  SYSTEM,
  type Role,
  type Viewer,
} from '../../../models/rules/permissions.ts';
import { demand, may, mayEver, PERMITS, type Permit, type Right } from '../../../models/rules/rights.ts';

const of = (...roles: Role[]): Viewer => ({
  post: 'P',
  name: '某岗',
  roles,
  unit: 'YC',
  org: 'YC',
});
const roles = Object.keys(ROLES) as Role[];
const permits = new Map<string, Permit>(
  [...Object.values(PERMITS), ...LEDGERS.flatMap(({ rights }) => Object.values(rights))].map((permit) => [
    permit.name,
    permit,
  ]),
);
const moves = new Map<string, Right>(
  LEDGERS.flatMap(({ name, machine }) =>
    (machine?.moves ?? []).map(({ event, by }) => [`${name}:${event}`, by] as const),
  ),
);
const permit = (name: string): Permit => {
  const found = permits.get(name);
  if (!found) throw new Error(`no permit ${name}`);
  return found;
};
const rightOf = (name: string): Right => moves.get(name) ?? permit(name).right;
const holders = (name: string) => roles.filter((role) => mayEver(rightOf(name), of(role))).sort();

/** Written from domain.md 1.6; 审 and 签发 may stand with nobody else. */
describe('who may do what', () => {
  test.each<[string, Role[]]>([
    ['bulletins:sign', ['BULLETIN_OWNER']],
    ['bulletins:object', ['COUNTY_REVIEW']],
    ['bulletins:freeze', []],
    ['projects.edit', ['ADMIN', 'COUNTY_FILL', 'LXB_ADMIN', 'PROJECT_CITY']],
    ['targets.edit', ['ADMIN', 'LXB_ADMIN', 'PROJECT_CITY']],
    ['enterprises.edit', ['ADMIN', 'COUNTY_FILL', 'ISSUE_CITY']],
    ['tenures.edit', ['ADMIN', 'LXB_ADMIN']],
    ['bindings:accept', ['ADMIN', 'LXB_ADMIN']],
    ['audit.read', ['ADMIN', 'AUDITOR', 'LXB_ADMIN']],
    ['operations.run', ['ADMIN']],
  ])('%s: %j', (name, expected) => expect(holders(name)).toEqual(expected));

  const changes = [...[...permits.keys()].filter((name) => !name.endsWith('.read')), ...moves.keys()];

  const changesOf = (role: Role) => changes.filter((name) => mayEver(rightOf(name), of(role)));

  test('the auditor, the conveners and the supervisors change nothing', () => {
    for (const role of ['AUDITOR', 'LEADER', 'SUPERVISOR', 'PARK'] as const)
      expect(changesOf(role), role).toEqual([]);
  });

  test('a county’s leads answer for its red lights, and change nothing else', () => {
    expect(changesOf('COUNTY_LEAD')).toEqual(['red-lights:explain', 'red-lights:revise']);
  });

  test('who fills in does not review, who reviews does not fill in', () => {
    expect(holders('bulletins:object')).not.toContain('COUNTY_FILL');
    expect(may(of('COUNTY_REVIEW'), permit('projects.edit'))).toBe(false);
  });

  test('those who only handle what is assigned to them have no permit at all', () => {
    for (const role of ['HANDLER', 'HANDLER_LEAD'] as const)
      expect(
        [...permits.values()].filter((each) => may(of(role), each)),
        role,
      ).toEqual([]);
  });

  test('every permit has a name and somebody: a role, oneself, or the service alone', () => {
    for (const [name, { label }] of permits) expect(label, name).not.toBe('');
    const nobody = [...permits.keys()].filter((name) => holders(name).length === 0);
    expect(nobody).toEqual(['bulletins.edit', 'objections.edit', 'red-lights.edit']);
  });
});

test('several roles add up; none is none', () => {
  expect(mayEver(rightOf('bulletins:sign'), of('LEADER', 'BULLETIN_OWNER'))).toBe(true);
  expect(may(of(), permit('projects.read'))).toBe(false);
  expect(hasRole(of('LEADER'), 'AUDITOR', 'LEADER')).toBe(true);
  expect(hasRole(of('LEADER'))).toBe(false);
});

test('demand names the post and the permit, in words of people and for the log', () => {
  expect(() => demand(of('COUNTY_FILL'), permit('projects.edit'))).not.toThrow();
  expect(() => demand(of('LEADER'), permit('projects.edit'))).toThrow(
    expect.objectContaining({
      code: 'FORBIDDEN',
      userText: '您的岗位（某岗）没有“登记、修改、导入项目”的权限',
      message: 'P lacks projects.edit',
    }),
  );
});

test('the service may do everything; who sits at the machine is the administrator, who signs nothing', () => {
  expect([...permits.values()].filter((each) => !may(SYSTEM, each))).toEqual([]);
  expect(may(ADMINISTRATOR, PERMITS.operations)).toBe(true);
  expect(mayEver(rightOf('bulletins:sign'), ADMINISTRATOR)).toBe(false);
});
