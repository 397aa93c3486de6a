import type { Ctx } from '../../handlers/services/context.ts';
import { conditionOn } from '../../handlers/services/ledgers/filter.ts';
import { rowsNamed } from '../../handlers/services/ledgers/search.ts';
import type { AnyLedger } from '../../models/ledgers/engine/define.ts';
import type { Field } from '../../models/ledgers/engine/fields.ts';
import { AppError } from '../../models/rules/errors.ts';
import { createNameIndex } from '../../models/rules/names/search.ts';
import { daysSaid, timeAt } from '../../models/rules/speech/times.ts';
import { dayOf } from '../../models/rules/time/day.ts';
import { and, type Where } from '../../models/rules/where.ts';
import { CODE_NAMES, fieldNamed, proposed, type CliCall } from './command.ts';

/**
 * `--where 落地方=源城区 --where 编号=XM-2026-YC-0001`: fields and values by name or code; all of them hold.
 * @throws AppError USAGE for what is no condition, INVALID for a value that no row can have, with those it may mean
 */
export async function conditionsSaid(call: CliCall, ctx: Ctx, ledger: AnyLedger): Promise<Where> {
  return and(...(await Promise.all(wordsOf(call).map((text) => conditionSaid(ctx, ledger, text)))));
}

/** The conditions as they were written, for the title of what they lead to. */
export const conditionWords = (call: CliCall): string => wordsOf(call).join('、');

const wordsOf = ({ options }: CliCall): string[] =>
  Array.isArray(options.where) ? options.where.map(String) : [];

async function conditionSaid(ctx: Ctx, ledger: AnyLedger, text: string): Promise<Where> {
  const split = text.indexOf('=');
  if (split < 1) throw new AppError('USAGE', `--where 应写成 字段=值，“${text}”不行`);
  const [name, value] = [text.slice(0, split).trim(), text.slice(split + 1).trim()];
  if (isCode(ledger, name)) return demandRow(ctx, ledger, value.toUpperCase());
  const key = fieldNamed(ledger, name);
  const field = ledger.fields[key];
  if (!field || value === '') return conditionOn(ctx, ledger, key, value);
  if (field.type === 'text') return textOf(ctx, ledger, key, value);
  if (field.type === 'ref') return refOf(ctx, ledger, key, field.ref, value);
  return rangeOf(ctx, field, key, value) ?? codeOrName(ctx, ledger, key, value);
}

const isCode = ({ noun }: AnyLedger, said: string): boolean =>
  CODE_NAMES.includes(said) || said === `${noun}编号`;

async function demandRow(ctx: Ctx, ledger: AnyLedger, code: string): Promise<Where> {
  if (await ctx.store.rows(ledger).byCode(ctx.viewer, code)) return { code };
  throw new AppError('INVALID', `没有编号为 ${code} 的${ledger.noun}，或您的岗位看不到它`);
}

/** Codes are written in capitals, and need not be typed so. */
async function codeOrName(ctx: Ctx, ledger: AnyLedger, key: string, value: string): Promise<Where> {
  const capitals = value.toUpperCase();
  try {
    return await conditionOn(ctx, ledger, key, value);
  } catch (error) {
    if (capitals === value || !/^[A-Z0-9_-]+$/.test(capitals)) throw error;
    return conditionOn(ctx, ledger, key, capitals).catch(() => {
      throw error;
    });
  }
}

/** A year or some months of a date. */
function rangeOf({ clock }: Ctx, field: Field, key: string, value: string): Where | undefined {
  if (field.type !== 'day') return undefined;
  const found = timeAt(value, 0, dayOf(clock.now()));
  if (found?.end !== value.length) return undefined;
  const [gte, lte] = daysSaid(found.said);
  return { [key]: { gte, lte } };
}

/** A text as it stands in a row; what stands in none is most likely misspelt. */
async function textOf(ctx: Ctx, ledger: AnyLedger, key: string, value: string): Promise<Where> {
  const where = await conditionOn(ctx, ledger, key, value);
  const reader = ctx.store.rows(ledger);
  if ((await reader.count(ctx.viewer, where)) > 0) return where;
  const label = ledger.fields[key]?.label ?? key;
  const known = new Set<string>();
  for await (const row of reader.stream(ctx.viewer, { fields: [key] }))
    if (known.size < LOOKED_THROUGH) known.add(String(Reflect.get(row, key) ?? ''));
  known.delete('');
  const index = createNameIndex([...known].map((text) => ({ id: text, text })));
  const alike = index.search(value, PROPOSED).map(({ text }) => text);
  throw new AppError('INVALID', `${label}里没有“${value}”${proposed(alike)}`);
}

/** A row of another ledger, by its code or its title. */
async function refOf(ctx: Ctx, ledger: AnyLedger, key: string, to: string, value: string): Promise<Where> {
  try {
    return await codeOrName(ctx, ledger, key, value);
  } catch (error) {
    const other = ctx.store.ledgers.find(({ name }) => name === to);
    if (!other || AppError.from(error).code !== 'INVALID') throw error;
    const { rows } = await rowsNamed(ctx, other, value, { limit: PROPOSED });
    const alike = rows.map((row) => String(Reflect.get(row, other.titleField)));
    throw new AppError('INVALID', `没有叫“${value}”的${other.noun}${proposed(alike)}`, { cause: error });
  }
}

/** So many different values are looked through for one alike, and so many are proposed. */
const LOOKED_THROUGH = 20_000;
const PROPOSED = 3;
