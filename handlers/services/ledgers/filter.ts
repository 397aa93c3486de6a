import { isSecret } from '../../../cards/history.ts';
import type { AnyLedger } from '../../../models/ledgers/engine/define.ts';
import type { ChoiceField, Field } from '../../../models/ledgers/engine/fields.ts';
import { inCharge, unitSaid } from '../../../models/ledgers/city/spoken-names.ts';
import { kindOf, readerOf } from '../../../models/ledgers/engine/kinds/all.ts';
import { asTexts, type ReadContext } from '../../../models/ledgers/engine/kinds/kind.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { leastSaid } from '../../../models/rules/speech/amounts.ts';
import { beginsWith, originSaid } from '../../../models/rules/speech/origins.ts';
import { daysSaid, timeAt } from '../../../models/rules/speech/times.ts';
import { dayOf } from '../../../models/rules/time/day.ts';
import { and, type Scalar, type Where } from '../../../models/rules/where.ts';
import type { Ctx } from '../context.ts';
import { RefLookup } from './titles.ts';

/** What a person asked a ledger for: conditions on its rows, and words that must be part of the name. */
export interface LedgerFilter {
  where: Where;
  name: string;
}

/** Fields a list can be filtered by in words: those whose words can be told from names. */
const filterFields = (ledger: AnyLedger): (readonly [string, Field])[] =>
  [...ledger.listed, ...(ledger.asked?.by ?? [])].flatMap((key) => {
    const field = ledger.fields[key];
    return field && kindOf(field).find ? [[key, field] as const] : [];
  });

/** A row can be searched by name where its title is plain words: not a code of the city, not a secret. */
const hasNames = (ledger: AnyLedger): boolean => {
  const title = ledger.fields[ledger.titleField];
  return title?.type === 'text' && !title.secret;
};

/**
 * Reads 企业台账 源城区 电子: each word is a state, a value of a field, a year or month, an amount or less than a step
 * (未动工), or part of the name. Several values of one field ask for rows with any of them.
 * @throws AppError INVALID naming what can be asked for, when a word is none of these, or when two exclude each other
 */
export function readFilter(ctx: Ctx, ledger: AnyLedger, text: string): LedgerFilter {
  const said: Said[] = [];
  const names: string[] = [];
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    const asks = askedBy(ctx, ledger, word);
    if (asks) said.push({ word, ...asks });
    else if (hasNames(ledger)) names.push(word);
    else throw unknownWord(ledger, word);
  }
  return { where: together(said), name: names.join(' ') };
}

/** What a word asks of one field. */
interface Asks {
  field: string;
  /** The values that it may have; none where it is a range. */
  values?: readonly Scalar[];
  /** Steps up to one, or from one on: they narrow, where values of their own add up. */
  range?: true;
  /** One of several of its kind is enough, though none of them is a value: 深圳 or 广州. */
  adds?: true;
  where: Where;
}
type Said = Asks & { word: string };

const oneOf = (field: string, values: readonly Scalar[]): Asks => {
  const [only] = values;
  return {
    field,
    values,
    where: { [field]: values.length === 1 && only !== undefined ? only : { in: values } },
  };
};

function askedBy(ctx: Ctx, ledger: AnyLedger, word: string): Asks | undefined {
  const state = Object.entries(ledger.machine?.states ?? {}).find(([, { label }]) => label === word);
  if (state) return oneOf('status', [state[0]]);
  return (
    valueOf(ctx, ledger, word) ??
    unitOf(ctx, ledger, word) ??
    stepsOf(ledger, word) ??
    timeOf(ctx, ledger, word) ??
    amountOf(ctx, ledger, word) ??
    originOf(ledger, word) ??
    chargeOf(ctx, ledger, word)
  );
}

/** A part of a unit's name that no other has: 新区. */
function unitOf({ city }: Ctx, ledger: AnyLedger, word: string): Asks | undefined {
  const unit = unitSaid(city, word);
  const [field] = filterFields(ledger).find(([, { type }]) => type === 'unit') ?? [];
  return unit && field !== undefined ? oneOf(field, [unit.code]) : undefined;
}

/** 大湾区 of the region, 深圳 of the place that rows come from. */
function originOf({ asked }: AnyLedger, word: string): Asks | undefined {
  const said = asked?.origin && originSaid(word);
  if (!asked?.origin || !said) return undefined;
  const { region, place } = asked.origin;
  if ('regions' in said) return oneOf(region, said.regions);
  return { field: place, adds: true, where: beginsWith(place, said.begins) };
}

/** 市商务局, 常务副市长: who is in charge of rows. */
function chargeOf({ city }: Ctx, { asked }: AnyLedger, word: string): Asks | undefined {
  const where = asked?.charge && inCharge(city, asked.charge, word);
  return asked?.charge && where && { field: asked.charge.organ, adds: true, where };
}

function valueOf(ctx: Ctx, ledger: AnyLedger, word: string): Asks | undefined {
  const context = readContextOf(ctx);
  for (const [key, field] of filterFields(ledger)) {
    const value = kindOf(field).find?.(field, word, context);
    if (value !== undefined) return oneOf(key, [value]);
  }
  return undefined;
}

const BEFORE = /^(?:未|没|没有|尚未|还未|还没|还没有)(?=.)/;
const FROM = /^(?:已|已经)(?=.)/;

const choiceNamed = ({ choices, words }: ChoiceField, word: string): string | undefined =>
  Object.keys(choices).find((code) => choices[code] === word) ?? words?.[word];

/** 未动工 and 已动工, where the choices of a field are steps. */
function stepsOf(ledger: AnyLedger, word: string): Asks | undefined {
  for (const [key, field] of filterFields(ledger)) {
    if (!('steps' in field) || !field.steps) continue;
    const steps = Object.keys(field.choices);
    const stepAfter = (mark: RegExp) =>
      mark.test(word) ? steps.indexOf(choiceNamed(field, word.replace(mark, '')) ?? '') : -1;
    const [before, from] = [stepAfter(BEFORE), stepAfter(FROM)];
    if (before >= 0) return { ...oneOf(key, steps.slice(0, before)), range: true };
    if (from >= 0) return { ...oneOf(key, steps.slice(from)), range: true };
  }
  return undefined;
}

/** A year or a month, of the date that the ledger's rows are asked for by. */
function timeOf({ clock }: Ctx, ledger: AnyLedger, word: string): Asks | undefined {
  const found = timeAt(word, 0, dayOf(clock.now()));
  const field = found && dateMeant(ledger, word.slice(found.end));
  if (!found || field === undefined) return undefined;
  const [from, to] = daysSaid(found.said);
  return { field, where: { [field]: { gte: from, lte: to } } };
}

/** The date that a time is about: of the step that is named behind it, else the ledger's own. */
function dateMeant({ asked, fields }: AnyLedger, step: string): string | undefined {
  if (step === '') return asked?.date;
  const field = fields[asked?.dateOf?.step ?? ''];
  const code = field && 'choices' in field ? (choiceNamed(field, step) ?? '') : '';
  return asked?.dateOf?.dates[code];
}

/** 超亿元, 5亿元以上: of the amount that the ledger's rows are asked for by. */
function amountOf({ rules }: Ctx, { asked }: AnyLedger, word: string): Asks | undefined {
  const field = asked?.amount;
  const least = field === undefined ? undefined : leastSaid(word);
  if (field === undefined || least === undefined) return undefined;
  // Whether the amount itself counts is settled for all that is said to exceed 亿元 (domain.md 4.2).
  const hundredths = least * 100;
  return {
    field,
    where: { [field]: rules.money.overYiInclusive ? { gte: hundredths } : { gt: hundredths } },
  };
}

/** All that was said at once: values of one field add to each other, everything else narrows. */
function together(said: readonly Said[]): Where {
  const fields = [...new Set(said.map(({ field }) => field))];
  return and(
    ...fields.flatMap((field) => {
      const of = said.filter((each) => each.field === field);
      const steps = of.filter(({ range }) => range);
      const plain = of.filter(({ values, range }) => values !== undefined && !range);
      const [first, second] = [plain[0] ?? steps[0], steps.find((each) => each !== steps[0] || plain[0])];
      if (first && second && !meet(plain, steps)) throw contrary(first.word, second.word);
      const values = plain.flatMap((each) => each.values ?? []);
      const added = of.filter(({ adds }) => adds).map(({ where }) => where);
      return [
        ...(values.length > 0 ? [oneOf(field, values).where] : []),
        ...(added.length > 0 ? [{ any: added }] : []),
        ...of
          .filter(({ range, values: own, adds }) => range || (own === undefined && !adds))
          .map(({ where }) => where),
      ];
    }),
  );
}

/** Is there a value that every word allows? */
function meet(plain: readonly Said[], steps: readonly Said[]): boolean {
  const open = plain.length > 0 ? plain.flatMap(({ values = [] }) => values) : (steps[0]?.values ?? []);
  return open.some((value) => steps.every(({ values = [] }) => values.includes(value)));
}

const contrary = (one: string, other: string): AppError =>
  new AppError('INVALID', `“${one}”和“${other}”不能同时成立，请只留一个`);

const readContextOf = ({ city, rules, clock }: Ctx): ReadContext => ({
  city,
  rules,
  today: dayOf(clock.now()),
});

/**
 * What a field of a ledger is to say, in whatever words its kind reads: a code, a name, an amount with its unit. Nothing
 * said asks for rows without it; several values for rows that have all of them.
 * @throws AppError INVALID in the words of the kind when it cannot be read, or where rows cannot be found by the field
 */
export async function conditionOn(ctx: Ctx, ledger: AnyLedger, key: string, said: string): Promise<Where> {
  const field = ledger.fields[key];
  if (!field || isSecret(field) || kindOf(field).stored === 'objects')
    throw new AppError('INVALID', `${ledger.title}不能按${field?.label ?? key}筛选`);
  const text = said.trim();
  if (text === '') return { [key]: { exists: false } };
  const refs = new RefLookup(ctx);
  await refs.learn(kindOf(field).lookups?.(field, text) ?? []);
  const context = { ...readContextOf(ctx), refs: refs.codesOf };
  const found = kindOf(field).find?.(field, text, context);
  if (found !== undefined) return { [key]: found };
  const parsed = readerOf(field, context)({ text, raw: text });
  if (!parsed.ok)
    throw new AppError(
      'INVALID',
      [`${field.label}：${parsed.reason}`, parsed.suggestion ?? []].flat().join('，'),
    );
  const { value } = parsed;
  if (value === null) throw new AppError('INVALID', `${field.label}里没有“${text}”`);
  return typeof value === 'object'
    ? and(...asTexts(value).map((each) => ({ [key]: each })))
    : { [key]: value };
}

function unknownWord(ledger: AnyLedger, word: string): AppError {
  const { origin, charge } = ledger.asked ?? {};
  const further = [origin?.place, charge?.organ].flatMap((key) => ledger.fields[key ?? '']?.label ?? []);
  const labels = [...filterFields(ledger).map(([, { label }]) => label), ...further];
  const cure = labels.length > 0 ? `可以按${labels.join('、')}筛选` : '它不能筛选，请看全部';
  return new AppError('INVALID', `没看懂“${word}”。${ledger.title}${cure}`);
}
