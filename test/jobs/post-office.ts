import { beforeAll, beforeEach } from 'vitest';
import type { Channel, Delivery, Outgoing } from '../../handlers/services/channel.ts';
import { Sender } from '../../jobs/outbox.ts';
import type { NewMessage, Target } from '../../models/store/outbox.ts';
import { testServices, type TestServices } from '../helpers/services.ts';

/** A real outbox and senders over channels that remember, for the tests of this folder. Emptied before each test. */
let opened: TestServices | undefined;
export const office = {
  get services(): TestServices {
    if (!opened) throw new Error('call useOffice() first');
    return opened;
  },
  sent: [] as Outgoing[],
  dead: [] as [string, string][],
};

export function useOffice(): void {
  beforeAll(async () => {
    opened = await testServices();
  });
  beforeEach(async () => {
    await office.services.store.outbox.model.deleteMany({});
    office.sent = [];
    office.dead = [];
    at('2026-06-12T10:11');
  });
}

export const at = (moment: string): void => office.services.clock.set(new Date(`${moment}+08:00`));
export const now = (): Date => office.services.clock.now();
export const later = (ms: number): void => office.services.clock.set(new Date(now().getTime() + ms));
export const group = (code: string): Target => ({ group: code });

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
      office.sent.push(message);
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
    services: office.services,
    channels,
    onDead: ({ key }, reason) => void office.dead.push([key, reason]),
  });

export const message = (key: string, overrides: Partial<NewMessage> = {}): NewMessage => ({
  key,
  to: group('G1'),
  kind: 'urgent',
  content: { text: key },
  ...overrides,
});

export const add = (...messages: NewMessage[]): Promise<void> =>
  office.services.store.outbox.add(messages, now());
export const texts = (): string[] =>
  office.sent.map(({ content }) => ('text' in content ? content.text : ''));
export const byKey = (key: string) => office.services.store.outbox.model.findOne({ key }).lean();
