import { guidanceOf, type Block, type FormBlock, type Input } from '../../card.ts';
import { isDay } from '../../../models/rules/time/day.ts';
import { FEISHU } from '../limits.ts';
import { confirmOf } from './buttons.ts';
import { callbackValue, FEISHU_NONE, submitName, uniqueName } from './callback.ts';
import { cleaned } from '../text.ts';
import { plainText, smallPrint } from './text.ts';
import type { FieldElement, FormChild, FormElement, InputElement, FeishuOption } from './types.ts';

/** A form whose names are settled: each stands once in the card. */
export interface NamedForm extends FormBlock {
  submitName: string;
}

/** Gives every form, input and submit button of a card a name of its own (feishu.md 5.2). */
export function withNames(blocks: readonly Block[]): Block[] {
  const taken = new Set<string>();
  return blocks.map((block) => (block.kind === 'form' ? named(block, taken) : block));
}

function named(form: FormBlock, taken: Set<string>): NamedForm {
  const submit = submitName(form.submit);
  return {
    ...form,
    name: uniqueName(form.name, taken),
    inputs: form.inputs.map((input) => ({ ...input, name: uniqueName(input.name, taken) })),
    submitName: uniqueName(submit.length > FEISHU.name ? 'submit' : submit, taken),
  };
}

const isNamed = (form: FormBlock): form is NamedForm => 'submitName' in form;

/** A form as Feishu has it, at the root of its card. The submit button carries the action and its parameters. */
export function formOf(form: FormBlock): FormElement {
  const { submit, name } = form;
  return {
    tag: 'form',
    name,
    elements: [
      ...form.inputs.flatMap(inputOf),
      {
        tag: 'button',
        name: isNamed(form) ? form.submitName : `${name}-submit`,
        form_action_type: 'submit',
        text: plainText(submit.label, FEISHU.label, '提交'),
        type: submit.style === 'danger' ? 'danger_filled' : 'primary_filled',
        behaviors: [{ type: 'callback', value: callbackValue(submit) }],
        ...confirmOf(submit),
      },
    ],
  };
}

/** Whether Feishu's inputs can hold what the form already holds; text beyond its limit would be cut on submit. */
export const fitsInputs = (form: FormBlock): boolean =>
  form.inputs.every((input) => valuesOf(input).every((value) => value.length <= FEISHU.input));

const valuesOf = ({ value }: Input): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;
const first = (input: Input): string => cleaned(valuesOf(input)[0] ?? '');

function inputOf(input: Input): FormChild[] {
  // 5.7: a card takes no files; they come as messages.
  if (input.kind === 'files')
    return [
      { tag: 'div', text: labelOf(input) },
      smallPrint([FILES_BY_MESSAGE, guidanceOf(input)].filter(Boolean).join('；')),
    ];
  const field = fieldOf(input);
  const guidance = guidanceOf(input);
  const saysItself = field.tag === 'input' || field.tag === 'checker';
  return [
    ...(saysItself ? [] : [{ tag: 'div' as const, text: labelOf(input) }]),
    field,
    ...(guidance ? [smallPrint(guidance)] : []),
  ];
}

const FILES_BY_MESSAGE = '请把文件发给我';

const labelOf = ({ label, required }: Input) =>
  plainText(required ? `${label}（必填）` : label, Infinity, '请填写');

function fieldOf(input: Input): FieldElement {
  switch (input.kind) {
    case 'day':
      // A picker would drop what is no date; what a person typed stays to be mended.
      return first(input) === '' || isDay(first(input)) ? dayPicker(input) : textInput(input);
    case 'choice':
      return choice(input);
    case 'choices':
      return choices(input);
    case 'flag':
      return { tag: 'checker', name: input.name, checked: first(input) === 'true', text: labelOf(input) };
    default:
      return textInput(input);
  }
}

/** Numbers and months are text as well: “1.2亿” should be told what is wrong with it, and there is no month picker. */
function textInput(input: Input): InputElement {
  const value = first(input);
  const isText = input.kind === 'text' || input.kind === 'longtext';
  const placeholder = input.placeholder ?? (input.kind === 'month' ? '如 2026-05' : '');
  const most = isText ? Math.max(input.max ?? FEISHU.input, value.length, 1) : FEISHU.input;
  return {
    tag: 'input',
    name: input.name,
    label: labelOf(input),
    label_position: 'top',
    input_type: input.kind === 'longtext' ? 'multiline_text' : 'text',
    ...(input.kind === 'longtext' ? { rows: 4 } : {}),
    required: input.required === true,
    width: 'fill',
    max_length: Math.min(most, FEISHU.input),
    ...(placeholder ? { placeholder: plainText(placeholder, FEISHU.label) } : {}),
    ...(value ? { default_value: value } : {}),
  };
}

const common = (input: Input, placeholder: string) => ({
  name: input.name,
  required: input.required === true,
  width: 'fill' as const,
  placeholder: plainText(input.placeholder ?? '', FEISHU.label, placeholder),
});

function dayPicker(input: Input): FieldElement {
  const day = first(input);
  return { tag: 'date_picker', ...common(input, '请选择日期'), ...(day ? { initial_date: day } : {}) };
}

/** Each value once, none empty: the platform refuses the whole card otherwise. */
function optionsOf({ options = [] }: Input): FeishuOption[] {
  const byValue = new Map(options.map(({ value, label }) => [cleaned(value), label]));
  byValue.delete('');
  return [...byValue].map(([value, label]) => ({ text: plainText(label, FEISHU.label, value), value }));
}

function choice(input: Input): FieldElement {
  const options = optionsOf(input);
  if (options.length === 0) return textInput(input);
  const chosen = options.find(({ value }) => value === first(input));
  const none: FeishuOption[] = input.required ? [] : [{ text: plainText('（不选）'), value: FEISHU_NONE }];
  return {
    tag: 'select_static',
    ...common(input, '请选择'),
    options: [...options, ...none],
    ...(chosen ? { initial_option: chosen.value } : {}),
  };
}

function choices(input: Input): FieldElement {
  const options = optionsOf(input);
  if (options.length === 0) return textInput(input);
  const chosen = valuesOf(input).map(cleaned);
  const selected = options.map(({ value }) => value).filter((value) => chosen.includes(value));
  return {
    tag: 'multi_select_static',
    ...common(input, '可选多项'),
    options,
    ...(selected.length > 0 ? { selected_values: selected } : {}),
  };
}
