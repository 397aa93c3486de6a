import { daysBetween, type Day } from '../time/day.ts';
import type { Hundredths } from '../money.ts';
import { LONGEST } from '../parse/bounds.ts';
import { nameKeyOf } from '../parse/text.ts';
import { investorKey, isShortened } from './investor-name.ts';

/** What is compared of a row. Only what both rows have counts. */
export interface Comparable {
  name: string;
  investor?: string;
  uscc?: string;
  unit?: string;
  wan?: Hundredths;
  date?: Day;
}

export interface FuzzyKey {
  /** The name without company forms, places, outputs and words that every project has. */
  core: string;
  /** 1 for 一期, 2 for 二期 …; undefined when the name speaks of no phase. */
  phase?: number;
  /** A line of business that is not production (仓储, 贸易 …): such a project is never the factory's double. */
  activity?: string;
}

export interface Similarity {
  /** 0 to 1 (domain.md Appendix B). */
  score: number;
  parts: { name: number; investor?: number; unit?: number; amount?: number; date?: number };
  /** The names are those of one project in phases, 分期续建; or one is about production, the other about storage or trade. */
  hint?: 'phase' | 'other activity';
  verdict: Verdict;
}

/** block: the person must say what it is; suggest: shown as a candidate; none: nothing is shown. */
export type Verdict = 'block' | 'suggest' | 'none';

const WEIGHTS = { name: 0.4, investor: 0.25, unit: 0.15, amount: 0.1, date: 0.1 } as const;
export const BLOCK_FROM = 0.85;
export const SUGGEST_FROM = 0.7;
const AMOUNT_TOLERANCE = 0.1;
const DATE_TOLERANCE_DAYS = 60;
const FIXED_DAY: Day = '2000-01-01';
/** Short company names are alike by chance (明盛, 宏盛): below this likeness they count as different investors. */
const INVESTOR_FROM = 0.8;
/** A name without its trade is very likely the same company, and not surely. */
const SHORTENED = 0.95;

const DIGITS = '一二三四五六七八九';
const PHASE = /\(?第?([一二三四五六七八九1-9])期(?:工程|项目)?\)?|\(?首期(?:工程|项目)?\)?/;
const COMPANY_PLACE = /\([一-龥]{2,6}\)(?=有限|股份|集团|实业|科技)/g;
const COMPANY = /有限责任公司|股份有限公司|有限公司|集团公司|集团|股份|公司|分公司/g;
const OUTPUT =
  /年(?:产|加工|处理|生产)[\d.]*(?:万|亿|千|百)?[个只台套件吨平方米条支瓶颗块片米升箱袋辆千瓦时/年]*/g;
const REGION = /^(?:广东省?)?(?:[一-龥]{2}市)?(?:[一-龥]{2,3}[县区](?=[一-龥]{4}))?/;
const COMMON =
  /投资|新建|扩建|改建|建设|工程|项目|生产基地|制造基地|产业基地|生产线|基地|总部|产业园|生产|制造|加工/g;
const ACTIVITY = /仓储|物流|冷链|商贸|贸易|销售|数据中心|房地产|光伏电站|酒店|物业/;

/**
 * The comparable core of a project or company name (domain.md Appendix B): without 有限公司, 集团, 项目, 生产基地, 年产…, places
 * and phase. `places` are the city's own names beside what stands in brackets before 有限公司.
 */
export function fuzzyKey(name: string, places: readonly string[] = []): FuzzyKey {
  const plain = keyOf(name);
  const phase = PHASE.exec(plain);
  const activity = ACTIVITY.exec(plain)?.[0];
  let core = plain.replace(PHASE, '').replace(COMPANY_PLACE, '').replace(REGION, '');
  for (const place of places) core = core.replaceAll(place, '');
  core = core
    .replace(COMPANY, '')
    .replace(OUTPUT, '')
    .replace(COMMON, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
  const key: FuzzyKey = { core: core || plain };
  if (phase) key.phase = phaseNumber(phase[1]);
  if (activity) key.activity = activity;
  return key;
}

/** Comparing takes the product of the lengths, and normalising may make one sign eighteen. */
const keyOf = (name: string): string => nameKeyOf(name.slice(0, LONGEST.name)).slice(0, LONGEST.name);

/** A word of the name for a business that is not manufacturing; undefined when there is none. */
export const otherActivity = (name: string): string | undefined => ACTIVITY.exec(keyOf(name))?.[0];

const phaseNumber = (digit: string | undefined) =>
  digit === undefined ? 1 : Number(digit) || DIGITS.indexOf(digit) + 1;

export const verdict = (score: number): Verdict =>
  score >= BLOCK_FROM ? 'block' : score >= SUGGEST_FROM ? 'suggest' : 'none';

/**
 * How likely two rows are one project: 0.4 name, 0.25 investor, 0.15 unit, 0.1 amount (±10 %), 0.1 date (±60 days), over
 * the parts that both rows have. Phases of one project never block; a factory and its warehouse are
 * different projects, so their score stays under the suggestion threshold.
 */
export const similarity = (a: Comparable, b: Comparable, places: readonly string[] = []): Similarity =>
  compare(prepare(a, places), prepare(b, places));

/** A row with its keys worked out once. */
export interface Prepared extends Comparable {
  key: FuzzyKey;
  investorCore?: string;
  /** The date in days from a fixed one. */
  time?: number;
}

export function prepare(row: Comparable, places: readonly string[]): Prepared {
  const prepared: Prepared = { ...row, key: fuzzyKey(row.name, places) };
  if (row.investor) prepared.investorCore = investorKey(row.investor, places);
  if (row.date) prepared.time = daysBetween(FIXED_DAY, row.date);
  return prepared;
}

export function compare(a: Prepared, b: Prepared): Similarity {
  const parts: Similarity['parts'] = { name: jaroWinkler(a.key.core, b.key.core) };
  if (a.uscc && b.uscc) parts.investor = a.uscc === b.uscc ? 1 : 0;
  else if (a.investorCore && b.investorCore) parts.investor = sameInvestor(a.investorCore, b.investorCore);
  return judged(a, b, Object.assign(parts, factsAlike(a, b)));
}

/** Could two rows come to a verdict, were their names and investors the same? Asked first: comparing names is dear. */
export const mayBeAlike = (a: Prepared, b: Prepared): boolean => {
  const parts: Similarity['parts'] = Object.assign(factsAlike(a, b), { name: 1 });
  if ((a.uscc && b.uscc) || (a.investorCore && b.investorCore)) parts.investor = 1;
  return verdict(weighted(parts)) !== 'none';
};

/** The parts that take no comparing of names. */
function factsAlike(a: Prepared, b: Prepared): Omit<Similarity['parts'], 'name' | 'investor'> {
  const parts: Omit<Similarity['parts'], 'name' | 'investor'> = {};
  if (a.unit && b.unit) parts.unit = a.unit === b.unit ? 1 : 0;
  if (a.wan && b.wan)
    parts.amount = Math.abs(a.wan - b.wan) <= AMOUNT_TOLERANCE * Math.max(a.wan, b.wan) ? 1 : 0;
  if (a.time !== undefined && b.time !== undefined)
    parts.date = Math.abs(a.time - b.time) <= DATE_TOLERANCE_DAYS ? 1 : 0;
  return parts;
}

function judged(a: Prepared, b: Prepared, parts: Similarity['parts']): Similarity {
  const raw = weighted(parts);
  if ((a.key.activity === undefined) !== (b.key.activity === undefined)) {
    const score = Math.min(raw, SUGGEST_FROM - 0.01);
    return { score, parts, hint: 'other activity', verdict: 'none' };
  }
  const plain = verdict(raw);
  if (plain === 'none' || (a.key.phase ?? b.key.phase) === undefined)
    return { score: raw, parts, verdict: plain };
  // 一期 is what a name without a phase speaks of, until there is a second.
  const samePhase = (a.key.phase ?? 1) === (b.key.phase ?? 1);
  if (samePhase && (a.key.phase ?? 1) === 1) return { score: raw, parts, verdict: plain };
  return { score: raw, parts, hint: 'phase', verdict: samePhase ? plain : 'suggest' };
}

function sameInvestor(a: string, b: string): number {
  if (a !== b && isShortened(a, b)) return SHORTENED;
  const likeness = jaroWinkler(a, b);
  return likeness >= INVESTOR_FROM ? likeness : 0;
}

function weighted(parts: Similarity['parts']): number {
  let sum = 0;
  let weights = 0;
  for (const part of ['name', 'investor', 'unit', 'amount', 'date'] as const) {
    const value = parts[part];
    if (value === undefined) continue;
    sum += WEIGHTS[part] * value;
    weights += WEIGHTS[part];
  }
  return Math.round((sum / weights) * 10_000) / 10_000;
}

/** Room to note which characters of a text are taken; names are compared by the hundred thousand. */
const TAKEN = new Uint8Array(256);

/** Jaro–Winkler of two strings, 0 to 1: equal characters within half the length, a bonus for a common start of up to 4. */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1;
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = b.length > TAKEN.length ? new Uint8Array(b.length) : TAKEN.fill(0, 0, b.length);
  const inA: number[] = [];
  for (let i = 0; i < a.length; i++) {
    const code = a.charCodeAt(i);
    const to = Math.min(b.length, i + reach + 1);
    for (let j = Math.max(0, i - reach); j < to; j++) {
      if (taken[j] || b.charCodeAt(j) !== code) continue;
      taken[j] = 1;
      inA.push(code);
      break;
    }
  }
  const matches = inA.length;
  if (matches === 0) return 0;
  let swapped = 0;
  for (let j = 0, k = 0; j < b.length; j++) if (taken[j] && b.charCodeAt(j) !== inA[k++]) swapped++;
  const jaro = (matches / a.length + matches / b.length + (matches - swapped / 2) / matches) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < Math.min(a.length, b.length) && a[prefix] === b[prefix]) prefix++;
  return jaro + prefix * 0.1 * (1 - jaro);
}
