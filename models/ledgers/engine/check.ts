import { isDay, isPeriod, type Day } from '../../rules/time/day.ts';
import { printHundredths } from '../../rules/money.ts';
import { hasEmoji } from '../../rules/parse/text.ts';
import type { Parsed } from '../../rules/parse/result.ts';
import { parseMobile } from '../../rules/phone.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { parseUscc } from '../../rules/uscc.ts';
import type { AnyLedger, Fault, LooseRow, Patch, RowContext } from './define.ts';
import type { ChoiceField, DecimalField, Field, IntField, TextField, Value } from './fields.ts';

/** What judging a row needs: the day, the rules in force and which codes the city knows. */
export interface CheckContext extends RowContext {
  today: Day;
  rules: RuleSet;
  /** Does the city profile have this code? */
  knows: (kind: 'unit' | 'park' | 'post', code: string) => boolean;
}

/** Lays a change over a row: null takes a value away, undefined leaves it. */
export const applyPatch = (row: LooseRow, patch: Patch): LooseRow => lay({ ...row }, patch);

function lay(row: LooseRow, patch: Patch): LooseRow {
  for (const field of Object.keys(patch)) {
    const value = patch[field];
    if (value === null) {
      if (row[field] !== undefined) delete row[field];
    } else if (value !== undefined) row[field] = value;
  }
  return row;
}

/** The row as it is stored: proposed values filled in for a new one, derived values worked out. */
export function completeRow(ledger: AnyLedger, row: LooseRow, context: RowContext, isNew: boolean): LooseRow {
  if (!ledger.derive && !(isNew && ledger.suggest)) return row;
  const complete = { ...row };
  if (isNew && ledger.suggest) lay(complete, ledger.suggest(row, context));
  return ledger.derive ? lay(complete, ledger.derive(complete, context)) : complete;
}

/**
 * Everything wrong or doubtful about a complete row: field by field, then across fields. `error` faults keep it from
 * being stored; a value that is only due at a later stage is a `note` (待补).
 */
export function checkRow(ledger: AnyLedger, row: LooseRow, context: CheckContext): Fault[] {
  const faults: Fault[] = [];
  for (const [key, field] of judged(ledger)) {
    const fault = checkField(key, field, row, context);
    if (fault) faults.push(fault);
  }
  for (const rule of ledger.rules ?? []) {
    const fault = rule(row, context);
    if (fault) faults.push(fault);
  }
  return faults;
}

const entries = new WeakMap<AnyLedger, readonly (readonly [string, Field])[]>();

/**
 * The fields that are judged: hidden ones follow from others, which are judged themselves. Kept per ledger, because
 * imports ask by the hundred thousand.
 */
function judged(ledger: AnyLedger): readonly (readonly [string, Field])[] {
  const known = entries.get(ledger);
  if (known) return known;
  const made = Object.entries(ledger.fields).filter(([, field]) => !field.hidden);
  entries.set(ledger, made);
  return made;
}

function checkField(key: string, field: Field, row: LooseRow, context: CheckContext): Fault | undefined {
  const value = row[key];
  if (value === undefined || value === '') return field.required && missing(key, field, row);
  const text = judge(field, value, context);
  return text === undefined ? undefined : { level: 'error', field: key, text: `${field.label}${text}` };
}

function missing(key: string, field: Field, row: LooseRow): Fault | undefined {
  if (field.required === true) {
    return { level: 'error', field: key, text: `${field.label}未填`, suggestion: `请填写${field.label}` };
  }
  if (field.required?.when(row)) {
    return { level: 'note', field: key, text: `${field.label}待补：${field.required.text}` };
  }
  return undefined;
}

/** What is wrong with a value, to be read after the field's label; undefined when nothing is. */
function judge(field: Field, value: Value, context: CheckContext): string | undefined {
  switch (field.type) {
    case 'text':
    case 'longtext':
      return typeof value === 'string' ? judgeText(field, value) : '应为文字';
    case 'int':
      return Number.isSafeInteger(value) ? judgeRange(field, Number(value), 1) : '应为整数';
    case 'decimal':
      return Number.isSafeInteger(value) ? judgeRange(field, Number(value), 100) : '应为数字，最多两位小数';
    case 'day':
      if (typeof value !== 'string' || !isDay(value)) return `“${String(value)}”不是日期`;
      return !field.future && value > context.today ? `（${value}）晚于今天` : undefined;
    case 'period':
      return typeof value === 'string' && isPeriod(value) ? undefined : `“${String(value)}”不是月份`;
    case 'flag':
      return typeof value === 'boolean' ? undefined : '应为是或否';
    case 'choice':
      return Object.hasOwn(field.choices, String(value)) ? undefined : judgeChoices(field, [value]);
    case 'choices':
      return Array.isArray(value) ? judgeChoices(field, value) : '应为多选';
    case 'tags':
      return Array.isArray(value) ? undefined : '应为一组文字';
    case 'unit':
    case 'park':
    case 'post':
      return context.knows(field.type, String(value)) ? undefined : `“${String(value)}”不在本市名录中`;
  }
}

/** A stored text must be exactly what its reader would make of it. */
const FORMATS: Record<NonNullable<TextField['format']>, (text: string) => Parsed<string>> = {
  uscc: parseUscc,
  mobile: parseMobile,
};

function judgeText(field: TextField, text: string): string | undefined {
  const { min = 0, max = Infinity } = field;
  // A sign takes one or two units of `length`: most texts are neither short nor long enough for it to matter.
  if (text.length < 2 * min || text.length > max) {
    const length = [...text].length;
    if (length < min) return `只有 ${length} 个字，至少 ${min} 个字`;
    if (length > max) return `有 ${length} 个字，最多 ${max} 个字`;
  }
  if (hasEmoji(text)) return '不能含表情符号';
  const parsed = field.format && FORMATS[field.format](text);
  return parsed && !parsed.ok ? `：${parsed.reason}` : undefined;
}

function judgeRange(field: IntField | DecimalField, value: number, scale: 1 | 100): string | undefined {
  const { min = -Infinity, max = Infinity } = field;
  if (value >= min * scale && value <= max * scale) return undefined;
  const shown = scale === 100 ? printHundredths(value) : String(value);
  const unit = field.unit ? ` ${field.unit}` : '';
  return `为 ${shown}${unit}，不能${value < min * scale ? `小于 ${min}` : `大于 ${max}`}`;
}

function judgeChoices(field: ChoiceField, values: readonly Value[]): string | undefined {
  const stranger = values.find((value) => !Object.hasOwn(field.choices, String(value)));
  if (stranger === undefined) return undefined;
  return `“${String(stranger)}”不在选项中（${Object.values(field.choices).join('、')}）`;
}
