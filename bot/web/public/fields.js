/** The inputs of a form: what stands in them, and what stood there when the form came. */

/**
 * @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control
 * @typedef {string | readonly string[]} Filled
 */

/**
 * The inputs within a part of a page.
 * @param {ParentNode} part
 * @returns {Control[]}
 */
export const controlsOf = (part) => [...part.querySelectorAll('input, select, textarea')].filter(isControl);

/**
 * @param {Element} element
 * @returns {element is Control}
 */
export const isControl = (element) => 'validity' in element;

/** @type {(control: Control) => boolean} */
const isFlag = ({ dataset }) => dataset.kind === 'flag';

/**
 * What stands under one name: text, `true` or `false` for a flag, a list for several choices. Files are not among it.
 * @param {readonly Control[]} controls all of that name
 * @returns {Filled}
 */
export const filled = (controls) => valueOf(controls, 'checked', ({ value }) => value);

/**
 * The same as the server sent it.
 * @param {readonly Control[]} controls
 * @returns {Filled}
 */
export const sent = (controls) => valueOf(controls, 'defaultChecked', textSent);

/** @param {Control} control */
function textSent(control) {
  if (!(control instanceof HTMLSelectElement)) return control.defaultValue;
  const options = [...control.options];
  return (options.find((option) => option.defaultSelected) ?? options[0])?.value ?? '';
}

/**
 * @param {readonly Control[]} controls
 * @param {'checked' | 'defaultChecked'} tick
 * @param {(control: Control) => string} textOf
 * @returns {Filled}
 */
function valueOf(controls, tick, textOf) {
  const [first] = controls;
  if (!first) return '';
  const ticked = controls.filter((control) => control instanceof HTMLInputElement && control[tick]);
  if (isFlag(first)) return String(ticked.length > 0);
  if (first.type === 'checkbox') return ticked.map(({ value }) => value);
  if (first.type === 'radio') return ticked[0]?.value ?? '';
  return textOf(first).trim();
}

/**
 * Puts a value there; a choice that is not offered any more is left out.
 * @param {readonly Control[]} controls
 * @param {Filled} value
 */
export function fill(controls, value) {
  for (const control of controls) {
    if (control instanceof HTMLInputElement && (control.type === 'checkbox' || control.type === 'radio'))
      control.checked = isFlag(control) ? value === 'true' : [value].flat().includes(control.value);
    else if (!(control instanceof HTMLSelectElement) || has(control, value)) control.value = String(value);
  }
}

/**
 * @param {HTMLSelectElement} select
 * @param {Filled} value
 */
const has = (select, value) => [...select.options].some((option) => option.value === value);

/**
 * What a value is called: the labels of choices, else the text itself.
 * @param {readonly Control[]} controls
 * @param {Filled} value
 */
export function wordsOf(controls, value) {
  const labels = [value].flat().map((one) => labelOf(controls, one));
  const [first] = controls;
  if (first && isFlag(first)) return value === 'true' ? '是' : '否';
  return labels.join('、') || '（空）';
}

/**
 * @param {readonly Control[]} controls
 * @param {string} value
 */
function labelOf(controls, value) {
  for (const control of controls) {
    if (control instanceof HTMLSelectElement)
      return [...control.options].find((option) => option.value === value)?.text ?? value;
    if (control.type === 'radio' || control.type === 'checkbox')
      if (control.value === value) return control.closest('label')?.textContent?.trim() ?? value;
  }
  return value;
}

/**
 * The inputs of a form by name, without those for files.
 * @param {ParentNode} form
 * @returns {Map<string, Control[]>}
 */
export function byName(form) {
  /** @type {Map<string, Control[]>} */
  const names = new Map();
  for (const control of controlsOf(form)) {
    if (!control.name || control.type === 'file') continue;
    names.set(control.name, [...(names.get(control.name) ?? []), control]);
  }
  return names;
}

/**
 * What the field is asked by.
 * @param {Element} control
 */
export const questionOf = (control) =>
  control.closest('.field')?.querySelector('.label')?.firstChild?.textContent?.trim() ?? '';

/**
 * Two values are the same.
 * @param {Filled} a
 * @param {Filled} b
 */
export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
