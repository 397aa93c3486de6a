import { bindings, groupChats, type GroupChat } from '../../../models/ledgers/binding.ts';
import { tenures, type Tenure } from '../../../models/ledgers/register.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import type { Change } from '../../../models/store/rows/change.ts';
import { bindGroupCard, groupsToBind } from '../../../cards/binding.ts';
import type { Card } from '../../../cards/card.ts';
import { changeOf, type Ctx } from '../context.ts';
import { putRow } from '../ledgers/put.ts';
import { tenuresOf, type Account, type Platform } from './identify.ts';

/** Somebody has left: what they asked for is not granted any more. */
export async function dropRequest(change: Change, asker: Account): Promise<void> {
  const where = { ...asker, status: 'WAITING' };
  const [row] = await change.rows(bindings).find(SYSTEM, { where, limit: 1 });
  if (row) await change.move(bindings, row, 'refuse');
}

/**
 * From now on a person of a platform speaks for this one of their posts, where no card decides.
 * @throws AppError FORBIDDEN when they do not hold the post today, STALE when somebody was faster
 */
export async function speakFor<R extends object>(
  ctx: Ctx,
  { channel, person }: Account,
  post: string,
  answer: (held: readonly Tenure[]) => R,
): Promise<R> {
  const held = await tenuresOf(ctx, { channel, person });
  if (!held.some((row) => row.post === post)) throw new AppError('FORBIDDEN', '您现在不任这个岗位');
  return ctx.store.change(changeOf(ctx, '本人选择'), async (change) => {
    for (const row of held) {
      const { chosenOn: before = [] } = row;
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
 * Makes a chat one of the mechanism's groups, and no other; the chat that was that group before is it no more. `answer`
 * is made of the group's name and kept with the change.
 * @throws AppError NOT_FOUND for no such group, STALE when another administrator was faster
 */
export async function bindGroup<R extends object>(
  ctx: Ctx,
  { channel, chat }: ChatAt,
  code: string,
  answer: (group: string) => R,
): Promise<R> {
  const group = groupsToBind(ctx.city).find((each) => each.code === code);
  if (!group) throw new AppError('NOT_FOUND', `城市配置里没有 ${code} 这个群`);
  const { name } = group;
  const values = { channel, chat, group: code, name };
  // One chat is one group: who corrects a mistake does not want the wrong group's notices to go on coming.
  const also = (change: Change) => unbindGroups(change, { channel, chat }, code);
  const taken = `“${name}”刚刚由别的管理员绑定，请看最新内容`;
  const put = { values, event: 'bind', reason: '绑定群', taken, also, once: true } as const;
  return putRow(ctx, groupChats, put, () => answer(name));
}

/** The groups of the mechanism that a chat is bound to. */
const groupsOfChat = (from: Pick<Change, 'rows'>, { channel, chat }: ChatAt): Promise<GroupChat[]> =>
  from.rows(groupChats).find(SYSTEM, { where: { channel, chat }, sort: { group: 1 } });

/**
 * Asks which group the chat is to be. One that is a group already is told so, or, where an administrator `asks`, may
 * become another.
 */
export async function groupCard(ctx: Ctx, at: ChatAt, asks = false): Promise<Card> {
  const [group] = await groupsOfChat(ctx.store, at);
  return bindGroupCard(ctx.city, group ? { [asks ? 'now' : 'bound']: group.name } : {});
}

/**
 * Takes from a chat all groups that it is but one: of a chat that the bot was taken out of, all. Gives those that have no
 * chat any more.
 */
export async function unbindGroups(change: Change, at: ChatAt, except?: string): Promise<GroupChat[]> {
  // Read within the change: an administrator who binds at this moment is waited for, not run into.
  const bound = (await groupsOfChat(change, at)).filter(({ group }) => group !== except);
  for (const row of bound) await change.move(groupChats, row, 'unbind');
  return bound;
}
