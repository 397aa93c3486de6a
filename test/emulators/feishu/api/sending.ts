import { z } from 'zod';
import { isRecord } from '../card/walk.ts';
import { bodyOf, type Call, idTypeOf } from './call.ts';
import type { Chat } from '../state/chats.ts';
import { entityIn, readContent } from './content.ts';
import { isGranted } from '../state/app.ts';
import { Refusal } from '../errors.ts';
import { changeContent, type Message, type Urgent } from '../state/message.ts';
import { COUNTS, PER_TARGET, TIMES } from '../numbers.ts';
import { isIdType, type Person } from '../state/people.ts';
import { addMessage, messageOf } from '../state/messages.ts';
import { wireMessage } from './reading.ts';
import type { World } from '../state/world.ts';

/** Messages on their way out (feishu.md 4.1, 4.2). */

const uuid = z.string().min(1).max(COUNTS.uuidLength).optional();
const createBody = z.object({
  receive_id: z.string().min(1),
  msg_type: z.string(),
  content: z.string(),
  uuid,
});
const replyBody = z.object({
  msg_type: z.string(),
  content: z.string(),
  reply_in_thread: z.boolean().optional(),
  uuid,
});
const editBody = z.object({ msg_type: z.enum(['text', 'post']), content: z.string() });
const patchBody = z.object({ content: z.string() });
const urgentBody = z.object({ user_id_list: z.array(z.string()).min(1).max(COUNTS.urgentIds) });

/** Where a create goes: a chat and the person behind it, if it is a private one. */
interface Target {
  chat: Chat;
  person?: Person;
}

export function create(world: World, call: Call): object {
  const body = bodyOf(call, createBody);
  const type = call.query.get('receive_id_type') ?? '';
  const before = sameUuid(world, body.uuid, `${body.receive_id} ${body.content}`);
  if (before) return wireMessage(world, before);
  return post(world, call, {
    ...body,
    target: targetOf(world, type, body.receive_id),
    mark: body.receive_id,
  });
}

function targetOf(world: World, type: string, id: string): Target {
  if (type === 'chat_id') return chatTarget(world, id);
  if (type === 'email') {
    const found = world.people.all().find(({ email }) => email === id);
    if (!found) throw new Refusal(230034, id);
    return targetOf(world, 'open_id', found.openId);
  }
  if (!isIdType(type)) throw new Refusal(99992402, 'receive_id_type');
  const person = world.people.reachable(id, type);
  return { chat: world.chats.writable(world.chats.privateOf(person).chatId), person };
}

/** A private talk is its person: quotas and refusals are the person's (4.6: 230013 holds for the talk as well). */
function chatTarget(world: World, chatId: string): Target {
  const chat = world.chats.writable(chatId);
  const [other] = chat.mode === 'p2p' ? chat.members : [];
  return other === undefined ? { chat } : { chat, person: world.people.reachable(other, 'open_id') };
}

export function reply(world: World, call: Call): object {
  const body = bodyOf(call, replyBody);
  const parent = messageOf(world, call);
  if (parent.recalled) throw new Refusal(230011);
  const inThread = body.reply_in_thread === true;
  if (inThread && world.chats.get(parent.chatId).threadless) throw new Refusal(230071);
  const before = sameUuid(world, body.uuid, `${parent.messageId} ${body.content}`);
  if (before) return wireMessage(world, before);
  const target = chatTarget(world, parent.chatId);
  return post(world, call, { ...body, target, mark: parent.messageId, replyTo: parent.messageId, inThread });
}

const forwardBody = z.object({ receive_id: z.string().min(1) });

/** 4.1: the copy is a message of the app's own. */
export function forward(world: World, call: Call): object {
  const { receive_id: id } = bodyOf(call, forwardBody);
  const original = messageOf(world, call);
  if (original.recalled) throw new Refusal(230011);
  const { chat, person } = targetOf(world, call.query.get('receive_id_type') ?? '', id);
  takeTarget(world, person ? `user ${person.openId}` : chatKey(chat));
  const { type, content } = original;
  const sender = { type: 'app' as const, id: world.app.appId };
  return wireMessage(world, addMessage(world, { chatId: chat.chatId, type, content, sender }));
}

interface Outgoing {
  msg_type: string;
  content: string;
  uuid?: string | undefined;
  target: Target;
  /** What the uuid is bound to, beside the content. */
  mark: string;
  replyTo?: string;
  inThread?: boolean;
}

function post(world: World, call: Call, out: Outgoing): object {
  const { chat, person } = out.target;
  takeTarget(world, person ? `user ${person.openId}` : chatKey(chat));
  const content = readContent(out.msg_type, out.content, call.raw.length, world.resources);
  admitKind(world, out, chat);
  const message = addMessage(world, {
    chatId: chat.chatId,
    type: out.msg_type,
    content,
    sender: { type: 'app', id: world.app.appId },
    replyTo: out.replyTo,
    inThread: out.inThread,
    uuid: out.uuid,
  });
  const entity = world.entities.get(entityIn(JSON.parse(out.content)) ?? '');
  if (entity) entity.messageId = message.messageId;
  if (out.uuid !== undefined) world.uuids.set(out.uuid, { message, mark: `${out.mark} ${out.content}` });
  return wireMessage(world, message);
}

/** 4.1: a line of the system is drawn in private talks only; 5.10: an entity is sent once. */
function admitKind(world: World, { msg_type: type, content }: Outgoing, chat: Chat): void {
  if (type === 'system' && chat.mode !== 'p2p') throw new Refusal(230054);
  if (type === 'system' && !isGranted(world.app, ['im:message:send_sys_msg']))
    throw new Refusal(99991672, '[im:message:send_sys_msg]');
  const entity = type === 'interactive' ? world.entities.get(entityIn(JSON.parse(content)) ?? '') : undefined;
  if (entity?.messageId !== undefined) throw new Refusal(230001, 'the card entity has been sent');
}

/** 4.2: at most one success a uuid within the window; a repetition gets the same message. */
function sameUuid(world: World, uuid: string | undefined, mark: string): Message | undefined {
  if (uuid === undefined) return undefined;
  if (world.sending.has(uuid)) throw new Refusal(230049);
  const before = world.uuids.get(uuid);
  if (!before || before.message.at <= world.now() - TIMES.uuidWindow) return undefined;
  if (before.mark !== mark) world.journal.breach('uuid-other-content', uuid);
  return before.message;
}

/** 4.2: 5 a second, refused without a reset header. */
function takeTarget(world: World, key: string): void {
  if (world.quotas.take(key, PER_TARGET, world.now()) === 0) return;
  world.journal.breach('target-quota', key);
  throw new Refusal(230020);
}

function ownMessage(world: World, call: Call): Message {
  const message = messageOf(world, call);
  chatTarget(world, message.chatId);
  if (message.sender.id !== world.app.appId || message.batch) throw new Refusal(230012);
  if (message.visibleTo !== undefined) throw new Refusal(230012);
  if (message.recalled) throw new Refusal(230011);
  return message;
}

export function edit(world: World, call: Call): object {
  const body = bodyOf(call, editBody);
  const message = ownMessage(world, call);
  if (message.type !== 'text' && message.type !== 'post') throw new Refusal(230071);
  if (message.edits >= COUNTS.editsPerMessage) throw new Refusal(230072);
  const content = readContent(body.msg_type, body.content, call.raw.length, world.resources);
  message.edits++;
  message.type = body.msg_type;
  changeContent(message, 'edit', content, world.now());
  return wireMessage(world, message);
}

/** 4.1: a shared card of the bot's own, not older than 14 days, 5 times a second. */
export function patch(world: World, call: Call): object {
  const body = bodyOf(call, patchBody);
  const message = ownMessage(world, call);
  if (message.type !== 'interactive') throw new Refusal(230001, 'only cards are patched');
  if (world.now() - message.at > TIMES.cardLife) throw new Refusal(230031);
  takeTarget(world, `message ${message.messageId}`);
  const card = readContent('interactive', body.content, call.raw.length, world.resources);
  if (!isShared(message.content) || !isShared(card))
    throw new Refusal(230001, 'config.update_multi is not true');
  changeContent(message, 'patch', card, world.now());
  return {};
}

const chatKey = ({ chatId }: Chat) => `chat ${chatId}`;

/** 4.2: other bots of a group post as well, and use up what all bots share. */
export function crowd(world: World, chat: Chat, messages: number): void {
  for (let i = 0; i < messages; i++) world.quotas.take(chatKey(chat), PER_TARGET, world.now());
}

export const isShared = (card: Record<string, unknown>): boolean =>
  isRecord(card.config) && card.config.update_multi === true;

export function recall(world: World, call: Call): object {
  ownMessage(world, call).recalled = true;
  return {};
}

/** 加急 (4.1). Whom it cannot reach is listed; if that is everybody, the call fails. */
export const urgent =
  (way: Urgent['way']) =>
  (world: World, call: Call): object => {
    if (!call.query.has('user_id_type')) throw new Refusal(99992402, 'user_id_type');
    const type = idTypeOf(call);
    const { user_id_list: ids } = bodyOf(call, urgentBody);
    const message = ownMessage(world, call);
    const chat = world.chats.get(message.chatId);
    if (chat.urgentForbidden) throw new Refusal(230052);
    const found = ids.map((id) => ({ id, person: world.people.find(id, type) }));
    const able = found.filter(({ person }) => person && !person.resigned && chat.members.has(person.openId));
    if (able.length === 0) throw new Refusal(230001, 'all user ids are invalid');
    const people = able.flatMap(({ person }) => (person ? [person] : []));
    if (people.some((person) => unreadUrgents(world, person.openId) >= COUNTS.urgentUnread))
      throw new Refusal(230023);
    for (const { openId } of people) message.urgent.push({ at: world.now(), way, openId });
    return { invalid_user_id_list: found.filter((each) => !able.includes(each)).map(({ id }) => id) };
  };

const unreadUrgents = (world: World, openId: string): number =>
  [...world.messages.values()].filter(
    (message) => !message.readBy.has(openId) && message.urgent.some((each) => each.openId === openId),
  ).length;
