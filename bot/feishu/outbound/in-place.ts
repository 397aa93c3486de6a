import type { Answered } from '../../../handlers/services/messages/channel.ts';
import type { FeishuApi, NewPlatformMessage, SentMessage } from '../api/api.ts';
import { FeishuFault } from '../api/errors.ts';

/** 4.6, of a reply: the topic is gone, the group takes no replies in topics, the message is folded. */
const NO_TOPIC: ReadonlySet<number> = new Set([230019, 230071, 230072]);

/**
 * Sends a message under the one that it answers, in the topic if it was asked in one (feishu.md 4.1); one that nothing can
 * stand under any more is answered in its chat. The refused calls have sent nothing, so all carry the same uuid.
 * @throws FeishuFault for every other refusal
 */
export async function sendInPlace(
  api: Pick<FeishuApi, 'sendMessage' | 'replyTo'>,
  message: NewPlatformMessage,
  answers: Answered | undefined,
): Promise<SentMessage> {
  if (!answers) return api.sendMessage(message);
  const { to: _to, ...said } = message;
  const reply = (inThread: boolean) => api.replyTo({ ...said, under: answers.messageId, inThread });
  const ways = [
    ...(answers.thread === undefined ? [] : [() => reply(true)]),
    () => reply(false),
    () => api.sendMessage(message),
  ];
  return firstOf(ways);
}

async function firstOf([way, ...others]: readonly (() => Promise<SentMessage>)[]): Promise<SentMessage> {
  if (!way) throw new Error('no way to send');
  try {
    return await way();
  } catch (error) {
    if (others.length === 0 || !isOutOfPlace(error)) throw error;
    return firstOf(others);
  }
}

const isOutOfPlace = (error: unknown): boolean =>
  error instanceof FeishuFault && (error.kind === 'message-gone' || NO_TOPIC.has(Number(error.code)));

/** Where a message that may stand already is to be looked for; undefined where nobody can tell. */
export function soughtIn(answers: Answered | undefined, chat: string | undefined): string | undefined {
  if (answers?.thread === undefined) return chat;
  return answers.thread === true ? undefined : answers.thread;
}
