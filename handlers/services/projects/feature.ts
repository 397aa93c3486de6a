import { projectCard, type Owed } from '../../../cards/project.ts';
import { rowActions } from '../../../cards/ledger.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import { projects, type Project } from '../../../models/ledgers/project.ts';
import type { Change } from '../../../models/store/rows/change.ts';
import type { Ctx } from '../context.ts';
import { abilitiesOf } from '../ledgers/access.ts';
import { feature } from '../ledgers/feature.ts';
import { movesOn } from '../ledgers/row-card.ts';
import { projectHistory } from './projects.ts';
import { machineOf } from '../../../models/ledgers/engine/define.ts';
import { isAccepted } from '../../../models/ledgers/projects/signing.ts';
import { heldBy } from '../ledgers/todo.ts';
import { recognised, renewReviews } from './signings.ts';

/** What somebody owes on a project as it stands. */
function owedOn(ctx: Ctx, row: Project): Owed[] {
  if (isAccepted(row)) return [];
  const label = machineOf(projects).states[row.status].label;
  return [
    {
      what: `${label}，审核前不计入通报`,
      ...heldBy(ctx, projects, row),
      ...(row.returnReason ? { lines: [`退回原因：${row.returnReason}`] } : {}),
    },
  ];
}

/** The list before the reviewers is shorter now. */
async function renewed(ctx: Ctx, change: Change, { unit }: Project): Promise<undefined> {
  renewReviews(ctx, change, { unit });
}

/** A project's card: its life at a glance, its history for those who see it in private, what can be done with it. */
export const projectFeature = feature({
  ledger: projects,
  effects: {
    accept: { fills: recognised, run: renewed },
    return: { run: renewed },
  },
  async card(ctx, row, audience) {
    const history = audience === 'private' ? await projectHistory(ctx, row.code) : [];
    const owed = audience === 'private' ? owedOn(ctx, row) : [];
    const card = projectCard({ row, nameOf: namesOf(ctx.city), audience, history, owed });
    // The history lies folded on the card already.
    const can = { ...abilitiesOf(ctx, projects, audience, row), history: false };
    const moves = movesOn(ctx, projects, row, audience);
    return { ...card, blocks: [...card.blocks, ...rowActions({ ledger: projects, row, can, moves })] };
  },
});
