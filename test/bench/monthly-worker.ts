import { createHash } from 'node:crypto';
import { setInterval } from 'node:timers';
import type { Services } from '../../handlers/services/context.ts';
import { computeMonthly, factsOf, settingOf } from '../../handlers/services/bulletins/report.ts';
import type { Project } from '../../models/ledgers/project.ts';
import { canonicalJson } from '../../models/rules/canonical.ts';
import { addPeriods, lastDayOf, type Period } from '../../models/rules/time/day.ts';
import type { MonthlyFact } from '../../models/rules/figures/facts.ts';
import { monthlyFigures } from '../../models/rules/figures/monthly.ts';
import type { MonthlyFigures } from '../../models/rules/figures/shape.ts';
import { openBenchServices } from './setup.ts';
import type { Measured, WorkerMode } from './monthly.ts';

/**
 * A process of its own for one way to get the monthly figures, so that the memory it takes is its own too. Computes
 * once for each message, answers with what that took.
 */

const PERIOD: Period = '2026-05';
const AS_OF = lastDayOf(PERIOD);

/** The plain way: every row of both ledgers read whole into memory, then counted. */
async function fullScan(services: Services): Promise<MonthlyFigures> {
  const setting = await settingOf(services, PERIOD, AS_OF);
  const { connection } = services.store;
  const monthly = new Map<string, MonthlyFact[]>();
  for (const report of await connection.collection('monthly_reports').find({}).toArray()) {
    // Four months decide every light; the report's text counts no more of them.
    if (report.period < addPeriods(PERIOD, -3) || report.period > PERIOD) continue;
    const known = monthly.get(report.project) ?? [];
    known.push({
      period: report.period,
      cumInvestWan: report.cumInvestWan,
      noChange: report.noChange === true,
    });
    monthly.set(report.project, known);
  }
  const rows = await connection.collection<Omit<Project, 'id'>>('projects').find({}).toArray();
  const facts = rows.map((row) => factsOf({ ...row, id: String(row._id) }, monthly.get(row.code)));
  return monthlyFigures({ ...setting, facts });
}

const WAYS: Readonly<Record<WorkerMode, (services: Services) => Promise<MonthlyFigures>>> = {
  indexed: (services) => computeMonthly(services, PERIOD, AS_OF),
  scan: fullScan,
};

const [uri = '', mode = ''] = process.argv.slice(2);
const way = mode === 'scan' ? WAYS.scan : WAYS.indexed;
const services = await openBenchServices(uri);
globalThis.gc?.();
const start = process.memoryUsage();
let heapPeak = start.heapUsed;
const sample = () => {
  heapPeak = Math.max(heapPeak, process.memoryUsage().heapUsed);
};
setInterval(sample, 5).unref();

process.on('message', (message) => {
  void (message === 'run' ? measure() : services.close().then(() => process.disconnect()));
});

async function measure(): Promise<void> {
  const from = performance.now();
  const before = process.cpuUsage();
  const figures = await way(services);
  const ms = performance.now() - from;
  const { user, system } = process.cpuUsage(before);
  sample();
  const measured: Measured = {
    ms,
    cpuMs: (user + system) / 1000,
    hash: createHash('sha256').update(canonicalJson(figures)).digest('hex'),
    projects: figures.x.total.count + figures.y.total.introduced,
    heapBytes: heapPeak - start.heapUsed,
    rssBytes: process.resourceUsage().maxRSS * 1024 - start.rss,
  };
  process.send?.(measured);
}
process.send?.('ready');
