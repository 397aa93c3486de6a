import type { Card } from '../../../cards/card.ts';
import type { AnyRow } from '../../../cards/ledger.ts';
import type {
  AnyLedger,
  ChangeOf,
  EventOf,
  NewOf,
  Patch,
  RowOf,
  SaysOf,
} from '../../../models/ledgers/engine/define.ts';
import { filesBrought, withAdded } from '../../../models/ledgers/engine/brought.ts';
import { canMove, takeMove, type Move } from '../../../models/ledgers/engine/machine.ts';
import { AppError, Outdated } from '../../../models/rules/errors.ts';
import type { Change } from '../../../models/store/rows/change.ts';
import type { Where } from '../../../models/rules/where.ts';
import { addDays, instantOf, type Day } from '../../../models/rules/time/day.ts';
import { changeOf, type Ctx } from '../context.ts';
import { replaceOpenCards } from '../messages/replace-cards.ts';
import { refreshTold } from '../messages/refresh-told.ts';
import { tellAll } from '../messages/tell-all.ts';
import { featureOf } from './feature.ts';
import { rowByCode } from './list.ts';
import { rowCardOf } from './row-card.ts';

export interface MoveInput {
  code: string;
  event: string;
  /** The version that the person had before them. Absent: the newest is meant, whoever was faster. */
  version?: number;
  /** What the mover was asked, as values; of lists and files what is to be added. */
  asked?: Patch;
  /** The message whose card was clicked: the answer replaces it, other cards of the matter are replaced as well. */
  clicked?: string | undefined;
  reason?: string;
}

export interface Moved {
  row: AnyRow;
  move: Move;
  /** The row's card as the change leaves it. */
  card: Card;
  /** How many got a message of their own. */
  told: number;
}

/**
 * Makes a move: the row by compare-and-set, the move's effect and messages, the moves that follow at once, the cards
 * that ask for what is done now, and what the person is answered, in one change (architecture.md 2, 3). Jobs, clicks
 * and the command line all end here.
 * @throws AppError NOT_FOUND, STALE, ILLEGAL_MOVE, FORBIDDEN, INVALID, each in one Chinese sentence; nothing is written
 */
export async function moveRow<R extends object>(
  ctx: Ctx,
  ledger: AnyLedger,
  input: MoveInput,
  answer: (moved: Moved) => R,
): Promise<R> {
  const { code, event, version, asked = {}, reason } = input;
  const seen = await rowByCode(ctx, ledger, code);
  demandFresh(ledger, seen, version);
  const move = moveFor(ctx, ledger, seen, event);
  const steps = await stepsOf(ctx, ledger, seen, event);
  return ctx.store.change(changeOf(ctx, reason), async (change) => {
    // Without a version two at once are both heard: the row is read again within the change.
    const before = version === undefined ? await again(ctx, change, ledger, seen) : seen;
    const made = await makeSteps(ctx, change, { ledger, before, steps, asked, clicked: input.clicked });
    return change.answer(answer({ ...made, move }));
  });
}

/** The moves that belong together, with the cards that stand of the row. */
async function makeSteps(
  ctx: Ctx,
  change: Change,
  of: {
    ledger: AnyLedger;
    before: AnyRow;
    steps: readonly [Step, ...Step[]];
    asked?: Patch;
    clicked?: string | undefined;
  },
): Promise<Omit<Moved, 'move'>> {
  const { ledger, before, asked } = of;
  const [first, ...following] = of.steps;
  let { row, told } = await moveWithin(ctx, change, ledger, before, first.event, {
    ...asked,
    ...first.fills,
  });
  for (const step of following) {
    const next = await moveWithin(ctx, change.consequences(), ledger, row, step.event, step.fills);
    row = next.row;
    told += next.told;
  }
  const card = await rowCardOf({ ...ctx, within: change }, ledger, row, 'private');
  await replaceOpenCards(ctx, change, card, of.clicked);
  if (row.status !== before.status) await refreshTold(ctx, change, { ledger, row });
  return { row, card, told };
}

/** Rows that one tap moves at most: one transaction. */
const AT_ONCE = 100;

/** What became of rows that were to be moved together. */
export interface MovedAll {
  moved: number;
  /** They changed after the person had seen them. */
  changed: number;
  /** They had been moved already. */
  gone: number;
  /** There were more than one tap moves. */
  left: number;
}

/**
 * Makes one move of every row on which the viewer may make it now, as the person saw them at a moment: what was changed
 * since is left for another look. All of them or none.
 * @throws AppError as moveRow does
 */
export async function moveAll<R extends object>(
  ctx: Ctx,
  ledger: AnyLedger,
  { event, where, seen }: { event: string; where: Where; seen: Date },
  answer: (moved: MovedAll, change: Change) => Promise<R>,
): Promise<R> {
  const rows = await ctx.store.rows(ledger).find(ctx.viewer, { where, sort: { code: 1 } });
  const now = { viewer: ctx.viewer, now: ctx.clock.now() };
  const open = rows.filter((row) => ledger.machine && canMove(ledger.machine, { ...row }, event, now));
  const asSeen = open.filter(({ updatedAt }) => updatedAt <= seen);
  const taken = asSeen.slice(0, AT_ONCE);
  const steps = await Promise.all(taken.map((row) => stepsOf(ctx, ledger, row, event)));
  return ctx.store.change(changeOf(ctx), async (change) => {
    for (const [i, before] of taken.entries()) {
      const of = steps[i];
      if (of) await makeSteps(ctx, change, { ledger, before, steps: of });
    }
    const done: MovedAll = {
      moved: taken.length,
      changed: open.length - asSeen.length,
      gone: rows.length - open.length,
      left: asSeen.length - taken.length,
    };
    return change.answer(await answer(done, change));
  });
}

/**
 * For jobs: makes these moves one after the other, each if the row can make it, in a change of its own. So a step makes
 * up for one before it whose runner died. Gives the last move; undefined when the row could not make that, as after a
 * step that is done already.
 * @throws AppError as moveRow does, STALE when somebody was faster
 */
export async function advance<L extends AnyLedger>(
  ctx: Ctx,
  ledger: L,
  row: RowOf<L>,
  ...events: readonly EventOf<L>[]
): Promise<Moved | undefined> {
  let at: AnyRow = row;
  let last: Moved | undefined;
  for (const event of events) {
    const now = { viewer: ctx.viewer, now: ctx.clock.now() };
    const open = ledger.machine && canMove(ledger.machine, at, event, now);
    const { code, version } = at;
    last = open ? await moveRow(ctx, ledger, { code, version, event }, (moved) => moved) : undefined;
    at = last?.row ?? at;
  }
  return last;
}

/** A row after a change, and how many got a message of their own. */
export interface Written {
  row: AnyRow;
  told: number;
}

/**
 * Within a change: one move with its effect, its evidence and its messages. `patch` is what it writes.
 * @throws AppError STALE, ILLEGAL_MOVE, FORBIDDEN, INVALID as Change.move does
 */
export async function moveWithin<L extends AnyLedger>(
  ctx: Ctx,
  change: Change,
  ledger: L,
  before: RowOf<L>,
  event: EventOf<L>,
  patch: ChangeOf<L>,
): Promise<Written> {
  const isIt = (move: Move): boolean => move.event === event && move.from.includes(String(before.status));
  const { label: fact = '', tells = [] } = ledger.machine?.moves.find(isIt) ?? {};
  const brought = withAdded(ledger, before, { ...patch });
  const moved = await change.move(ledger, before, event, brought as ChangeOf<L>);
  const evidence = filesBrought(ledger, { ...patch });
  if (evidence.length > 0) await change.attach(ledger, moved, evidence);
  const effect = featureOf(ctx, ledger)?.effects[event];
  const row: AnyRow = (await effect?.run?.(ctx, change.consequences(), moved, { ...patch })) ?? moved;
  return { row, told: await tellAll(ctx, change, { ledger, row, tells, fact, once: moved.version }) };
}

/**
 * Within a change: a new row, and what the machine tells of it.
 * @throws AppError DUPLICATE when its identity is taken, INVALID, FORBIDDEN as Change.insert does
 */
export async function addWithin<L extends AnyLedger>(
  ctx: Ctx,
  change: Change,
  ledger: L,
  values: NewOf<L>,
): Promise<Written> {
  const row: AnyRow = await change.insert(ledger, values);
  const tells = ledger.machine?.tells ?? [];
  return { row, told: await tellAll(ctx, change, { ledger, row, tells, fact: '登记', once: row.version }) };
}

/** What a job reminds of: all that the state names, or one message of it. */
export interface Reminder<L extends AnyLedger> {
  state: RowOf<L>['status'] & string;
  says?: SaysOf<L>;
}

/**
 * For jobs: reminds those whom a state names of a row that is in it, in a change of its own. Of one day each is reminded
 * once. Gives how many they are: nobody when the row has left the state.
 */
export async function remindIn<L extends AnyLedger>(
  ctx: Ctx,
  ledger: L,
  row: RowOf<L>,
  { state, says, day }: Reminder<L> & { day: Day },
): Promise<number> {
  if (row.status !== state) return 0;
  const { label: fact = '', reminds = [] } = ledger.machine?.states[state] ?? {};
  const tells = reminds.filter((each) => says === undefined || ('says' in each && each.says === says));
  const told = { ledger, row, tells, fact, once: day, until: instantOf(addDays(day, 1), '00:00') };
  return ctx.store.change(changeOf(ctx), (change) => tellAll(ctx, change, told));
}

/** One of the moves that belong together, and what it writes. */
interface Step {
  event: string;
  fills: Patch;
}

/** A move and those that follow from it, with what they write worked out beforehand. */
async function stepsOf(ctx: Ctx, ledger: AnyLedger, row: AnyRow, event: string): Promise<[Step, ...Step[]]> {
  const effect = featureOf(ctx, ledger)?.effects[event];
  const fills = (await effect?.fills?.(ctx, row)) ?? {};
  const { followedBy = [] } = ledger.machine?.moves.find((move) => move.event === event) ?? {};
  const next = [...followedBy, ...(effect?.follows?.(ctx, row) ?? [])];
  const following = await Promise.all(next.map((each) => stepsOf(ctx, ledger, row, each)));
  return [{ event, fills }, ...following.flat()];
}

async function again(ctx: Ctx, change: Change, ledger: AnyLedger, { code }: AnyRow): Promise<AnyRow> {
  const row = await change.rows(ledger).byCode(ctx.viewer, code);
  if (!row) throw new AppError('NOT_FOUND', `这个${ledger.noun}已不在台账中`);
  return row;
}

/** The move as it could be made now: its refusals come before anything is prepared. */
export function moveFor({ viewer, clock }: Ctx, ledger: AnyLedger, row: AnyRow, event: string): Move {
  if (!ledger.machine) throw new AppError('NOT_FOUND', `${ledger.title}没有可办理的动作`);
  return takeMove(ledger.machine, row, event, { viewer, now: clock.now() });
}

/** @throws Outdated when the person had an older version before them */
export function demandFresh({ noun }: AnyLedger, row: AnyRow, version: number | undefined): void {
  const { updatedBy: by, updatedAt: at, code } = row;
  if (version === undefined || version === row.version) return;
  throw new Outdated(noun, { by, at, detail: `${code}: version ${row.version}, asked for ${version}` });
}
