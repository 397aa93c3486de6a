import { expect, test } from 'vitest';
import { changeOf } from '../../../handlers/services/context.ts';
import { bulletins } from '../../../models/ledgers/bulletin.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import { testServices } from '../../helpers/services.ts';

test('rows from before their ledger had a machine begin in its first state, others stay in theirs', async () => {
  const services = await testServices();
  const { store } = services;
  const [old, later] = await store.change(changeOf(services.as()), async (change) => {
    const first = await change.insert(bulletins, { period: '2026-04' });
    return [
      first,
      await change.move(bulletins, await change.insert(bulletins, { period: '2026-05' }), 'freeze'),
    ];
  });
  const rows = store.connection.collection('bulletins');
  await rows.updateOne({ code: old.code }, { $unset: { status: '', since: '' } });

  // As the next start of the service does.
  await store.prepare();

  const found = (code: string) => store.rows(bulletins).byCode(SYSTEM, code);
  expect(await found(old.code)).toMatchObject({
    status: 'REPORTING',
    since: old.updatedAt,
    version: old.version,
  });
  expect(await found(later.code)).toMatchObject({ status: 'FROZEN' });
  // It is no change behind the service, and it can go on from there.
  expect((await store.verifyAudit()).faults).toEqual([]);
  const moved = await store.change(changeOf(services.as()), async (change) => {
    const row = await change.rows(bulletins).byCode(SYSTEM, old.code);
    return row && change.move(bulletins, row, 'freeze');
  });
  expect(moved).toMatchObject({ status: 'FROZEN' });
});
