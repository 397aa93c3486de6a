import { changeOf, type Ctx, type Services } from '../../handlers/services/context.ts';
import type { MoveRow } from '../../handlers/services/reminders/act.ts';
import { moveByMachine } from '../../handlers/services/reminders/move.ts';
import { createLoop } from '../../jobs/loop.ts';
import { TimerRunner } from '../../jobs/timers.ts';
import { deadlinesOf } from '../../models/ledgers/engine/deadlines.ts';
import { defineLedger } from '../../models/ledgers/engine/define.ts';
import type { State } from '../../models/ledgers/engine/machine.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { ShiftedClock, systemClock } from '../../models/rules/time/clock.ts';
import { anyone, service } from '../../models/rules/rights.ts';
import { openBenchDatabase, openBenchServices } from './setup.ts';
import { median, percentile, printTable, ratio, short } from './table.ts';

/** Open deadlines in all; those that fall due while the bench looks on; those that fall due in a downtime. */
const OPEN = 100_000;
const LIVE = { perSecond: 50, seconds: 20 };
const DOWNTIME = { hours: 8, due: 2_000 };
const REPLICAS = 2;
const POLL_MS = 5 * 60_000;
const HOUR = 3_600_000;
const LEAD_MS = 5_000;

const states: Record<'OPEN' | 'LAPSED', State> = {
  OPEN: { label: '待确认', kind: 'open', limit: { due: 'dueAt', move: 'lapse' } },
  LAPSED: { label: '已失效', kind: 'closed' },
};
const lapse = {
  event: 'lapse',
  label: '失效',
  from: ['OPEN' as const],
  to: 'LAPSED' as const,
  by: service(),
};
const machine = {
  initial: 'OPEN' as const,
  states,
  moves: [lapse],
};
const offers = defineLedger({
  name: 'offers',
  title: '待确认事项',
  noun: '事项',
  titleField: 'name',
  code: { series: () => 'SX-', width: 6 },
  fields: {
    name: { label: '事项名称', type: 'text', required: true },
    dueAt: { label: '失效时间', type: 'text', required: true },
  },
  identity: [['name']],
  machine,
  rights: { read: anyone(), edit: anyone() },
  listed: ['code', 'name'],
});

interface Acted {
  code: string;
  lateMs: number;
}

/**
 * How late rows move by themselves, by timers against a plain poll of the ledger every five minutes; and how soon all
 * is made up for that fell due while the service was down.
 * @throws Error when a row does not move, or moves twice
 */
export async function run(): Promise<void> {
  const database = await openBenchDatabase();
  try {
    const clock = new ShiftedClock(systemClock);
    const services = { ...(await openBenchServices(database.uri('timers'), [offers])), clock };
    try {
      const from = performance.now();
      await fill(services);
      console.error(`filled in ${Math.round((performance.now() - from) / 1_000)} s`);
      const live = await runLive(services);
      const down = await runDowntime(services, clock);
      print(live, await runPoll(services), down);
    } finally {
      await services.close();
    }
  } finally {
    await database.close();
  }
}

const ctxOf = (services: Services): Ctx => ({ ...services, viewer: SYSTEM, channel: 'bench' });

let made = 0;
async function add(services: Services, dues: readonly Date[]): Promise<void> {
  const rows = dues.map((due) => ({ values: { name: `offer ${made++}`, dueAt: due.toISOString() } }));
  for (let i = 0; i < rows.length; i += 1_000)
    await services.store.change(changeOf(ctxOf(services)), (change) =>
      change.insertMany(offers, rows.slice(i, i + 1_000)),
    );
}

/** What falls due while the service is down, and far more that does not for a long time. */
async function fill(services: Services): Promise<void> {
  const from = services.clock.now().getTime() + HOUR;
  const spread = (n: number, start: number, ms: number) =>
    Array.from({ length: n }, (_, i) => new Date(start + (ms * i) / n));
  await add(services, spread(DOWNTIME.due, from, DOWNTIME.hours * HOUR));
  const rest = OPEN - DOWNTIME.due - LIVE.perSecond * LIVE.seconds;
  await add(services, spread(rest, from + 2 * DOWNTIME.hours * HOUR, 60 * 24 * HOUR));
}

/** Replicas that note how late each move was in the database. */
function replicas(services: Services, acted: Acted[]): TimerRunner[] {
  const moveRow: MoveRow = async (ctx, ledger, code, event) => {
    const row = await services.store.rows(offers).byCode(SYSTEM, code);
    await moveByMachine(ctx, ledger, code, event);
    acted.push({ code, lateMs: services.clock.now().getTime() - new Date(row?.dueAt ?? 0).getTime() });
  };
  const onFault = (error: Error) => console.error(error);
  return Array.from({ length: REPLICAS }, () => new TimerRunner({ services, moveRow, onFault }));
}

async function runLive(services: Services): Promise<Acted[]> {
  const total = LIVE.perSecond * LIVE.seconds;
  const start = services.clock.now().getTime() + LEAD_MS;
  await add(
    services,
    Array.from({ length: total }, (_, i) => new Date(start + (i * 1_000) / LIVE.perSecond)),
  );
  const acted: Acted[] = [];
  const options = { lookEveryMs: 300, onFault: (error: unknown) => console.error(error) };
  const loops = replicas(services, acted).map((each) => createLoop(each, services.clock, options));
  for (const loop of loops) loop.start();
  const until = start + (LIVE.seconds + 30) * 1_000;
  while (acted.length < total && services.clock.now().getTime() < until) await pause(100);
  for (const loop of loops) loop.stop();
  await Promise.all(loops.map((loop) => loop.idle()));
  check(acted, total);
  return acted;
}

async function runDowntime(services: Services, clock: ShiftedClock): Promise<number> {
  clock.set(new Date(clock.now().getTime() + (DOWNTIME.hours + 2) * HOUR));
  const acted: Acted[] = [];
  const from = performance.now();
  await Promise.all(replicas(services, acted).map((each) => each.drain()));
  const ms = performance.now() - from;
  check(acted, DOWNTIME.due);
  return ms;
}

function check(acted: readonly Acted[], expected: number): void {
  const rows = new Set(acted.map(({ code }) => code)).size;
  if (rows !== expected || acted.length !== expected)
    throw new Error(`${acted.length} moves of ${rows} rows, where ${expected} fell due`);
}

/**
 * The plain way: every five minutes all open rows are read and those moved that are due, one after another. The sweep
 * is measured; how long a row waits for it follows from when it falls due within the five minutes.
 */
async function runPoll(services: Services): Promise<Acted[]> {
  const total = LIVE.perSecond * LIVE.seconds;
  const now = services.clock.now().getTime();
  await add(
    services,
    Array.from({ length: total }, (_, i) => new Date(now - (POLL_MS * (i + 1)) / total)),
  );
  const acted: Acted[] = [];
  const { calendar, rules } = services;
  const open = services.store.rows(offers).stream(SYSTEM, { where: { status: 'OPEN' } });
  const from = performance.now();
  for await (const row of open) {
    const loose = Object.fromEntries(Object.entries(row));
    const due = deadlinesOf(offers, loose, { calendar, rules })?.due.getTime() ?? Infinity;
    if (due > now) continue;
    await moveByMachine(ctxOf(services), offers, row.code, 'lapse');
    acted.push({ code: row.code, lateMs: now - due + performance.now() - from });
  }
  check(acted, total);
  return acted;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function print(timers: readonly Acted[], poll: readonly Acted[], downtimeMs: number): void {
  const late = (acted: readonly Acted[]) => acted.map(({ lateMs }) => lateMs);
  const line = (way: string, acted: readonly Acted[]) => [
    way,
    String(acted.length),
    short(median(late(acted))),
    short(percentile(late(acted), 0.99)),
    short(Math.max(...late(acted))),
  ];
  printTable(
    `Lateness of automatic moves, ${OPEN.toLocaleString('en')} open deadlines, ${LIVE.perSecond} due a second (target: p99 under 1,000 ms)`,
    ['way', 'moves', 'p50 ms', 'p99 ms', 'most ms'],
    [line(`timers, ${REPLICAS} replicas`, timers), line('poll every 5 minutes', poll)],
  );
  printTable(
    'Timers against the poll',
    ['', 'p50', 'p99'],
    [
      [
        'sooner',
        ratio(median(late(poll)) / median(late(timers))),
        ratio(percentile(late(poll), 0.99) / percentile(late(timers), 0.99)),
      ],
    ],
  );
  printTable(
    `After ${DOWNTIME.hours} h of downtime (target: all within 60 s)`,
    ['missed', 'seconds', 'a second'],
    [[String(DOWNTIME.due), short(downtimeMs / 1_000), short((DOWNTIME.due * 1_000) / downtimeMs)]],
  );
}
