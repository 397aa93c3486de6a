import type { Typed } from '../../../cards/forms/ledger-form.ts';
import type { AnyRow } from '../../../cards/ledger.ts';
import { isSecret } from '../../../cards/history.ts';
import { askedOf, type AnyLedger, type Fault, type Patch } from '../../../models/ledgers/engine/define.ts';
import type { Field, Value } from '../../../models/ledgers/engine/fields.ts';
import { kindOf, readerOf } from '../../../models/ledgers/engine/kinds/all.ts';
import type { ReadContext } from '../../../models/ledgers/engine/kinds/kind.ts';
import { dayOf } from '../../../models/rules/time/day.ts';
import type { Note, Parsed } from '../../../models/rules/parse/result.ts';
import { type Ctx } from '../context.ts';
import { RefLookup } from './titles.ts';

/** A form's texts as values, and what could not be read of them. */
export interface ReadForm {
  patch: Patch;
  faults: Fault[];
  /** Fields whose text could not be read: their absence is no further fault. */
  unread: ReadonlySet<string>;
}

/** The form's texts of these fields as values. An empty one takes the value away; a secret left empty stays. */
export async function readFields(
  ctx: Ctx,
  ledger: AnyLedger,
  {
    form,
    keys = askedOf(ledger, ctx.viewer),
    row,
  }: { form: Typed; keys?: readonly string[]; row?: AnyRow | undefined },
): Promise<ReadForm> {
  const refs = await lookedUp(ctx, ledger, keys, form);
  const context: ReadContext = { city: ctx.city, rules: ctx.rules, today: dayOf(ctx.clock.now()), refs };
  const patch: Patch = {};
  const faults: Fault[] = [];
  const unread = new Set<string>();
  for (const key of keys) {
    const field = ledger.fields[key];
    const text = textOf(form[key]);
    if (!field || text === undefined || isUntouched(key, field, text, row)) continue;
    if (!kindOf(field).input(field)) {
      faults.push({ level: 'error', field: key, text: `${field.label}不能在表单里填写` });
      continue;
    }
    const parsed = readerOf(field, context)({ text, raw: text });
    const refusal = refusalOf(field, text, parsed);
    if (!parsed.ok || refusal) {
      unread.add(key);
      const { reason = '', suggestion } = refusal ?? {};
      const cure = suggestion ? { suggestion } : {};
      faults.push({ level: 'error', field: key, text: `${field.label}：${reason}`, ...cure });
      continue;
    }
    if (!saysTheSame(field, row?.[key], parsed.value)) patch[key] = parsed.value;
    faults.push(...parsed.notes.map((note) => noted(key, field, note)));
  }
  return { patch, faults, unread };
}

/** Why a text cannot be kept: it cannot be read, or says more than the column holds, which is not cut off in silence. */
function refusalOf(
  field: Field,
  text: string,
  parsed: Parsed<Value>,
): { reason: string; suggestion?: string } | undefined {
  if (!parsed.ok) return parsed;
  const reason = parsed.value === null ? undefined : kindOf(field).finer?.(field, text, parsed.value);
  return reason === undefined ? undefined : { reason };
}

/** What no form shows, such as the seconds of a moment, is not lost by handing the form in as it was. */
const saysTheSame = (field: Field, before: Value | undefined, after: Value | null): boolean =>
  before !== undefined && after !== null && kindOf(field).alike?.(field, before, after) === true;

/** The rows of other ledgers that a form's texts name. */
async function lookedUp(
  ctx: Ctx,
  ledger: AnyLedger,
  keys: readonly string[],
  form: Typed,
): Promise<NonNullable<ReadContext['refs']>> {
  const lookup = new RefLookup(ctx);
  await lookup.learn(
    keys.flatMap((key) => {
      const field = ledger.fields[key];
      return (field && kindOf(field).lookups?.(field, textOf(form[key]) ?? '')) ?? [];
    }),
  );
  return lookup.codesOf;
}

const textOf = (typed: string | readonly string[] | undefined): string | undefined =>
  typeof typed === 'object' ? typed.join('、') : typed?.trim();

/**
 * A secret is not shown, so an empty input means it stays. A box left open says no of what is new, where nothing else
 * speaks; of a row that says neither yes nor no it says as little.
 */
function isUntouched(key: string, field: Field, text: string, row: AnyRow | undefined): boolean {
  if (isSecret(field)) return text === '';
  const isOpenBox = kindOf(field).input(field)?.kind === 'flag' && text === 'false';
  return isOpenBox && row !== undefined && row[key] === undefined;
}

const noted = (key: string, field: Field, { kind, text }: Note): Fault => ({
  field: key,
  level: kind === 'confirm' || kind === 'range' ? 'ask' : 'note',
  text: `${field.label}：${text}`,
});
