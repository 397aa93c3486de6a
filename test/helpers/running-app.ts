import { rm } from 'node:fs/promises';
import { createApp, type App } from '../../bot/app.ts';
import { loadConfig } from '../../bot/config.ts';
import { openServices } from '../../bot/services.ts';
import { createLog } from '../../bot/log.ts';
import { loadDemo } from '../../bot/demo/load.ts';
import { SettableClock } from '../../models/rules/time/clock.ts';
import { atEnd } from './at-end.ts';
import { freshUri } from './mongod.ts';
import { scratchFolder } from './scratch.ts';

export interface RunningApp {
  url: string;
  app: App;
}

/** The whole service on a port of its own, with a small demo city and its sandbox, as of a moment. */
export async function runningApp(now: string): Promise<RunningApp> {
  const dataDir = await scratchFolder('app');
  const config = loadConfig({
    DATA_DIR: dataDir,
    MONGODB_URI: freshUri(),
    SANDBOX: 'on',
    LOG_LEVEL: 'silent',
    SECRET_KEY: 'a key that only this test knows, long enough',
  });
  const log = createLog('silent');
  const ground = await openServices({ config, log, clock: new SettableClock(new Date(now)) });
  await loadDemo(ground.services, { projects: 150, enterprises: 40 });
  const app = await createApp({ ...config, port: 0 }, ground, log);
  const port = await app.start();
  atEnd(async () => {
    await app.stop();
    await ground.services.store.connection.dropDatabase();
    await ground.close();
    await rm(dataDir, { recursive: true, force: true });
  });
  return { url: `http://127.0.0.1:${port}`, app };
}
