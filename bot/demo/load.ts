import type { AnyLedger, NewOf } from '../../models/ledgers/engine/define.ts';
import { contacts, enterprises } from '../../models/ledgers/enterprise.ts';
import { monthlyReports } from '../../models/ledgers/monthly.ts';
import { projects } from '../../models/ledgers/project.ts';
import { tenures } from '../../models/ledgers/register.ts';
import { targets } from '../../models/ledgers/target.ts';
import { dayOf, instantOf, type Day } from '../../models/rules/time/day.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import type { Change } from '../../models/store/rows/change.ts';
import type { Services } from '../../handlers/services/context.ts';
import { demoCity } from './city.ts';
import type { DemoCity } from './types.ts';

/** What the database remembers of a demo city: how to make the same rows again, and how far they are written. */
export interface DemoMark {
  seed: number;
  today: Day;
  projects?: number;
  enterprises?: number;
  /** Parts written so far. */
  written: number;
  /** All parts; unknown until the first is written. A finished city is never touched again. */
  of?: number;
  /** 演示数据说明: shown wherever figures of this database are. */
  notice: string;
}

export interface DemoOptions {
  /** Same seed and day, same city; 1 by default. */
  seed?: number;
  projects?: number;
  enterprises?: number;
  /** Told after each part: how many of how many are written. */
  onProgress?: (written: number, of: number) => void;
}

const KEY = 'demo';
/** Rows of one transaction: far below what MongoDB keeps open at once, and few enough to show progress. */
const CHUNK = 500;
const NOTICE = '本库为演示数据：企业、项目、人员、电话和信用代码均为虚构，与任何真实单位和个人无关。';
const LOADED: readonly AnyLedger[] = [targets, projects, monthlyReports, enterprises, contacts, tenures];

/** The mark of the demo city in this database; undefined when there is none. */
export const demoMark = ({ store }: Pick<Services, 'store'>): Promise<DemoMark | undefined> =>
  store.settings.get<DemoMark>(KEY);

/**
 * Fills an empty database with an invented city as it stands today. A load that was cut off goes on where it was: the
 * rows are made again from the mark, and each part is written together with its number. A database that has rows of
 * its own is left alone.
 * @returns the mark, or undefined when nothing was written because the ledgers are in use
 */
export async function loadDemo(services: Services, options: DemoOptions = {}): Promise<DemoMark | undefined> {
  const { store, city } = services;
  const known = await demoMark(services);
  if (known && known.written === known.of) return known;
  if (!known && !(await isEmpty(services))) return undefined;
  const mark = known ?? newMark(services, options);
  const parts = partsOf(demoCity({ city, ...mark }));
  const of = parts.length;
  for (let written = mark.written; written < of; written++) {
    const context = { viewer: SYSTEM, channel: 'system', at: momentOf(services, mark), reason: NOTICE };
    await store.change(context, async (change) => {
      await parts[written]?.(change);
      await store.settings.set(KEY, { ...mark, written: written + 1, of }, change.session);
    });
    options.onProgress?.(written + 1, of);
  }
  return { ...mark, written: of, of };
}

/** Now, but not before the day the city stands at: a clock that was turned back must not refuse its facts. */
function momentOf({ clock }: Services, { today }: DemoMark): Date {
  const now = clock.now();
  return dayOf(now) < today ? instantOf(today, '12:00') : now;
}

const newMark = ({ clock }: Services, { seed = 1, projects, enterprises }: DemoOptions): DemoMark => ({
  seed,
  today: dayOf(clock.now()),
  ...(projects === undefined ? {} : { projects }),
  ...(enterprises === undefined ? {} : { enterprises }),
  written: 0,
  notice: NOTICE,
});

async function isEmpty({ store }: Services): Promise<boolean> {
  for (const ledger of LOADED) {
    const rows = await store.rows(ledger).find(SYSTEM, { limit: 1 });
    if (rows.length > 0) return false;
  }
  return true;
}

type Part = (change: Change) => Promise<unknown>;

/** What is written in one transaction each, in the order of reference: people and targets first. */
function partsOf(city: DemoCity): Part[] {
  return [
    ...chunks(tenures, values(city.people)),
    ...chunks(targets, values(city.targets)),
    ...chunks(enterprises, values(city.enterprises)),
    ...chunks(contacts, values(city.contacts)),
    ...chunks(projects, city.projects),
    ...chunks(monthlyReports, values(city.monthlyReports)),
  ];
}

const values = <V>(rows: readonly V[]): { values: V }[] => rows.map((row) => ({ values: row }));

function chunks<L extends AnyLedger>(
  ledger: L,
  items: readonly { values: NewOf<L>; code?: string }[],
): Part[] {
  const count = Math.ceil(items.length / CHUNK);
  return Array.from({ length: count }, (_, i) => {
    const chunk = items.slice(i * CHUNK, (i + 1) * CHUNK);
    return (change: Change) => change.insertMany(ledger, chunk);
  });
}
