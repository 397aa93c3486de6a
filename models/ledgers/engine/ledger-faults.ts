import { ruleAt, type RuleSet } from '../../rules/ruleset.ts';
import type { AnyLedger } from './define.ts';
import { definitionFaults } from './definition-faults.ts';
import type { Limit } from './machine.ts';
import { refsOf } from './refs.ts';

/**
 * Every way in which ledgers contradict themselves, one another or the rule set, all at once, one Chinese sentence each
 * that begins with the ledger. Empty when the service may start.
 */
export function ledgerFaults(ledgers: readonly AnyLedger[], rules: RuleSet): string[] {
  const names = ledgers.map(({ name }) => name);
  return ledgers.flatMap((ledger, i) =>
    [
      ...(names.indexOf(ledger.name) < i ? ['另一个台账也叫这个英文名'] : []),
      ...definitionFaults(ledger),
      ...limitFaults(ledger, rules),
      ...refFaults(ledger, new Set(names)),
    ].map((fault) => `${ledger.title}（${ledger.name}）：${fault}`),
  );
}

function limitFaults(ledger: AnyLedger, rules: RuleSet): string[] {
  return Object.entries(ledger.machine?.states ?? {}).flatMap(([state, { limit, assent }]) =>
    limit
      ? [
          ...(assent && limit.ladder !== undefined ? ['不表态即无异议的，不设提醒阶梯'] : []),
          ...measureFaults(ledger, limit, rules),
          ...startFaults(ledger, limit),
          ...followingFaults(ledger, state, limit, rules),
        ].map((fault) => `状态 ${state} 的期限：${fault}`)
      : [],
  );
}

/** How long: one measure, by a value that the rule set has whatever the row says. */
function measureFaults(ledger: AnyLedger, limit: Limit, rules: RuleSet): string[] {
  const { workdays, hours, days, urgent } = limit;
  const measures = [workdays, hours, days].flatMap((path) => path ?? []);
  const count = measures.length === 1 ? [] : ['workdays、hours、days 要写一个，也只能写一个'];
  const paths = urgent ? [...measures, urgent.hours] : measures;
  return [...count, ...paths.flatMap((path) => pathFaults(ledger, path, rules))];
}

function pathFaults({ fields }: AnyLedger, path: string, rules: RuleSet): string[] {
  if (ruleAt(rules, path) === undefined) return [`规则集里没有 ${path}`];
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, key = '']) => key);
  return named.flatMap((key) => {
    const field = fields[key];
    if (!field) return [`${path}：没有字段 ${key}`];
    // With several parts in braces each is judged by itself only where it is the only one.
    if (!('choices' in field) || named.length > 1) return [];
    return Object.keys(field.choices).flatMap((choice) =>
      ruleAt(rules, path, { [key]: choice }) === undefined ? [`规则集的 ${path} 没有 ${choice}`] : [],
    );
  });
}

/** What the store adds to every row and a limit may count from. */
const MOMENTS = ['since', 'createdAt', 'updatedAt'];

function startFaults({ fields }: AnyLedger, { from, due }: Limit): string[] {
  const isTime = (key: string, types: readonly string[]) => types.includes(fields[key]?.type ?? '');
  return [
    ...(from === undefined || MOMENTS.includes(from) || isTime(from, ['instant', 'period'])
      ? []
      : [`from 要是时刻或月份字段，${from} 不是`]),
    ...(due === undefined || isTime(due, ['day', 'instant']) ? [] : [`due 要是日期或时刻字段，${due} 不是`]),
  ];
}

function followingFaults(
  { machine }: AnyLedger,
  state: string,
  { ladder, move }: Limit,
  rules: RuleSet,
): string[] {
  const events = machine?.moves.filter(({ from }) => from.includes(state)).map(({ event }) => event) ?? [];
  return [
    ...(ladder === undefined || Object.hasOwn(rules.ladders, ladder)
      ? []
      : [`规则集里没有提醒阶梯 ${ladder}`]),
    ...(move === undefined || events.includes(move) ? [] : [`这个状态没有动作 ${move}`]),
  ];
}

/** A reference leads to a ledger; what binds the row to it is asked of the row's own fields only, not of a list's parts. */
function refFaults(ledger: AnyLedger, names: ReadonlySet<string>): string[] {
  return refsOf(ledger).flatMap(({ key, item, field }) => {
    const where = item === undefined ? key : `${key}.${item}`;
    return [
      ...(names.has(field.ref) ? [] : [`字段 ${where} 指向的台账 ${field.ref} 不存在`]),
      ...(item !== undefined && (field.within !== undefined || field.follows)
        ? [`字段 ${where} 在多条记录里，within、follows 不起作用`]
        : []),
    ];
  });
}
