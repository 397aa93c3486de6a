import { changeOf, postsFor, viewerOf, type Ctx, type Services } from '../../handlers/services/context.ts';
import { bulletins } from '../../models/ledgers/bulletin.ts';
import { machineOf } from '../../models/ledgers/engine/define.ts';
import { projects } from '../../models/ledgers/project.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { dayOf, firstDayOf, periodOf } from '../../models/rules/time/day.ts';

const { onWrite, moves } = machineOf(projects);
const [FILE] = moves.filter(({ event }) => event === onWrite?.event);

/**
 * Leaves the demo city's newest signings to the counties' reviewers, as they are when a county's reporter has filled them
 * in. Does nothing once a bulletin has been begun.
 */
export async function leaveToReview(services: Services): Promise<void> {
  const ctx: Ctx = { ...services, viewer: SYSTEM, channel: 'system' };
  const { store, city, clock, rules } = services;
  if (!FILE || (await store.rows(bulletins).count(SYSTEM, {})) > 0) return;
  const where = {
    signDate: { gte: firstDayOf(periodOf(dayOf(clock.now()))) },
    signType: 'FORMAL',
    isMfg: true,
    plannedInvestWan: { gte: rules.money.overYiWan * 100 },
  };
  const rows = await store.rows(projects).find(SYSTEM, { where });
  for (const row of rows) {
    const [reporter] = postsFor(city, FILE.by, row);
    if (!reporter) continue;
    const asReporter = { ...ctx, viewer: viewerOf(city, reporter.code) };
    await store.change(changeOf(asReporter), (change) => change.move(projects, row, 'file'));
  }
}
