/**
 * The name of a message in the outbox, made of what it is about: the same matter, moment and recipient give the same
 * name, and adding it again adds nothing (models/store/messages/outbox.ts). Keys are kept with the messages, so one that
 * is made of other parts than before is sent once more.
 * @param kind what sort of message it is, or the key of the matter or event that it follows from
 */
export const messageKey = (kind: string, ...parts: readonly (string | number)[]): string =>
  [kind, ...parts].join(':');
