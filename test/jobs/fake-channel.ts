import { beforeAll, beforeEach } from 'vitest';
import type { Channel, Delivery, Outgoing } from '../../handlers/services/messages/channel.ts';
import { Sender } from '../../jobs/sender.ts';
import type { NewMessage, Recipient } from '../../models/store/messages/message.ts';
import { testServices, type TestServices } from '../helpers/services.ts';

/** A real outbox and senders over channels that remember, for the tests of this folder. Emptied before each test. */
let opened: TestServices | undefined;
export const fakeChannel = {
  get services(): TestServices {
    if (!opened) throw new Error('call useFakeChannel() first');
    return opened;
  },
  sent: [] as Outgoing[],
  dead: [] as [string, string][],
};

export function useFakeChannel(): void {
  beforeAll(async () => {
    opened = await testServices();
  });
  beforeEach(async () => {
    await fakeChannel.services.store.outbox.model.deleteMany({});
    fakeChannel.sent = [];
    fakeChannel.dead = [];
    at('2026-06-12T10:11');
  });
}

export const at = (moment: string): void => fakeChannel.services.clock.set(new Date(`${moment}+08:00`));
export const now = (): Date => fakeChannel.services.clock.now();
export const later = (ms: number): void => fakeChannel.services.clock.set(new Date(now().getTime() + ms));
export const group = (code: string): Recipient => ({ group: code });

/** A channel that remembers what it sent; `answers` decides what becomes of the n-th attempt. */
export function channelOf(
  answers: (message: Outgoing, n: number) => Delivery | undefined = () => undefined,
  name: Channel['name'] = 'web',
): Channel {
  let n = 0;
  return {
    name,
    async send(message) {
      const answer = answers(message, n++);
      if (answer) return answer;
      fakeChannel.sent.push(message);
      return { kind: 'sent', messageId: `m-${message.id}` };
    },
  };
}

/** Once, for the message of this text: chats are served side by side, so which one comes first is open. */
export function onceFor(text: string, answer: Delivery): (message: Outgoing) => Delivery | undefined {
  let left = 1;
  return ({ content }) => ('text' in content && content.text === text && left-- > 0 ? answer : undefined);
}

export const senderOf = (...channels: Channel[]): Sender =>
  new Sender({
    services: fakeChannel.services,
    channels,
    onDead: ({ key }, reason) => void fakeChannel.dead.push([key, reason]),
  });

export const message = (key: string, overrides: Partial<NewMessage> = {}): NewMessage => ({
  key,
  to: group('G1'),
  kind: 'urgent',
  content: { text: key },
  ...overrides,
});

export const add = (...messages: NewMessage[]): Promise<void> =>
  fakeChannel.services.store.outbox.add(messages, now());
export const texts = (): string[] =>
  fakeChannel.sent.map(({ content }) => ('text' in content ? content.text : ''));
export const byKey = (key: string) => fakeChannel.services.store.outbox.model.findOne({ key }).lean();
