import type { AnyLedger } from '../../../models/ledgers/engine/define.ts';
import { deadlinesOf, type Deadline, type LimitedLedger } from '../../../models/ledgers/engine/deadlines.ts';
import type { LooseRow } from '../../../models/ledgers/engine/fields.ts';
import { showValue } from '../../../models/ledgers/engine/show.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import type { Change } from '../../../models/store/rows/change.ts';
import type { Timer, TimerOutcome } from '../../../models/store/timers.ts';
import { changeOf, viewerOf, type Ctx } from '../context.ts';
import { namesFor } from '../ledgers/titles.ts';
import { tell } from '../messages/notices.ts';
import { refreshTold } from '../messages/refresh-told.ts';
import { remindedPosts } from '../messages/recipients.ts';
import { reminderFact } from './facts.ts';

/** How many timers came to which end. */
export type TimerTally = Partial<Record<TimerOutcome, number>>;
/** Makes a move in the name of the service; throws AppError when the row may not make it. */
export type MoveRow = (ctx: Ctx, ledger: AnyLedger, code: string, event: string) => Promise<unknown>;

/** A row that may not move any more: somebody was faster, or the definition forbids it. */
const MOVED_ON: readonly string[] = ['ILLEGAL_MOVE', 'FORBIDDEN', 'NOT_FOUND'];

/**
 * Does all that has come for a row, in one transaction with the notes that it is done: what the row does not want any
 * more is dropped, of several reminders only the newest is told. Moves follow one by one, each in a transaction of its
 * own. May be called by several replicas and after a crash: each thing happens once.
 */
export async function actOnRow(
  ctx: Ctx,
  ledgerName: string,
  rowId: string,
  moveRow: MoveRow,
): Promise<TimerTally> {
  const ledger = ctx.store.ledgers.find(({ name }) => name === ledgerName);
  if (!ledger) return dropUnknown(ctx, rowId);
  const tally: TimerTally = {};
  for (;;) {
    const step = await remind(ctx, ledger, rowId);
    add(tally, step.tally);
    const [move, ...more] = step.moves;
    if (!move) return tally;
    add(tally, { [await moveBy(ctx, ledger, move, moveRow)]: 1 });
    // What the row wants after a move is another question.
    if (more.length === 0) return tally;
  }
}

/** A ledger that is not there any more: its timers are of no use. */
async function dropUnknown(ctx: Ctx, rowId: string): Promise<TimerTally> {
  return ctx.store.change(changeOf(ctx), async (change) => {
    const timers = await ctx.store.timers.ofRow(rowId, change.session);
    await ctx.store.timers.drop(timers, change.session);
    return { dropped: timers.length };
  });
}

/** All but the moves; gives these. A row that only moves, as most do, needs no transaction for it. */
async function remind(
  ctx: Ctx,
  ledger: AnyLedger,
  rowId: string,
): Promise<{ tally: TimerTally; moves: Timer[] }> {
  const { store } = ctx;
  const seen = sorted(
    ctx,
    ledger,
    await store.rows(ledger).byId(SYSTEM, rowId),
    await store.timers.ofRow(rowId),
  );
  if (seen.told.length + seen.stale.length + seen.older.length + seen.refreshing.length === 0)
    return { tally: {}, moves: seen.moves };
  return store.change(changeOf(ctx), async (change) => {
    const found = await change.rows(ledger).byId(SYSTEM, rowId);
    const all = await store.timers.ofRow(rowId, change.session);
    const { row, deadline, stale, told, older, moves, refreshing } = sorted(ctx, ledger, found, all);
    if (found && refreshing.length > 0) await refreshTold(ctx, change, { ledger, row: found }, 'all');
    await store.timers.settle(refreshing, 'refreshed', change.session);
    await store.timers.drop(stale, change.session);
    const heard = row && deadline ? await tellAll(ctx, change, ledger, row, deadline, told) : [];
    const unheard = told.filter((timer) => !heard.includes(timer));
    await store.timers.settle(heard, 'told', change.session);
    await store.timers.settle(unheard, 'dropped', change.session);
    await store.timers.settle(older, 'coalesced', change.session);
    const dropped = stale.length + unheard.length;
    return {
      tally: { dropped, told: heard.length, coalesced: older.length, refreshed: refreshing.length },
      moves,
    };
  });
}

/** What has come for a row and waits, by what is to become of it. */
interface Sorted {
  row: LooseRow | undefined;
  deadline: Deadline | undefined;
  /** The row does not want it, or is gone. */
  stale: Timer[];
  told: Timer[];
  /** Left to a newer one. */
  older: Timer[];
  moves: Timer[];
  /** What was told is to be made anew where it stands. */
  refreshing: Timer[];
}

function sorted(ctx: Ctx, ledger: AnyLedger, found: object | undefined, all: readonly Timer[]): Sorted {
  const now = ctx.clock.now();
  const come = all.filter(({ state, at }) => state === 'waiting' && at <= now);
  const row = found && loose(found);
  const deadline = row && deadlineIn(ctx, ledger, row, all);
  const wanted = new Set(deadline?.timers.map(nameOf));
  const live = come.filter((timer) => wanted.has(nameOf(timer)));
  const told = toTell(live);
  return {
    row,
    deadline,
    stale: come.filter((timer) => !wanted.has(nameOf(timer))),
    told,
    older: live.filter((timer) => isTold(timer) && !told.includes(timer)),
    moves: live.filter(({ event }) => event !== undefined),
    refreshing: live.filter(({ form }) => form === 'refresh'),
  };
}

function deadlineIn(ctx: Ctx, ledger: AnyLedger, row: LooseRow, all: readonly Timer[]): Deadline | undefined {
  const { calendar, rules } = ctx;
  const due = all.find(({ what }) => what === 'due');
  const standing = due?.basis === undefined ? undefined : { at: due.at, basis: due.basis };
  return deadlinesOf(ledger, row, { calendar, rules, standing });
}

const loose = (row: object): LooseRow => Object.fromEntries(Object.entries(row));
const nameOf = ({ what, at }: Pick<Timer, 'what' | 'at'>): string => `${what} ${at.getTime()}`;
const UNTOLD: readonly Timer['form'][] = ['none', 'move', 'refresh'];
const isTold = ({ form }: Timer): boolean => !UNTOLD.includes(form);

/** Of what was missed the newest reminder, and the newest draft: they are for different posts. */
function toTell(live: readonly Timer[]): Timer[] {
  const newest = (of: (timer: Timer) => boolean) =>
    live.filter((timer) => isTold(timer) && of(timer)).slice(-1);
  return [...newest(({ form }) => form !== 'draft'), ...newest(({ form }) => form === 'draft')];
}

/** Tells each of these to the posts it is for; gives those that anybody is to hear. */
async function tellAll(
  ctx: Ctx,
  change: Change,
  ledger: AnyLedger,
  row: LooseRow,
  deadline: Deadline,
  timers: readonly Timer[],
): Promise<Timer[]> {
  const heard: Timer[] = [];
  const states: NonNullable<LimitedLedger['machine']>['states'] = ledger.machine?.states ?? {};
  const status = String(row.status);
  const state = states[status];
  for (const timer of timers) {
    const fact = reminderFact(state?.label ?? '', deadline, change.context.at, ctx.calendar, timer.draft);
    for (const { code: post } of remindedPosts(ctx.city, timer.to, state?.actor, row)) {
      if (!(await maySee(ctx, change, ledger, post, timer.rowId))) continue;
      tell(change, {
        post,
        ledger: ledger.name,
        code: timer.code,
        matter: await matterFor(ctx, ledger, row, post),
        fact,
        urgency: timer.urgent ? 'urgent' : timer.form === 'digest' ? 'digest' : 'single',
        while: [status],
        // Before the due moment it says when that is to come.
        ...(change.context.at < deadline.due ? { until: deadline.due } : {}),
      });
      if (!heard.includes(timer)) heard.push(timer);
    }
  }
  return heard;
}

/** What the row is called to a post: by the titles of other rows only as far as it may see those. */
async function matterFor(ctx: Ctx, ledger: AnyLedger, row: LooseRow, post: string): Promise<string> {
  const field = ledger.fields[ledger.titleField];
  const value = row[ledger.titleField];
  if (!field || value === undefined) return ledger.noun;
  const nameOf = await namesFor({ ...ctx, viewer: viewerOf(ctx.city, post) }, ledger, [row]);
  return showValue(field, value, nameOf);
}

/** What a post may not see (在谈保密) it is not reminded of either. */
async function maySee(
  ctx: Ctx,
  change: Change,
  ledger: AnyLedger,
  post: string,
  rowId: string,
): Promise<boolean> {
  try {
    return (await change.rows(ledger).byId(viewerOf(ctx.city, post), rowId)) !== undefined;
  } catch (error) {
    if (error instanceof AppError && error.code === 'FORBIDDEN') return false;
    throw error;
  }
}

/** The move marks its own event, so that one made by a process that died before it could note it is not made again. */
async function moveBy(ctx: Ctx, ledger: AnyLedger, timer: Timer, moveRow: MoveRow): Promise<TimerOutcome> {
  const eventId = `timer:${timer._id}:${timer.at.toISOString()}`;
  const outcome = await moveRow({ ...ctx, eventId }, ledger, timer.code, timer.event ?? '').then(
    () => 'moved' as const,
    async (error: unknown) => {
      if (error instanceof AppError && MOVED_ON.includes(error.code)) return 'dropped' as const;
      if (await ctx.store.handled.find(eventId)) return 'moved' as const;
      throw error;
    },
  );
  await ctx.store.timers.settle([timer], outcome);
  return outcome;
}

function add(tally: TimerTally, more: TimerTally): void {
  for (const [outcome, n] of Object.entries(more) as [TimerOutcome, number][])
    tally[outcome] = (tally[outcome] ?? 0) + n;
}
