import { describe, expect, test } from 'vitest';
import {
  ADMINISTRATOR,
  demand,
  hasRole,
  may,
  PERMITS,
  ROLES,
  SYSTEM,
  type Permit,
  type Role,
} from '../../../models/rules/permissions.ts';

const of = (...roles: Role[]) => ({ post: 'P', name: '某岗', roles });
const roles = Object.keys(ROLES) as Role[];
const permits = Object.keys(PERMITS) as Permit[];
const holders = (permit: Permit) => roles.filter((role) => may(of(role), permit)).sort();

/** Written from domain.md 1.6; 审 and 签发 may stand with nobody else. */
describe('who may do what', () => {
  test.each<[Permit, Role[]]>([
    ['bulletins.sign', ['BULLETIN_OWNER']],
    ['bulletins.verify', ['COUNTY_REVIEW']],
    ['bulletins.freeze', ['ADMIN', 'BULLETIN_OWNER', 'LXB_ADMIN']],
    ['projects.write', ['ADMIN', 'COUNTY_FILL', 'LXB_ADMIN', 'PROJECT_CITY']],
    ['targets.write', ['ADMIN', 'LXB_ADMIN', 'PROJECT_CITY']],
    ['enterprises.write', ['ADMIN', 'COUNTY_FILL', 'ISSUE_CITY']],
    ['register.write', ['ADMIN', 'LXB_ADMIN']],
    ['audit.read', ['ADMIN', 'AUDITOR', 'LXB_ADMIN']],
    ['operations.run', ['ADMIN']],
  ])('%s: %j', (permit, expected) => expect(holders(permit)).toEqual(expected));

  test('the auditor, the conveners and the supervisors change nothing', () => {
    for (const role of ['AUDITOR', 'LEADER', 'SUPERVISOR', 'COUNTY_LEAD', 'PARK'] as const) {
      const writes = permits.filter((permit) => !permit.endsWith('.read') && may(of(role), permit));
      expect(writes, role).toEqual([]);
    }
  });

  test('who fills in does not review, who reviews does not fill in', () => {
    expect(may(of('COUNTY_FILL'), 'bulletins.verify')).toBe(false);
    expect(may(of('COUNTY_REVIEW'), 'projects.write')).toBe(false);
  });

  test('an enterprise and those who only handle what is assigned to them have no permit at all', () => {
    for (const role of ['ENTERPRISE', 'HANDLER', 'HANDLER_LEAD'] as const)
      expect(
        permits.filter((permit) => may(of(role), permit)),
        role,
      ).toEqual([]);
  });

  test('every permit has a name and somebody, and names do not repeat', () => {
    const labels = permits.map((permit) => PERMITS[permit].label);
    expect(new Set(labels).size).toBe(labels.length);
    for (const permit of permits) expect(holders(permit).length, permit).toBeGreaterThan(0);
  });
});

test('several roles add up; none is none', () => {
  expect(may(of('LEADER', 'BULLETIN_OWNER'), 'bulletins.sign')).toBe(true);
  expect(may(of(), 'projects.read')).toBe(false);
  expect(hasRole(of('LEADER'), 'AUDITOR', 'LEADER')).toBe(true);
  expect(hasRole(of('LEADER'))).toBe(false);
});

test('demand names the post and the permit, in words of people and for the log', () => {
  expect(() => demand(of('COUNTY_FILL'), 'projects.write')).not.toThrow();
  expect(() => demand(of('LEADER'), 'projects.write')).toThrow(
    expect.objectContaining({
      code: 'FORBIDDEN',
      userText: '您的岗位（某岗）没有“登记、修改、导入项目”的权限',
      message: 'P lacks projects.write',
    }),
  );
});

test('the service may do everything; who sits at the machine is the administrator, who signs nothing', () => {
  expect(permits.filter((permit) => !may(SYSTEM, permit))).toEqual([]);
  expect(may(ADMINISTRATOR, 'operations.run')).toBe(true);
  expect(may(ADMINISTRATOR, 'bulletins.sign')).toBe(false);
});
