import { isSecret } from '../../../cards/history.ts';
import type { AnyLedger } from '../../../models/ledgers/engine/define.ts';
import type { Field } from '../../../models/ledgers/engine/fields.ts';
import { kindOf, readerOf } from '../../../models/ledgers/engine/kinds/all.ts';
import { asTexts, type ReadContext } from '../../../models/ledgers/engine/kinds/kind.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { dayOf } from '../../../models/rules/time/day.ts';
import { and, type Where } from '../../../models/rules/where.ts';
import type { Ctx } from '../context.ts';
import { RefLookup } from './titles.ts';

/** What a person asked a ledger for: conditions on its rows, and words that must be part of the name. */
export interface LedgerFilter {
  where: Where;
  name: string;
}

/** Fields a list can be filtered by in words: those whose words can be told from names. */
const filterFields = (ledger: AnyLedger): (readonly [string, Field])[] =>
  ledger.listed.flatMap((key) => {
    const field = ledger.fields[key];
    return field && kindOf(field).find ? [[key, field] as const] : [];
  });

/** A row can be searched by name where its title is plain words: not a code of the city, not a secret. */
const hasNames = (ledger: AnyLedger): boolean => {
  const title = ledger.fields[ledger.titleField];
  return title?.type === 'text' && !title.secret;
};

/**
 * Reads 企业台账 源城区 电子: each word is a state, or a value of a listed field, or part of the name.
 * @throws AppError INVALID naming what can be asked for, when a word is none of these
 */
export function readFilter(ctx: Ctx, ledger: AnyLedger, text: string): LedgerFilter {
  const parts: Where[] = [];
  const names: string[] = [];
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    const where = stateOf(ledger, word) ?? valueOf(ctx, ledger, word);
    if (where) parts.push(where);
    else if (hasNames(ledger)) names.push(word);
    else throw unknownWord(ledger, word);
  }
  return { where: and(...parts), name: names.join(' ') };
}

function stateOf(ledger: AnyLedger, word: string): Where | undefined {
  const states = Object.entries(ledger.machine?.states ?? {});
  const found = states.find(([, { label }]) => label === word);
  return found && { status: found[0] };
}

function valueOf(ctx: Ctx, ledger: AnyLedger, word: string): Where | undefined {
  const context = readContextOf(ctx);
  for (const [key, field] of filterFields(ledger)) {
    const value = kindOf(field).find?.(field, word, context);
    if (value !== undefined) return { [key]: value };
  }
  return undefined;
}

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
  const labels = filterFields(ledger).map(([, { label }]) => label);
  const cure = labels.length > 0 ? `可以按${labels.join('、')}筛选` : '它不能筛选，请看全部';
  return new AppError('INVALID', `没看懂“${word}”。${ledger.title}${cure}`);
}
