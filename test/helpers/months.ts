import { advance, moveRow } from '../../handlers/services/ledgers/move.ts';
import { bulletins } from '../../models/ledgers/bulletin.ts';
import { changeOf, viewerOf, type Services } from '../../handlers/services/context.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import type { Period } from '../../models/rules/time/day.ts';
import { projects } from '../../models/ledgers/project.ts';
import type { World } from './conversation.ts';
import { aProject } from './services.ts';

/** A city whose service runs at the end of May, with a project signed in that month. */
export async function worksThroughMay(world: World): Promise<void> {
  const { services } = world;
  services.clock.set(new Date('2026-05-29T09:00:00+08:00'));
  await services.store.change(changeOf(services.as()), (change) =>
    change.insert(projects, aProject({ signDate: '2026-05-12' })),
  );
  await world.comesTo('2026-05-29T09:01:00+08:00');
}

/** A month's bulletin, its day of issue gone by, taken from its opening to its issue, by those who make the moves. */
export async function issueBulletin(services: Services, period: Period): Promise<void> {
  const ctx = { ...services, viewer: SYSTEM, channel: 'test' };
  const row = await services.store.change(changeOf(ctx), (change) => change.insert(bulletins, { period }));
  await advance(ctx, bulletins, row, 'freeze', 'verify', 'submit');
  const signer = { ...ctx, viewer: viewerOf(services.city, 'SFB_BULLETIN') };
  await moveRow(signer, bulletins, { code: row.code, event: 'sign' }, (moved) => moved);
}
