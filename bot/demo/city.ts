import { creditCodesOf } from './credit-code.ts';
import { draftsOf } from './projects/drafts.ts';
import { enterprisesOf, contactsOf } from './enterprises.ts';
import { markOddities } from './oddities.ts';
import { brandsOf } from './names.ts';
import { peopleOf } from './people.ts';
import { projectOf } from './projects/projects.ts';
import { randomOf } from './random.ts';
import { reportsOf } from './projects/reports.ts';
import { targetsOf } from './targets.ts';
import type { DemoCity, DemoSetting } from './types.ts';

const PROJECTS = 400;
const ENTERPRISES = 1500;

/**
 * An invented city as it stands on `today`, with 24 months and more of history: the same setting gives the same rows.
 * Everything says that it is invented: texts begin with 演示数据, people are called 张示范, credit codes carry a county
 * that does not exist, enterprises have the tag 演示数据.
 */
export function demoCity(setting: DemoSetting): DemoCity {
  const { city, today, seed, projects: count = PROJECTS, enterprises: firms = ENTERPRISES } = setting;
  const registry = {
    brand: brandsOf(randomOf(seed, 'brands')),
    uscc: creditCodesOf(randomOf(seed, 'credit codes'), city),
  };
  const drafts = draftsOf(randomOf(seed, 'drafts'), city, today, count, registry);
  const random = randomOf(seed, 'projects');
  const plain = drafts.map((draft) => projectOf(random, city, today, draft));
  const projects = markOddities(randomOf(seed, 'oddities'), plain, today);
  const enterprises = enterprisesOf(randomOf(seed, 'enterprises'), city, today, firms, projects, registry);
  return {
    targets: targetsOf(city, today, count),
    projects,
    monthlyReports: reportsOf(randomOf(seed, 'reports'), drafts, projects, today),
    enterprises,
    contacts: contactsOf(randomOf(seed, 'contacts'), enterprises, today),
    people: peopleOf(randomOf(seed, 'people'), city, today),
  };
}
