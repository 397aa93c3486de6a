import type { AnyLedger } from '../../../models/ledgers/engine/define.ts';
import type { ChoiceField, Field } from '../../../models/ledgers/engine/fields.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { dayOf } from '../../../models/rules/time/day.ts';
import { and, type Where } from '../../../models/rules/where.ts';
import type { Ctx } from '../context.ts';
import { readerOf } from './read-value.ts';

/** What a person asked a ledger for: conditions on its rows, and words that must be part of the name. */
export interface LedgerFilter {
  where: Where;
  name: string;
}

/** Types whose words can be told from names. */
const FILTERS: readonly Field['type'][] = ['unit', 'park', 'post', 'choice', 'choices', 'int', 'period'];

/** Fields a list can be filtered by in words. */
const filterFields = (ledger: AnyLedger): (readonly [string, Field])[] =>
  ledger.listed.flatMap((key) => {
    const field = ledger.fields[key];
    return field && FILTERS.includes(field.type) ? [[key, field] as const] : [];
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
  const context = { city: ctx.city, rules: ctx.rules, today: dayOf(ctx.clock.now()) };
  for (const [key, field] of filterFields(ledger)) {
    if ('choices' in field) {
      const code = choiceIn(field, word);
      if (code !== undefined) return { [key]: code };
      continue;
    }
    const parsed = readerOf(field, context)({ text: word, raw: word });
    if (parsed.ok && parsed.value !== null && typeof parsed.value !== 'object')
      return { [key]: parsed.value };
  }
  return undefined;
}

/** A choice by its code, its label or part of it. Longer words are names: 某某电子厂 asks for no industry. */
const choiceIn = (field: ChoiceField, word: string): string | undefined =>
  Object.entries(field.choices).find(
    ([code, label]) => code === word.toUpperCase() || label.includes(word),
  )?.[0] ?? field.words?.[word];

function unknownWord(ledger: AnyLedger, word: string): AppError {
  const labels = filterFields(ledger).map(([, { label }]) => label);
  const cure = labels.length > 0 ? `可以按${labels.join('、')}筛选` : '它不能筛选，请看全部';
  return new AppError('INVALID', `没看懂“${word}”。${ledger.title}${cure}`);
}
