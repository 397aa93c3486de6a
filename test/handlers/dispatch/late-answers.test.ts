import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { createDispatch } from '../../../handlers/dispatch.ts';
import type { DispatchParts, Dispatcher } from '../../../handlers/dispatch/parts.ts';
import type { Inbound } from '../../../handlers/inbound.ts';
import { action, actionTable } from '../../../handlers/action.ts';
import { wholeOf } from '../../helpers/evidence.ts';
import { testServices, type TestServices } from '../../helpers/services.ts';

/** Work that outlasts the channel's patience: promised, brought later, and not lost with the process. */
const HOUR_MS = 3_600_000;
let services: TestServices;
let runs: string[];
let hold: Promise<void>;
let release: () => void;

beforeAll(async () => {
  services = await testServices();
});
beforeEach(() => {
  runs = [];
  hold = new Promise<void>((resolve) => (release = resolve));
});

const ACTIONS = actionTable([
  action({
    action: 'test.look',
    input: z.object({}),
    async run() {
      runs.push('look');
      await hold;
      return { toast: { tone: 'good', text: '看好了' }, say: [{ text: '看过了' }] };
    },
  }),
  action({
    action: 'test.turn',
    input: z.object({}),
    async run() {
      await hold;
      return { card: { title: '新的卡片', tone: 'info', summary: '新的卡片', blocks: [] } };
    },
  }),
]);

const open = (parts: Partial<DispatchParts> = {}): Dispatcher =>
  createDispatch({
    services,
    actions: ACTIONS,
    commands: [],
    receiveFiles: async () => ({}),
    onPlatformEvent: async () => ({}),
    fetchFile: () => Promise.reject(new Error('no files here')),
    wake: () => undefined,
    onFault: (error) => expect.fail(error.message),
    ...parts,
  });

let events = 0;
const base = () => ({
  channel: 'web' as const,
  eventId: `p${++events}`,
  from: 'YC_FILL',
  chat: { id: 'group:G2', kind: 'group' as const },
  privately: 'post:YC_FILL',
  // Nobody waits for anything here.
  late: Promise.resolve(),
});
const click = (name: string): Inbound & { kind: 'action' } => ({
  ...base(),
  kind: 'action',
  action: `test.${name}`,
  params: {},
});
const sentFor = ({ eventId }: Inbound) =>
  services.store.outbox.model
    .find({ key: new RegExp(`^web:${eventId}:`) })
    .sort({ _id: 1 })
    .lean();
const owed = () => services.store.deferred.model.countDocuments();
const passAnHour = () => services.clock.set(new Date(services.clock.now().getTime() + HOUR_MS));

test('is acknowledged and answered by message; nothing is owed afterwards', async () => {
  const dispatch = open();
  const event = click('look');
  const reply = await dispatch(event);
  expect(reply.toast).toMatchObject({ tone: 'info', text: '已收到，正在处理，结果稍后发给您' });
  expect(await owed()).toBe(1);
  // The platform asks again while the work goes on: nothing is begun a second time.
  expect(await dispatch(event)).toEqual(reply);
  expect(await sentFor(event)).toEqual([]);
  release();
  await dispatch.idle();
  expect((await sentFor(event)).map(({ content, to }) => [content, to])).toEqual([
    [{ text: '看过了' }, { channel: 'web', chat: 'post:YC_FILL' }],
    [{ text: '看好了' }, { channel: 'web', chat: 'post:YC_FILL' }],
  ]);
  expect(runs).toEqual(['look']);
  expect(await owed()).toBe(0);
});

test('replaces the clicked card, but not before the answer has reached the platform', async () => {
  let reached = (): void => undefined;
  const answered = new Promise<void>((resolve) => (reached = resolve));
  const clicked = { messageId: 'om_1', ticket: 'c-1' };
  const event = { ...click('turn'), clicked, answered };
  const dispatch = open();
  await dispatch(event);
  release();
  await sleep(50);
  expect(await sentFor(event)).toEqual([]);
  reached();
  await dispatch.idle();
  const [message] = await sentFor(event);
  expect(message?.replaces).toEqual(clicked);
  expect(message?.content).toMatchObject({ card: { title: '新的卡片' } });
});

test('is taken up by another process when its own is gone, and brought once', async () => {
  const dead = open();
  const event = click('look');
  await dead(event);
  const heir = open();
  expect(await heir.resume(), 'its own process may still be at it').toBe(0);
  passAnHour();
  release();
  expect(await heir.resume()).toBe(1);
  await dead.idle();
  expect(await sentFor(event)).toHaveLength(2);
  expect(await owed()).toBe(0);
});

test('that ends its process again and again is given up with a word', async () => {
  const event = click('look');
  await services.store.deferred.keep(`web:${event.eventId}`, event, new Date(0));
  for (let i = 0; i < 3; i++) await services.store.deferred.claim(services.clock.now(), -1);
  expect(await open().resume()).toBe(1);
  expect((await sentFor(event)).map(({ content }) => content)).toEqual([
    { text: '刚才的操作没有完成，请再试一次' },
  ]);
  expect(runs).toEqual([]);
});

test('of a process that is known to be gone is taken up at once', async () => {
  const event = click('look');
  await open()(event);
  const heir = open();
  expect(await services.store.deferred.freeGone(services.clock.now(), () => false)).toBe(0);
  expect(await heir.resume()).toBe(0);
  expect(await services.store.deferred.freeGone(services.clock.now(), () => true)).toBe(1);
  release();
  expect(await heir.resume()).toBe(1);
  expect(await owed()).toBe(0);
});

test('of a file that cannot be read asks for it again', async () => {
  const files = [{ name: '台账.xlsx', ref: 'stored:gone' }];
  const event: Inbound = { ...base(), kind: 'files', files };
  await services.store.deferred.keep(`web:${event.eventId}`, event, new Date(0));
  for (let i = 0; i < 3; i++) await services.store.deferred.claim(services.clock.now(), -1);
  expect(await open().resume()).toBe(1);
  expect((await sentFor(event)).map(({ content }) => content)).toEqual([
    { text: '“台账.xlsx”没有读完，请重新发送文件' },
  ]);
});

test('keeps the files that came with it', async () => {
  const names: string[] = [];
  const files = [{ name: '台账.xlsx', bytes: new TextEncoder().encode('内容') }];
  const event: Inbound = { ...base(), kind: 'files', files };
  const never = new Promise<never>(() => undefined);
  await open({ receiveFiles: () => never })(event);
  passAnHour();
  const heir = open({
    receiveFiles: async (_ctx, _inbound, got) => {
      for (const file of got) names.push(`${file.name} ${String(await wholeOf(await file.open()))}`);
      return {};
    },
  });
  expect(await heir.resume()).toBe(1);
  expect(names).toEqual(['台账.xlsx 内容']);
});
