import type { Connection } from 'mongoose';
import { loadCity } from '../../bot/city.ts';
import { FEATURES } from '../../handlers/services/features.ts';
import {
  checkContextOf,
  deadlineOf,
  viewerOf,
  type Ctx,
  type Services,
} from '../../handlers/services/context.ts';
import { LEDGERS } from '../../models/ledgers/all.ts';
import type { AnyLedger, NewOf } from '../../models/ledgers/engine/define.ts';
import type { projects } from '../../models/ledgers/project.ts';
import { createCalendar } from '../../models/rules/time/calendar.ts';
import { SettableClock } from '../../models/rules/time/clock.ts';
import { holidayPlanSchema, type HolidayPlan } from '../../models/rules/time/holidays.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { createFieldEncryption } from '../../models/store/field-encryption.ts';
import { Store } from '../../models/store/store.ts';
import { freshConnection } from './mongod.ts';

export const TEST_NOW = new Date('2026-06-12T10:11:00+08:00');

export interface TestServices extends Services {
  clock: SettableClock;
  /** These services on behalf of a post, or of the system. */
  as(post?: string): Ctx;
}

/** Real services on a fresh database unless given one, with the built-in city and a clock that stands still. */
export async function testServices(
  ledgers: readonly AnyLedger[] = LEDGERS,
  over: { connection?: Connection; plans?: HolidayPlan } = {},
): Promise<TestServices> {
  const { city, holidays } = await loadCity();
  const calendar = createCalendar(over.plans ?? holidayPlanSchema.parse(holidays), city.ruleSet.office);
  const store = new Store(over.connection ?? (await freshConnection()), {
    ledgers,
    secrets: createFieldEncryption('a test key of sufficient length'),
    checkContext: checkContextOf(city),
    deadlineOf: deadlineOf(calendar, city.ruleSet),
  });
  await store.prepare();
  const clock = new SettableClock(TEST_NOW);
  const services: Services & { clock: SettableClock } = {
    store,
    clock,
    city,
    calendar,
    rules: city.ruleSet,
    features: FEATURES,
  };
  const as = (post?: string): Ctx => ({
    ...services,
    viewer: post === undefined ? SYSTEM : viewerOf(city, post),
    channel: 'test',
  });
  return { ...services, as };
}

let made = 0;

/** A valid signed project of 源城区; overrides decide what it is about. */
export function aProject(overrides: Partial<NewOf<typeof projects>> = {}): NewOf<typeof projects> {
  made++;
  return {
    name: `示范电子结构件生产项目${made}`,
    kind: 'NEW',
    chain: 'ELEC',
    investorName: `示范电子${made}有限公司`,
    plannedInvestWan: 1_500_000,
    introUnit: 'YC',
    landUnit: 'YC',
    stage: 'SIGNED',
    signType: 'FORMAL',
    signDate: '2026-03-10',
    ...overrides,
  };
}
