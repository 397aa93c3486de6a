import { organsOf, type City, type Post, postOf } from '../../models/ledgers/city.ts';
import type { CheckContext } from '../../models/ledgers/engine/check.ts';
import type { Calendar } from '../../models/rules/time/calendar.ts';
import type { Clock } from '../../models/rules/time/clock.ts';
import { dayOf } from '../../models/rules/time/day.ts';
import type { Viewer } from '../../models/rules/permissions.ts';
import { mayOn, type Right } from '../../models/rules/rights.ts';
import type { RuleSet } from '../../models/rules/ruleset.ts';
import type { Card, Say } from '../../cards/card.ts';
import type { AnyRow, Audience } from '../../cards/ledger.ts';
import type { AnyLedger, Patch, RowOf } from '../../models/ledgers/engine/define.ts';
import type { Change } from '../../models/store/rows/change.ts';
import type { Rows } from '../../models/store/rows/rows.ts';
import type { ChangeContext } from '../../models/store/rows/change-context.ts';
import type { EventProgress } from '../../models/store/messages/handled-events.ts';
import type { Store, StoreOptions } from '../../models/store/store.ts';
import { deadlinesOf } from '../../models/ledgers/engine/deadlines.ts';

/** What every use case stands on. Made once, in bot/services.ts. */
export interface Services {
  store: Store;
  clock: Clock;
  city: City;
  calendar: Calendar;
  rules: RuleSet;
  /** What features add to their ledgers. */
  features: readonly Feature[];
}

/** The services, and on whose behalf they are used. */
export interface Ctx extends Services {
  viewer: Viewer;
  channel: string;
  /** The inbound event that is being handled, as `${channel}:${id}`; jobs and the CLI have none. */
  eventId?: string;
  /** What of that event is kept so far: its changes note it, the dispatcher reads it. */
  progress?: EventProgress;
  /** Who reads along in the group where it is asked; absent where one alone reads. */
  readers?: readonly Viewer[];
  /** The change under way: what it has written is read as well (`rowsIn`). */
  within?: Change;
}

/** A ledger's rows as they are, or as the change under way will leave them. */
export const rowsIn = <L extends AnyLedger>({ within, store }: Ctx, ledger: L): Rows<RowOf<L>> =>
  (within ?? store).rows(ledger);

/** What a move does beside moving its row, inside the same change. */
export interface Effect<Row = AnyRow, Event extends string = string> {
  /** What the move writes beside what it asks and sets. Worked out before the change begins: it may take long. */
  fills?(ctx: Ctx, row: Row): Promise<Patch>;
  /** Gives the row when it changed once more. `written` is what the mover was asked, and what was filled in. */
  run?(ctx: Ctx, change: Change, moved: Row, written: Patch): Promise<Row | undefined>;
  /** Moves that the service makes at once afterwards, in this order, each with all that it brings. */
  follows?(ctx: Ctx, row: Row): readonly Event[];
}

/** Whom a message is for: a post or a group of the city profile, or a person's account. */
export interface Receiver {
  code: string;
  /** The unit that the post or group belongs to. */
  unit?: string;
}

/**
 * A message that the ledger's machine sends under its name (`says`), made for each receiver: theirs, or nothing where
 * there is nothing for them.
 */
export type Message<Row = AnyRow> = (ctx: Ctx, row: Row, to: Receiver) => Promise<Say | undefined>;

/** What a feature adds to the ledger that it is about, where the definition alone is not enough. */
export interface Feature {
  ledger: AnyLedger;
  /** The card of a row in place of the default one; undefined: the default. */
  card?(ctx: Ctx, row: AnyRow, audience: Audience): Promise<Card | undefined>;
  effects: Readonly<Record<string, Effect>>;
  says: Readonly<Record<string, Message>>;
}

/** The change context of this call: who, when, through what. */
export const changeOf = (ctx: Ctx, reason?: string): ChangeContext => ({
  viewer: ctx.viewer,
  channel: ctx.channel,
  at: ctx.clock.now(),
  ...(ctx.eventId ? { eventId: ctx.eventId } : {}),
  ...(ctx.progress ? { progress: ctx.progress } : {}),
  ...(reason ? { reason } : {}),
});

/** A post of the city profile as one who looks and acts. Throws NOT_FOUND for an unknown code. */
export function viewerOf(city: City, postCode: string): Viewer {
  const { code, name, roles, unit, park, org = unit } = postOf(city, postCode);
  return {
    post: code,
    name,
    roles,
    ...(unit ? { unit } : {}),
    ...(park ? { park } : {}),
    ...(org ? { org } : {}),
  };
}

/** The posts that have a right to a row, or at all where it is about no row, in the order of the city profile. */
export const postsFor = (city: City, right: Right, row: object = {}): Post[] =>
  city.posts.filter(({ code }) => mayOn(right, viewerOf(city, code), row));

/** What judging rows needs, for the store: the city's codes and rules, as of a moment. */
export const checkContextOf = (city: City): ((at: Date) => CheckContext) => {
  const codes = {
    unit: new Set(city.units.map((unit) => unit.code)),
    park: new Set(city.parks.map((park) => park.code)),
    post: new Set(city.posts.map((post) => post.code)),
    org: new Set(organsOf(city).map((organ) => organ.code)),
  };
  return (at) => ({ today: dayOf(at), rules: city.ruleSet, knows: (kind, code) => codes[kind].has(code) });
};

/** What falls due on a row of any ledger, for the store: by the calendar and the rules in force. */
export const deadlineOf =
  (calendar: Calendar, rules: RuleSet): StoreOptions['deadlineOf'] =>
  (ledger, row, standing) =>
    deadlinesOf(ledger, row, { calendar, rules, standing });
