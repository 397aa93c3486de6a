import type { Call } from './call.ts';
import { Refusal } from './errors.ts';
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
  uuid?: string | undefined;
};

/** A message appears in its chat. */
export function addMessage(world: World, facts: Facts): Message {
  const at = world.now();
  const message: Message = {
    ...facts,
    messageId: `om_${world.random.hex(32)}`,
    replyTo: facts.replyTo,
    uuid: facts.uuid,
    at,
    updatedAt: at,
    recalled: false,
    edits: 0,
    versions: [{ at, by: 'create', content: facts.content }],
    urgent: [],
    readBy: new Map(),
  };
  world.messages.set(message.messageId, message);
  return message;
}
