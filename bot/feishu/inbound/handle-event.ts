import { feishuCard, type FeishuOptions } from '../../../cards/render/feishu.ts';
import type { Dispatch, Reply } from '../../../handlers/inbound.ts';
import type { Clock } from '../../../models/rules/time/clock.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { ChatKinds, type ChatNotes } from '../../channel/chat-kinds.ts';
import type { Log } from '../../log.ts';
import { isCallback, type EventEnvelope } from './envelope.ts';
import { readEvent, type EventContext } from './events.ts';
import type { HandleEvent } from './intake.ts';

export interface HandleEventParts {
  dispatch: Dispatch;
  knownChats: ChatNotes;
  topicOf: EventContext['topicOf'];
  clock: Clock;
  /** Our own open_id; asked for once and kept. */
  botId: () => Promise<string>;
  options: FeishuOptions;
  log: Log;
}

/**
 * What becomes of everything that Feishu brings: read, handed in, answered. An event that could not be handled for a
 * reason that may pass fails, so that the platform brings it again (feishu.md 2.5); a click is always answered.
 */
export function createHandleEvent(parts: HandleEventParts): HandleEvent {
  const { dispatch, clock, botId, topicOf, log } = parts;
  const chats = new ChatKinds('feishu', parts.knownChats);
  return async (envelope, { answered, late }) => {
    const understanding = readEvent(envelope, {
      now: clock.now(),
      botId,
      kindOf: (chat) => chats.kindOf(chat),
      topicOf,
    });
    if (!understanding) {
      log.info({ type: envelope.header.event_type }, '飞书事件没有处理规则');
      return {};
    }
    const { inbound, notes = [] } = await understood(envelope, understanding);
    for (const note of notes) await chats.note(note, clock.now());
    if (!inbound) return {};
    const reply = await dispatch({ ...inbound, answered, late });
    if (isCallback(envelope)) return callbackAnswer(reply, parts.options);
    if (reply.again) throw new AppError('UNAVAILABLE', '稍后再试', { detail: 'the event may come again' });
    return {};
  };
}

/** A genuine envelope whose inside is not what the documents say: it comes again for hours, in which we may learn it. */
async function understood<T>({ header }: EventEnvelope, reading: Promise<T>): Promise<T> {
  return reading.catch((error: unknown) => {
    const detail = `${header.event_type}: ${error instanceof Error ? error.message : String(error)}`;
    throw new AppError('INVALID', '没有读懂这条消息', { detail, cause: error });
  });
}

const TOASTS = { good: 'success', info: 'info', warn: 'warning', bad: 'error' } as const;

/** feishu.md 3.5: the card is a whole one, as an object; it replaces the clicked one for everybody. */
function callbackAnswer({ toast, card }: Reply, options: FeishuOptions): object {
  return {
    ...(toast ? { toast: { type: TOASTS[toast.tone], content: toast.text } } : {}),
    ...(card ? { card: { type: 'raw', data: feishuCard(card, options) } } : {}),
  };
}
