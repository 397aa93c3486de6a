import { AppError } from './errors.ts';
import { may, type Permit, type Viewer } from './permissions.ts';

/** What a state means for lists and reminders: someone must act, someone outside must act, nothing is left to do. */
export type StateKind = 'open' | 'waiting' | 'closed';

export interface Transition<S extends string, Row> {
  /** Stable name; card actions and audit entries use it. */
  event: string;
  /** What the button says. */
  label: string;
  from: readonly S[];
  to: S;
  permit: Permit;
  /** A Chinese reason why this row may not move yet; undefined when it may. */
  guard?(row: Row, viewer: Viewer): string | undefined;
  /** Field labels that the mover must supply as evidence. */
  evidence?: readonly string[];
}

/** A state machine as data: buttons, checks, error texts, diagrams and the exhaustive test all derive from it. */
export interface Machine<S extends string = string, Row extends object = object> {
  initial: S;
  states: Readonly<Record<S, { label: string; kind: StateKind }>>;
  transitions: readonly Transition<S, Row>[];
}

/**
 * Checks a machine when it is defined: unknown states, states that no path leads to and one event with two ways out
 * of a state are programmer faults.
 */
export function defineMachine<const S extends string, Row extends object = { status: S }>(
  machine: Machine<S, Row>,
): Machine<S, Row> {
  const known = new Set(Object.keys(machine.states));
  const ways = new Set<string>();
  for (const { event, from, to } of machine.transitions) {
    for (const state of [...from, to])
      if (!known.has(state)) throw new Error(`${event}: unknown state ${state}`);
    for (const state of from) {
      if (ways.has(`${state} ${event}`)) throw new Error(`${event}: two ways out of ${state}`);
      ways.add(`${state} ${event}`);
    }
  }
  const reached = reachedFrom(machine);
  for (const state of known) if (!reached.has(state)) throw new Error(`state ${state} is never reached`);
  return machine;
}

/** Every state that some path of moves leads to. */
function reachedFrom<S extends string, Row extends object>({
  initial,
  transitions,
}: Machine<S, Row>): ReadonlySet<string> {
  const reached = new Set<string>([initial]);
  // A set's iteration goes on over what is added to it meanwhile.
  for (const state of reached)
    for (const { from, to } of transitions) if (from.some((start) => start === state)) reached.add(to);
  return reached;
}

/** The moves this viewer may make from this state on this row: exactly the buttons to show. */
export const openMoves = <S extends string, Row extends object>(
  machine: Machine<S, Row>,
  status: S,
  row: Row,
  viewer: Viewer,
): Transition<S, Row>[] =>
  machine.transitions.filter(
    (t) => t.from.includes(status) && may(viewer, t.permit) && t.guard?.(row, viewer) === undefined,
  );

/**
 * The transition for `event`, or an AppError that says in Chinese why not: ILLEGAL_MOVE from this state or by the
 * guard, FORBIDDEN for lack of the permit.
 */
export function takeMove<S extends string, Row extends object>(
  machine: Machine<S, Row>,
  status: S,
  event: string,
  row: Row,
  viewer: Viewer,
): Transition<S, Row> {
  const named = machine.transitions.filter((t) => t.event === event);
  const transition = named.find((t) => t.from.includes(status));
  if (!transition) {
    const label = named[0]?.label ?? event;
    throw new AppError('ILLEGAL_MOVE', `当前是“${machine.states[status].label}”，不能${label}`);
  }
  if (!may(viewer, transition.permit)) {
    throw new AppError('FORBIDDEN', `您的岗位（${viewer.name}）不能${transition.label}`);
  }
  const reason = transition.guard?.(row, viewer);
  if (reason) throw new AppError('ILLEGAL_MOVE', reason);
  return transition;
}

/** The machine as a Mermaid state diagram for docs/. */
export function mermaid<S extends string, Row extends object>(machine: Machine<S, Row>): string {
  const states = Object.entries<{ label: string; kind: StateKind }>(machine.states);
  return [
    'stateDiagram-v2',
    ...states.map(([code, { label }]) => `  ${code}: ${label}`),
    `  [*] --> ${machine.initial}`,
    ...machine.transitions.flatMap((t) => t.from.map((from) => `  ${from} --> ${t.to}: ${t.label}`)),
    ...states.filter(([, { kind }]) => kind === 'closed').map(([code]) => `  ${code} --> [*]`),
  ].join('\n');
}
