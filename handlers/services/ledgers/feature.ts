import type { Card } from '../../../cards/card.ts';
import type { Audience } from '../../../cards/ledger.ts';
import type { AnyLedger, EventOf, RowOf } from '../../../models/ledgers/engine/define.ts';
import type { Ctx, Effect, Feature } from '../context.ts';

/** The same, typed by the ledger: effects are called after its moves. */
export interface FeatureOf<L extends AnyLedger> {
  ledger: L;
  card?(ctx: Ctx, row: RowOf<L>, audience: Audience): Promise<Card | undefined>;
  effects?: { readonly [E in EventOf<L>]?: Effect<RowOf<L>> };
}

/** Makes a feature of its typed description; rows of its ledger are the only ones that it will be given. */
export const feature = <L extends AnyLedger>(of: FeatureOf<L>): Feature => ({
  ledger: of.ledger,
  card: async (ctx, row, audience) => of.card?.(ctx, row as RowOf<L>, audience),
  effects: (of.effects ?? {}) as Feature['effects'],
});

/** What is added to a ledger, if anything. */
export const featureOf = ({ features }: Ctx, ledger: AnyLedger): Feature | undefined =>
  features.find((each) => each.ledger.name === ledger.name);
