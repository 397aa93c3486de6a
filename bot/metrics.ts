import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Store } from '../models/store/store.ts';

/** What the service tells of itself at /metrics. Counts are read from the database when asked, so all replicas agree. */
export interface Metrics {
  inbound: Counter<'channel' | 'kind' | 'outcome'>;
  latency: Histogram<'channel' | 'kind'>;
  faults: Counter<'where'>;
  text(): Promise<{ type: string; body: string }>;
}

export function createMetrics(store: Store): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const byStatus = (name: string, help: string, counts: () => Promise<Partial<Record<string, number>>>) =>
    new Gauge({
      name,
      help,
      registers,
      labelNames: ['status'],
      async collect() {
        // A status that no row has any more must not keep its last number; without a database there is none to tell.
        this.reset();
        const now = await counts().catch(() => ({}));
        for (const [status, n] of Object.entries(now)) this.set({ status }, n ?? 0);
      },
    });
  byStatus('zhaoyou_outbox_messages', 'Messages in the outbox by status', () => store.outbox.countByStatus());
  byStatus('zhaoyou_timers', 'Timers by state', () => store.timers.countByState());
  byStatus('zhaoyou_timers_total', 'Timers ever, by what became of them', () =>
    store.timers.countByOutcome(),
  );
  byStatus('zhaoyou_job_runs', 'Job slots by status', () => store.runs.countByStatus());
  return {
    inbound: new Counter({
      name: 'zhaoyou_inbound_total',
      help: 'Inbound events by channel, kind and outcome',
      labelNames: ['channel', 'kind', 'outcome'],
      registers,
    }),
    latency: new Histogram({
      name: 'zhaoyou_inbound_seconds',
      help: 'Time to answer an inbound event',
      labelNames: ['channel', 'kind'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    }),
    faults: new Counter({
      name: 'zhaoyou_faults_total',
      help: 'Faults of ours',
      labelNames: ['where'],
      registers,
    }),
    text: async () => ({ type: registry.contentType, body: await registry.metrics() }),
  };
}
