import { EVIDENCE } from '../../models/rules/files/limits.ts';
import { SECRECY_NOTICE } from '../../models/rules/files/secrecy.ts';
import { KEPT_SUFFIXES } from '../../models/rules/files/types.ts';
import type { Input } from '../card.ts';
import { attrs, escapeHtml } from './html-text.ts';

/** Few choices lie open as radio buttons, more fold into a list. */
const OPEN_CHOICES_MOST = 4;

/**
 * One input with its label around it, so no ids are needed and a page may hold many cards. Numbers are text fields
 * with a number pad: a browser's number field silently drops “1.2亿”, here the person is told what is wrong with it.
 */
export function inputHtml(input: Input): string {
  switch (input.kind) {
    case 'choice':
      return (input.options ?? []).length > OPEN_CHOICES_MOST
        ? labelled(input, selectHtml(input))
        : boxes(input, 'radio');
    case 'choices':
      return boxes(input, 'checkbox');
    case 'flag':
      return flagHtml(input);
    case 'files':
      return filesHtml(input);
    case 'longtext':
      return labelled(
        input,
        `<textarea${attrs({ ...common(input), rows: '3' })}>${escapeHtml(first(input))}</textarea>`,
      );
    default:
      return labelled(
        input,
        `<input${attrs({ ...common(input), ...TYPES[input.kind], value: first(input) })}>`,
      );
  }
}

const TYPES = {
  text: { type: 'text' },
  number: { type: 'text', inputmode: 'decimal', class: 'numeral' },
  day: { type: 'date' },
  month: { type: 'month', pattern: '\\d{4}-\\d{2}' },
} as const;

const valuesOf = (input: Input): readonly string[] =>
  input.value === undefined ? [] : typeof input.value === 'string' ? [input.value] : input.value;

const first = (input: Input): string => valuesOf(input)[0] ?? '';

const isText = (input: Input): boolean => input.kind === 'text' || input.kind === 'longtext';

const common = (input: Input) => ({
  name: input.name,
  'data-kind': input.kind,
  required: input.required ? '' : undefined,
  placeholder: input.placeholder ?? (input.kind === 'month' ? '如 2026-05' : undefined),
  maxlength: isText(input) && input.max !== undefined ? String(input.max) : undefined,
  'data-max': !isText(input) && input.max !== undefined ? String(input.max) : undefined,
  'aria-invalid': input.problem ? 'true' : undefined,
  'data-secret': input.secret ? '' : undefined,
  autocomplete: 'off',
});

const caption = (input: Input): string =>
  `<span class="label">${escapeHtml(input.label)}${input.required ? '<span class="must" title="必填">*</span>' : ''}</span>`;

/** What is wrong stands nearest to the input, then how to fill it in. The page's script ties both to it by their ids. */
const guidance = ({ problem, hint }: Input): string =>
  (problem ? `<span class="problem">${escapeHtml(problem)}</span>` : '') +
  (hint ? `<span class="hint">${escapeHtml(hint)}</span>` : '');

const fieldClass = ({ problem }: Input): string => (problem ? 'field wrong' : 'field');

const labelled = (input: Input, control: string): string =>
  `<label class="${fieldClass(input)}">${caption(input)}${control}${guidance(input)}</label>`;

function selectHtml(input: Input): string {
  const chosen = first(input);
  const options = (input.options ?? []).map(
    (option) =>
      `<option${attrs({ value: option.value, selected: option.value === chosen ? '' : undefined })}>${escapeHtml(option.label)}</option>`,
  );
  const { placeholder, ...rest } = common(input);
  return `<select${attrs(rest)}><option value="">${escapeHtml(placeholder ?? '请选择')}</option>${options.join('')}</select>`;
}

function boxes(input: Input, type: 'radio' | 'checkbox'): string {
  const chosen = valuesOf(input);
  const items = (input.options ?? []).map((option) => {
    const checked = chosen.includes(option.value) ? '' : undefined;
    const control = attrs({ type, name: input.name, value: option.value, 'data-kind': input.kind, checked });
    return `<label class="box"><input${control}><span>${escapeHtml(option.label)}</span></label>`;
  });
  const required = input.required ? '' : undefined;
  return (
    `<fieldset${attrs({ class: fieldClass(input), 'data-name': input.name, 'data-required': required })}>` +
    `<legend>${caption(input)}</legend><div class="boxes">${items.join('')}</div>${guidance(input)}</fieldset>`
  );
}

function flagHtml(input: Input): string {
  const checked = first(input) === 'true' ? '' : undefined;
  const control = attrs({ type: 'checkbox', name: input.name, value: 'true', 'data-kind': 'flag', checked });
  return `<div class="${fieldClass(input)}"><label class="box"><input${control}>${caption(input)}</label>${guidance(input)}</div>`;
}

/** Several files of the kinds that are kept; a phone offers its camera as well. */
function filesHtml(input: Input): string {
  const control = attrs({
    type: 'file',
    multiple: '',
    name: input.name,
    'data-kind': 'files',
    'data-most-bytes': String(EVIDENCE.fileBytes),
    required: input.required ? '' : undefined,
    accept: ['image/*', ...KEPT_SUFFIXES.map((suffix) => `.${suffix}`)].join(','),
  });
  const notice = `<span class="hint">${escapeHtml(SECRECY_NOTICE)}</span>`;
  return `<label class="${fieldClass(input)}">${caption(input)}<input${control}>${guidance(input)}${notice}</label>`;
}
