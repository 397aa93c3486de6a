import type { AnyLedger, Fault } from '../../models/ledgers/engine/define.ts';
import type { Field, LooseRow, Value } from '../../models/ledgers/engine/fields.ts';
import { kindOf, typedValue } from '../../models/ledgers/engine/kinds/all.ts';
import type { InputShape, Register } from '../../models/ledgers/engine/kinds/kind.ts';
import { showValue, type NameOf } from '../../models/ledgers/engine/show.ts';
import { isDay, isPeriod } from '../../models/rules/time/day.ts';
import type { Block, Button, Card, FormBlock, Input } from '../card.ts';
import { formParts, hasInput } from './form-parts.ts';
import { isSecret } from '../history.ts';
import { backTo, titleOf, type AnyRow } from '../ledger.ts';

/** What stands in a form's inputs, by field: text as typed, codes of choices. */
export type Typed = Readonly<Record<string, string | readonly string[]>>;

/** Inputs of fields carry this before the field's key, so that no field can pass for a parameter of the action. */
export const FIELD_PREFIX = 'f_';
/** The input that asks an editor why; it goes into the history. */
export const REASON = 'reason';

export interface FormFacts {
  ledger: AnyLedger;
  nameOf: NameOf;
  /** Which part of a long form, from 0. */
  part: number;
  /** Absent for a new one. */
  row?: AnyRow;
  /** What a new one was said to be about (登记月报 XM-…): it stands there when the form opens. */
  about?: string;
  /** The fields of a new one that were filled in when its form opened. */
  given?: readonly string[];
  values: Typed;
  faults?: readonly Fault[];
  /** Marks the questions among the faults; comes back with the answer “yes”. */
  asked?: string;
  /** Why an editor changes the row, as typed before. */
  reason?: string;
  /** A word above the form: what happened meanwhile. */
  notice?: readonly string[];
  /** Codes of a register that this field may be given. */
  options: (register: Register, field: string) => NonNullable<Input['options']>;
  /** The fields that whoever fills it in is asked for; all that people fill in when absent. */
  asks?: readonly string[];
}

/** What an input is made of beside its field. */
export type InputFacts = Pick<FormFacts, 'nameOf' | 'values' | 'faults' | 'options'> & { row?: AnyRow };

/** A stored value as it stands in its input: numbers in their unit, codes of choices. Secrets are never sent out. */
export function typedOf(ledger: AnyLedger, row: LooseRow): Typed {
  return Object.fromEntries(
    ledger.filled.flatMap((key) => {
      const field = ledger.fields[key];
      const value = row[key];
      return field && value !== undefined && !isSecret(field) && hasInput(ledger, key)
        ? [[key, typedValue(field, value)]]
        : [];
    }),
  );
}

/** What stands in the form after a refusal: the row, and over it what was typed. Secrets are not sent back. */
export const typedAgain = (ledger: AnyLedger, row: AnyRow | undefined, form: Typed): Typed => ({
  ...(row ? typedOf(ledger, row) : {}),
  ...Object.fromEntries(Object.entries(form).filter(([key]) => !isSecretKey(ledger, key))),
});

const isSecretKey = (ledger: AnyLedger, key: string): boolean => {
  const field = ledger.fields[key];
  return field !== undefined && isSecret(field);
};

/** Tells that secrets were typed and must be typed again. */
export function secretsLeftOut(ledger: AnyLedger, form: Typed): string[] {
  const typedIn = Object.keys(form).filter((key) => isSecretKey(ledger, key) && form[key] !== '');
  const labels = typedIn.map((key) => ledger.fields[key]?.label).join('、');
  return labels === '' ? [] : [`为保密，${labels}没有带回，请再填一次`];
}

/** What a person typed into a form that turned out to be out of date, where the row now says otherwise. */
export function typedInVain(ledger: AnyLedger, row: AnyRow, form: Typed, nameOf: NameOf): string[] {
  const now = typedOf(ledger, row);
  return Object.entries(form).flatMap(([key, value]) => {
    const field = ledger.fields[key];
    const same = String(now[key] ?? '') === String(value) || (value === 'false' && now[key] === undefined);
    if (!field || same || isSecret(field)) return [];
    return [
      `您填的${field.label}：${shown(field, value, nameOf)}（现为 ${showValue(field, row[key], nameOf)}）`,
    ];
  });
}

function shown(field: Field, value: string | readonly string[], nameOf: NameOf): string {
  const kind = kindOf(field).input(field)?.kind;
  const named = kindOf(field).lookups !== undefined;
  if (named || kind === 'choice' || kind === 'choices') return showValue(field, value, nameOf);
  if (kind === 'flag') return showValue(field, value === 'true', nameOf);
  return value.length === 0 ? '（空）' : String(value);
}

/** One part of a ledger's form: the right input for each field, what was typed, what is wrong with it. */
export function ledgerForm(facts: FormFacts): FormBlock {
  const { ledger, part, row, about, asked, reason } = facts;
  const keys = formParts(ledger, facts)[part] ?? [];
  const why: Input = {
    name: REASON,
    label: '修改原因',
    kind: 'text',
    max: 100,
    placeholder: '选填，记入变更记录',
    ...(reason ? { value: reason } : {}),
  };
  return {
    kind: 'form',
    name: `${ledger.name}-${part}`,
    inputs: [
      ...keys.flatMap((key) => {
        const field = ledger.fields[key];
        return (field && inputOf(key, field, facts)) ?? [];
      }),
      ...(row ? [why] : []),
    ],
    about: row ? `${ledger.name}:${row.code}` : `${ledger.name}:new:${about ?? ''}`,
    submit: {
      label: asked ? '确认无误，保存' : '保存',
      style: 'primary',
      action: 'ledger.save',
      params: {
        ledger: ledger.name,
        part,
        ...(row ? { code: row.code, version: row.version } : {}),
        ...(about ? { about } : {}),
        ...(asked ? { asked } : {}),
      },
    },
  };
}

/**
 * The input that asks for a field, with what was typed and what is wrong with it; undefined for what no form can ask.
 */
export function inputOf(key: string, field: Field, facts: InputFacts): Input | undefined {
  const shape = kindOf(field).input(field);
  if (!shape) return undefined;
  const value = facts.values[key];
  const hint = hintOf(key, field, shape, facts);
  const problem = problemOf(key, facts);
  const keptSecret = facts.row?.[key] !== undefined && isSecret(field);
  const { kind, picks, max } = shape;
  return {
    name: FIELD_PREFIX + key,
    label: 'unit' in field && field.unit ? `${field.label}（${field.unit}）` : field.label,
    kind: drawnAs(kind, value),
    ...(field.required === true && kind !== 'flag' && !keptSecret ? { required: true as const } : {}),
    ...(value === undefined ? {} : { value }),
    ...(problem ? { problem } : {}),
    ...(hint ? { hint } : {}),
    ...(isSecret(field) ? { secret: true as const } : {}),
    ...(picks ? { options: typeof picks === 'string' ? facts.options(picks, key) : picks } : {}),
    ...(max ? { max } : {}),
  };
}

/** A picker drops what is no date; what a person typed must stay to be mended. */
function drawnAs(
  kind: InputShape['kind'],
  value: string | readonly string[] | undefined,
): InputShape['kind'] {
  const text = typeof value === 'string' ? value : '';
  if (kind === 'day' && text !== '' && !isDay(text)) return 'text';
  return kind === 'month' && text !== '' && !isPeriod(text) ? 'text' : kind;
}

const problemOf = (key: string, { faults = [] }: InputFacts): string =>
  faults
    .filter(({ field }) => field === key)
    .map(faultText)
    .join('；');

/** How to fill a field in, and what is kept of it already. */
function hintOf(key: string, field: Field, { hint: how }: InputShape, { row, nameOf }: InputFacts): string {
  const kept = isSecret(field) && row?.[key] !== undefined;
  const named = nameOfCode(field, row?.[key], nameOf);
  return [
    ...(kept ? [`已登记 ${showValue(field, row[key], nameOf)}，不改请留空，清除请填“无”`] : []),
    ...(named === undefined ? [] : [`现为“${named}”`]),
    ...(field.hint ? [field.hint] : []),
    ...(field.required && field.required !== true ? [field.required.text] : []),
    ...(how ? [how] : []),
  ].join('；');
}

/** What a row of another ledger is called, whose code stands in the input; undefined for those who may not see it. */
function nameOfCode(field: Field, value: Value | undefined, nameOf: NameOf): string | undefined {
  if (value === undefined || !kindOf(field).lookups) return undefined;
  const name = showValue(field, value, nameOf);
  return name === String(value) ? undefined : name;
}

const faultText = ({ text, suggestion }: Fault): string => (suggestion ? `${text}，${suggestion}` : text);

/** What is wrong with what was typed, under a line that says so. */
export const faultBlocks = (faults: readonly Fault[], head = `有 ${faults.length} 处需要改正：`): Block[] =>
  faults.length === 0
    ? []
    : [
        { kind: 'text', text: [{ text: head, bold: true }] },
        ...faults.map((fault): Block => ({
          kind: 'text',
          text: [{ text: faultText(fault), tone: fault.level === 'error' ? 'bad' : 'warn' }],
        })),
      ];

/** A form with what it is for, what is wrong, and the way to its other parts and back. */
export function formCard(facts: FormFacts): Card {
  const { ledger, row, part, nameOf, faults = [], asked, notice = [] } = facts;
  const parts = formParts(ledger, facts).length;
  const what = row ? `修改${ledger.noun}` : `登记${ledger.noun}`;
  const title = part > 0 ? `${what} · 更多字段` : what;
  const head = asked ? '请核对，确认无误再保存一次：' : undefined;
  const told: Block[] = [
    ...notice.map((text): Block => ({ kind: 'text', text: [{ text, tone: 'warn' }] })),
    ...faultBlocks(faults, head),
  ];
  return {
    title,
    subtitle: row ? `${row.code} · ${titleOf(ledger, row, nameOf)}` : ledger.title,
    tone: faults.length > 0 || notice.length > 0 ? 'warn' : 'info',
    summary: row ? `${what} ${row.code}` : what,
    blocks: [...told, ledgerForm(facts), { kind: 'actions', buttons: ways(ledger, part, parts, row) }],
  };
}

/** A new row gets its further fields once it is there. */
function ways(ledger: AnyLedger, part: number, parts: number, row: AnyRow | undefined): Button[] {
  if (!row) return [{ label: '返回', action: 'ledger.list', params: { ledger: ledger.name } }];
  const turn = (to: number): Button => ({
    label: to === 0 ? (ledger.monthly ? '本月填报' : '必填字段') : `更多字段（${to}/${parts - 1}）`,
    action: 'ledger.edit',
    params: { ledger: ledger.name, code: row.code, part: to },
  });
  const further = part + 1 < parts ? [turn(part + 1)] : [];
  return [...further, ...(part > 0 ? [turn(0)] : []), backTo(ledger, row.code)];
}
