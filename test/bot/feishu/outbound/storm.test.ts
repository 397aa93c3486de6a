import { expect, test } from 'vitest';
import { createFeishuChannel } from '../../../../bot/feishu/outbound/channel.ts';
import { Sender } from '../../../../jobs/sender.ts';
import type { NewMessage } from '../../../../models/store/messages/message.ts';
import type { FaultName } from '../../../emulators/feishu/state/faults.ts';
import { testServices } from '../../../helpers/services.ts';
import { aCard } from './desk.ts';
import { createWayOut } from '../way-out.ts';

const SECOND = 1_000;
const GROUPS = { chats: 20, messages: 11 };
const PEOPLE = { chats: 110, messages: 3 };
const ALL = GROUPS.chats * GROUPS.messages + PEOPLE.chats * PEOPLE.messages;

/** The messages that were struck last still wait for their next attempts when all others are out. */
const TAIL = 60 * SECOND;

/** Of all requests, 30 % meet one of these; some have taken effect by then, others never arrived. */
const FAULTS: readonly [FaultName, number][] = [
  ['lost', 0.07],
  ['reset', 0.06],
  ['bad-gateway', 0.03],
  ['server-error', 0.03],
  ['still-sending', 0.02],
  ['target-throttled', 0.06],
  ['token-expired', 0.04],
  ['throttled', 0.03],
];

async function createStorm(seed: number) {
  const services = await testServices();
  const way = await createWayOut({ seed, clock: services.clock });
  const { api, log } = way;
  const { store, clock } = services;
  const { knownChats, files, quotas, platformFiles: fileKeys } = store;
  const publicUrl = 'https://zhaoyou.test';
  const channel = createFeishuChannel({ api, quotas, knownChats, files, fileKeys, publicUrl, clock, log });
  const ends: string[] = [];
  const onDead = ({ key }: { key: string }, reason: string) => void ends.push(`${key} ${reason}`);
  const sender = new Sender({ services, channels: [channel], onDead });
  return { ...way, clock, outbox: store.outbox, sender, ends };
}
type Storm = Awaited<ReturnType<typeof createStorm>>;

/** Every chat gets its messages in turn; each says words of its own, now and then on a card. */
function chatsOf({ feishu }: Storm): { chat: string; rounds: number }[] {
  const groups = Array.from({ length: GROUPS.chats }, (_, i) => feishu.chats.add({ name: `群${i}` }).chatId);
  const people = Array.from({ length: PEOPLE.chats }, (_, i) => feishu.people.add({ name: `人${i}` }).openId);
  return [
    ...groups.map((chat) => ({ chat, rounds: GROUPS.messages })),
    ...people.map((chat) => ({ chat, rounds: PEOPLE.messages })),
  ];
}

const wordsOf = (round: number): string => `第${String(round).padStart(2, '0')}件`;

function messageOf(chat: string, round: number): NewMessage {
  const content = round % 10 === 0 ? aCard(wordsOf(round)) : { text: wordsOf(round) };
  return { key: `${chat} ${round}`, to: { channel: 'feishu', chat }, kind: 'reply', content };
}

/** Sends until nothing waits, moving the clock to whenever something falls due; gives how long that took by it. */
async function drain({ sender, clock, feishu }: Storm): Promise<number> {
  const start = clock.now().getTime();
  for (let due = await sender.next(); due !== undefined; due = await sender.next()) {
    await feishu.advance(Math.max(0, due.getTime() - clock.now().getTime()));
    await sender.drain();
  }
  return clock.now().getTime() - start;
}

/** Which of its messages a chat got, each as often as it got it. */
function read({ feishu }: Storm, chat: string): string[] {
  const where = feishu.people.find(chat) ?? feishu.chats.find(chat);
  if (!where) throw new Error(chat);
  return feishu
    .seen(where)
    .map(({ text }) => /第\d+件/.exec(text)?.[0] ?? text)
    .sort();
}

/**
 * The fastest possible: 1000 in each window of 60 s, and 50 in each second of the last one (feishu.md 4.2). An attempt
 * that failed has used up a place as well, so it is attempts that count, not messages.
 */
function theory(attempts: number): number {
  const before = attempts - 1;
  return Math.floor(before / 1_000) * 60 * SECOND + Math.floor((before % 1_000) / 50) * SECOND;
}

test('550 messages to 130 chats through 30 % faults: none lost, none seen twice, no quota broken', async ({
  annotate,
}) => {
  const storm = await createStorm(4);
  const { feishu, outbox, ends, clock } = storm;
  const chats = chatsOf(storm);
  const messages = chats.flatMap(({ chat, rounds }) =>
    Array.from({ length: rounds }, (_, round) => messageOf(chat, round)),
  );
  expect(messages).toHaveLength(ALL);
  await outbox.add(messages, clock.now());
  for (const [fault, share] of FAULTS) feishu.misbehave({ fault, share });
  const took = await drain(storm);

  const attempts = feishu.requests.filter(({ route }) => route === 'message.create');
  const struck = attempts.filter(({ fault }) => fault !== undefined).length;
  const fastest = theory(attempts.length);
  await annotate(
    `${attempts.length} attempts, ${struck} struck, ${took / SECOND} s by the clock, ${fastest / SECOND} s at best`,
  );
  expect(ends).toEqual([]);
  expect(await outbox.countByStatus()).toMatchObject({ sent: ALL, due: 0, dead: 0, unknown: 0 });
  for (const { chat, rounds } of chats)
    expect(read(storm, chat)).toEqual(Array.from({ length: rounds }, (_, round) => wordsOf(round)));
  expect(feishu.violations).toEqual([]);
  expect(struck / attempts.length).toBeGreaterThan(0.28);
  expect(took).toBeLessThanOrEqual(fastest + TAIL);
}, 300_000);
