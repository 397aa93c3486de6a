import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from 'mongoose';
import { and, EVERYTHING, NOTHING, passes, type Condition, type Where } from '../../../models/rules/where.ts';
import { toQuery } from '../../../models/store/rows/query.ts';
import { freshConnection } from '../../helpers/mongod.ts';

const row = { stage: 'SIGNED', unit: 'YC', n: 5, ok: false, tags: ['a', 'b'], empty: null };

describe('a row in hand', () => {
  test.each<[Where, boolean]>([
    [EVERYTHING, true],
    [NOTHING, false],
    [{ all: [] }, true],
    [{ stage: 'SIGNED' }, true],
    [{ stage: 'SIGNED', unit: 'DY' }, false],
    [{ any: [{ unit: 'DY' }, { n: 5 }] }, true],
    [and({ unit: 'YC' }, { n: { gt: 5 } }), false],
    [and({ unit: 'YC' }, { n: { gte: 5, lt: 6 } }), true],
    [{ stage: { in: ['LANDED', 'SIGNED'] } }, true],
    [{ stage: { in: [] } }, false],
    [{ stage: { not: ['SIGNED'] } }, false],
    [{ missing: { not: ['SIGNED'] } }, true],
    [{ tags: 'b' }, true],
    [{ tags: { not: ['b'] } }, false],
    [{ ok: false }, true],
    [{ missing: { exists: false } }, true],
    [{ empty: { exists: true } }, false],
    [{ missing: { lt: 9 } }, false],
    [{ stage: { gt: 3 } }, false],
    [{ n: { gt: '3' } }, false],
  ])('%j: %s', (where, expected) => expect(passes(where, row)).toBe(expected));
});

/** One rule selects in the database and judges in hand, so both must agree on every row and filter. */
describe('in the database', () => {
  let connection: Connection;
  beforeAll(async () => {
    connection = await freshConnection();
  });

  const FIELDS = ['a', 'b', 'c'] as const;
  const scalar = fc.constantFrom<string | number | boolean>(
    'x',
    'y',
    '2026-05-01',
    '5',
    '',
    0,
    1,
    5,
    100,
    true,
    false,
  );
  const value = fc.oneof(
    { weight: 6, arbitrary: scalar },
    { weight: 1, arbitrary: fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constant(null) },
  );
  const document = fc.dictionary(fc.constantFrom(...FIELDS), value, { noNullPrototype: true });
  const oneBound = fc
    .tuple(fc.constantFrom('gte', 'gt', 'lte', 'lt'), scalar)
    .map(([bound, limit]) => ({ [bound]: limit }));
  const twoBounds = fc
    .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 100 }))
    .map(([gte, lt]): Condition => ({ gte, lt }));
  const condition = fc.oneof(
    scalar,
    fc.array(scalar, { maxLength: 3 }).map((list): Condition => ({ in: list })),
    fc.array(scalar, { maxLength: 3 }).map((list): Condition => ({ not: list })),
    fc.boolean().map((exists): Condition => ({ exists })),
    oneBound,
    twoBounds,
  );
  const { where } = fc.letrec<{ where: Where }>((tie) => ({
    where: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      fc.dictionary(fc.constantFrom(...FIELDS), condition, { maxKeys: 2, noNullPrototype: true }),
      fc.array(tie('where'), { maxLength: 3 }).map((all): Where => ({ all })),
      fc.array(tie('where'), { maxLength: 3 }).map((any): Where => ({ any })),
    ),
  }));

  test('a query finds exactly the rows that pass', async () => {
    const documents = fc.sample(document, { numRuns: 80, seed: 7 });
    const rows = connection.collection('rows');
    await rows.insertMany(documents.map((fields, i) => ({ ...fields, i })));
    await fc.assert(
      fc.asyncProperty(where, async (filter) => {
        const found = await rows.find(toQuery(filter)).sort({ i: 1 }).toArray();
        const passing = documents.flatMap((fields, i) => (passes(filter, fields) ? [i] : []));
        expect(found.map(({ i }) => Number(i))).toEqual(passing);
      }),
      { numRuns: 300 },
    );
  });

  test('no operator can come in as a value', () => {
    const query = toQuery({ name: '$where' });
    expect(query).toEqual({ name: { $eq: '$where' } });
  });
});
