import { beforeAll, describe, expect, test } from 'vitest';
import { ADMINISTRATOR } from '../../../models/rules/permissions.ts';
import { first } from '../../helpers/conversation.ts';
import { dayOf, timeOf } from '../../../models/rules/time/day.ts';
import { testServices, type TestServices } from '../../helpers/services.ts';
import { cliOf } from './run-cli.ts';

let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});
const run = cliOf(() => services);
const at = (moment: string) => services.clock.set(new Date(`${moment}+08:00`));

describe('deadline (domain.md 4.1)', () => {
  test.each([
    [
      '2026-02-12',
      '5',
      '2026-02-26 17:30',
      ['2026-02-13', '2026-02-14', '2026-02-24', '2026-02-25', '2026-02-26'],
    ],
    ['2026-09-18', '3', '2026-09-22 17:30', ['2026-09-20', '2026-09-21', '2026-09-22']],
    ['2026-04-30T10:00+08:00', '3', '2026-05-08 17:30', ['2026-05-06', '2026-05-07', '2026-05-08']],
    ['2026-04-30T18:20+08:00', '3', '2026-05-09 17:30', ['2026-05-07', '2026-05-08', '2026-05-09']],
    [
      '2026-09-30',
      '5',
      '2026-10-13 17:30',
      ['2026-10-08', '2026-10-09', '2026-10-10', '2026-10-12', '2026-10-13'],
    ],
    ['2026-02-27', '1', '2026-02-28 17:30', ['2026-02-28']],
  ])('%s and %s working days: %s', async (received, n, due, counted) => {
    const { data, text } = await run('deadline', [received, n]);
    const derivation = data as { due: Date; steps: { day: string; counted: boolean }[] };
    expect(`${dayOf(derivation.due)} ${timeOf(derivation.due)}`).toBe(due);
    expect(derivation.steps.flatMap((step) => (step.counted ? [step.day] : []))).toEqual(counted);
    expect(text).toContain(`截止 ${due}`);
  });

  test('a year whose plan is not published is provisional', async () => {
    expect((await run('deadline', ['2031-09-30', '3'])).text).toContain('（暂定）');
  });

  test.each([['2026-02-31'], ['2026-02-31T10:00'], ['明天'], ['2026-04-30T25:00']])(
    '“%s” is wrong usage',
    async (text) => {
      await expect(run('deadline', [text, '3'])).rejects.toMatchObject({ code: 'USAGE' });
    },
  );

  test.each([[['2026-04-30']], [['2026-04-30', '0']], [['2026-04-30', '1.5']], [['2026-04-30', '三']]])(
    '%j is wrong usage',
    async (words) => {
      await expect(run('deadline', words)).rejects.toMatchObject({ code: 'USAGE' });
    },
  );
});

describe('jobs', () => {
  test('list tells the next slot by the calendar, and the last one', async () => {
    at('2026-09-30T12:00');
    const before = (await run('job list')).data as { name: string; next: Date; last: string | null }[];
    const remind = before.find(({ name }) => name === 'monthly-remind');
    expect(remind && `${dayOf(remind.next)} ${timeOf(remind.next)}`).toBe('2026-10-10 09:00');
    expect(remind?.last).toBeNull();
  });

  test('run does one slot, once', async () => {
    const ran = await run('job run', ['monthly-open'], { slot: '2026-09-01' });
    expect(ran).toMatchObject({ data: { ran: true, slot: 'monthly-open@2026-09-01' } });
    const again = await run('job run', ['monthly-open'], { slot: '2026-09-01' });
    expect(again).toMatchObject({
      refused: true,
      data: { ran: false, status: 'done' },
      text: expect.stringContaining('已完成'),
    });
    const rows = (await run('job list')).data as { name: string; last: string | null; status: string }[];
    expect(rows.find(({ name }) => name === 'monthly-open')).toMatchObject({
      last: 'monthly-open@2026-09-01',
      status: 'done',
    });
  });

  test('one that fails says why, and can be run again', async () => {
    const failed = await run('job run', ['monthly-issue'], { slot: '2026-05-18' });
    expect(failed).toMatchObject({
      refused: true,
      data: { status: 'failed', reason: '2026-04 的通报还没有发起' },
    });
    await run('job run', ['monthly-freeze'], { slot: '2026-05-13' });
    expect(await run('job run', ['monthly-issue'], { slot: '2026-05-18' })).toMatchObject({
      data: { ran: true },
    });
  });

  test.each([
    [['monthly-open'], {}, ADMINISTRATOR.post, 'USAGE'],
    [['monthly-open'], { slot: '昨天' }, ADMINISTRATOR.post, 'USAGE'],
    [['no-such'], { slot: '2026-06-01' }, ADMINISTRATOR.post, 'NOT_FOUND'],
    [['monthly-open'], { slot: '2026-06-01' }, 'LXB_ADMIN', 'FORBIDDEN'],
  ] as [string[], Record<string, string>, string, string][])(
    '%j %j as %s: %s',
    async (words, options, as, code) => {
      await expect(run('job run', words, options, as)).rejects.toMatchObject({ code });
    },
  );
});

describe('outbox', () => {
  test('list and replay of what could not be delivered', async () => {
    const { outbox } = services.store;
    const at = services.clock.now();
    await outbox.add([{ key: 'lost', to: { post: 'DY_LEAD' }, kind: 'urgent', content: { text: '密' } }], at);
    for (let message = await outbox.claim(at, 1); message; message = await outbox.claim(at, 1))
      await outbox.end(message, 'dead', '没有渠道', at);
    const listed = (await run('outbox list')).data as { counts: object; rows: { key: string }[] };
    expect(listed.counts).toMatchObject({ dead: expect.any(Number) });
    expect(listed.rows.find(({ key }) => key === 'lost')).toMatchObject({ lastError: '没有渠道' });
    expect(JSON.stringify(listed)).not.toContain('密');
    await expect(run('outbox replay', ['none'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await run('outbox replay', ['lost'])).data).toEqual({ replayed: 1 });
    expect((await outbox.list('due', 50)).map(({ key }) => key)).toContain('lost');
    await expect(run('outbox list', [], { status: 'lost' })).rejects.toMatchObject({ code: 'USAGE' });
    await expect(run('outbox list', [], { limit: 'many' })).rejects.toMatchObject({ code: 'USAGE' });
    const many = Array.from({ length: 103 }, (_, i) => ({
      key: `wait-${i}`,
      to: { post: 'DY_LEAD' },
      kind: 'push' as const,
      content: { text: '密' },
    }));
    await outbox.add(many, at);
    const due = await outbox.countByStatus();
    const cut = await run('outbox list', [], { status: 'due' });
    expect(cut.data).toMatchObject({ left: due.due - 100 });
    expect(cut.text).toContain(`还有 ${due.due - 100} 条没有列出`);
    const whole = await run('outbox list', [], { status: 'due', all: true });
    expect(whole.data).toMatchObject({ left: 0, rows: expect.objectContaining({ length: due.due }) });
    expect((await run('outbox list', [], { status: 'due', limit: '2' })).data).toMatchObject({
      left: due.due - 2,
    });
    for (const name of ['outbox list', 'outbox replay'])
      await expect(run(name, [], {}, 'YC_FILL')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('audit show', () => {
  test('gives a row’s history to those who may read it', async () => {
    const { data } = await run('audit show', ['TB-2026-04']);
    const entries = data as { event: string; post: string; channel: string }[];
    expect(entries.map(({ event }) => event)).toEqual(['create', 'freeze']);
    expect(first(entries)).toMatchObject({ post: 'SYSTEM', channel: 'job:monthly-freeze' });
    expect((await run('audit show', ['TB-2026-04'], {}, 'AUDITOR')).data).toEqual(data);
    await expect(run('audit show', ['TB-1999-01'])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    for (const name of ['audit show', 'audit verify'])
      await expect(run(name, ['TB-2026-04'], {}, 'YC_LEAD')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('report', () => {
  test('--rebuild gives the bytes of the frozen report, and needs the permit', async () => {
    const frozen = await run('report', ['monthly'], { period: '2026-04' });
    const rebuilt = await run('report', ['monthly'], { period: '2026-04', rebuild: true });
    expect(JSON.stringify(rebuilt.data)).toBe(JSON.stringify(frozen.data));
    for (const rebuild of [true, false]) {
      const stranger = run('report', ['monthly'], { period: '2026-04', rebuild }, 'SWJ_HANDLER');
      await expect(stranger).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    await expect(run('report', ['monthly'], { period: '2026-03', rebuild: true })).rejects.toThrow(
      '还没有冻结',
    );
  });

  test('--unit keeps to one unit, beside the totals of the city', async () => {
    const { data } = await run('report', ['monthly'], { period: '2026-04', unit: 'DY' });
    const { x, y, problems } = data as Record<'x' | 'y', { rows: { u: string }[]; total: object }> & {
      problems: { u: string }[];
    };
    expect([...x.rows, ...y.rows].map(({ u }) => u)).toEqual(['DY', 'DY']);
    expect(x.total).toHaveProperty('count');
    expect(new Set(problems.map(({ u }) => u))).toEqual(new Set(['DY']));
    await expect(run('report', ['monthly'], { period: '2026-04', unit: 'XX' })).rejects.toThrow(
      '现有：YC、DY',
    );
  });

  test.each([
    [[], { period: '2026-04' }],
    [['weekly'], { period: '2026-04' }],
    [['monthly'], {}],
    [['monthly'], { period: '2026-04', format: 'pdf' }],
    [['monthly'], { period: '2026-04', format: 'xlsx' }],
    [['monthly'], { period: '2026-04', rebuild: true, 'as-of': '2026-04-30' }],
  ] as [string[], Record<string, string | boolean>][])('%j %j is wrong usage', async (words, options) => {
    await expect(run('report', words, options)).rejects.toMatchObject({ code: 'USAGE' });
  });
});
