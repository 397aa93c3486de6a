import type { Calendar, DueStep, Pause } from '../../rules/time/calendar.ts';
import { addDays, dayOf, instantOf, isDay, isPeriod, lastDayOf, type Day } from '../../rules/time/day.ts';
import { type LadderStep, ruleAt, type RuleSet } from '../../rules/ruleset.ts';
import type { LooseRow } from './fields.ts';
import type { Limit, Move, State } from './machine.ts';
import { instantIn, pausedDays, pausesIn, putOff } from './pauses.ts';

/** What deadlines ask of a ledger's definition. */
export interface LimitedLedger {
  machine?: {
    states: Readonly<Record<string, Pick<State, 'label' | 'actor' | 'limit' | 'reminds' | 'assent'>>>;
    moves?: readonly Move[];
  };
}

/** May anything fall due on rows of this ledger? */
export const hasLimits = ({ machine }: LimitedLedger): boolean =>
  Object.values(machine?.states ?? {}).some(({ limit }) => limit !== undefined);

/** May anything fall due on a row as it stands? */
export const isLimited = ({ machine }: LimitedLedger, { status }: { status?: string }): boolean =>
  machine?.states[String(status)]?.limit !== undefined;

/** Something that happens to a row by itself at a moment. */
export interface TimerSpec {
  /** Names it among the row's own: `due`, `remind:-3@09:00`, `move:expire`. */
  what: string;
  at: Date;
  /** `none` is noted and told nobody: the ladder tells it later. `refresh` makes what was told anew where it stands. */
  form: LadderStep['form'] | 'none' | 'refresh';
  to: LadderStep['to'];
  /** 急件: told at any hour. */
  urgent?: true;
  draft?: string;
  event?: string;
}

/** What was worked out before: a due moment, and from what. */
export interface StandingDue {
  at: Date;
  basis: string;
}

export interface Deadline {
  due: Date;
  /** Day by day, for 为什么是这一天; empty where no days were counted. */
  steps: readonly DueStep[];
  /** A day on the way lies in a year without a published holiday plan: 暂定. */
  provisional: boolean;
  /** All that it was worked out from, the holiday plans apart. */
  basis: string;
  /** What a newer holiday plan would say, where that is earlier: a deadline once given is never shortened (domain.md 4.1). */
  earlier?: Date;
  /** The due moment itself, reminders and moves, in their order. */
  timers: readonly TimerSpec[];
}

export interface DeadlineContext {
  calendar: Calendar;
  rules: RuleSet;
  /** The field that holds the row's pauses, a list of {from, to?}; `pauses` unless given. */
  pausedBy?: string;
  standing?: StandingDue | undefined;
}

const HOUR = 3_600_000;

/**
 * What falls due on a row, and when: the limit of its state, the reminders around it and the moves that the service
 * makes by itself (domain.md 4.1, 5.3). Undefined when its state has no limit, when nothing says from when it counts,
 * and while it stands still in a pause without an end.
 */
export function deadlinesOf(
  ledger: LimitedLedger,
  row: LooseRow,
  context: DeadlineContext,
): Deadline | undefined {
  const limit = ledger.machine?.states[String(row.status)]?.limit;
  const worked = limit && workedOut(limit, row, context);
  if (!worked) return undefined;
  const { standing } = context;
  const kept = standing && standing.basis === worked.basis && standing.at > worked.due;
  const due = kept ? standing.at : worked.due;
  return {
    ...worked,
    due,
    ...(kept ? { earlier: worked.due } : {}),
    timers: timersOf(ledger, row, limit, due, context),
  };
}

type Worked = Pick<Deadline, 'due' | 'steps' | 'provisional' | 'basis'>;

function workedOut(limit: Limit, row: LooseRow, context: DeadlineContext): Worked | undefined {
  const { status } = row;
  const named = limit.due === undefined ? undefined : row[limit.due];
  const said = dueMoment(named, context.rules);
  if (said)
    return { due: said, steps: [], provisional: false, basis: JSON.stringify([status, 'said', named]) };
  const measure = measureOf(limit, row, context.rules);
  const begun = limit.from === undefined ? undefined : row[limit.from];
  const ended = typeof begun === 'string' && isPeriod(begun) ? lastDayOf(begun) : undefined;
  const from = (ended ? endOfPeriod(ended, measure, context) : instantIn(begun)) ?? instantIn(row.since);
  if (!from || !measure) return undefined;
  const all = pausesIn(row[context.pausedBy ?? 'pauses']);
  const over = all.filter(({ to }) => to !== undefined);
  const counted = count(measure, from, over, context);
  // A pause without an end puts off what has not fallen due before it began, nobody knows until when.
  if (all.some((pause) => pause.to === undefined && pause.from <= counted.due)) return undefined;
  // What is counted from a period's end was received on no day.
  const steps = ended ? counted.steps.filter(({ day }) => day > ended) : counted.steps;
  return { ...counted, steps, basis: JSON.stringify([status, measure, from, over]) };
}

/** When a period was over that ended on a day: for working days on the last of them, so that the next is the first. */
function endOfPeriod(last: Day, measure: Measure | undefined, { calendar, rules }: DeadlineContext): Date {
  const open = measure?.unit !== 'workdays' || calendar.isWorkday(last);
  return closing(open ? last : calendar.addWorkdays(last, -1), rules);
}

interface Measure {
  unit: 'workdays' | 'hours' | 'days';
  n: number;
}

function measureOf(limit: Limit, row: LooseRow, rules: RuleSet): Measure | undefined {
  const hurried = limit.urgent?.when(row) ? { hours: limit.urgent.hours } : undefined;
  const { workdays, hours, days }: Pick<Limit, Measure['unit']> = hurried ?? limit;
  const [unit, path] =
    workdays !== undefined
      ? (['workdays', workdays] as const)
      : hours !== undefined
        ? (['hours', hours] as const)
        : (['days', days] as const);
  const n = path === undefined ? undefined : ruleAt(rules, path, row);
  return n === undefined ? undefined : { unit, n };
}

function count(
  { unit, n }: Measure,
  from: Date,
  pauses: readonly Pause[],
  { calendar, rules }: DeadlineContext,
): Omit<Worked, 'basis'> {
  if (unit === 'workdays') return countWorkdays(n, from, pauses, calendar);
  const due =
    unit === 'hours'
      ? putOff(new Date(from.getTime() + n * HOUR), from, pauses, (a, b) => b.getTime() - a.getTime())
      : closing(addDays(dayOf(from), n + pausedDays(from, n, pauses)), rules);
  return { due, steps: [], provisional: false };
}

/** The n-th working day that lies in no pause, and every day on the way. */
function countWorkdays(
  n: number,
  from: Date,
  pauses: readonly Pause[],
  calendar: Calendar,
): Omit<Worked, 'basis'> {
  let paused = 0;
  let derivation = calendar.derive(from, n);
  // What is put off may run into the next pause.
  for (;;) {
    const again = calendar.pausedWorkdays(from, derivation.due, pauses);
    if (again === paused) break;
    paused = again;
    derivation = calendar.derive(from, n + paused);
  }
  const standsStill = (day: Day) =>
    pauses.some((pause) => dayOf(pause.from) < day && pause.to !== undefined && day <= dayOf(pause.to));
  const steps = derivation.steps.map((step) =>
    step.counted && standsStill(step.day) ? { ...step, counted: false, reason: '暂停办理，不计' } : step,
  );
  return { due: derivation.due, steps, provisional: derivation.provisional };
}

/** A day means its closing time (domain.md 4.1), a moment itself. */
function dueMoment(value: unknown, rules: RuleSet): Date | undefined {
  return typeof value === 'string' && isDay(value) ? closing(value, rules) : instantIn(value);
}

/** When the office closes on a day: until then what is due on it may be done. */
export const closing = (day: Day, { office }: RuleSet): Date => instantOf(day, office.end);

function timersOf(
  { machine }: LimitedLedger,
  row: LooseRow,
  limit: Limit,
  due: Date,
  { calendar, rules }: DeadlineContext,
): TimerSpec[] {
  const entered = instantIn(row.since) ?? (limit.from === undefined ? undefined : instantIn(row[limit.from]));
  const urgent = limit.urgent?.when(row) ? ({ urgent: true } as const) : {};
  const moves = new Set(
    machine?.moves?.filter(({ from }) => from.includes(String(row.status))).map(({ event }) => event),
  );
  const ladder = limit.ladder === undefined ? [] : (rules.ladders[limit.ladder] ?? []);
  const reminders = ladder.flatMap((step): TimerSpec[] => {
    const at = instantOf(dayOfStep(calendar, dayOf(due), step.workdays), step.at);
    const { form, to, draft, event } = step;
    if (event !== undefined && !moves.has(event)) return [];
    // What lies before the row came here was not missed; what is to warn comes before the due moment or not at all.
    if ((entered && at <= entered) || (step.workdays <= 0 && at >= due)) return [];
    if (event !== undefined) return [{ what: `move:${event}`, at, form, to, event }];
    const what = `remind:${step.workdays}@${step.at}`;
    return [{ what, at, form, to, ...urgent, ...(draft === undefined ? {} : { draft }) }];
  });
  const { assent, reminds } = machine?.states[String(row.status)] ?? {};
  const otherwise = assent === true || reminds !== undefined || limit.move !== undefined;
  const told = otherwise || reminders.some(({ at }) => at > due);
  const fallsDue: TimerSpec =
    told && !urgent.urgent
      ? { what: 'due', at: due, form: assent ? 'refresh' : 'none', to: [] }
      : { what: 'due', at: due, form: 'single', to: ['actor', 'lead'], ...urgent };
  const moved: TimerSpec[] =
    limit.move === undefined
      ? []
      : [{ what: `move:${limit.move}`, at: due, form: 'move', to: [], event: limit.move }];
  return [...reminders, fallsDue, ...moved].toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/** The day of a rung. On the day itself means the last working day before it, where that is a day off. */
function dayOfStep(calendar: Calendar, due: Day, workdays: number): Day {
  if (workdays === 0) return calendar.isWorkday(due) ? due : calendar.addWorkdays(due, -1);
  return calendar.addWorkdays(due, workdays);
}
