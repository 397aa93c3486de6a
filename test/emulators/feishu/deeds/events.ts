import { isGranted } from '../state/app.ts';
import type { Chat } from '../state/chats.ts';
import type { Courier, Delivery } from '../wire/courier.ts';
import type { Message } from '../state/message.ts';
import { addMessage } from '../state/messages.ts';
import { wirePerson } from '../api/directory.ts';
import type { Person } from '../state/people.ts';
import type { Wire } from '../wire/wire.ts';
import type { World } from '../state/world.ts';

/** What people do in Feishu, and the event each deed makes (feishu.md 3.1 to 3.3). */

/** The three ids of a person; user_id only with its scope. */
export const idsOf = (world: World, person: Person) => ({
  open_id: person.openId,
  union_id: person.unionId,
  ...(isGranted(world.app, ['contact:user.employee_id:readonly']) ? { user_id: person.userId } : {}),
});

export type Said =
  | { text: string }
  | { post: { title?: string; content: readonly (readonly Record<string, unknown>[])[] } }
  | { file: { name: string; data: Buffer } }
  | { image: Buffer };

export interface SayOptions {
  /** A group; the private talk with the bot when left out. */
  chat?: Chat;
  /** Who is mentioned: `bot`, or people. The words carry them as `@_user_1`, `@_user_2` … in this order. */
  mentions?: readonly ('bot' | Person)[];
  replyTo?: string;
  /** Says it in a topic: of the message that it answers, or a new one. */
  inThread?: boolean;
  wire?: Wire;
}

/** A person writes. In a group without `im:message.group_msg` the bot hears only what mentions it (3.1). */
export async function say(
  world: World,
  courier: Courier,
  person: Person,
  said: Said,
  options: SayOptions = {},
): Promise<{ message: Message; delivery: Delivery | undefined }> {
  const { mentions = [], wire = {} } = options;
  const chat = options.chat ?? world.chats.privateOf(person);
  const { type, content } = contentOf(world, said);
  const sender = { type: 'user' as const, id: person.openId };
  const { replyTo, inThread } = options;
  const message = addMessage(world, { chatId: chat.chatId, type, content, sender, replyTo, inThread });
  message.readBy.set(person.openId, world.now());
  const heard =
    chat.mode === 'p2p' || mentions.includes('bot') || isGranted(world.app, ['im:message.group_msg']);
  if (!heard || !chat.bot) return { message, delivery: undefined };
  const event = {
    sender: { sender_id: idsOf(world, person), sender_type: 'user', tenant_key: world.app.tenantKey },
    message: {
      message_id: message.messageId,
      ...(replyTo === undefined ? {} : { root_id: message.rootId, parent_id: replyTo }),
      ...(message.threadId === undefined ? {} : { thread_id: message.threadId }),
      create_time: String(message.at),
      update_time: String(message.at),
      chat_id: chat.chatId,
      chat_type: chat.topics ? 'topic_group' : chat.mode,
      message_type: type,
      content: JSON.stringify(content),
      ...(mentions.length === 0 ? {} : { mentions: mentions.map((each, i) => mention(world, each, i)) }),
    },
  };
  return { message, delivery: await courier.event('im.message.receive_v1', event, wire) };
}

function contentOf(world: World, said: Said): { type: string; content: Record<string, unknown> } {
  if ('text' in said) return { type: 'text', content: { text: said.text } };
  if ('post' in said) return { type: 'post', content: { title: '', ...said.post } };
  if ('image' in said) {
    return {
      type: 'image',
      content: { image_key: world.uploads.keep('image', 'message', undefined, said.image).key },
    };
  }
  const { key } = world.uploads.keep('file', 'stream', said.file.name, said.file.data);
  return { type: 'file', content: { file_key: key, file_name: said.file.name } };
}

const mention = (world: World, who: 'bot' | Person, i: number) => ({
  key: `@_user_${i + 1}`,
  id: who === 'bot' ? { open_id: world.app.botOpenId, union_id: '', user_id: '' } : idsOf(world, who),
  mentioned_type: who === 'bot' ? 'bot' : 'user',
  name: who === 'bot' ? world.app.name : who.name,
  tenant_key: world.app.tenantKey,
});

/** Deeds that touch a chat; each changes the world first, as the platform does. */
export type ChatDeed = 'bot-added' | 'bot-removed' | 'disbanded' | 'member-added' | 'member-left';
const CHAT_DEEDS: Readonly<Record<ChatDeed, { type: string; change: (chat: Chat, who: Person) => void }>> = {
  'bot-added': { type: 'im.chat.member.bot.added_v1', change: (chat) => void (chat.bot = true) },
  'bot-removed': { type: 'im.chat.member.bot.deleted_v1', change: (chat) => void (chat.bot = false) },
  disbanded: { type: 'im.chat.disbanded_v1', change: (chat) => void (chat.dissolved = true) },
  'member-added': {
    type: 'im.chat.member.user.added_v1',
    change: (chat, { openId }) => chat.members.add(openId),
  },
  'member-left': {
    type: 'im.chat.member.user.deleted_v1',
    change: (chat, { openId }) => chat.members.delete(openId),
  },
};

/** `who`: the operator, or for members the one who comes or goes. */
export function inChat(
  world: World,
  courier: Courier,
  deed: ChatDeed,
  chat: Chat,
  who: Person,
): Promise<Delivery> {
  const { type, change } = CHAT_DEEDS[deed];
  change(chat, who);
  return courier.event(type, {
    chat_id: chat.chatId,
    operator_id: idsOf(world, who),
    external: chat.external,
    operator_tenant_key: world.app.tenantKey,
    name: chat.name,
    i18n_names: { zh_cn: chat.name, en_us: '', ja_jp: '' },
    ...(deed.startsWith('member')
      ? { users: [{ name: who.name, tenant_key: world.app.tenantKey, user_id: idsOf(world, who) }] }
      : {}),
  });
}

/** 3.2: the menu exists in the private talk only, and its event names no chat. */
export const menu = (world: World, courier: Courier, person: Person, key: string): Promise<Delivery> =>
  courier.event('application.bot.menu_v6', {
    operator: { operator_name: person.name, operator_id: idsOf(world, person) },
    event_key: key,
    timestamp: Math.floor(world.now() / 1000),
  });

/** 3.2: a person opens the talk with the bot. */
export function enter(world: World, courier: Courier, person: Person): Promise<Delivery> {
  const chat = world.chats.privateOf(person);
  const last = [...world.messages.values()].findLast(({ chatId }) => chatId === chat.chatId);
  return courier.event('im.chat.access_event.bot_p2p_chat_entered_v1', {
    chat_id: chat.chatId,
    operator_id: idsOf(world, person),
    ...(last ? { last_message_id: last.messageId, last_message_create_time: String(last.at) } : {}),
  });
}

/** 3.3: the old object holds changed fields only. */
export function changePerson(
  world: World,
  courier: Courier,
  person: Person,
  changes: Partial<Omit<Person, 'openId' | 'unionId'>>,
): Promise<Delivery> {
  const before = wirePerson(world, person);
  Object.assign(person, changes);
  const after = wirePerson(world, person);
  const changed = Object.keys(after).filter(
    (key) => JSON.stringify(after[key]) !== JSON.stringify(before[key]),
  );
  const old = Object.fromEntries(changed.map((key) => [key, before[key]]));
  const type = person.resigned ? 'contact.user.deleted_v3' : 'contact.user.updated_v3';
  return courier.event(type, { object: after, old_object: old });
}

export const joinTenant = (world: World, courier: Courier, person: Person): Promise<Delivery> =>
  courier.event('contact.user.created_v3', { object: wirePerson(world, person) });
