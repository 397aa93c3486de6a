import type { Card } from '../../../cards/card.ts';
import type { Audience } from '../../../cards/ledger.ts';
import {
  machineOf,
  type AnyLedger,
  type EventOf,
  type RowOf,
  type SaysOf,
} from '../../../models/ledgers/engine/define.ts';
import { hasMove, tellsOf } from '../../../models/ledgers/engine/machine.ts';
import type { Ctx, Effect, Feature, Message } from '../context.ts';

/** The same, typed by the ledger: effects are called after its moves, messages are those that its machine sends. */
export type FeatureOf<L extends AnyLedger> = {
  ledger: L;
  card?(ctx: Ctx, row: RowOf<L>, audience: Audience): Promise<Card | undefined>;
  /** What those see of a row, in private, who have the right to this move: what they are asked to do. */
  cards?: { readonly [E in EventOf<L>]?: (ctx: Ctx, row: RowOf<L>) => Promise<Card> };
  effects?: { readonly [E in EventOf<L>]?: Effect<RowOf<L>, EventOf<L>> };
} & ([SaysOf<L>] extends [never]
  ? { says?: never }
  : { says: { readonly [W in SaysOf<L>]: Message<RowOf<L>> } });

/** Makes a feature of its typed description; rows of its ledger are the only ones that it will be given. */
export const feature = <L extends AnyLedger>(of: FeatureOf<L>): Feature => ({
  ledger: of.ledger,
  async card(ctx, row, audience) {
    const own = audience === 'private' ? Object.entries(of.cards ?? {}) : [];
    const asked = own.find(([event]) => hasMove(machineOf(of.ledger), row, event, ctx.viewer));
    const make = asked?.[1] as ((ctx: Ctx, row: RowOf<L>) => Promise<Card>) | undefined;
    return make?.(ctx, row as RowOf<L>) ?? of.card?.(ctx, row as RowOf<L>, audience);
  },
  effects: (of.effects ?? {}) as Feature['effects'],
  says: (of.says ?? {}) as Feature['says'],
});

/** What is added to a ledger, if anything. */
export const featureOf = ({ features }: Pick<Ctx, 'features'>, ledger: AnyLedger): Feature | undefined =>
  features.find((each) => each.ledger.name === ledger.name);

/**
 * Looks whether every message that a ledger's machine sends is made by a feature.
 * @throws Error at start naming all that nobody makes: a programmer's fault
 */
export function demandMessages(ledgers: readonly AnyLedger[], features: readonly Feature[]): void {
  const missing = ledgers.flatMap((ledger) => {
    const made = featureOf({ features }, ledger)?.says ?? {};
    const said = ledger.machine
      ? tellsOf(ledger.machine).flatMap((tell) => ('says' in tell ? [tell.says] : []))
      : [];
    return said.filter((name) => name !== 'row' && !(name in made)).map((name) => `${ledger.name}: ${name}`);
  });
  if (missing.length > 0) throw new Error(`no feature makes these messages: ${missing.join(', ')}`);
}
