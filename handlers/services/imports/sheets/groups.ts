import { type City, unitNamed } from '../../../../models/ledgers/city.ts';
import { unitFieldOf, type AnyLedger, type LooseRow } from '../../../../models/ledgers/engine/define.ts';
import type { Field, Value } from '../../../../models/ledgers/engine/fields.ts';
import { readerOf } from '../../../../models/ledgers/engine/kinds/all.ts';
import type { CellReader, ReadContext } from '../../../../models/ledgers/engine/kinds/kind.ts';
import { LONGEST } from '../../../../models/rules/parse/bounds.ts';
import type { AskedWord } from '../../../../models/rules/parse/result.ts';
import { normaliseText } from '../../../../models/rules/parse/text.ts';

/** Values that the place of a row tells: under which group, on which sheet, in whose file. */
export type Context = Readonly<LooseRow>;

/** Something that a title may say of a field of the rows below it: asked about where a row does not say it itself. */
export interface TitleDoubt {
  field: string;
  /** The fields that it fills, if a person agrees. */
  fills: readonly string[];
  text: string;
  /** A word that a person can explain, once for all rows. */
  asked?: AskedWord;
}

/** What a title says of the rows below it. */
export interface TitleSaid {
  context: Context;
  doubts: readonly TitleDoubt[];
}

export interface TitleReader {
  /** Undefined where the title says nothing that the ledger keeps. */
  read(text: string): TitleSaid | undefined;
}

const NUMBERING =
  /^[(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)、.,:\s]\s*|^第[一二三四五六七八九十]{1,3}[类部分批]+[、:\s]?/;
const COUNT =
  /[([]?\s*(?:共|计|合计)?\s*\d+\s*[个家项宗](?:项目)?\s*[)\]]?\s*$|[([]\s*(?:共|计)?\s*\d+\s*[)\]]\s*$/;
const NOUNS = /(?:类|产业|行业|项目|企业|台账|情况|汇总|清单|明细|名单|阶段|部分|表)+$/;
const LONGEST_TITLE = 40;

/** Which unit a longer text begins with or is: 源城区商务局, 源城区2026年项目台账, sheet 源城区. */
export function unitAtStart(city: City, text: string): string | undefined {
  const said = normaliseText(text.slice(0, LONGEST.name)).replace(/\s/g, '');
  const body = [city.name, city.short].reduce(
    (rest, prefix) =>
      rest.startsWith(prefix) && rest.length > prefix.length + 1 ? rest.slice(prefix.length) : rest,
    said,
  );
  for (let length = Math.min(body.length, 12); length >= 2; length--) {
    const unit = unitNamed(city, body.slice(0, length));
    if (unit) return unit.code;
  }
  return undefined;
}

interface TitleField {
  name: string;
  field: Field;
  read: CellReader;
}

/** Reads titles as the ledger's cells are read: units, industries, stages, states, each by its own reader. */
export function titleReader(
  ledger: AnyLedger,
  context: Omit<ReadContext, 'unit' | 'said'>,
  said?: (field: string, word: string) => string | null | undefined,
): TitleReader {
  const fieldOf = (name: string): TitleField[] => {
    const field = ledger.fields[name];
    const own = said ? { said: (word: string) => said(name, word) } : {};
    return field ? [{ name, field, read: readerOf(field, { ...context, ...own }) }] : [];
  };
  const choices = ledger.filled.filter((name) => ledger.fields[name]?.type === 'choice');
  const isNeeded = (name: string) => ledger.fields[name]?.required === true;
  const unit = unitFieldOf(ledger) ?? '';
  const needed = [unit, ...choices.filter(isNeeded)].flatMap(fieldOf);
  // A county over a group is where its rows are, whoever brought them.
  const places = ledger.listed.filter((name) => ledger.fields[name]?.type === 'unit' && name !== unit);
  const parks = ledger.filled.filter((name) => ledger.fields[name]?.type === 'park');
  const others = [...choices.filter((name) => !isNeeded(name)), ...parks].flatMap(fieldOf);
  const known = new Map<string, TitleSaid | undefined>();
  return {
    read(title) {
      if (title.length > LONGEST.name) return undefined;
      // 招商项目台账 is what the ledger itself is called, and no 招商 of its rows.
      const text = title.replace(ledger.title, '');
      if (!known.has(text) && known.size < LONGEST.name)
        known.set(text, placed(readTitle(context.city, text, needed, others), unit, places));
      return known.has(text)
        ? known.get(text)
        : placed(readTitle(context.city, text, needed, others), unit, places);
    },
  };
}

/** The unit that a title says, for the other fields of a unit as well. */
function placed(said: TitleSaid | undefined, unit: string, places: readonly string[]): TitleSaid | undefined {
  const code = said?.context[unit];
  if (!said || code === undefined) return said;
  const all = Object.fromEntries(places.map((name) => [name, code]));
  const doubts = said.doubts.map((doubt) =>
    doubt.field === unit ? { ...doubt, fills: [...doubt.fills, ...places] } : doubt,
  );
  return { context: { ...all, ...said.context }, doubts };
}

/** Beside a unit, not in it. */
const AROUND = /以外|除外|周边|附近|毗邻/;

function readTitle(
  city: City,
  text: string,
  needed: readonly TitleField[],
  others: readonly TitleField[],
): TitleSaid | undefined {
  const word = normaliseText(text).replace(NUMBERING, '').replace(COUNT, '').trim();
  // 项目, 企业情况表: what every row of it is, and no state or kind of them.
  if (word.replace(NOUNS, '') === '' || word.length > LONGEST_TITLE) return undefined;
  const words = [...new Set([word, word.replace(NOUNS, '')])].filter((each) => each !== '');
  const unit = AROUND.test(word) ? undefined : unitAtStart(city, word);
  const found = needed.map((field): FieldSaid => {
    const said = readAs(field, words);
    const begins = field.field.type === 'unit' && said.context === undefined && unit !== undefined;
    return begins ? { context: { [field.name]: unit } } : said;
  });
  const sure = found.flatMap(({ context }) => (context ? [context] : []));
  // A word that is a field's own for sure is no half-known word of another one.
  const doubts = found.flatMap(({ doubt, firm }) => (doubt && (firm || sure.length === 0) ? [doubt] : []));
  if (sure.length > 0 || doubts.length > 0) return { context: merged(sure), doubts };
  const optional = others.flatMap((field) => {
    const { context } = readAs(field, words);
    return context ? [context] : [];
  });
  const [only] = optional;
  return only && optional.length === 1 ? { context: only, doubts: [] } : undefined;
}

const merged = (contexts: readonly Context[]): Context =>
  Object.fromEntries(contexts.flatMap((each) => Object.entries(each)));

interface FieldSaid {
  context?: Context;
  doubt?: TitleDoubt;
  /** It does speak of this field, only what it says is to be confirmed. */
  firm?: boolean;
}

function readAs({ name, field, read }: TitleField, words: readonly string[]): FieldSaid {
  let half: FieldSaid = {};
  for (const text of words) {
    const parsed = read({ text, raw: text });
    if (parsed.ok) {
      if (parsed.value === null) continue;
      const context = meantBy(field, name, parsed.value);
      const asks = parsed.notes.find(({ kind }) => kind === 'confirm');
      if (!asks) return { context };
      return { context, doubt: { field: name, fills: Object.keys(context), text: asks.text }, firm: true };
    }
    const { asked, reason } = parsed;
    if (asked && asked.proposals.length > 0 && !half.doubt)
      half = {
        doubt: { field: name, fills: [name], text: reason, asked },
        firm: field.type === 'unit',
      };
  }
  return half;
}

/** 终止 is no stage but what its field says by it. */
const meantBy = (field: Field, name: string, value: Value): Context =>
  ('means' in field && field.means?.[String(value)]) || { [name]: value };
