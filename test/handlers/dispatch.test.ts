import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createDispatch } from '../../handlers/dispatch.ts';
import type { DispatchParts } from '../../handlers/dispatch/parts.ts';
import type { Dispatch, Inbound, Reply } from '../../handlers/inbound.ts';
import { changeOf, type Ctx } from '../../handlers/services/context.ts';
import { action, actionTable, type Command } from '../../handlers/action.ts';
import { projects, type Project } from '../../models/ledgers/project.ts';
import { AppError } from '../../models/rules/errors.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { aProject, testServices, type TestServices } from '../helpers/services.ts';

let services: TestServices;
let row: Project;
let runs: string[];
let faults: AppError[];
/** What the next run of `flaky` and of the command 试 throws. */
let mishap: AppError | undefined;
let hold: Promise<unknown>;

beforeAll(async () => {
  services = await testServices();
});
beforeEach(async () => {
  row = await services.store.change(changeOf(services.as()), (change) => change.insert(projects, aProject()));
  runs = [];
  faults = [];
  mishap = undefined;
  hold = Promise.resolve();
});

const at = z.object({ id: z.string(), version: z.number().int('版本不对') });
const good = (text: string): Reply => ({ toast: { tone: 'good', text } });
const freshCard = (title: string) => ({ title, tone: 'info' as const, summary: title, blocks: [] });
const update = (ctx: Ctx, input: z.infer<typeof at>, cumInvestWan: number, answered?: Reply) =>
  ctx.store.change(changeOf(ctx), async (change) => {
    const next = await change.update(projects, input, { cumInvestWan });
    if (answered) change.answer(answered);
    return next;
  });

const ACTIONS = actionTable([
  action({
    permit: projects.rights.edit,
    action: 'test.set',
    input: at,
    async run(ctx, input) {
      const next = await update(ctx, input, 100);
      return { ...good(`第${next.version}版`), say: [{ text: '已记下' }] };
    },
    refresh: async (ctx, { id }) => {
      const now = await ctx.store.rows(projects).byId(ctx.viewer, id);
      return now && freshCard(`第${now.version}版`);
    },
  }),
  action({
    action: 'test.set-and-answer',
    input: at,
    async run(ctx, input) {
      const reply = good('一次写完');
      await update(ctx, input, 200, reply);
      return reply;
    },
  }),
  action({
    action: 'test.set-twice',
    input: at,
    async run(ctx, input) {
      const first = await update(ctx, input, 300);
      const second = await update(ctx, first, 400, good('两次写完'));
      return good(`第${second.version}版，没有用上`);
    },
  }),
  action({
    action: 'test.look',
    input: z.object({}),
    async run(ctx) {
      runs.push('look');
      await hold;
      const now = await ctx.store.rows(projects).byId(ctx.viewer, row.id);
      return { ...good(`第${now?.version}版`), say: [{ text: '看过了' }] };
    },
  }),
  action({
    action: 'test.flaky',
    input: z.object({}),
    async run() {
      runs.push('flaky');
      if (mishap) throw mishap;
      return good('好了');
    },
  }),
]);

const COMMANDS: readonly Command[] = [
  {
    words: ['试'],
    usage: '试',
    does: '试一试',
    async run() {
      runs.push('试');
      if (mishap) throw mishap;
      return { say: [{ text: '试过了' }] };
    },
  },
];

const open = (parts: Partial<DispatchParts> = {}): Dispatch =>
  createDispatch({
    services,
    actions: ACTIONS,
    commands: COMMANDS,
    receiveFiles: async () => ({}),
    onPlatformEvent: async () => ({}),
    fetchFile: () => Promise.reject(new Error('no files here')),
    wake: () => undefined,
    onFault: (error) => void faults.push(error),
    ...parts,
  });

let events = 0;
const base = (from: string) => ({
  channel: 'web' as const,
  eventId: `e${++events}`,
  from,
  chat: { id: `post:${from}`, kind: 'private' as const },
  privately: `post:${from}`,
});
const click = (name: string, params: Record<string, string | number> = {}, from = 'YC_FILL'): Inbound => ({
  ...base(from),
  kind: 'action',
  action: `test.${name}`,
  params,
});
const says = (text: string, from = 'YC_FILL'): Inbound => ({ ...base(from), kind: 'text', text });
const here = () => ({ id: row.id, version: row.version });
const versionNow = async () => (await services.store.rows(projects).byId(SYSTEM, row.id))?.version;
const said = async ({ channel, eventId }: Inbound) =>
  (
    await services.store.outbox.model
      .find({ key: new RegExp(`^${channel}:${eventId}:`) })
      .sort({ _id: 1 })
      .lean()
  ).map(({ content }) => content);

describe('an event is handled once', () => {
  test.each(['set', 'set-and-answer', 'set-twice'])('a repeat of %s gets the same answer', async (name) => {
    const event = click(name, here());
    const reply = await open()(event);
    expect(reply.toast?.tone).toBe('good');
    const after = await versionNow();
    expect(await open()(event)).toEqual(reply);
    expect(await open()(event)).toEqual(reply);
    expect(await versionNow()).toBe(after);
    expect(await services.store.handled.find(`web:${event.eventId}`)).toEqual({ reply });
  });

  test('what was answered in the change is what the person sees', async () => {
    const { toast } = await open()(click('set-twice', here()));
    expect(toast?.text).toBe('两次写完');
    expect(await versionNow()).toBe(3);
  });

  test('what it says is said once', async () => {
    const event = click('set', here());
    await open()(event);
    await open()(event);
    expect(await said(event)).toEqual([{ text: '已记下' }]);
  });

  test('repeats that come while it is at work wait for its answer', async () => {
    const dispatch = open();
    let release = (): void => undefined;
    hold = new Promise<void>((resolve) => (release = resolve));
    const event = click('look');
    const answers = [dispatch(event), dispatch(event), dispatch(event)];
    release();
    const [first, ...others] = await Promise.all(answers);
    expect(others).toEqual([first, first]);
    expect(runs).toEqual(['look']);
  });

  test.each(['set', 'set-and-answer'])(
    'of two processes at %s, one does it, both answer alike',
    async (name) => {
      const event = click(name, here());
      const replies = await Promise.all([open()(event), open()(event), open()(event)]);
      expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
      expect(await versionNow()).toBe(2);
      expect(replies[0]?.toast?.tone).toBe('good');
    },
  );

  test('a repeat of one that only looks gets the first answer, though things have changed', async () => {
    const event = click('look');
    const reply = await open()(event);
    await open()(click('set', here()));
    expect(await open()(event)).toEqual(reply);
    expect(await said(event)).toEqual([{ text: '看过了' }]);
  });

  test('a refusal stands, too', async () => {
    const event = click('set', here(), 'DY_FILL');
    const refused = await open()(event);
    expect(refused.toast).toMatchObject({ tone: 'bad' });
    expect(await open()({ ...event, from: 'YC_FILL' })).toEqual(refused);
    expect(await versionNow()).toBe(1);
  });

  test('a text is looked up before it runs', async () => {
    const event = says('试');
    await open()(event);
    await open()(event);
    expect(runs).toEqual(['试']);
    expect(await said(event)).toEqual([{ text: '试过了' }]);
  });

  test('one whose handling died before it answered is not done again', async () => {
    const event = click('set', here());
    const context = { ...changeOf(services.as()), eventId: `web:${event.eventId}` };
    await services.store.change(context, (change) => change.update(projects, row, { cumInvestWan: 1 }));
    expect((await open()(event)).toast?.text).toBe('这次操作已经处理过');
    expect(await versionNow()).toBe(2);
  });
});

describe('what is wrong is said', () => {
  test.each([
    ['an unknown person', () => click('set', here(), 'NOBODY'), /还没有把您和岗位对应起来/],
    ['bad input', () => click('set', { id: 'x', version: 1.5 }), /版本不对/],
    ['a post without the permit', () => click('set', here(), 'YC_REVIEW'), /./],
  ])('%s', async (_what, event, text) => {
    const { toast } = await open()(event());
    expect(toast?.tone).toBe('bad');
    expect(toast?.text).toMatch(text);
    expect(faults).toEqual([]);
    expect(await versionNow()).toBe(1);
  });

  test('an outdated card is replaced by the card as it is now', async () => {
    await open()(click('set', here()));
    const reply = await open()(click('set', here()));
    expect(reply.toast?.tone).toBe('warn');
    expect(reply.toast?.text).toMatch(/已由.*更新/);
    expect(reply.card?.title).toBe('第2版');
  });

  test('an action of an old card heals it in place', async () => {
    const reply = await open()(click('gone'));
    expect(reply.toast?.tone).toBe('warn');
    expect(reply.card?.title).toBe('这张卡片已失效');
    const stranger = await open()(click('gone', {}, 'NOBODY'));
    expect(stranger.card, 'not for somebody without a post').toBeUndefined();
  });

  test('in the chat where there is no toast to see', async () => {
    const event = says('试', 'NOBODY');
    await open()(event);
    expect(JSON.stringify(await said(event))).toContain('还没有把您和岗位对应起来');
  });
});

describe('a fault of ours', () => {
  test('is reported, told without its cause, and not remembered', async () => {
    mishap = AppError.from(new Error('secret reason'));
    const event = click('flaky');
    const { toast } = await open()(event);
    expect(toast).toMatchObject({ tone: 'bad', text: '系统出错了，已记录，请稍后再试' });
    expect(faults.map(({ message }) => message)).toEqual(['secret reason']);
    mishap = undefined;
    expect((await open()(event)).toast?.text).toBe('好了');
  });

  test('does not keep a text from being answered when it comes again', async () => {
    mishap = AppError.from(new Error('secret reason'));
    const event = says('试');
    await open()(event);
    await open()(event);
    mishap = undefined;
    await open()(event);
    expect(await said(event)).toEqual([{ text: '系统出错了，已记录，请稍后再试' }, { text: '试过了' }]);
  });

  test('what is down for a while is neither reported nor remembered', async () => {
    mishap = new AppError('UNAVAILABLE', '飞书暂时连不上，请稍后再试');
    const event = click('flaky');
    expect((await open()(event)).toast?.text).toMatch(/稍后再试/);
    expect(faults).toEqual([]);
    mishap = undefined;
    expect((await open()(event)).toast?.text).toBe('好了');
  });
});
