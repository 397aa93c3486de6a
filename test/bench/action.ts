import { z } from 'zod';
import { createDispatch } from '../../handlers/dispatch.ts';
import type { Inbound, Reply } from '../../handlers/inbound.ts';
import { changeOf, type Services } from '../../handlers/services/context.ts';
import { action, actionTable } from '../../handlers/action.ts';
import { projects, type NewProject } from '../../models/ledgers/project.ts';
import { canonicalJson } from '../../models/rules/canonical.ts';
import { systemClock } from '../../models/rules/time/clock.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { bareAction, type BareRow } from './bare-action.ts';
import { openBenchDatabase, openBenchServices } from './setup.ts';
import { median, percentile, printTable, ratio, short } from './table.ts';

/** Rows that are clicked on; more than are in flight at once, so that no two clicks meet on one. */
const ROWS = 400;
/** Clicks in flight, and how many make up one round of about half a second. */
const LOADS = [
  { inFlight: 1, clicks: 150 },
  { inFlight: 8, clicks: 400 },
  { inFlight: 32, clicks: 640 },
];
const ROUNDS = 9;
export const CLICKER = 'SWJ_CITY';

/** A card's button that corrects a number and tells a desk of it. */
export const correct = action({
  permit: projects.rights.edit,
  action: 'test.bench.correct',
  input: z.object({ id: z.string(), version: z.number().int(), wan: z.number().int() }),
  run: (ctx, { id, version, wan }): Promise<Reply> =>
    ctx.store.change(changeOf(ctx), async (change) => {
      const row = await change.update(projects, { id, version }, { cumInvestWan: wan });
      const content = { text: `${row.name}累计完成投资更新` };
      change.send({ key: `bench:${row.code}:${row.version}`, to: { post: CLICKER }, kind: 'push', content });
      return change.answer({ toast: { tone: 'good' as const, text: `已更新${row.code}` } });
    }),
});

/** One click on the row with this number; `turn` makes its event and its value its own. */
type Click = (row: number, turn: number) => Promise<void>;

interface Round {
  perSecond: number;
  /** How long each click took, in ms. */
  latencies: number[];
}

/**
 * A durable card action through the dispatcher against the bare transaction of the same operations, round by round in
 * turn, each on its own database of one server.
 * @throws Error when a click was lost, done twice or answered wrongly, or the change history does not hold
 */
export async function run(): Promise<void> {
  const database = await openBenchDatabase();
  // The real time: the server removes marks that are a week old by its own clock.
  const ours = { ...(await openBenchServices(database.uri('action'))), clock: systemClock };
  const bare = await openBenchServices(database.uri('action_bare'));
  try {
    const rows = await fill(ours);
    const raw = await copyRows(ours, bare);
    const clicked = { count: 0 };
    const dispatched = dispatchedClick(ours, rows, clicked);
    const plain = bareClick(bare, raw);
    const results = [];
    let turn = 0;
    for (const { inFlight, clicks } of LOADS) {
      // The first round of each warms up and is not counted.
      const rounds = { ours: [] as Round[], bare: [] as Round[] };
      for (let round = 0; round <= ROUNDS; round++) {
        rounds.ours.push(await measure(dispatched, inFlight, clicks, (turn += clicks)));
        rounds.bare.push(await measure(plain, inFlight, clicks, (turn += clicks)));
      }
      results.push({ inFlight, ours: rounds.ours.slice(1), bare: rounds.bare.slice(1) });
    }
    await check(ours, rows, clicked.count);
    print(results);
  } finally {
    await ours.close();
    await bare.close();
    await database.close();
  }
}

export interface ClickedRow {
  id: string;
  version: number;
}

export async function fill(services: Services): Promise<ClickedRow[]> {
  const context = { viewer: SYSTEM, channel: 'bench', at: services.clock.now() };
  const items = Array.from({ length: ROWS }, (_, i) => ({ values: project(i) }));
  return services.store.change(context, (change) => change.insertMany(projects, items));
}

const project = (i: number): NewProject => ({
  name: `示范精密电子元器件生产基地建设项目第${i}号`,
  kind: 'NEW',
  industryGb: 'C3982',
  chain: 'ELEC',
  content: '建设标准厂房、研发楼、仓库及配套设施，购置自动化生产线、检测设备和环保设施',
  investorName: `示范精密电子科技（${i}）股份有限公司`,
  plannedInvestWan: 1_500_000,
  fixedInvestWan: 1_000_000,
  cumInvestWan: 0,
  landMode: 'NEW_LAND',
  landMu: 8000,
  introUnit: 'YC',
  landUnit: 'YC',
  fairReview: 'PASSED',
  stage: 'STARTED',
  signType: 'FORMAL',
  signDate: '2025-03-10',
  landedOn: '2025-06-20',
  startedOn: '2025-09-01',
  agreedStart: '2025-09-01',
  agreedProduce: '2026-12-01',
  progress: '主体厂房施工至二层，设备陆续订购。',
});

/** The same documents for the other side. */
export async function copyRows(from: Services, to: Services): Promise<BareRow[]> {
  const documents = await from.store.connection.collection<BareRow>('projects').find({}).toArray();
  await to.store.connection.collection<BareRow>('projects').insertMany(documents);
  return documents;
}

function dispatchedClick(services: Services, rows: ClickedRow[], clicked: { count: number }): Click {
  const dispatch = openDispatch(services);
  return async (number, turn) => {
    const row = rows[number % rows.length];
    if (!row) throw new Error('no row to click on');
    const reply = await dispatch(inbound(`event-${turn}`, { id: row.id, version: row.version, wan: turn }));
    if (reply.toast?.tone !== 'good') throw new Error(`a click was refused: ${reply.toast?.text}`);
    row.version++;
    clicked.count++;
  };
}

const openDispatch = (services: Services) =>
  createDispatch({
    services,
    actions: actionTable([correct]),
    commands: [],
    receiveFiles: async () => ({}),
    onPlatformEvent: async () => ({}),
    fetchFile: () => Promise.reject(new Error('no files here')),
    wake: () => undefined,
    onFault: (error) => console.error(error),
  });

const inbound = (eventId: string, params: Record<string, string | number>): Inbound => ({
  channel: 'web',
  eventId,
  from: CLICKER,
  chat: { id: `post:${CLICKER}`, kind: 'private' },
  privately: `post:${CLICKER}`,
  kind: 'action',
  action: 'test.bench.correct',
  params,
});

function bareClick({ store }: Services, rows: readonly BareRow[]): Click {
  const act = bareAction(store.connection);
  return async (number, turn) => {
    const row = rows[number % rows.length];
    if (!row) throw new Error('no row to click on');
    await act(row._id, `web:event-${turn}`, turn);
  };
}

/** One round of clicks, so many at a time; each row is clicked on by one of them only. */
async function measure(click: Click, inFlight: number, clicks: number, turn: number): Promise<Round> {
  const latencies: number[] = [];
  let next = 0;
  const clicker = async () => {
    for (let i = next++; i < clicks; i = next++) {
      const from = performance.now();
      await click(i, turn + i);
      latencies.push(performance.now() - from);
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: inFlight }, clicker));
  return { perSecond: (clicks / (performance.now() - from)) * 1000, latencies };
}

/** Every click was kept once, whole and provably; a repeat changes nothing and is answered as before. */
async function check(services: Services, rows: readonly ClickedRow[], clicks: number): Promise<void> {
  const { store } = services;
  const expect = (what: string, got: number, wanted: number) => {
    if (got !== wanted) throw new Error(`${what}: ${got} instead of ${wanted}`);
  };
  const changes = rows.reduce((sum, { version }) => sum + version - 1, 0);
  expect('versions', changes, clicks);
  expect('audit entries', await store.audit.model.countDocuments({ event: 'change' }), clicks);
  expect('messages', await store.outbox.model.countDocuments(), clicks);
  expect('answered events', await store.handled.model.countDocuments({ 'reply.toast.tone': 'good' }), clicks);
  const dispatch = openDispatch(services);
  for (const { _id: event, reply } of await store.handled.model.find().limit(20).lean()) {
    const again = await dispatch(
      inbound(event.slice('web:'.length), { id: rows[0]?.id ?? '', version: 1, wan: 1 }),
    );
    if (canonicalJson(again) !== canonicalJson(reply)) throw new Error(`${event} was answered in two ways`);
  }
  expect('entries after repeats', await store.audit.model.countDocuments({ event: 'change' }), clicks);
  const { faults } = await store.verifyAudit();
  if (faults[0]) throw new Error(`the change history does not hold: ${faults[0].text}`);
}

function print(results: readonly { inFlight: number; ours: Round[]; bare: Round[] }[]): void {
  const rows = results.flatMap(({ inFlight, ours, bare }) =>
    [
      { way: 'through the dispatcher', rounds: ours },
      { way: 'bare transaction', rounds: bare },
    ].map(({ way, rounds }) => {
      const latencies = rounds.flatMap((round) => round.latencies);
      return [
        `${inFlight} ${way}`,
        short(median(rounds.map(({ perSecond }) => perSecond))),
        ...[0.5, 0.95, 0.99].map((share) => short(percentile(latencies, share))),
      ];
    }),
  );
  printTable(
    'A durable card action: seen mark, row read, compare-and-set, audit, outbox in one majority transaction',
    ['in flight, way', 'per second', 'p50 ms', 'p95 ms', 'p99 ms'],
    rows,
  );
  const ratios = results.map(({ inFlight, ours, bare }) => {
    const each = ours.map(({ perSecond }, i) => perSecond / (bare[i]?.perSecond ?? Number.NaN));
    return [String(inFlight), ratio(median(each)), ratio(Math.min(...each)), ratio(Math.max(...each))];
  });
  printTable(
    'Through the dispatcher against bare, round by round (target: at least 0.85x)',
    ['in flight', 'median', 'lowest', 'highest'],
    ratios,
  );
}
