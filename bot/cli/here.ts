import type { Environment } from '../environment.ts';
import { runCommand, type Terminal } from './run.ts';

/** Runs a command in this process, on a database that it opens itself: where no service runs beside it. */
export const runHere = (argv: readonly string[], env: Environment, terminal: Terminal): Promise<number> =>
  runCommand(argv, terminal, async ({ examines }, work) => {
    // What a command works on takes seconds to load: help, and what is no command, do without.
    const [{ loadConfig }, { createLog }, { openServices }] = await Promise.all([
      import('../config.ts'),
      import('../log.ts'),
      import('../services.ts'),
    ]);
    const config = loadConfig(env);
    const log = createLog(config.logLevel === 'info' ? 'warn' : config.logLevel);
    const unsound = examines ? { unsound: 'opened' as const } : {};
    const ground = await openServices({ config, log, prepared: 'as before', ...unsound });
    try {
      return await work({ ...ground, config, log });
    } finally {
      // Another process may be using the database that this one started: it is not taken from under it.
      await ground.close(Number.POSITIVE_INFINITY);
    }
  });
