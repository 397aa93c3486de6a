import type { Problem, Trace } from './shape.ts';
import type { CohortTally } from './tally.ts';

/** The cell whose rows stand behind a cell that has no entry of its own. */
const SAME_ROWS: Record<string, string> = {
  amountYi: 'count',
  amountWan: 'count',
  targetRate: 'count',
  amountMonthYi: 'countMonth',
  startedRate: 'started',
  startedDelta: 'started',
  producedRate: 'produced',
  producedDelta: 'produced',
};

/** The ids behind a number, whichever cell of its row it is: `x.YC.amountYi` is what `x.YC.count` counts. */
export function rowsBehind(trace: Trace, path: string): readonly string[] {
  const own = trace[path];
  if (own) return own;
  const dot = path.lastIndexOf('.');
  const cell = SAME_ROWS[path.slice(dot + 1)];
  return (cell && trace[`${path.slice(0, dot)}.${cell}`]) || [];
}

/**
 * The ids behind both tables, sorted. 本月新增 is what entered or left since the issued bulletin where that kept its
 * ids, else what was first counted this month.
 */
export function cohortTrace(
  { x, y }: CohortTally,
  prior: Trace | undefined,
  signedNow: (u: string) => readonly string[],
): Trace {
  const trace: Trace = {};
  const total: Trace = {};
  const put = (part: 'x' | 'y', u: string, cell: string, ids: readonly string[]) => {
    trace[`${part}.${u}.${cell}`] = [...ids].sort();
    // concat, not push(...ids): a spread of 100,000 arguments may overflow the stack.
    total[`${part}.total.${cell}`] = (total[`${part}.total.${cell}`] ?? []).concat(ids);
  };
  for (const [u, { ids, started, produced }] of x) {
    const shown = prior?.[`x.${u}.count`];
    put('x', u, 'count', ids);
    put('x', u, 'countMonth', shown ? difference(ids, shown) : signedNow(u));
    put('x', u, 'started', started);
    put('x', u, 'produced', produced);
  }
  for (const [u, { ids, started, produced }] of y) {
    put('y', u, 'introduced', ids);
    put('y', u, 'started', started);
    put('y', u, 'produced', produced);
  }
  for (const [path, ids] of Object.entries(total)) trace[path] = ids.sort();
  return trace;
}

/** Ids in one list only. */
function difference(a: readonly string[], b: readonly string[]): string[] {
  const inA = new Set(a);
  const inB = new Set(b);
  return [...a.filter((id) => !inB.has(id)), ...b.filter((id) => !inA.has(id))];
}

/** The rows a unit rule stands on. */
const UNIT_RULE_ROWS: Record<string, (u: string) => string> = {
  Q07: (u) => `x.${u}.countMonth`,
  Q08: (u) => `x.${u}.count`,
  Q09: (u) => `y.${u}.introduced`,
};

/** The ids behind each problem by rule and unit: `problems.Q01.LC`. */
export function problemTrace(
  problems: readonly Problem[],
  cohorts: Trace,
  idOf: (code: string) => string | undefined,
): Trace {
  const trace: Trace = {};
  for (const { rule, u, code } of problems) {
    const path = `problems.${rule}.${u}`;
    if (code === undefined) trace[path] = [...(cohorts[UNIT_RULE_ROWS[rule]?.(u) ?? ''] ?? [])];
    else (trace[path] ??= []).push(idOf(code) ?? code);
  }
  for (const ids of Object.values(trace)) ids.sort();
  return trace;
}
