import { FEATURES } from '../../handlers/services/features.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCity } from '../../bot/city.ts';
import { openDatabase } from '../../bot/database.ts';
import { checkContextOf, deadlineOf, type Services } from '../../handlers/services/context.ts';
import type { AnyLedger } from '../../models/ledgers/engine/define.ts';
import { LEDGERS } from '../../models/ledgers/all.ts';
import { createCalendar } from '../../models/rules/time/calendar.ts';
import { SettableClock } from '../../models/rules/time/clock.ts';
import { holidayPlanSchema } from '../../models/rules/time/holidays.ts';
import { connect } from '../../models/store/connect.ts';
import { createFieldEncryption } from '../../models/store/field-encryption.ts';
import { Store } from '../../models/store/store.ts';

/** The moment all benches stand at: the month after the period they report. */
export const BENCH_NOW = new Date('2026-06-12T10:11:00+08:00');

/** A mongod of the bench's own in a temporary folder. */
export interface BenchDatabase {
  /** The URI of a database on it. */
  uri(name: string): string;
  close(): Promise<void>;
}

export async function openBenchDatabase(): Promise<BenchDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'zhaoyou-bench-'));
  const database = await openDatabase({
    dataDir,
    mongodBinary: process.env.MONGOD_BINARY,
    progress: (line) => console.error(line),
  });
  return {
    uri(name) {
      const uri = new URL(database.uri);
      uri.pathname = `/${name}`;
      return uri.href;
    },
    async close() {
      await database.stop(0);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The real services on a database, with collections and indexes made; `close` lets go of the connection. */
export async function openBenchServices(
  uri: string,
  ledgers: readonly AnyLedger[] = LEDGERS,
): Promise<Services & { close(): Promise<void> }> {
  const { city, holidays } = await loadCity();
  const connection = await connect(uri);
  const calendar = createCalendar(holidayPlanSchema.parse(holidays), city.ruleSet.office);
  const store = new Store(connection, {
    ledgers,
    secrets: createFieldEncryption('a bench key of sufficient length'),
    checkContext: checkContextOf(city),
    deadlineOf: deadlineOf(calendar, city.ruleSet),
  });
  await store.prepare();
  return {
    store,
    clock: new SettableClock(BENCH_NOW),
    city,
    calendar,
    rules: city.ruleSet,
    features: FEATURES,
    close: () => connection.close(),
  };
}
