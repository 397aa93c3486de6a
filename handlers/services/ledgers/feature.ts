import type { Card } from '../../../cards/card.ts';
import type { AnyRow, Audience } from '../../../cards/ledger.ts';
import type { AnyLedger, EventOf, Patch, RowOf } from '../../../models/ledgers/engine/define.ts';
import type { Change } from '../../../models/store/rows/change.ts';
import type { Ctx } from '../context.ts';

/** What a move does beside moving its row, inside the same change. */
export interface Effect<Row = AnyRow, Prepared = unknown> {
  /** What takes long or reads much, before the change begins; its result reaches `run`. */
  prepare?(ctx: Ctx, row: Row): Promise<Prepared>;
  /** Gives the row when it changed once more. `asked` is what the mover was asked. */
  run(ctx: Ctx, change: Change, moved: Row, given: Given<Prepared>): Promise<Row | undefined>;
}

export interface Given<Prepared> {
  asked: Patch;
  prepared: Prepared;
}

/** What a feature adds to the ledger that it is about, where the definition alone is not enough. */
export interface Feature {
  ledger: AnyLedger;
  /** The card of a row in place of the default one; undefined: the default. */
  card?(ctx: Ctx, row: AnyRow, audience: Audience): Promise<Card | undefined>;
  effects: Readonly<Record<string, Effect>>;
}

/** The same, typed by the ledger: effects are called after its moves. */
export interface FeatureOf<L extends AnyLedger> {
  ledger: L;
  card?(ctx: Ctx, row: RowOf<L>, audience: Audience): Promise<Card | undefined>;
  effects?: { readonly [E in EventOf<L>]?: Effect<RowOf<L>> };
}

/** Makes a feature of its typed description; rows of its ledger are the only ones that it will be given. */
export const feature = <L extends AnyLedger>({ ledger, card, effects = {} }: FeatureOf<L>): Feature => ({
  ledger,
  ...(card ? { card: (ctx, row, audience) => card(ctx, row as RowOf<L>, audience) } : {}),
  effects: effects as Feature['effects'],
});

/** What is added to a ledger, if anything. */
export const featureOf = ({ features }: Ctx, ledger: AnyLedger): Feature | undefined =>
  features.find((each) => each.ledger.name === ledger.name);
