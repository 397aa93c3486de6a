import type { Log } from '../../log.ts';
import type { FeishuApi } from '../api/api.ts';
import { FeishuFault } from '../api/errors.ts';

/** models/store/messages/outbox.ts: where what was sent stands; undefined for what is not known. */
export interface SentCards {
  placeOf(messageId: string): Promise<{ thread?: string } | undefined>;
}

interface TopicsParts {
  sentCards: SentCards;
  api: Pick<FeishuApi, 'topicOf'>;
  log: Log;
}

/**
 * In which topic a clicked card stands, which the click does not tell (feishu.md 3.4). It was noted when the card was sent;
 * of a further part of a long card, or one from before it was noted, the platform is asked. What it does not answer
 * counts as no topic: the answer then comes where clicks outside topics are answered.
 */
export const topicsOf =
  ({ sentCards, api, log }: TopicsParts) =>
  async (messageId: string): Promise<string | undefined> => {
    const noted = await sentCards.placeOf(messageId);
    if (noted) return noted.thread;
    try {
      return await api.topicOf(messageId);
    } catch (error) {
      if (!(error instanceof FeishuFault)) throw error;
      log.info({ messageId, ...error.facts }, 'feishu did not tell the topic of a card');
      return undefined;
    }
  };
