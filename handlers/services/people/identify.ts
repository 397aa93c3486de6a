import { isContactCode } from '../../../models/ledgers/enterprise.ts';
import { tenures, type Tenure } from '../../../models/ledgers/register.ts';
import { dayOf, type Day } from '../../../models/rules/time/day.ts';
import { SYSTEM, type Viewer } from '../../../models/rules/permissions.ts';
import { AppError } from '../../../models/rules/errors.ts';
import type { Where } from '../../../models/rules/where.ts';
import { may } from '../../../models/rules/rights.ts';
import { type Ctx, type Services, viewerOf } from '../context.ts';
import { liaisonBy, liaisonOf } from './liaison-viewer.ts';

/** Holdings in force on a day. */
export const inOffice = (day: Day): Where => ({
  all: [{ from: { lte: day } }, { any: [{ to: { exists: false } }, { to: { gte: day } }] }],
});

/** The posts that somebody of this name holds today; none for a viewer who may not know who holds posts. */
export async function postsHeldBy({ store, viewer, clock }: Ctx, name: string): Promise<string[]> {
  if (!may(viewer, tenures.rights.read)) return [];
  // Names are kept under a key: they are compared here, not in the database.
  const held = await store.rows(tenures).find(viewer, { where: inOffice(dayOf(clock.now())) });
  return held.filter((each) => each.name === name).map(({ post }) => post);
}

/** Of several in force the newest counts; the code decides between those of one day. */
const NEWEST = { from: -1, code: 1 } as const;

/** How each platform knows a person: by an id in the register. The sandbox names the post itself. */
export const ID_FIELDS = { feishu: 'feishu', wecom: 'wecom' } as const;
export type Platform = keyof typeof ID_FIELDS;
export const isPlatform = (channel: string): channel is Platform => channel in ID_FIELDS;

/** A person of a platform. */
export interface Account {
  channel: Platform;
  person: string;
}

/** @throws AppError INVALID in the web sandbox, where the login names the post */
export function accountOf({ channel, from }: Pick<Actor, 'channel' | 'from'>): Account {
  if (isPlatform(channel)) return { channel, person: from };
  throw new AppError('INVALID', '演示沙箱里直接选岗位登录，不用绑定');
}

/** Who acts, and on which message if on one. */
export interface Actor {
  channel: string;
  from: string;
  clicked?: { messageId: string };
}

/**
 * The post that somebody on a channel speaks for today; undefined for a stranger. In the web sandbox the session names
 * the post, or the contact of an enterprise; on a platform it is whoever holds a post under that id (domain.md 0.1-1),
 * else the enterprise's liaison whom the contacts know by it (domain.md 1.6). Of several posts it is the one
 * the clicked card was addressed to, else the one chosen by 我的岗位, else the newest.
 */
export async function identify(services: Services, actor: Actor): Promise<Viewer | undefined> {
  const { city } = services;
  const { channel, from } = actor;
  if (!isPlatform(channel)) {
    if (isContactCode(from)) return liaisonOf(services, from);
    return city.posts.some((post) => post.code === from) ? viewerOf(city, from) : undefined;
  }
  const held = await postsOf(services, channel, from);
  if (held.length === 0) return liaisonBy(services, channel, from);
  const post = held.length > 1 ? await meantPost(services, actor, held) : held[0]?.post;
  // The account goes along: what people do for themselves is asked of it.
  return post === undefined ? undefined : { ...viewerOf(city, post), person: from };
}

async function meantPost(
  { store }: Services,
  { channel, clicked }: Actor,
  held: readonly Held[],
): Promise<string | undefined> {
  const to = clicked && (await store.outbox.addressee(clicked.messageId));
  if (to && 'post' in to && held.some(({ post }) => post === to.post)) return to.post;
  const chosen = held.find(({ chosenOn }) => chosenOn?.some((platform) => platform === channel));
  return (chosen ?? held[0])?.post;
}

/** What decides for which post a person speaks. */
type Held = Pick<Tenure, 'code' | 'post' | 'from' | 'to' | 'chosenOn'>;

/**
 * The posts of a person of a platform today, the newest first. Asked at every click: from memory for a second, by the
 * account alone, which the database finds at once, and only what decides, so that no name has to be opened.
 */
async function postsOf({ store, clock }: Services, platform: Platform, id: string): Promise<Held[]> {
  const today = dayOf(clock.now());
  const where: Where = { [ID_FIELDS[platform]]: id };
  const all: Held[] = await store.recent(tenures, `${platform}:${id}`, () =>
    store.rows(tenures).find(SYSTEM, { where, fields: ['post', 'from', 'to', 'chosenOn'] }),
  );
  return all
    .filter(({ from, to }) => from <= today && (to === undefined || to >= today))
    .toSorted((a, b) => b.from.localeCompare(a.from) || a.code.localeCompare(b.code));
}

/** What a person of a platform holds today, the newest first. */
export function tenuresOf({ store, clock }: Services, { channel, person }: Account): Promise<Tenure[]> {
  const where: Where = { all: [{ [ID_FIELDS[channel]]: person }, inOffice(dayOf(clock.now()))] };
  return store.rows(tenures).find(SYSTEM, { where, sort: NEWEST });
}

/** Who holds a post today; undefined while it is vacant. */
export async function holderOf(services: Services, post: string): Promise<Tenure | undefined> {
  const where: Where = { all: [{ post }, inOffice(dayOf(services.clock.now()))] };
  const [holding] = await services.store.rows(tenures).find(SYSTEM, { where, sort: NEWEST, limit: 1 });
  return holding;
}
