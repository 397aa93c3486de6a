import { hostname } from 'node:os';
import type { Command } from '../handlers/action.ts';
import { FEATURES } from '../handlers/services/features.ts';
import { checkContextOf, deadlineOf, type Services } from '../handlers/services/context.ts';
import { LEDGERS } from '../models/ledgers/all.ts';
import type { AnyLedger } from '../models/ledgers/engine/define.ts';
import { createCalendar } from '../models/rules/time/calendar.ts';
import { ShiftedClock, systemClock, type Clock } from '../models/rules/time/clock.ts';
import { parseHolidayPlan } from '../models/rules/time/holidays.ts';
import { connect } from '../models/store/connect.ts';
import { createFieldEncryption } from '../models/store/field-encryption.ts';
import { Store } from '../models/store/store.ts';
import { loadCity } from './city.ts';
import { secretKeyOf, type Config } from './config.ts';
import { pidLives } from './embedded/filelock.ts';
import { openDatabase, type Database } from './database.ts';
import { demandSound } from './definitions.ts';
import type { Log } from './log.ts';
import { demandFolder } from './start/data-folder.ts';

/** The database, the city and the services over them: what the running service and the CLI both stand on. */
export interface OpenedServices {
  services: Services;
  secretKey: string;
  /** The time outside, which nobody moves. */
  wallClock: Clock;
  /** The clock when it can be moved: in the sandbox only. */
  sandboxClock?: ShiftedClock;
  database: Database;
  close(patienceMs?: number): Promise<void>;
}

/** Where the sandbox keeps how far its time is from the real one. */
export const CLOCK_SETTING = 'sandbox:clock-offset';

export interface OpenOptions {
  config: Config;
  log: Log;
  /** The time everything runs by; tests set it. */
  clock?: Clock;
  /** The service makes collections and indexes; a command, which is to be quick, only where nobody has made them. */
  prepared?: 'anew' | 'as before';
  /** What is kept; all ledgers of the service unless given. */
  ledgers?: readonly AnyLedger[];
  /** What can be said to the service, which the ledgers' definitions are compared with. A command line hears nothing. */
  commands?: readonly Command[];
  /** Opens what contradicts itself as well: who examines it tells it. */
  unsound?: 'opened';
}

/**
 * Opens the database and what stands on it.
 * @throws AppError INVALID with all faults of the definitions, of the city profile or of the configuration, UNAVAILABLE
 *   when there is no database to be had; nothing has been written then
 */
export async function openServices({
  config,
  log,
  clock: base = systemClock,
  prepared = 'anew',
  ledgers = LEDGERS,
  commands = [],
  unsound,
}: OpenOptions): Promise<OpenedServices> {
  const { city, holidays } = await loadCity(config.city);
  if (unsound !== 'opened') demandSound({ ledgers, rules: city.ruleSet, commands });
  const calendar = createCalendar(parseHolidayPlan(holidays), city.ruleSet.office);
  await demandFolder(config.dataDir);
  const { key, file, created } = await secretKeyOf(config);
  if (created)
    log.warn({ file }, '没有设置 SECRET_KEY，已生成密钥文件；请妥善备份，丢失后加密的联系人无法恢复');
  const database = await openDatabase({
    uri: config.mongo.uri,
    dataDir: config.dataDir,
    mongodBinary: config.mongo.binary,
    cacheDir: config.mongo.cacheDir,
    progress: (line) => log.info(line),
    onLost: (error) => {
      log.fatal(error, error.userText);
      process.exit(1);
    },
  });
  const connection = await connect(database.uri).catch(async (error: unknown) => {
    await database.stop(0);
    throw error;
  });
  try {
    const checkContext = checkContextOf(city);
    const store = new Store(connection, {
      ledgers,
      secrets: createFieldEncryption(key),
      checkContext,
      deadlineOf: deadlineOf(calendar, city.ruleSet),
    });
    await (prepared === 'anew' ? store.prepare() : store.prepareOnce());
    const sandboxClock = config.sandbox
      ? new ShiftedClock(base, (await store.settings.get<number>(CLOCK_SETTING)) ?? 0)
      : undefined;
    // Whoever shares an embedded database runs on this machine: who is not to be found here is gone.
    const now = (sandboxClock ?? base).now();
    if (database.embedded)
      await Promise.all([store.runs.freeGone(now, isGone), store.deferred.freeGone(now, isGone)]);
    const services = {
      store,
      clock: sandboxClock ?? base,
      city,
      calendar,
      rules: city.ruleSet,
      features: FEATURES,
    };
    return {
      services,
      secretKey: key,
      wallClock: base,
      database,
      ...(sandboxClock ? { sandboxClock } : {}),
      async close(patienceMs) {
        await connection.close();
        await database.stop(patienceMs);
      },
    };
  } catch (error) {
    await connection.close();
    await database.stop(0);
    throw error;
  }
}

/** Is the process that holds something (`host:pid`) no longer on this machine? */
function isGone(holder: string): boolean {
  const split = holder.lastIndexOf(':');
  return holder.slice(0, split) === hostname() && !pidLives(Number(holder.slice(split + 1)));
}
