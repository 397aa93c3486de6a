import { bindings, PLATFORMS, type Binding } from '../../models/ledgers/binding.ts';
import { postOf, postsWith, unitsInOrder, type City } from '../../models/ledgers/city.ts';
import { holdings } from '../../models/ledgers/register.ts';
import { dayOf } from '../../models/rules/day.ts';
import { AppError } from '../../models/rules/errors.ts';
import { maskName } from '../../models/rules/phone.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import type { Change } from '../../models/store/change.ts';
import { bindingRequestCard, type BindingFacts } from '../../cards/binding.ts';
import { groupBindingKey } from './addresses.ts';
import { changeOf, type Ctx } from './context.ts';
import { succeed } from './holding.ts';
import { holderOf, type Platform } from './people.ts';

interface Option {
  value: string;
  label: string;
}

/** Units in protocol order, then the organs that have posts. */
export function placesOf(city: City): Option[] {
  const organs = city.orgs.filter(({ code }) => city.posts.some((post) => post.org === code));
  return [
    ...unitsInOrder(city).map(({ code, short }) => ({ value: code, label: short })),
    ...organs.map(({ code, short }) => ({ value: code, label: short })),
  ];
}

export const postsAt = (city: City, place: string): Option[] =>
  city.posts
    .filter(({ unit, org }) => unit === place || org === place)
    .map(({ code, name }) => ({ value: code, label: name }));

/** The groups of the mechanism that a chat can be; leaders have private chats only (domain.md 5.4). */
export const groupsToBind = (city: City): Option[] =>
  city.groups.filter(({ kind }) => kind !== 'G0').map(({ code, name }) => ({ value: code, label: name }));

/** Who asks: a person of a platform. */
export interface Asker {
  channel: Platform;
  person: string;
}

/** Keeps a request for a post and puts it before the administrators. Asking again replaces what was asked before. */
export async function askForPost(
  ctx: Ctx,
  asker: Asker,
  asked: { post: string; name: string },
): Promise<void> {
  const { store, city } = ctx;
  postOf(city, asked.post);
  const [known] = await store.rows(bindings).find(SYSTEM, { where: { ...asker }, limit: 1 });
  // The person asks for themselves; the register writes it down for them, in its own name.
  await store.change({ ...changeOf(ctx, '本人申请'), viewer: SYSTEM }, async (change) => {
    const row = await (known
      ? known.status === 'WAITING'
        ? change.update(bindings, known, asked)
        : change.move(bindings, known, 'ask', asked)
      : change.insert(bindings, { ...asker, ...asked }));
    const content = { card: bindingRequestCard(await bindingFacts(ctx, row)) };
    for (const { code } of postsWith(city, 'ADMIN'))
      change.send({
        key: `binding:${row.code}:${row.version}:${code}`,
        to: { post: code },
        kind: 'reply',
        content,
      });
  });
}

/** What the administrator's card tells of a request. */
export async function bindingFacts(ctx: Ctx, row: Binding, decidedBy?: string): Promise<BindingFacts> {
  const holder = await holderOf(ctx, row.post);
  const { id, code, version, status = '', name } = row;
  return {
    id,
    code,
    version,
    status,
    name,
    postName: postOf(ctx.city, row.post).name,
    platform: PLATFORMS[row.channel],
    ...(holder ? { holder: maskName(holder.name) } : {}),
    ...(decidedBy ? { decidedBy } : {}),
  };
}

type Version = Pick<Binding, 'id' | 'version'>;

/** Lets the person speak for the post from today on, and tells them. */
export const acceptBinding = (ctx: Ctx, at: Version): Promise<Binding> =>
  ctx.store.change(changeOf(ctx, '同意绑定'), async (change) => {
    const row = await change.move(bindings, at, 'accept');
    const { channel, person, post, name } = row;
    const holder = await holderOf(ctx, post);
    // One who is registered by name already gets the account only; anybody else succeeds.
    if (holder?.name === name) await change.update(holdings, holder, { [channel]: person });
    else await succeed(ctx, change, { post, name, from: dayOf(ctx.clock.now()), [channel]: person });
    tell(change, row, `已绑定“${postOf(ctx.city, post).name}”。发送“帮助”看能做什么。`);
    return row;
  });

export const refuseBinding = (ctx: Ctx, at: Version): Promise<Binding> =>
  ctx.store.change(changeOf(ctx, '不同意绑定'), async (change) => {
    const row = await change.move(bindings, at, 'refuse');
    tell(change, row, '管理员没有同意您的绑定申请，请与本单位管理员联系后再次发送“绑定”。');
    return row;
  });

/** Somebody has left: what they asked for is not granted any more. */
export async function dropRequest(change: Change, asker: Asker): Promise<void> {
  const where = { ...asker, status: 'WAITING' };
  const [row] = await change.rows(bindings).find(SYSTEM, { where, limit: 1 });
  if (row) await change.move(bindings, row, 'refuse');
}

function tell(change: Change, { code, version, channel, person }: Binding, text: string): void {
  const to = { channel, chat: person };
  change.send({ key: `binding:${code}:${version}:told`, to, kind: 'reply', content: { text } });
}

/** Makes a chat of a platform one of the mechanism's groups. @throws AppError NOT_FOUND for no such group */
export async function bindGroup(ctx: Ctx, channel: Platform, chat: string, code: string): Promise<string> {
  const group = ctx.city.groups.find((each) => each.code === code && each.kind !== 'G0');
  if (!group) throw new AppError('NOT_FOUND', `城市配置里没有 ${code} 这个群`);
  await ctx.store.settings.set(groupBindingKey(channel, code), chat);
  return group.name;
}

/** The groups of the mechanism that a chat is bound to. */
export async function groupsOfChat({ city, store }: Ctx, channel: Platform, chat: string) {
  const bound = await Promise.all(
    city.groups.map(async (group) => {
      const at = await store.settings.get<string>(groupBindingKey(channel, group.code));
      return at === chat ? [group] : [];
    }),
  );
  return bound.flat();
}
