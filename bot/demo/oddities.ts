import { addMonths, yearOf, type Day } from '../../models/rules/time/day.ts';
import type { NewProject } from '../../models/ledgers/project.ts';
import type { Random } from './random.ts';
import type { DemoProject } from './types.ts';

/** Rare states, each laid over some open projects of the last year. `per` projects have one of it. */
const ODDITIES: readonly { per: number; patch: (today: Day, i: number) => Partial<NewProject> }[] = [
  { per: 130, patch: () => ({ overlays: ['DISPUTED'] }) },
  {
    per: 130,
    patch: (today, i) => ({ deducted: true, deductDoc: `演示核减〔${yearOf(today)}〕${i + 1}号` }),
  },
  { per: 400, patch: (today) => ({ closeType: 'UNQUALIFIED', closedOn: today }) },
  { per: 400, patch: (today) => ({ closeType: 'MERGED', closedOn: today }) },
  { per: 200, patch: () => ({ overlays: ['TRANSFERRING'] }) },
];

/** Disputed, deducted, merged and unqualified projects, which the figures count differently (domain.md 4.2). */
export function markOddities(random: Random, projects: readonly DemoProject[], today: Day): DemoProject[] {
  const since = addMonths(today, -12);
  const open = projects.filter(
    ({ values }) =>
      values.kind === 'NEW' &&
      values.signDate !== undefined &&
      values.signDate > since &&
      values.overlays === undefined &&
      values.closeType === undefined,
  );
  const deck = random.shuffled(open.map(({ code }) => code));
  const patches = new Map<string, Partial<NewProject>>();
  for (const { per, patch } of ODDITIES)
    for (let i = 0; i < Math.round(projects.length / per); i++) {
      const code = deck.pop();
      if (code !== undefined) patches.set(code, patch(today, i));
    }
  return projects.map((project) => ({
    ...project,
    values: { ...project.values, ...patches.get(project.code) },
  }));
}
