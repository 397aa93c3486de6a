import type { City } from '../../models/ledgers/city.ts';
import type { NewOf } from '../../models/ledgers/engine/define.ts';
import type { contacts, enterprises } from '../../models/ledgers/enterprise.ts';
import type { monthlyReports } from '../../models/ledgers/monthly.ts';
import type { NewProject } from '../../models/ledgers/project.ts';
import type { tenures } from '../../models/ledgers/register.ts';
import type { targets } from '../../models/ledgers/target.ts';
import type { Day } from '../../models/rules/time/day.ts';

export type NewTarget = NewOf<typeof targets>;
export type NewMonthlyReport = NewOf<typeof monthlyReports>;
export type NewEnterprise = NewOf<typeof enterprises>;
export type NewContact = NewOf<typeof contacts>;
export type DemoTenure = NewOf<typeof tenures>;

/** A project with the code it is stored under, which monthly reports and expansions refer to. */
export interface DemoProject {
  code: string;
  values: NewProject;
}

export interface DemoSetting {
  city: City;
  /** Nothing that has happened lies after this day. */
  today: Day;
  seed: number;
  /** How many projects, 在谈 included; 400 by default. Names last for about 1,000 projects and 3,000 enterprises. */
  projects?: number;
  /** How many enterprises; 1,500 by default. */
  enterprises?: number;
}

/** The rows of every ledger of an invented city, ready to be stored. */
export interface DemoCity {
  targets: NewTarget[];
  projects: DemoProject[];
  monthlyReports: NewMonthlyReport[];
  enterprises: NewEnterprise[];
  contacts: NewContact[];
  people: DemoTenure[];
}
