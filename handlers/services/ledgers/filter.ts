import type { AnyLedger } from '../../../models/ledgers/engine/define.ts';
import type { Field } from '../../../models/ledgers/engine/fields.ts';
import { kindOf } from '../../../models/ledgers/engine/kinds/all.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { dayOf } from '../../../models/rules/time/day.ts';
import { and, type Where } from '../../../models/rules/where.ts';
import type { Ctx } from '../context.ts';

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
  const context = { city: ctx.city, rules: ctx.rules, today: dayOf(ctx.clock.now()) };
  for (const [key, field] of filterFields(ledger)) {
    const value = kindOf(field).find?.(field, word, context);
    if (value !== undefined) return { [key]: value };
  }
  return undefined;
}

function unknownWord(ledger: AnyLedger, word: string): AppError {
  const labels = filterFields(ledger).map(([, { label }]) => label);
  const cure = labels.length > 0 ? `可以按${labels.join('、')}筛选` : '它不能筛选，请看全部';
  return new AppError('INVALID', `没看懂“${word}”。${ledger.title}${cure}`);
}
