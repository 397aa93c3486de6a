import { z } from 'zod';
import { feishuClick, formValues } from '../../../cards/render/feishu/callback.ts';
import type { Inbound } from '../../../handlers/inbound.ts';
import type { Answered } from '../../../handlers/services/messages/channel.ts';
import type { ChatKind, ChatNote } from '../../channel/chat-kinds.ts';
import type { EventEnvelope } from './envelope.ts';
import { fileRef } from '../api/ids.ts';
import { ids, mentions, person, text } from './lenient.ts';
import { contentOf } from './message-content.ts';

/** What the reading of events asks of the rest. */
export interface EventContext {
  now: Date;
  /** Our own open_id: whom a group's message must mention. Asked for only when something is mentioned. */
  botId: () => Promise<string>;
  /** Groups and private chats look alike in a click; what is not known counts as a group, where nothing is personal. */
  kindOf: (chat: string) => Promise<ChatKind>;
  /** A click does not tell in which topic its card stands (3.4). */
  topicOf: (messageId: string) => Promise<string | undefined>;
}

export interface ReadEvent {
  inbound?: Inbound;
  notes?: readonly ChatNote[];
}

type Reader = (event: Record<string, unknown>, id: string, context: EventContext) => Promise<ReadEvent>;

/** Reads an event into what the service handles; undefined for types that it does not know. */
export function readEvent(
  { header, event }: EventEnvelope,
  context: EventContext,
): Promise<ReadEvent> | undefined {
  return READERS[header.event_type]?.(event, header.event_id, context);
}

const messageEvent = z.looseObject({
  sender: z
    .looseObject({ sender_id: ids, sender_type: text })
    .catch({ sender_id: {}, sender_type: undefined }),
  message: z.looseObject({
    message_id: z.string().min(1),
    chat_id: z.string().min(1),
    chat_type: text,
    message_type: text,
    content: text,
    mentions,
    root_id: text,
    parent_id: text,
    thread_id: text,
  }),
});

/** feishu.md 3.1. The same message may come with another event_id: its own id names it (2.5). */
const message: Reader = async (event, _id, context) => {
  const { sender, message } = messageEvent.parse(event);
  const from = sender.sender_id.open_id;
  // Bots are not listened to: two of them would talk for ever.
  if (sender.sender_type !== 'user' || from === undefined) return {};
  const kind = message.chat_type === 'p2p' ? 'private' : 'group';
  const { mentions, content = '', message_type = '' } = message;
  const botId = mentions.length > 0 ? await context.botId() : '';
  if (kind === 'group' && !mentions.some(({ openId }) => openId === botId)) return {};
  const chat = { id: message.chat_id, kind } as const;
  const base = {
    channel: 'feishu',
    eventId: message.message_id,
    from,
    chat,
    privately: from,
    ...answersOf(message),
  } as const;
  const said = contentOf({ message_type, content, mentions }, botId);
  const inbound: Inbound =
    'text' in said
      ? { ...base, kind: 'text', text: said.text, ...(message.parent_id ? { reply: true as const } : {}) }
      : {
          ...base,
          kind: 'files',
          files: [{ name: said.file.name, ref: fileRef(message.message_id, said.file.key) }],
        };
  // Who has stopped the bot may still call it in a group; only their own talk shows that they read it again.
  const notes: ChatNote[] =
    kind === 'private'
      ? [{ chat: chat.id, kind, person: from }, { back: from }]
      : [{ chat: chat.id, kind }, { back: chat.id }];
  return { inbound, notes };
};

/** What is said under a message or in a topic is answered there; in a topic group everything is in a topic (4.1). */
function answersOf({
  message_id: messageId,
  root_id,
  parent_id,
  thread_id,
  chat_type,
}: z.infer<typeof messageEvent>['message']): { answers?: Answered } {
  const thread = thread_id ?? (chat_type === 'topic_group' ? (true as const) : undefined);
  if (thread !== undefined) return { answers: { messageId, thread } };
  return (root_id ?? parent_id) === undefined ? {} : { answers: { messageId } };
}

const clickEvent = z.looseObject({
  operator: person,
  token: text,
  // Which of them come depends on what was clicked.
  action: z
    .looseObject({
      value: z.unknown().optional(),
      name: z.unknown().optional(),
      option: z.unknown().optional(),
      form_value: z.unknown().optional(),
    })
    .catch({}),
  context: z
    .looseObject({ open_message_id: text, open_chat_id: text })
    .catch({ open_message_id: undefined, open_chat_id: undefined }),
});

/** 3.6: how long a click's token lets its card be updated. */
const TICKET_MS = 30 * 60_000;

/** feishu.md 3.4. Everything in `action` is a hint from outside; an action that is none of ours finds no row. */
const click: Reader = async (event, id, { now, kindOf, topicOf }) => {
  const { operator, token, action, context } = clickEvent.parse(event);
  const clicked = feishuClick(action) ?? { action: '', params: {} };
  const { open_chat_id: chat, open_message_id: messageId } = context;
  const thread = messageId === undefined ? undefined : await topicOf(messageId);
  return {
    inbound: {
      channel: 'feishu',
      eventId: id,
      from: operator.open_id,
      chat: { id: chat ?? operator.open_id, kind: chat === undefined ? 'group' : await kindOf(chat) },
      privately: operator.open_id,
      kind: 'action',
      ...clicked,
      ...(action.form_value === undefined ? {} : { form: formValues(action.form_value) }),
      ...(messageId === undefined || thread === undefined ? {} : { answers: { messageId, thread } }),
      ...(messageId === undefined
        ? {}
        : {
            clicked: {
              messageId,
              ...(token === undefined
                ? {}
                : { ticket: token, ticketUntil: new Date(now.getTime() + TICKET_MS) }),
            },
          }),
    },
  };
};

const menuEvent = z.looseObject({
  operator: z.looseObject({ operator_id: ids }).catch({ operator_id: {} }),
  event_key: text,
});

/** feishu.md 3.2: a menu entry's key is what it says; the menu exists in the private talk only and names no chat. */
const menu: Reader = async (event, id) => {
  const { operator, event_key: said } = menuEvent.parse(event);
  const from = operator.operator_id.open_id;
  // Nobody to answer, or nothing to answer to.
  if (from === undefined || said === undefined) return {};
  const chat = { id: from, kind: 'private' as const };
  return {
    inbound: { channel: 'feishu', eventId: id, from, chat, privately: from, kind: 'text', text: said },
  };
};

const chatEvent = z.looseObject({ chat_id: z.string().min(1), operator_id: ids, name: text });

const joined: Reader = async (event, id) => {
  const { chat_id: chat, operator_id, name = '' } = chatEvent.parse(event);
  return {
    inbound: platformEvent(id, chat, operator_id.open_id, { what: 'joined', group: name }),
    notes: [{ chat, kind: 'group', name }, { back: chat }],
  };
};

const left =
  (reason: string): Reader =>
  async (event, id) => {
    const { chat_id: chat, operator_id, name = '' } = chatEvent.parse(event);
    return {
      inbound: platformEvent(id, chat, operator_id.open_id, { what: 'removed', group: name }),
      notes: [{ gone: chat, reason }],
    };
  };

/** feishu.md 3.2: somebody opens the talk with the bot; it becomes known, nobody is greeted for looking. */
const entered: Reader = async (event) => {
  const { chat_id: chat, operator_id } = chatEvent.parse(event);
  const person = operator_id.open_id;
  return {
    notes: [{ chat, kind: 'private', ...(person ? { person } : {}) }, ...(person ? [{ back: person }] : [])],
  };
};

const personEvent = z.looseObject({
  object: z.looseObject({
    open_id: z.string().min(1),
    union_id: text,
    name: text,
    status: z.looseObject({ is_resigned: z.unknown() }).optional().catch(undefined),
  }),
});

/** feishu.md 3.3 */
const colleague =
  (gone: boolean): Reader =>
  async (event, id) => {
    const { open_id: person, union_id: union, name, status } = personEvent.parse(event).object;
    if (!gone && status?.is_resigned !== true) {
      const known = { what: 'person-known' as const, person, ...(union ? { union } : {}) };
      return { inbound: platformEvent(id, person, person, known), notes: [{ back: person }] };
    }
    const away = { what: 'person-left' as const, person, ...(name ? { name } : {}) };
    return {
      inbound: platformEvent(id, person, person, away),
      notes: [{ gone: person, reason: '已离职' }],
    };
  };

function platformEvent(
  id: string,
  chat: string,
  from: string | undefined,
  event: (Inbound & { kind: 'platform-event' })['event'],
): Inbound {
  return {
    channel: 'feishu',
    eventId: id,
    from: from ?? '',
    chat: { id: chat, kind: 'group' },
    privately: from ?? chat,
    kind: 'platform-event',
    event,
  };
}

const nothing: Reader = async () => ({});

/** Every event that the app subscribes to; one that is not here is noted in the log and let go. */
const READERS: Readonly<Record<string, Reader>> = {
  'im.message.receive_v1': message,
  'card.action.trigger': click,
  'application.bot.menu_v6': menu,
  'im.chat.member.bot.added_v1': joined,
  'im.chat.member.bot.deleted_v1': left('机器人已不在群中'),
  'im.chat.disbanded_v1': left('群已解散'),
  'im.chat.access_event.bot_p2p_chat_entered_v1': entered,
  'contact.user.created_v3': colleague(false),
  'contact.user.updated_v3': colleague(false),
  'contact.user.deleted_v3': colleague(true),
  // Who is in a group decides nothing here: posts do.
  'im.chat.member.user.added_v1': nothing,
  'im.chat.member.user.deleted_v1': nothing,
  'im.chat.member.user.withdrawn_v1': nothing,
  'im.message.message_read_v1': nothing,
};
