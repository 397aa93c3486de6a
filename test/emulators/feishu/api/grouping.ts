import { z } from 'zod';
import { bodyOf, type Call, idTypeOf } from './call.ts';
import { Refusal } from '../errors.ts';
import { COUNTS, TIMES } from '../numbers.ts';
import type { Chat } from '../state/chats.ts';
import type { Person } from '../state/people.ts';
import type { World } from '../state/world.ts';

/** Groups that the bot makes, and whom it lets in (feishu.md 6.3). */

const createBody = z.looseObject({
  name: z.string().optional(),
  description: z.string().optional(),
  owner_id: z.string().optional(),
  user_id_list: z.array(z.string()).max(COUNTS.membersAdded).optional(),
  bot_id_list: z.array(z.string()).max(COUNTS.botsAdded).optional(),
  group_message_type: z.enum(['chat', 'thread']).optional(),
  chat_type: z.enum(['private', 'public']).optional(),
});

/** Without an owner the bot owns it; the same uuid makes one group within ten hours. */
export function create(world: World, call: Call): object {
  const body = bodyOf(call, createBody);
  const uuid = call.query.get('uuid');
  const before = uuid === null ? undefined : world.chatUuids.get(uuid);
  const again = before && before.at > world.now() - TIMES.chatUuidWindow && world.chats.find(before.chatId);
  if (again) return wireChat(again);
  const type = idTypeOf(call);
  const owner = body.owner_id === undefined ? undefined : world.people.reachable(body.owner_id, type);
  const invited = (body.user_id_list ?? []).map((id) => world.people.reachable(id, type));
  const chat = world.chats.add({
    name: body.name ?? '',
    members: [...new Set([...(owner ? [owner] : []), ...invited])],
    ownerId: owner?.openId,
    topics: body.group_message_type === 'thread',
  });
  if (uuid !== null) world.chatUuids.set(uuid, { chatId: chat.chatId, at: world.now() });
  return wireChat(chat);
}

const updateBody = z.looseObject({ name: z.string().optional(), owner_id: z.string().optional() });

export function update(world: World, call: Call): object {
  const { name, owner_id: owner } = bodyOf(call, updateBody);
  const chat = world.chats.get(call.params.chat_id ?? '');
  if (name !== undefined) chat.name = name;
  if (owner !== undefined) chat.ownerId = world.people.get(owner, idTypeOf(call)).openId;
  return {};
}

export function disband(world: World, call: Call): object {
  world.chats.get(call.params.chat_id ?? '').dissolved = true;
  return {};
}

const membersBody = z.object({ id_list: z.array(z.string()).min(1).max(COUNTS.membersAdded) });

/** Who can come in does, by `succeed_type`: 0 unless somebody may not use the bot, 1 whoever can, 2 all or nobody. */
export function add(world: World, call: Call): object {
  const { chat, found, missing } = named(world, call);
  const how = call.query.get('succeed_type') ?? '0';
  const able = found.filter(({ person }) => !person.resigned && person.available);
  const barred = found.filter((each) => !able.includes(each));
  if (how !== '1' && barred.length > 0) throw new Refusal(232024);
  if (how === '2' && missing.length > 0) throw new Refusal(99992351, missing.join(','));
  for (const { person } of able) chat.members.add(person.openId);
  return {
    invalid_id_list: barred.map(({ id }) => id),
    not_existed_id_list: missing,
    pending_approval_id_list: [],
  };
}

export function remove(world: World, call: Call): object {
  const { chat, found, missing } = named(world, call);
  const strangers = found.filter(({ person }) => !chat.members.delete(person.openId));
  return { invalid_id_list: [...missing, ...strangers.map(({ id }) => id)] };
}

function named(world: World, call: Call) {
  const chat = world.chats.get(call.params.chat_id ?? '');
  const type = idTypeOf(call, 'member_id_type');
  const { id_list: ids } = bodyOf(call, membersBody);
  const found = ids.flatMap((id): { id: string; person: Person }[] => {
    const person = world.people.find(id, type);
    return person ? [{ id, person }] : [];
  });
  return { chat, found, missing: ids.filter((id) => !found.some((each) => each.id === id)) };
}

const wireChat = ({ chatId, name, ownerId, topics }: Chat) => ({
  chat_id: chatId,
  name,
  ...(ownerId === undefined ? {} : { owner_id: ownerId, owner_id_type: 'open_id' }),
  chat_mode: topics ? 'topic' : 'group',
  chat_type: 'private',
  group_message_type: topics ? 'thread' : 'chat',
  external: false,
});
