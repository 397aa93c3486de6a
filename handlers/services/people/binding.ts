import {
  bindings,
  groupChats,
  PLATFORMS,
  type Binding,
  type GroupChat,
} from '../../../models/ledgers/binding.ts';
import { postOf, postsWith, unitsInOrder, type City } from '../../../models/ledgers/city.ts';
import { tenures, type Tenure } from '../../../models/ledgers/register.ts';
import { dayOf } from '../../../models/rules/time/day.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { maskName } from '../../../models/rules/phone.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import type { Change } from '../../../models/store/rows/change.ts';
import { bindGroupCard, bindingRequestCard, type BindingFacts } from '../../../cards/binding.ts';
import type { Card } from '../../../cards/card.ts';
import { changeOf, type Ctx } from '../context.ts';
import { succeed } from './tenure.ts';
import { holderOf, tenuresOf, type Platform } from './identify.ts';
import { messageKey } from '../messages/keys.ts';

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
export interface BindingAsker {
  channel: Platform;
  person: string;
}

/** Keeps a request for a post and puts it before the administrators. Asking again replaces what was asked before. */
export async function askForPost(
  ctx: Ctx,
  asker: BindingAsker,
  asked: { post: string; name: string },
): Promise<void> {
  postOf(ctx.city, asked.post);
  // A person may not look into the register, but may ask anew: their own request is found for them.
  const [known] = await ctx.store.rows(bindings).find(SYSTEM, { where: { ...asker }, limit: 1 });
  await ctx.store.change(changeOf(ctx, '本人申请'), async (change) => {
    const row = known
      ? await change.move(bindings, known, 'ask', asked)
      : await change.insert(bindings, { ...asker, ...asked });
    await putToAdministrators(ctx, change, row);
  });
}

/** A request's card for each administrator. */
export async function putToAdministrators(ctx: Ctx, change: Change, row: Binding): Promise<Binding> {
  const content = { card: bindingRequestCard(await bindingFacts(ctx, row)) };
  for (const { code } of postsWith(ctx.city, 'ADMIN'))
    change.send({
      key: messageKey('binding', row.code, row.version, code),
      to: { post: code },
      kind: 'reply',
      content,
    });
  return row;
}

/** What the administrator's card tells of a request. */
export async function bindingFacts(ctx: Ctx, row: Binding, decidedBy?: string): Promise<BindingFacts> {
  const holder = await holderOf(ctx, row.post);
  const { code, version, status, name } = row;
  return {
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

/** From today on the person speaks for the post. */
export async function grant(ctx: Ctx, change: Change, row: Binding): Promise<Binding> {
  const { channel, person, post, name } = row;
  const holder = await holderOf(ctx, post);
  // One who is registered by name already gets the account only; anybody else succeeds.
  if (holder?.name === name) await change.update(tenures, holder, { [channel]: person });
  else await succeed(ctx, change, { post, name, from: dayOf(ctx.clock.now()), [channel]: person });
  tellAsker(change, row, `已绑定“${postOf(ctx.city, post).name}”。发送“帮助”看能做什么。`);
  return row;
}

/** Somebody has left: what they asked for is not granted any more. */
export async function dropRequest(change: Change, asker: BindingAsker): Promise<void> {
  const where = { ...asker, status: 'WAITING' };
  const [row] = await change.rows(bindings).find(SYSTEM, { where, limit: 1 });
  if (row) await change.move(bindings, row, 'refuse');
}

/** What became of a request, to the person who asked. */
export function tellAsker(change: Change, { code, version, channel, person }: Binding, text: string): void {
  const to = { channel, chat: person };
  change.send({ key: messageKey('binding', code, version, 'told'), to, kind: 'reply', content: { text } });
}

/**
 * From now on a person of a platform speaks for this one of their posts, where no card decides.
 * @throws AppError FORBIDDEN when they do not hold the post today, STALE when somebody was faster
 */
export async function speakFor<R extends object>(
  ctx: Ctx,
  { channel, person }: BindingAsker,
  post: string,
  answer: (held: readonly Tenure[]) => R,
): Promise<R> {
  const held = await tenuresOf(ctx, channel, person);
  if (!held.some((row) => row.post === post)) throw new AppError('FORBIDDEN', '您现在不任这个岗位');
  return ctx.store.change(changeOf(ctx, '本人选择'), async (change) => {
    for (const row of held) {
      const before = row.chosenOn ?? [];
      const others = before.filter((platform) => platform !== channel);
      const after = row.post === post ? [...others, channel] : others;
      if (after.length !== before.length)
        await change.move(tenures, row, 'choose', { chosenOn: after.length > 0 ? after : null });
    }
    return change.answer(answer(held));
  });
}

/** A chat of a platform. */
export interface ChatAt {
  channel: Platform;
  chat: string;
}

/**
 * Makes a chat one of the mechanism's groups, and no other; the chat that was that group before is it no more. `answer` is made of the
 * group's name and kept with the change.
 * @throws AppError NOT_FOUND for no such group, STALE when another administrator was faster
 */
export async function bindGroup<R extends object>(
  ctx: Ctx,
  { channel, chat }: ChatAt,
  code: string,
  answer: (group: string) => R,
): Promise<R> {
  const group = ctx.city.groups.find((each) => each.code === code && each.kind !== 'G0');
  if (!group) throw new AppError('NOT_FOUND', `城市配置里没有 ${code} 这个群`);
  const { name } = group;
  const named = { channel, group: code };
  // Looked up before the change: of two who bind the group at once the slower one is told, and overwrites nothing.
  const [known] = await ctx.store.rows(groupChats).find(SYSTEM, { where: named, limit: 1 });
  return ctx.store.change(changeOf(ctx, '绑定群'), async (change) => {
    if (!known) await change.insert(groupChats, { ...named, name, chat }).catch(takenMeanwhile(name));
    else if (known.chat !== chat) await change.move(groupChats, known, 'bind', { name, chat });
    // One chat is one group: who corrects a mistake does not want the wrong group's notices to go on coming.
    for (const row of await groupsOfChat(change, { channel, chat }))
      if (row.group !== code) await change.move(groupChats, row, 'unbind');
    return change.answer(answer(name));
  });
}

/** Two administrators bound a group for the first time, at once: the ledger's own words speak of codes. */
const takenMeanwhile = (name: string) => (error: unknown) => {
  if (!(error instanceof AppError && error.code === 'DUPLICATE')) throw error;
  throw new AppError('STALE', `“${name}”刚刚由别的管理员绑定，请看最新内容`, { cause: error });
};

/** The groups of the mechanism that a chat is bound to. */
const groupsOfChat = (from: Pick<Change, 'rows'>, { channel, chat }: ChatAt): Promise<GroupChat[]> =>
  from.rows(groupChats).find(SYSTEM, { where: { channel, chat }, sort: { group: 1 } });

/** What the chat is told that is a group already, and asked that is none yet. */
export async function groupCard(ctx: Ctx, at: ChatAt): Promise<Card> {
  const [group] = await groupsOfChat(ctx.store, at);
  return bindGroupCard({ groups: groupsToBind(ctx.city), ...(group ? { bound: group.name } : {}) });
}

/** Asks which group the chat is to be, and says which it is now. */
export async function chooseGroupCard(ctx: Ctx, at: ChatAt): Promise<Card> {
  const [group] = await groupsOfChat(ctx.store, at);
  return bindGroupCard({ groups: groupsToBind(ctx.city), ...(group ? { now: group.name } : {}) });
}

/** The bot was taken out of a chat: the groups that it was have no chat any more. Gives those groups. */
export async function unbindGroups(change: Change, at: ChatAt): Promise<GroupChat[]> {
  // Read within the change: an administrator who binds at this moment is waited for, not run into.
  const bound = await groupsOfChat(change, at);
  for (const row of bound) await change.move(groupChats, row, 'unbind');
  return bound;
}
