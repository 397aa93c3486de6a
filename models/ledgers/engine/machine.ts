import { type Right, mayOn } from '../../rules/rights.ts';
import { AppError } from '../../rules/errors.ts';
import type { Viewer } from '../../rules/permissions.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { GroupKind } from '../city.ts';
import type { LooseRow, Value } from './fields.ts';

/** What a state means for lists and reminders: someone must act, someone outside must act, nothing is left to do. */
export type StateKind = 'open' | 'waiting' | 'closed';

/**
 * How long a row may stay in a state. Numbers are names of values in the rule set (`issue.signWd`), never constants
 * (domain.md [D] values are configuration).
 */
export interface Limit {
  /** Working days by domain.md 4.1. One of `workdays`, `hours` and `days` is there. */
  workdays?: string;
  /** Office hours are not asked: hours go round the clock (急件 2 小时). */
  hours?: string;
  /** Calendar days. */
  days?: string;
  /** Rows in this condition have so many hours instead: 急件. */
  urgent?: { when: (row: LooseRow) => boolean; hours: string };
  /**
   * From when it counts instead of the moment the state was entered: an instant field, a clock that runs through; or a period
   * field, from the end of what is reported, so that n working days are the n-th of the month after.
   */
  from?: string;
  /** A day or instant field that says the due moment itself (完成时限); the limit counts where it is empty. */
  due?: string;
  /** Reminders before and after, a row of `ladders` in the rule set (domain.md 5.3). */
  ladder?: string;
  /** The move that the service makes by itself when the limit has passed. */
  move?: string;
}

export interface State<W extends string = string> {
  label: string;
  kind: StateKind;
  /** Nothing is going on: lists and cards do not speak of it. */
  silent?: true;
  /** Who must act in it: their 我的待办, their reminders. */
  actor?: Right;
  /**
   * Saying nothing is an answer: who may act is shown it until it is due; nobody is reminded of it, and nobody is late.
   */
  assent?: true;
  limit?: Limit;
  /** What a job reminds of on its days while a row is in this state. */
  reminds?: readonly TellMessage<W>[];
}

/** What a move writes beside what it asks: a moment, the mover, a fixed value, or nothing any more. */
export type Setter = 'now' | 'today' | 'post' | 'unit' | 'org' | { is: Value } | null;

/** Who hears of a move, and how soon: in the next digest, as a card of its own, or at any hour (特急). */
export interface TellNotice {
  to: Right;
  as: 'digest' | 'single' | 'urgent';
  /** In the words of the trade, about the row; the move's label unless given. */
  text?: string;
}

/**
 * A message of its own that goes out with a move, once to each: `row` is the row's card as its receiver sees it, any
 * other word is a message that the ledger's feature makes under this name. A `reply` goes at once, to somebody who
 * waits; a `push` keeps to the push windows.
 */
export type TellMessage<W extends string = string> =
  /** The posts that have this right to the row, the mover among them; where no post has it, those of `orElse`. */
  | { to: Right; orElse?: Right; says: W | 'row'; as: 'reply' | 'push' }
  /** The city's groups of these kinds. */
  | { groups: readonly GroupKind[]; says: W | 'row'; as: 'reply' | 'push' }
  /** The person whose account these two fields of the row name, whether they hold a post or not. */
  | { account: { channel: string; person: string }; says: W; as: 'reply' | 'push' }
  /** The same in the definition's own words, in which `{title}` stands for what the row is called. */
  | { account: { channel: string; person: string }; text: string; as: 'reply' | 'push' };

export type Tell<W extends string = string> = TellNotice | TellMessage<W>;

/** Is it a message of its own, and not a notice for the digest? */
export const isMessage = (tell: Tell): tell is TellMessage => 'says' in tell || 'account' in tell;

/** What a guard may look at besides the row. */
export interface MoveContext {
  viewer: Viewer;
  now: Date;
}

export interface Move<S extends string = string, E extends string = string, W extends string = string> {
  /** Stable name; card actions, the command line and audit entries use it. */
  event: E;
  /** What the button says, and the history. */
  label: string;
  from: readonly S[];
  /** Absent: the row stays in its state. */
  to?: S;
  by: Right;
  /** Fields that the mover fills in, in the order of the form; a trailing `?` marks those that may stay empty. */
  asks?: readonly string[];
  /** A Chinese reason why this row may not move yet; undefined when it may. */
  guard?(row: LooseRow, context: MoveContext): string | undefined;
  sets?: Readonly<Record<string, Setter>>;
  tells?: readonly Tell<W>[];
  style?: 'primary' | 'danger';
  /** Asked before the click counts: for what cannot be taken back. */
  confirm?: { title: string; text: string };
  /** What the mover is told afterwards; `已${label}` unless given. */
  done?: string | ((row: LooseRow) => string);
  /** Several people make it on cards of their own: it is about the newest row, whatever they had before them. */
  shared?: true;
  /** Takes no button: what only a job or another move's effect does, or a card of its own offers. */
  hidden?: true;
  /** Moves that the service makes at once afterwards, in this order, each with all that it brings. */
  followedBy?: readonly NoInfer<E>[];
  /** The message whose card offers it, instead of a button: who may make it sees the row as that card. */
  on?: NoInfer<W>;
}

/** A move that a write brings with it: what somebody filled in or sent as a sheet needs a second pair of eyes. */
export interface OnWrite<E extends string = string> {
  event: E;
  /** Whose writes need nobody else's. The service's own never do. */
  unless: Right;
  /** Is the row now such that somebody is to look at it? `before` is empty for a new one. */
  when(before: LooseRow, after: LooseRow, context: { rules: RuleSet }): boolean;
}

/** A state machine as data: buttons, forms, checks, refusals, deadlines, messages, diagrams and tests derive from it. */
export interface Machine<S extends string = string, E extends string = string, W extends string = string> {
  initial: NoInfer<S>;
  states: Readonly<Record<S, State<W>>>;
  moves: readonly Move<NoInfer<S>, E, W>[];
  onWrite?: OnWrite<NoInfer<E>>;
  /** Who hears of a new row. Rows of a sheet come in numbers and tell nobody. */
  tells?: readonly Tell<W>[];
}

/** Everything that is told by a machine: of new rows, with moves, and as reminders. */
export const tellsOf = ({ tells = [], states, moves }: Machine): readonly Tell[] => [
  ...tells,
  ...Object.values(states).flatMap(({ reminds = [] }) => reminds),
  ...moves.flatMap((move) => move.tells ?? []),
];

/** `returnBasis?` → the field and whether it must be filled. */
export const askOf = (ask: string): { field: string; required: boolean } =>
  ask.endsWith('?') ? { field: ask.slice(0, -1), required: false } : { field: ask, required: true };

/** Every fault of a machine by itself: unknown states, states that no path leads to, one event with two ways out. */
export function machineFaults(machine: Machine): string[] {
  const known = new Set(Object.keys(machine.states));
  const faults = known.has(machine.initial) ? [] : [`没有初始状态 ${machine.initial}`];
  const ways = new Set<string>();
  for (const { event, from, to } of machine.moves) {
    for (const state of [...from, ...(to === undefined ? [] : [to])])
      if (!known.has(state)) faults.push(`动作 ${event}：没有状态 ${state}`);
    for (const state of from) {
      if (ways.has(`${state} ${event}`)) faults.push(`动作 ${event}：从状态 ${state} 有两条出路`);
      ways.add(`${state} ${event}`);
    }
  }
  const reached = reachedFrom(machine);
  for (const state of known) if (!reached.has(state)) faults.push(`状态 ${state} 没有动作能到`);
  return faults;
}

/** Every state that some path of moves leads to. */
function reachedFrom({ initial, moves }: Machine): ReadonlySet<string> {
  const reached = new Set<string>([initial]);
  // A set's iteration goes on over what is added to it meanwhile.
  for (const state of reached)
    for (const { from, to } of moves) if (to !== undefined && from.includes(state)) reached.add(to);
  return reached;
}

/** The moves this viewer may make on this row now: exactly the buttons to show. */
export const openMoves = (machine: Machine, row: LooseRow, context: MoveContext): readonly Move[] =>
  machine.moves.filter(
    (move) =>
      move.from.includes(String(row.status)) &&
      mayOn(move.by, context.viewer, row) &&
      move.guard?.(row, context) === undefined,
  );

/** May this viewer make this move on this row now? What jobs ask before they act. */
export const canMove = (machine: Machine, row: LooseRow, event: string, context: MoveContext): boolean =>
  openMoves(machine, row, context).some((move) => move.event === event);

/** Has this viewer the right to this move on this row, in whatever state it is? */
export const hasMove = (machine: Machine, row: object, event: string, viewer: Viewer): boolean =>
  machine.moves.some((move) => move.event === event && mayOn(move.by, viewer, row));

/** Is nothing left to do on a row in this state? */
export const isClosed = (machine: Machine, status: string | undefined): boolean =>
  machine.states[status ?? '']?.kind === 'closed';

/** The move that a write brings with it, in the state in which the row is after it. */
export function broughtBy(
  { onWrite, moves }: Machine,
  { before, row, viewer, rules }: { before: LooseRow; row: LooseRow; viewer: Viewer; rules: RuleSet },
): string | undefined {
  if (!onWrite || mayOn(onWrite.unless, viewer, row) || !onWrite.when(before, row, { rules }))
    return undefined;
  const { event } = onWrite;
  const open = moves.some((move) => move.event === event && move.from.includes(String(row.status)));
  return open ? event : undefined;
}

/**
 * The move, or an AppError that says in Chinese why not: ILLEGAL_MOVE from this state or by the guard, FORBIDDEN for
 * lack of the right.
 */
export function takeMove(machine: Machine, row: LooseRow, event: string, context: MoveContext): Move {
  const status = String(row.status);
  const named = machine.moves.filter((move) => move.event === event);
  if (named.length === 0) throw new AppError('NOT_FOUND', '这张卡片来自旧版本，已失效，请重新打开');
  const move = named.find(({ from }) => from.includes(status));
  if (!move) {
    const label = named[0]?.label ?? event;
    throw new AppError('ILLEGAL_MOVE', `当前是“${machine.states[status]?.label ?? status}”，不能${label}`);
  }
  if (!mayOn(move.by, context.viewer, row))
    throw new AppError('FORBIDDEN', `您的岗位（${context.viewer.name}）不能${move.label}`);
  const reason = move.guard?.(row, context);
  if (reason) throw new AppError('ILLEGAL_MOVE', reason);
  return move;
}

/** The machine as a Mermaid state diagram for docs/. */
export function mermaid(machine: Machine): string {
  const states = Object.entries(machine.states);
  return [
    'stateDiagram-v2',
    ...states.map(([code, { label }]) => `  ${code}: ${label}`),
    `  [*] --> ${machine.initial}`,
    ...machine.moves.flatMap(({ from, to, label }) =>
      from.map((state) => `  ${state} --> ${to ?? state}: ${label}`),
    ),
    ...states.filter(([, { kind }]) => kind === 'closed').map(([code]) => `  ${code} --> [*]`),
  ].join('\n');
}
