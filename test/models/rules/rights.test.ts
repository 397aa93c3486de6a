import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Role, type Viewer, SYSTEM } from '../../../models/rules/permissions.ts';
import {
  actorOf,
  all,
  any,
  anyone,
  is,
  mayEver,
  mayOn,
  own,
  role,
  rows,
  self,
  service,
  unless,
  whereOf,
  type Right,
} from '../../../models/rules/rights.ts';
import { EVERYTHING, isNothing, NOTHING } from '../../../models/rules/where.ts';

const viewer = (more: Partial<Viewer> = {}): Viewer => ({ post: 'P', name: '某岗', roles: [], ...more });

describe('a right is a filter of rows', () => {
  test.each<[string, Right, Viewer, object]>([
    ['a role, all rows', role('AUDITOR'), viewer({ roles: ['AUDITOR'] }), EVERYTHING],
    ['no role, no row', role('AUDITOR'), viewer({ roles: ['LEADER'] }), NOTHING],
    ['own unit', own('unit', 'COUNTY_FILL'), viewer({ roles: ['COUNTY_FILL'], unit: 'YC' }), { unit: 'YC' }],
    [
      'another role of that unit',
      own('unit', 'COUNTY_FILL'),
      viewer({ roles: ['PARK'], unit: 'YC' }),
      NOTHING,
    ],
    ['a post without a unit', own('unit'), viewer(), NOTHING],
    [
      'one’s own organ',
      is('leadOrg', 'HANDLER'),
      viewer({ roles: ['HANDLER'], org: 'ZRJ' }),
      { leadOrg: 'ZRJ' },
    ],
    ['oneself', self('person'), viewer({ person: 'ou_1' }), { person: 'ou_1' }],
    ['the service alone', service(), viewer({ roles: ['ADMIN'] }), NOTHING],
    [
      'both at once',
      all(own('unit'), rows({ stage: 'SIGNED' }, '已签约')),
      viewer({ unit: 'YC' }),
      { all: [{ unit: 'YC' }, { stage: 'SIGNED' }] },
    ],
    ['one of several that holds everywhere', any(own('unit'), anyone()), viewer({ unit: 'YC' }), EVERYTHING],
    ['not who handed in', unless(actorOf('submit')), viewer(), { none: [{ 'actors.submit': 'P' }] }],
  ])('%s', (_, right, who, where) => expect(whereOf(right, who)).toEqual(where));
});

test('separation of duties: the other reviewer may, who handed in may not', () => {
  const right = all(own('unit', 'COUNTY_REVIEW'), unless(actorOf('submit')));
  const row = { unit: 'YC', actors: { submit: 'P' } };
  const reviewer = viewer({ roles: ['COUNTY_REVIEW'], unit: 'YC' });
  expect(mayOn(right, reviewer, row)).toBe(false);
  expect(mayOn(right, { ...reviewer, post: 'Q' }, row)).toBe(true);
  expect(mayOn(right, { ...reviewer, post: 'Q', unit: 'DY' }, row)).toBe(false);
});

const rightArb: fc.Arbitrary<Right> = fc.letrec<{ right: Right }>((tie) => ({
  right: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Right>(role('AUDITOR'), own('unit', 'COUNTY_FILL'), own('unit'), actorOf('submit')),
    fc.constantFrom<Right>(anyone(), service(), rows({ stage: 'SIGNED' }, '已签约')),
    fc.array(tie('right'), { maxLength: 3 }).map((of) => any(...of)),
    fc.array(tie('right'), { minLength: 1, maxLength: 3 }).map((of) => all(...of)),
    tie('right').map(unless),
  ),
})).right;

const viewerArb = fc.record({
  post: fc.constantFrom('P', 'Q'),
  roles: fc.subarray<Role>(['AUDITOR', 'COUNTY_FILL']),
  unit: fc.constantFrom('YC', 'DY', undefined),
});
const rowArb = fc.record({
  unit: fc.constantFrom('YC', 'DY'),
  stage: fc.constantFrom('SIGNED', 'NEGOTIATING'),
  actors: fc.record({ submit: fc.constantFrom('P', 'Q') }),
});

/** What a right means, said once more without filters. */
function holds(
  right: Right,
  who: Viewer,
  row: { unit: string; stage: string; actors: { submit: string } },
): boolean {
  switch (right.kind) {
    case 'role':
      return right.roles.some((each) => who.roles.includes(each));
    case 'relation':
      return (
        (right.roles.length === 0 || right.roles.some((each) => who.roles.includes(each))) &&
        who.unit !== undefined &&
        row.unit === who.unit
      );
    case 'rows':
      return Object.keys(right.where).length === 0 || row.stage === 'SIGNED';
    case 'actor':
      return row.actors.submit === who.post;
    case 'any':
      return right.of.some((each) => holds(each, who, row));
    case 'all':
      return right.of.every((each) => holds(each, who, row));
    case 'unless':
      return !holds(right.right, who, row);
  }
}

test('however rights are put together, the filter lets through just the rows on which they hold', () => {
  fc.assert(
    fc.property(rightArb, viewerArb, rowArb, (right, { unit, ...rest }, row) => {
      const who = viewer({ ...rest, ...(unit ? { unit } : {}) });
      expect(mayOn(right, who, row)).toBe(holds(right, who, row));
      expect(isNothing(whereOf(right, who))).toBe(!mayEver(right, who));
      expect(mayOn(right, SYSTEM, row)).toBe(true);
    }),
  );
});
