import type { Card } from '../../../cards/card.ts';
import { redLightCard, redLightsOutCard } from '../../../cards/lights.ts';
import type { AnyRow } from '../../../cards/ledger.ts';
import type { AnyLedger } from '../../../models/ledgers/engine/define.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import { passes } from '../../../models/rules/where.ts';
import type { Change } from '../../../models/store/rows/change.ts';
import type { Listed, NewMessage } from '../../../models/store/messages/message.ts';
import type { Ctx, Services } from '../context.ts';
import { messageKey } from './keys.ts';
import { openCardsSince } from './replace-cards.ts';

/** Messages that list rows: made, asked once more before they leave, and made anew where they stand. */

type RedFacts = Parameters<typeof redLightCard>[0];

/** A list without the rows that do not belong there any more; `left` are the places of the others. */
const MADE: Readonly<Record<string, (facts: object, left: ReadonlySet<number>) => Card>> = {
  red(facts, left) {
    const red = facts as RedFacts;
    const items = red.items.filter((_, at) => left.has(at));
    return items.length > 0 ? redLightCard({ ...red, items }) : redLightsOutCard(red);
  },
};

/** What a county is told of its red lights, with what must hold of each row as long as it is listed. */
export const redLightMessage = (
  facts: RedFacts,
  rows: Pick<Listed, 'ledger' | 'codes' | 'where'>,
): Pick<NewMessage, 'content' | 'lists'> => ({
  content: { card: redLightCard(facts) },
  lists: { ...rows, says: 'red', facts },
});

type RowOf = (ledger: AnyLedger, code: string) => Promise<AnyRow | undefined>;

/** The places of the rows that still belong on a list. */
async function leftOn({ store }: Pick<Services, 'store'>, lists: Listed, rowOf: RowOf): Promise<Set<number>> {
  const ledger = store.ledgers.find(({ name }) => name === lists.ledger);
  const left = new Set<number>();
  for (const [at, code] of lists.codes.entries()) {
    const row = ledger && (await rowOf(ledger, code));
    if (row && passes(lists.where, row)) left.add(at);
  }
  return left;
}

/**
 * A list that is about to leave, by its rows as they stand: why it is of no use any more, or what it says instead.
 * Undefined while all of it is true.
 */
export async function listNow(
  services: Pick<Services, 'store'>,
  lists: Listed,
): Promise<{ untrue: string } | { content: { card: Card } } | undefined> {
  const { store } = services;
  const left = await leftOn(services, lists, (ledger, code) => store.rows(ledger).byCode(SYSTEM, code));
  if (left.size === lists.codes.length) return undefined;
  const made = MADE[lists.says];
  return left.size === 0 || !made
    ? { untrue: '所列各项情况已变化' }
    : { content: { card: made(lists.facts, left) } };
}

/** Takes rows that a change has moved on off the lists that stand in chats, each in its place. */
export async function refreshListed(
  ctx: Ctx,
  change: Change,
  ledger: AnyLedger,
  codes: readonly string[],
): Promise<void> {
  if (codes.length === 0) return;
  const { at, eventId } = change.context;
  const standing = await ctx.store.outbox.standingLists(ledger.name, codes, openCardsSince(at));
  for (const { id, to, lists, platformId } of standing) {
    const left = await leftOn(ctx, lists, (of, code) => change.rows(of).byCode(SYSTEM, code));
    const card = MADE[lists.says]?.(lists.facts, left);
    if (!card) continue;
    const key = messageKey('refresh', id, eventId ?? at.toISOString());
    change.send({ key, to, kind: 'reply', content: { card }, replaces: { messageId: platformId } });
  }
}
