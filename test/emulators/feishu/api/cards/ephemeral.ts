import { z } from 'zod';
import { bodyOf, type Call } from '../call.ts';
import { readCard } from '../content.ts';
import { Refusal } from '../../errors.ts';
import { SIZES } from '../../numbers.ts';
import { addMessage } from '../../state/messages.ts';
import type { World } from '../../state/world.ts';

/** Cards that one member of a group sees (feishu.md 4.4). */

const whisperBody = z.object({
  chat_id: z.string(),
  open_id: z.string().optional(),
  user_id: z.string().optional(),
  email: z.string().optional(),
  msg_type: z.literal('interactive'),
  card: z.record(z.string(), z.unknown()),
});

export function whisper(world: World, call: Call): object {
  const body = bodyOf(call, whisperBody);
  const chat = world.chats.writable(body.chat_id);
  if (chat.mode === 'p2p' || chat.topics) throw new Refusal(230054);
  const person = world.people
    .all()
    .find(({ openId, userId, email }) =>
      [openId, userId, email].includes(body.open_id ?? body.user_id ?? body.email),
    );
  if (!person) throw new Refusal(99992351);
  if (!chat.members.has(person.openId)) throw new Refusal(230013);
  if (call.raw.length > SIZES.card) throw new Refusal(230025);
  const content = readCard(body.card, world.resources);
  const sender = { type: 'app' as const, id: world.app.appId };
  const { messageId } = addMessage(world, {
    chatId: chat.chatId,
    type: 'interactive',
    content,
    sender,
    visibleTo: person.openId,
  });
  return { message_id: messageId };
}

const forgetBody = z.object({ message_id: z.string() });

export function forget(world: World, call: Call): object {
  const message = world.messages.get(bodyOf(call, forgetBody).message_id);
  if (message?.visibleTo === undefined) throw new Refusal(99992354);
  message.recalled = true;
  return {};
}
