import { mentionsOf, textOf } from '../card/text.ts';
import { type Call, idTypeOf, paged, pageOf } from './call.ts';
import { Refusal } from '../errors.ts';
import type { Message } from '../state/message.ts';
import type { Person } from '../state/people.ts';
import { COUNTS, TIMES } from '../numbers.ts';
import { messageOf } from '../state/messages.ts';
import type { World } from '../state/world.ts';

/** Messages as the API tells them (feishu.md 3.1, 4.1). */

/** `original`: the card's own JSON instead of the representation that is usual for cards. */
export function wireMessage(world: World, message: Message, original = false): object {
  const { sender, replyTo, rootId, threadId } = message;
  const called = calledIn(world, message);
  return {
    message_id: message.messageId,
    ...(replyTo === undefined ? {} : { root_id: rootId, parent_id: replyTo }),
    ...(threadId === undefined ? {} : { thread_id: threadId }),
    msg_type: message.type,
    create_time: String(message.at),
    update_time: String(message.updatedAt),
    deleted: message.recalled,
    updated: message.versions.length > 1,
    chat_id: message.chatId,
    sender: {
      id: sender.id,
      id_type: sender.type === 'app' ? 'app_id' : 'open_id',
      sender_type: sender.type,
      tenant_key: world.app.tenantKey,
    },
    body: { content: JSON.stringify(original ? message.content : toldContent(message, called)) },
    mentions: called.map(({ key, id, person }) => ({
      key,
      id,
      id_type: 'open_id',
      name: person?.name ?? '',
      tenant_key: world.app.tenantKey,
    })),
  };
}

interface Called {
  key: string;
  id: string;
  person: Person | undefined;
}

/** Whom a text or a post calls, numbered as they stand; @所有人 is no person and keeps its own key. */
function calledIn(world: World, { type, content }: Message): Called[] {
  if (type !== 'text' && type !== 'post') return [];
  const ids = mentionsOf(type, content).filter((id) => id !== 'all' && !id.startsWith('@_'));
  return ids.map((id, i) => ({ key: `@_user_${i + 1}`, id, person: world.people.find(id) }));
}

const MENTION = /<at\s+user_id=["']?([^"'\s>]+)["']?\s*>[^<]*<\/at>/g;

/** 3.1: a card is told as a post-like rendering, never as its JSON; a mention in a text by its key. */
function toldContent(message: Message, called: readonly Called[]): object {
  if (message.recalled) return { text: 'This message was recalled' };
  const keyOf = (id: string) => called.find((each) => each.id === id)?.key ?? `@_${id}`;
  if (message.type === 'text' && typeof message.content.text === 'string')
    return {
      ...message.content,
      text: message.content.text.replaceAll(MENTION, (_, id: string) => keyOf(id)),
    };
  if (message.type !== 'interactive') return message.content;
  const [title = '', ...lines] = textOf(message.content).split('\n');
  return { title, elements: lines.map((text) => [{ tag: 'text', text }]) };
}

const wantsOriginal = (call: Call) => call.query.get('card_msg_content_type') === 'user_card_content';

export function get(world: World, call: Call): object {
  return { items: [wireMessage(world, messageOf(world, call), wantsOriginal(call))] };
}

/**
 * 4.1: start and end are in seconds, everything else is in milliseconds. A chat shows of a topic its first message only; a
 * topic is asked for by its own id, and without times.
 */
export function list(world: World, call: Call): object {
  const { query } = call;
  const [start, end] = [secondsOf(world, query.get('start_time')), secondsOf(world, query.get('end_time'))];
  const within = containerOf(world, query.get('container_id_type') ?? '', query.get('container_id') ?? '');
  if (query.get('container_id_type') === 'thread' && (start ?? end) !== undefined)
    throw new Refusal(230001, 'a thread takes no times');
  const down = query.get('sort_type') === 'ByCreateTimeDesc';
  const inside = [...world.messages.values()].filter(
    (message) =>
      within(message) &&
      message.visibleTo === undefined &&
      message.at >= (start ?? 0) &&
      message.at <= (end ?? Infinity),
  );
  const ordered = down ? inside.reverse() : inside;
  const page = paged(ordered, pageOf(call, COUNTS.listPage));
  return { ...page, items: page.items.map((message) => wireMessage(world, message, wantsOriginal(call))) };
}

function containerOf(world: World, type: string, id: string): (message: Message) => boolean {
  if (type === 'chat') {
    const { chatId } = world.chats.get(id);
    return (message) => message.chatId === chatId && (!message.threadId || message.rootId === undefined);
  }
  if (type !== 'thread') throw new Refusal(99992402, 'container_id_type');
  const known = [...world.messages.values()].find(({ threadId }) => threadId === id);
  if (!known) throw new Refusal(230001, 'container_id');
  world.chats.get(known.chatId);
  return ({ threadId }) => threadId === id;
}

function secondsOf(world: World, text: string | null): number | undefined {
  if (text === null || text === '') return undefined;
  if (!/^\d+$/.test(text)) throw new Refusal(230001, 'time');
  if (text.length > 10) world.journal.breach('wrong-unit', `message list from ${text}`);
  return Number(text) * 1000;
}

/** 4.1: the bot's own messages of the last 7 days. */
export function readers(world: World, call: Call): object {
  const message = messageOf(world, call);
  const type = idTypeOf(call);
  if (message.sender.id !== world.app.appId) throw new Refusal(230012);
  if (world.now() - message.at > TIMES.readUsers) throw new Refusal(230033);
  const items = [...message.readBy].flatMap(([openId, at]) => {
    const person = world.people.find(openId);
    const id = person && world.people.idOf(person, type);
    return id === undefined
      ? []
      : [{ user_id_type: type, user_id: id, timestamp: String(at), tenant_key: world.app.tenantKey }];
  });
  return paged(items, pageOf(call, COUNTS.readUsersPage));
}
