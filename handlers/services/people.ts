import { holdings, type Holding } from '../../models/ledgers/register.ts';
import { dayOf, type Day } from '../../models/rules/day.ts';
import { SYSTEM, type Viewer } from '../../models/rules/permissions.ts';
import type { Where } from '../../models/rules/where.ts';
import type { Services } from './context.ts';
import { viewerOf } from './context.ts';

/** The holding in force on a day. */
const current = (day: Day): Where => ({
  all: [{ from: { lte: day } }, { any: [{ to: { exists: false } }, { to: { gte: day } }] }],
});

/** Of several in force the newest counts; the code decides between those of one day. */
const NEWEST = { from: -1, code: 1 } as const;

/** How each channel knows a person: the sandbox by the post itself, platforms by the holder's id. */
const ID_FIELDS: Readonly<Record<string, 'feishu' | 'wecom'>> = { feishu: 'feishu', wecom: 'wecom' };

/**
 * The post that somebody on a channel speaks for today; undefined for a stranger. In the web sandbox the session
 * names the post; on a platform it is whoever holds a post under that id (domain.md 0.1-1).
 */
export async function identify(
  services: Services,
  channel: string,
  from: string,
): Promise<Viewer | undefined> {
  const { city, clock, store } = services;
  const field = ID_FIELDS[channel];
  if (!field) return city.posts.some((post) => post.code === from) ? viewerOf(city, from) : undefined;
  const where: Where = { all: [{ [field]: from }, current(dayOf(clock.now()))] };
  const [holding] = await store.rows(holdings).find(SYSTEM, { where, sort: NEWEST, limit: 1 });
  return holding && viewerOf(city, holding.post);
}

/** Who holds a post today; undefined while it is vacant. */
export async function holderOf(services: Services, post: string): Promise<Holding | undefined> {
  const where: Where = { all: [{ post }, current(dayOf(services.clock.now()))] };
  const [holding] = await services.store.rows(holdings).find(SYSTEM, { where, sort: NEWEST, limit: 1 });
  return holding;
}
