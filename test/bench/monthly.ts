import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openBenchDatabase, openServices, type BenchDatabase } from './ground.ts';
import { fillProjects } from './rows.ts';
import { mebibytes, median, percentile, printTable, ratio, short } from './table.ts';

export type WorkerMode = 'indexed' | 'scan';

/** What one computation took, and what came out. */
export interface Measured {
  ms: number;
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
  const services = await openServices(uri);
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

/** The first run of each only warms up; its memory counts. */
const times = (measured: readonly Measured[]): number[] => measured.slice(1).map(({ ms }) => ms);
const peak = (measured: readonly Measured[], of: (m: Measured) => number): number =>
  Math.max(...measured.map(of));

function print(results: readonly Result[]): void {
  const rows = results.flatMap(({ count, indexed, scan }) =>
    [
      { way: 'by index', measured: indexed },
      { way: 'full scan', measured: scan },
    ].map(({ way, measured }) => [
      `${count.toLocaleString('en')} ${way}`,
      String(times(measured).length),
      short(median(times(measured))),
      short(percentile(times(measured), 0.95)),
      mebibytes(peak(measured, ({ heapBytes }) => heapBytes)),
      mebibytes(peak(measured, ({ rssBytes }) => rssBytes)),
    ]),
  );
  printTable(
    'Monthly figures, ledger rows and way (same figures byte for byte)',
    ['rows, way', 'runs', 'median ms', 'p95 ms', 'heap peak', 'rss peak'],
    rows,
  );
  const against = results.map(({ count, indexed, scan }, i) => {
    const before = results[i - 1];
    const growth = before && median(times(indexed)) / median(times(before.indexed));
    return [
      count.toLocaleString('en'),
      ratio(median(times(scan)) / median(times(indexed))),
      ratio(peak(scan, ({ rssBytes }) => rssBytes) / peak(indexed, ({ rssBytes }) => rssBytes)),
      before && growth ? `${ratio(growth)} for ${ratio(count / before.count)} rows` : '',
    ];
  });
  printTable(
    'By index against the full scan (target at 100,000: at least 5x faster; growth no worse than linear)',
    ['rows', 'faster', 'less memory', 'growth of time'],
    against,
  );
}
