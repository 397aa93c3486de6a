import { AppError } from '../models/rules/errors.ts';
import { demandAlone } from './cli/service/serve.ts';
import { loadConfig } from './config.ts';
import { environment } from './environment.ts';
import { createLog } from './log.ts';
import { demandFreeAddress } from './start/listening.ts';

/**
 * Runs the service until it is told to stop (SIGINT, SIGTERM). What is wrong with the configuration or the database is
 * said in full, and the process ends with 1.
 */
export async function serve(): Promise<void> {
  let log = createLog('info');
  try {
    const env = environment();
    const config = loadConfig(env);
    log = createLog(config.logLevel);
    await demandFreeAddress(config);
    await demandAlone(config);
    // Seconds to load: what is in the way of a start is told before.
    const { startService } = await import('./start/service.ts');
    await startService(config, env, log);
  } catch (error) {
    const fault = AppError.from(error);
    if (fault.report) log.fatal({ err: fault.cause ?? fault }, fault.userText);
    else process.stderr.write(`${fault.userText}\n`);
    process.exit(1);
  }
}
