import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SummaryReporter } from './test/helpers/summary-reporter.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/helpers/global-setup.ts'],
    setupFiles: ['test/helpers/setup.ts'],
    reporters: ['default', new SummaryReporter()],
    pool: 'forks',
    // A worker keeps what it has loaded for its next file: loading the service anew for each took a fifth of the run.
    // Each file has a database of its own, and none changes what others load.
    isolate: false,
    // The tests wait for mongod half of the time: with one worker, the default on two cores, both wait.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // A machine under load is slow, not wrong: these only end what hangs.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
  },
});
