import { z } from 'zod';
import { bodyOf, type Call, idTypeOf, paged, pageOf } from './call.ts';
import { Refusal } from '../errors.ts';
import { COUNTS, PER_TARGET } from '../numbers.ts';
import type { Message, Reaction } from '../state/message.ts';
import { messageOf } from '../state/messages.ts';
import type { World } from '../state/world.ts';

/** What stands beside a message: reactions and pins (feishu.md 4.1). */

const reactBody = z.object({ reaction_type: z.object({ emoji_type: z.string() }) });

/** The app reacts; once more with the same emoji is the same reaction. */
export function react(world: World, call: Call): object {
  const { emoji_type: emoji } = bodyOf(call, reactBody).reaction_type;
  const message = markable(world, call);
  if (!/^[A-Za-z][\w]{0,49}$/.test(emoji)) throw new Refusal(231001, emoji);
  const mine = message.reactions.find((each) => each.emoji === emoji && each.by.id === world.app.appId);
  const reaction: Reaction = mine ?? {
    id: world.random.hex(48),
    emoji,
    at: world.now(),
    by: { type: 'app', id: world.app.appId },
  };
  if (!mine) message.reactions.push(reaction);
  return wireReaction(reaction);
}

export function reactions(world: World, call: Call): object {
  const wanted = call.query.get('reaction_type');
  idTypeOf(call);
  const found = messageOf(world, call).reactions.filter(({ emoji }) => wanted === null || emoji === wanted);
  return paged(found.map(wireReaction), pageOf(call, COUNTS.listPage));
}

export function unreact(world: World, call: Call): object {
  const message = markable(world, call);
  const reaction = message.reactions.find(({ id }) => id === call.params.reaction_id);
  if (!reaction) throw new Refusal(231010);
  if (reaction.by.id !== world.app.appId) throw new Refusal(231007);
  message.reactions = message.reactions.filter((each) => each !== reaction);
  return wireReaction(reaction);
}

const wireReaction = ({ id, emoji, at, by }: Reaction) => ({
  reaction_id: id,
  operator: { operator_id: by.id, operator_type: by.type },
  action_time: String(at),
  reaction_type: { emoji_type: emoji },
});

function markable(world: World, call: Call): Message {
  const message = messageOf(world, call);
  if (message.recalled) throw new Refusal(231003);
  return message;
}

const pinBody = z.object({ message_id: z.string() });

/** Pinned again it stays pinned as it was. */
export function pin(world: World, call: Call): object {
  const { message_id } = bodyOf(call, pinBody);
  const message = messageOf(world, { ...call, params: { message_id } });
  if (message.recalled) throw new Refusal(230011);
  if (world.quotas.take(`message ${message_id}`, PER_TARGET, world.now()) > 0) throw new Refusal(230020);
  message.pinned ??= { by: world.app.appId, at: world.now() };
  return { pin: wirePin(message) };
}

export function unpin(world: World, call: Call): object {
  messageOf(world, call).pinned = undefined;
  return {};
}

export function pins(world: World, call: Call): object {
  const { chatId } = world.chats.get(call.query.get('chat_id') ?? '');
  const pinned = [...world.messages.values()].filter((each) => each.chatId === chatId && each.pinned);
  return paged(pinned.map(wirePin), pageOf(call, COUNTS.listPage));
}

const wirePin = ({ messageId, chatId, pinned }: Message) => ({
  message_id: messageId,
  chat_id: chatId,
  operator_id: pinned?.by,
  operator_id_type: 'app_id',
  create_time: String(pinned?.at),
});
