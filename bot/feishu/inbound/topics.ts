/** models/store/messages/outbox.ts: where what was sent stands; undefined for what is not known. */
export interface SentCards {
  placeOf(messageId: string): Promise<{ thread?: string } | undefined>;
}

/**
 * In which topic a clicked card stands, which the click does not tell (feishu.md 3.4): noted when the card was sent. The
 * platform is not asked for others, such as a further part of a long card: clicks must not use up what may be read of it.
 * They count as standing in no topic, so that the answer comes where clicks outside topics are answered.
 */
export const topicsOf =
  ({ sentCards }: { sentCards: SentCards }) =>
  async (messageId: string): Promise<string | undefined> =>
    (await sentCards.placeOf(messageId))?.thread;
