import { advance, moveRow } from '../../handlers/services/ledgers/move.ts';
import { bulletins } from '../../models/ledgers/bulletin.ts';
import { changeOf } from '../../handlers/services/context.ts';
import type { Period } from '../../models/rules/time/day.ts';
import type { TestServices } from './services.ts';

/** A month's bulletin, its day of issue gone by, taken from its opening to its issue, by those who make the moves. */
export async function issueBulletin(services: TestServices, period: Period): Promise<void> {
  const ctx = services.as();
  const row = await services.store.change(changeOf(ctx), (change) => change.insert(bulletins, { period }));
  await advance(ctx, bulletins, row, 'freeze', 'verify', 'submit');
  const signer = services.as('SFB_BULLETIN');
  await moveRow(signer, bulletins, { code: row.code, event: 'sign' }, (moved) => moved);
}
