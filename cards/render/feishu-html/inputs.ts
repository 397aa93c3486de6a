import type {
  CheckerElement,
  DatePickerElement,
  FormSelectElement,
  InputElement,
  MultiSelectElement,
  FeishuOption,
  SelectElement,
} from '../feishu/types.ts';
import { attrs, escapeHtml } from '../html-text.ts';

/** The inputs of a card (feishu.md 5.7), each looking and reading as in the client. Nothing is sent from a preview. */

export function textInputHtml(element: InputElement): string {
  const { name, label, required, placeholder, default_value: value = '', max_length: most } = element;
  const common = {
    name,
    placeholder: placeholder?.content,
    maxlength: String(most),
    required: required ? '' : undefined,
  };
  const control =
    element.input_type === 'multiline_text'
      ? `<textarea${attrs({ ...common, rows: String(element.rows ?? 5) })}>${escapeHtml(value)}</textarea>`
      : `<input${attrs({ ...common, type: 'text', value })}>`;
  return `<label class="fs-field"><span class="fs-label">${escapeHtml(label.content)}</span>${control}</label>`;
}

/** A list to pick one from: in a form it has a name, elsewhere it calls back at once. */
export function selectHtml(element: FormSelectElement | SelectElement): string {
  const chosen = 'initial_option' in element ? element.initial_option : undefined;
  const name = 'name' in element ? element.name : undefined;
  const { content } = element.placeholder;
  const options = element.options.map(
    ({ text, value }) =>
      `<option${attrs({ value, selected: value === chosen ? '' : undefined })}>${escapeHtml(text.content)}</option>`,
  );
  return (
    `<select${attrs({ class: 'fs-select', name, 'aria-label': content })}>` +
    `<option value="">${escapeHtml(content)}</option>${options.join('')}</select>`
  );
}

/** Shut it shows what is chosen, open it lets choose. */
export function multiSelectHtml(element: MultiSelectElement): string {
  const chosen = element.selected_values ?? [];
  const isChosen = ({ value }: FeishuOption) => chosen.includes(value);
  const tags = element.options
    .filter(isChosen)
    .map(({ text }) => `<span class="fs-chosen">${escapeHtml(text.content)}</span>`);
  const { content } = element.placeholder;
  const shown = tags.length > 0 ? tags.join('') : `<span class="fs-empty">${escapeHtml(content)}</span>`;
  const boxes = element.options.map((option) => {
    const box = attrs({
      type: 'checkbox',
      name: element.name,
      value: option.value,
      checked: isChosen(option) ? '' : undefined,
    });
    return `<label class="fs-check"><input${box}>${escapeHtml(option.text.content)}</label>`;
  });
  return (
    `<details class="fs-multi"><summary${attrs({ 'aria-label': content })}>${shown}</summary>` +
    `<div class="fs-options">${boxes.join('')}</div></details>`
  );
}

export const dateHtml = ({ name, placeholder, initial_date: value }: DatePickerElement): string =>
  `<input${attrs({ class: 'fs-date', type: 'text', name, placeholder: placeholder.content, value, 'aria-label': placeholder.content })}>`;

export const checkerHtml = ({ name, checked, text }: CheckerElement): string =>
  `<label class="fs-check"><input${attrs({ type: 'checkbox', name, value: 'true', checked: checked ? '' : undefined })}>${escapeHtml(text.content)}</label>`;
