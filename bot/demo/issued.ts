import { changeOf, postsFor, viewerOf, type Ctx, type Services } from '../../handlers/services/context.ts';
import { stepDay } from '../../handlers/services/bulletins/facts.ts';
import { lastWholePeriod } from '../../handlers/services/bulletins/report.ts';
import { advance, moveRow } from '../../handlers/services/ledgers/move.ts';
import { bulletins } from '../../models/ledgers/bulletin.ts';
import { machineOf } from '../../models/ledgers/engine/define.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { addPeriods, dayOf, type Day, type Period } from '../../models/rules/time/day.ts';

const [SIGN] = machineOf(bulletins).moves.filter(({ event }) => event === 'sign');

/**
 * Gives the demo city the last bulletin that should be out by today, made as every bulletin is: frozen, put before the
 * signers, signed by the post that may. So there is one to look at in the first minute, and the groups and leaders have
 * it. Does nothing where a bulletin has been begun.
 */
export async function issueLastBulletin(services: Services): Promise<void> {
  const ctx: Ctx = { ...services, viewer: SYSTEM, channel: 'system' };
  if ((await services.store.rows(bulletins).count(SYSTEM, {})) > 0) return;
  const period = lastIssuable(services, dayOf(services.clock.now()));
  const row = await services.store.change(changeOf(ctx), (change) => change.insert(bulletins, { period }));
  await advance(ctx, bulletins, row, 'freeze', 'submit');
  const [signer] = SIGN ? postsFor(services.city, SIGN.by, row) : [];
  if (!signer) return;
  const asSigner = { ...ctx, viewer: viewerOf(services.city, signer.code) };
  await moveRow(asSigner, bulletins, { code: row.code, event: 'sign' }, (moved) => moved);
}

/** The last whole month, or the one before it while the day of its issue is to come. */
function lastIssuable(services: Services, today: Day): Period {
  const last = lastWholePeriod(today);
  return stepDay(services, last, services.rules.monthly.issueWd) <= today ? last : addPeriods(last, -1);
}
