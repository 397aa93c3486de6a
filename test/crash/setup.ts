import { FEATURES } from '../../handlers/services/features.ts';
import { loadCity } from '../../bot/city.ts';
import { checkContextOf, type Services } from '../../handlers/services/context.ts';
import { bulletins } from '../../models/ledgers/bulletin.ts';
import { projects } from '../../models/ledgers/project.ts';
import { createCalendar } from '../../models/rules/time/calendar.ts';
import { ShiftedClock, systemClock } from '../../models/rules/time/clock.ts';
import { holidayPlanSchema } from '../../models/rules/time/holidays.ts';
import { connect } from '../../models/store/connect.ts';
import { createFieldEncryption } from '../../models/store/field-encryption.ts';
import { Store } from '../../models/store/store.ts';

export type CrashServices = Services & { clock: ShiftedClock };

/** Real services on a database that is there already; the worker's and the checker's alike. */
export async function openCrashServices(uri: string): Promise<CrashServices> {
  const { city, holidays } = await loadCity();
  // The driver tells of its commands, so that a worker can die at the n-th.
  const connection = await connect(`${uri}${uri.includes('?') ? '&' : '?'}monitorCommands=true`);
  const store = new Store(connection, {
    // Only what is written here: making all collections and indexes takes longer than a life.
    ledgers: [projects, bulletins],
    secrets: createFieldEncryption('a test key of sufficient length'),
    checkContext: checkContextOf(city),
  });
  const calendar = createCalendar(holidayPlanSchema.parse(holidays), city.ruleSet.office);
  return {
    store,
    clock: new ShiftedClock(systemClock),
    city,
    calendar,
    rules: city.ruleSet,
    features: FEATURES,
  };
}
