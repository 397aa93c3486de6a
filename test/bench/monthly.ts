import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openBenchDatabase, openBenchServices, type BenchDatabase } from './setup.ts';
import { fillProjects } from './rows.ts';
import { mebibytes, median, percentile, printTable, ratio, short } from './table.ts';

export type WorkerMode = 'indexed' | 'scan';

/** What one computation took, and what came out. */
export interface Measured {
  ms: number;
  /** Processor time of the process that computes, without the server's. */
  cpuMs: number;
  /** Of the figures in canonical JSON. */
  hash: string;
  /** Projects counted in both cohorts: shows that there was something to count. */
  projects: number;
  /** Peaks since the start of the process, over what it held before the first run. */
  heapBytes: number;
  rssBytes: number;
}

/** Rows, and how often each way is run after one run to warm up. */
const SIZES = [
  { count: 1_000, runs: 20 },
  { count: 10_000, runs: 10 },
  { count: 100_000, runs: 5 },
];

interface Result {
  count: number;
  indexed: Measured[];
  scan: Measured[];
}

/**
 * Monthly figures by index against a plain full scan in JavaScript of the same rows, run by run in turn.
 * @throws Error when the two give different figures
 */
export async function run(): Promise<void> {
  const database = await openBenchDatabase();
  try {
    const results: Result[] = [];
    for (const { count, runs } of SIZES) results.push(await compare(database, count, runs));
    print(results);
  } finally {
    await database.close();
  }
}

async function compare(database: BenchDatabase, count: number, runs: number): Promise<Result> {
  const uri = database.uri(`monthly_${count}`);
  const services = await openBenchServices(uri);
  await fillProjects(services, count);
  await services.close();
  const result: Result = { count, indexed: [], scan: [] };
  const [indexed, scan] = [await startWorker(uri, 'indexed'), await startWorker(uri, 'scan')];
  try {
    for (let i = 0; i <= runs; i++) {
      const [ours, plain] = [await measure(indexed), await measure(scan)];
      if (ours.hash !== plain.hash || ours.projects === 0)
        throw new Error(`${count} projects: the figures by index differ from those of the full scan`);
      result.indexed.push(ours);
      result.scan.push(plain);
    }
  } finally {
    for (const worker of [indexed, scan]) await stopWorker(worker);
  }
  return result;
}

async function startWorker(uri: string, mode: WorkerMode): Promise<ChildProcess> {
  const execArgv = [...process.execArgv, '--expose-gc'];
  const worker = fork(new URL('./monthly-worker.ts', import.meta.url), [uri, mode], { execArgv });
  // Whoever waits for its next message fails with it.
  worker.once('exit', (code) => worker.emit('error', new Error(`a worker ended with code ${code}`)));
  await once(worker, 'message');
  return worker;
}

async function measure(worker: ChildProcess): Promise<Measured> {
  worker.send('run');
  const [measured] = (await once(worker, 'message')) as [Measured];
  return measured;
}

async function stopWorker(worker: ChildProcess): Promise<void> {
  if (!worker.connected) return;
  worker.removeAllListeners('exit');
  worker.send('end');
  await once(worker, 'exit');
}

type Quantity = (measured: Measured) => number;
const ms: Quantity = (measured) => measured.ms;
const cpuMs: Quantity = (measured) => measured.cpuMs;
const rss: Quantity = (measured) => measured.rssBytes;
const heap: Quantity = (measured) => measured.heapBytes;

/** The first run of each only warms up; its memory counts. */
const timed = (measured: readonly Measured[], of: Quantity): number[] => measured.slice(1).map(of);
const middle = (measured: readonly Measured[], of: Quantity): number => median(timed(measured, of));
const peak = (measured: readonly Measured[], of: Quantity): number => Math.max(...measured.map(of));

function print(results: readonly Result[]): void {
  const rows = results.flatMap(({ count, indexed, scan }) =>
    [
      { way: 'by index', measured: indexed },
      { way: 'full scan', measured: scan },
    ].map(({ way, measured }) => [
      `${count.toLocaleString('en')} ${way}`,
      String(measured.length - 1),
      short(middle(measured, ms)),
      short(percentile(timed(measured, ms), 0.95)),
      short(middle(measured, cpuMs)),
      mebibytes(peak(measured, heap)),
      mebibytes(peak(measured, rss)),
    ]),
  );
  printTable(
    'Monthly figures: ledger rows and way (the same figures byte for byte)',
    ['rows, way', 'runs', 'median ms', 'p95 ms', 'cpu ms', 'heap peak', 'rss peak'],
    rows,
  );
  const against = results.map(({ count, indexed, scan }, i) => {
    const before = results[i - 1];
    const growth = (of: Quantity) => (before ? ratio(middle(indexed, of) / middle(before.indexed, of)) : '');
    return [
      count.toLocaleString('en'),
      ratio(middle(scan, ms) / middle(indexed, ms)),
      ratio(middle(scan, cpuMs) / middle(indexed, cpuMs)),
      ratio(peak(scan, rss) / peak(indexed, rss)),
      before ? ratio(count / before.count) : '',
      growth(ms),
      growth(cpuMs),
    ];
  });
  printTable(
    'By index against the full scan (target at 100,000: at least 5x faster; time grows no faster than rows)',
    ['rows', 'faster', 'less cpu', 'less memory', 'rows grew', 'time grew', 'cpu grew'],
    against,
  );
}
