import { projectCard, type Owed } from '../../../cards/project.ts';
import { moveButton, rowActions } from '../../../cards/ledger.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import { projects, type Project } from '../../../models/ledgers/project.ts';
import type { Change } from '../../../models/store/rows/change.ts';
import type { Ctx } from '../context.ts';
import { abilitiesOf } from '../ledgers/access.ts';
import { feature } from '../ledgers/feature.ts';
import { movesOn } from '../ledgers/row-card.ts';
import { projectHistory } from './projects.ts';
import { machineOf } from '../../../models/ledgers/engine/define.ts';
import { isAccepted, unsigned } from '../../../models/ledgers/projects/signing.ts';
import { heldBy } from '../ledgers/todo.ts';
import { redLights, type RedLight } from '../../../models/ledgers/projects/red-light.ts';
import { shortDay } from '../../../models/rules/time/words.ts';
import { demandOn } from './red-lights.ts';
import { recognised, renewReviews } from './signings.ts';

/** A red light: why it is lit, who owes the reasons and until when, or what was answered. */
function demandOwed(ctx: Ctx, demand: RedLight | undefined): Owed[] {
  if (!demand) return [];
  const { why, cause, measures, fixBy } = demand;
  const label = machineOf(redLights).states[demand.status].label;
  return [
    {
      what: label,
      ...heldBy(ctx, redLights, demand),
      buttons: movesOn(ctx, redLights, demand, 'private').map((move) => moveButton(redLights, demand, move)),
      lines: [
        `亮灯原因：${why}`,
        ...(cause === undefined ? [] : [`未达进度：${cause}`]),
        ...(measures === undefined
          ? []
          : [`整改措施：${measures}${fixBy ? `（${shortDay(fixBy)}前）` : ''}`]),
      ],
    },
  ];
}

/** The second look that a newly signed project waits for. */
function signingOwed(ctx: Ctx, row: Project): Owed[] {
  const lacking = unsigned(row).map((field) => projects.fields[field].label);
  if (lacking.length > 0) return [{ what: `不计入通报：已签约但没有${lacking.join('、')}`, by: [] }];
  if (isAccepted(row)) return [];
  const label = machineOf(projects).states[row.status].label;
  return [
    {
      what: `${label}，审核前不计入通报`,
      ...heldBy(ctx, projects, row),
      buttons: movesOn(ctx, projects, row, 'private').map((move) => moveButton(projects, row, move)),
      ...(row.returnReason ? { lines: [`退回原因：${row.returnReason}`] } : {}),
    },
  ];
}

/** The lists before the county's reviewers and before 市商务局 are shorter now. */
async function renewed(ctx: Ctx, change: Change, { unit }: Project): Promise<undefined> {
  renewReviews(ctx, change, { unit });
  renewReviews(ctx, change, {});
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
    const demand = audience === 'private' ? await demandOn(ctx, row.code) : undefined;
    const owed = audience === 'private' ? [...signingOwed(ctx, row), ...demandOwed(ctx, demand)] : [];
    const card = projectCard({ row, nameOf: namesOf(ctx.city), audience, history, owed });
    // The history lies folded on the card already, and moves stand with what asks for them.
    const can = { ...abilitiesOf(ctx, projects, audience, row), history: false };
    return { ...card, blocks: [...card.blocks, ...rowActions({ ledger: projects, row, can, moves: [] })] };
  },
});
