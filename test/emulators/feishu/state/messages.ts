import type { Call } from '../api/call.ts';
import { Refusal } from '../errors.ts';
import type { Message } from './message.ts';
import type { World } from './world.ts';

/** The message a path names, if the bot may look into its chat (feishu.md 4.6). */
export function messageOf(world: World, call: Call): Message {
  const message = world.messages.get(call.params.message_id ?? '');
  if (!message) throw new Refusal(99992354);
  world.chats.get(message.chatId);
  return message;
}

type Facts = Pick<Message, 'chatId' | 'type' | 'content' | 'sender'> & {
  replyTo?: string | undefined;
  /** Opens a topic under what it answers, or a topic of its own. */
  inThread?: boolean | undefined;
  batch?: boolean;
  visibleTo?: string;
  uuid?: string | undefined;
};

/** A message appears in its chat; in a group of topics, or under a message of a topic, in its topic (4.1). */
export function addMessage(world: World, facts: Facts): Message {
  const { inThread, ...said } = facts;
  const at = world.now();
  const parent = facts.replyTo === undefined ? undefined : world.messages.get(facts.replyTo);
  const message: Message = {
    ...said,
    messageId: `om_${world.random.hex(32)}`,
    replyTo: facts.replyTo,
    rootId: parent && (parent.rootId ?? parent.messageId),
    threadId: undefined,
    uuid: facts.uuid,
    at,
    updatedAt: at,
    recalled: false,
    edits: 0,
    versions: [{ at, by: 'create', content: facts.content }],
    urgent: [],
    reactions: [],
    pinned: undefined,
    batch: facts.batch === true,
    visibleTo: facts.visibleTo,
    readBy: new Map(),
  };
  message.threadId = threadOf(world, message, parent, inThread === true);
  world.messages.set(message.messageId, message);
  return message;
}

/** A first answer in a topic makes one of the message that it answers. */
function threadOf(
  world: World,
  { chatId }: Message,
  parent: Message | undefined,
  inThread: boolean,
): string | undefined {
  const ofTopics = world.chats.find(chatId)?.topics === true;
  if (parent?.threadId !== undefined) return parent.threadId;
  if (!inThread && !ofTopics) return undefined;
  const threadId = `omt_${world.random.hex(16)}`;
  const root = parent && (world.messages.get(parent.rootId ?? '') ?? parent);
  if (root) root.threadId ??= threadId;
  return root?.threadId ?? threadId;
}
