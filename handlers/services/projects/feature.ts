import { projectCard } from '../../../cards/project.ts';
import { rowActions } from '../../../cards/ledger.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import { projects } from '../../../models/ledgers/project.ts';
import { abilitiesOf } from '../ledgers/access.ts';
import { feature } from '../ledgers/feature.ts';
import { movesOn } from '../ledgers/row-card.ts';
import { projectHistory } from './projects.ts';

/** A project's card: its life at a glance, its history for those who see it in private, what can be done with it. */
export const projectFeature = feature({
  ledger: projects,
  async card(ctx, row, audience) {
    const history = audience === 'private' ? await projectHistory(ctx, row.code) : [];
    const card = projectCard({ row, nameOf: namesOf(ctx.city), audience, history });
    // The history lies folded on the card already.
    const can = { ...abilitiesOf(ctx, projects, audience, row), history: false };
    const moves = movesOn(ctx, projects, row, audience);
    return { ...card, blocks: [...card.blocks, ...rowActions({ ledger: projects, row, can, moves })] };
  },
});
