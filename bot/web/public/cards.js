/** What can be clicked and filled in on cards, whoever put them on the page: one listener for all. */

import { toast, toastError } from './api.js';
import { ask } from './dialog.js';
import { picksOf } from './picks.js';

/**
 * @import { CardEvent } from '../page-types.ts'
 * @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control
 */

/**
 * What an event came from, or the nearest around it that fits.
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
const around = ({ target }, selector) => (target instanceof Element ? target.closest(selector) : null);

/**
 * @param {HTMLElement} root
 * @param {(event: CardEvent) => Promise<void>} send
 */
export function wireCards(root, send) {
  root.addEventListener('click', (event) => {
    const button = around(event, 'button[data-action]');
    if (button && root.contains(button)) void run(button, button, undefined, send);
  });
  root.addEventListener('submit', (event) => {
    const form = around(event, 'form[data-action]');
    if (!(form instanceof HTMLFormElement)) return;
    event.preventDefault();
    const button = event.submitter ?? form.querySelector('[type=submit]') ?? form;
    if (complete(form)) void run(form, button, valuesOf(form), send, filesOf(form));
  });
  root.addEventListener('input', (event) => clearProblem(around(event, '.field')));
}

/**
 * @param {HTMLElement} source what carries the action: the button, or the form around it
 * @param {Element} button
 * @param {CardEvent['form']} form
 * @param {(event: CardEvent) => Promise<void>} send
 * @param {CardEvent['files']} files
 */
async function run(source, button, form, send, files = []) {
  /** @type {HTMLElement} */
  const card = source.closest('.card') ?? source.parentElement ?? source;
  if (card.dataset.busy) return;
  card.dataset.busy = 'yes';
  const { action = '', params = '{}', confirm } = source.dataset;
  try {
    if (confirm && !(await ask(JSON.parse(confirm), button))) return;
    setBusy(card, button, true);
    const place = card.parentElement;
    const at = [...(place?.children ?? [])].indexOf(card);
    const pickAgain = picksOf(card);
    await send({ action, params: JSON.parse(params), ...(form ? { form } : {}), files, card });
    const fresh = place?.children[at];
    if (fresh) pickAgain(fresh);
  } catch (error) {
    toastError(error);
  } finally {
    delete card.dataset.busy;
    setBusy(card, button, false);
  }
}

/**
 * While an action is under way nothing else on its card can be pressed.
 * @param {HTMLElement} card
 * @param {Element} button
 * @param {boolean} busy
 */
function setBusy(card, button, busy) {
  for (const other of card.querySelectorAll('button')) other.disabled = busy;
  if (busy) button.setAttribute('aria-busy', 'true');
  else button.removeAttribute('aria-busy');
}

/**
 * The inputs of a form.
 * @param {ParentNode} part
 * @returns {Control[]}
 */
const controlsOf = (part) => [...part.querySelectorAll('input, select, textarea')].filter(isControl);

/**
 * @param {Element} element
 * @returns {element is Control}
 */
const isControl = (element) => 'validity' in element;

/**
 * Everything filled in, by input name: text, `true` or `false` for a flag, a list for several choices.
 * @param {HTMLFormElement} form
 */
function valuesOf(form) {
  /** @type {Record<string, string | readonly string[]>} */
  const values = {};
  for (const control of controlsOf(form)) {
    const { name, dataset, type, value } = control;
    const checked = 'checked' in control && control.checked;
    if (!name || type === 'file') continue;
    if (dataset.kind === 'flag') values[name] = String(checked);
    else if (type === 'checkbox') values[name] = [...(values[name] ?? []), ...(checked ? [value] : [])];
    else if (type === 'radio') values[name] = checked ? value : (values[name] ?? '');
    else values[name] = value.trim();
  }
  return values;
}

/**
 * The files that were chosen, each with its input and the name of that.
 * @param {HTMLFormElement} form
 */
const filesOf = (form) =>
  controlsOf(form).flatMap((control) =>
    control instanceof HTMLInputElement && control.type === 'file'
      ? [...(control.files ?? [])].map((file) => ({ name: control.name, file, control }))
      : [],
  );

/**
 * Says what is missing beside its field; the first one gets the focus.
 * @param {HTMLFormElement} form
 */
function complete(form) {
  /** @type {HTMLElement[]} */
  const fields = [...form.querySelectorAll('.field')].filter((field) => field instanceof HTMLElement);
  const missing = fields.filter((field) => !isFilled(field));
  for (const field of missing) {
    const label = field.querySelector('.label')?.firstChild?.textContent ?? '';
    setProblem(field, `请填写“${label}”`);
  }
  const halfTyped = controlsOf(form).filter(({ validity }) => validity.badInput || validity.patternMismatch);
  for (const control of halfTyped)
    setProblem(control.closest('.field') ?? form, '日期没有填完整，请重新选择');
  const tooLarge = filesOf(form).find(({ control, file }) => file.size > mostBytes(control));
  if (tooLarge) {
    const { control, file } = tooLarge;
    const most = Math.floor(mostBytes(control) / 1024 / 1024);
    setProblem(
      control.closest('.field') ?? form,
      `“${file.name}”超过 ${most} MB，请压缩图片、降低扫描清晰度，或拆成几份`,
    );
    control.focus();
    return false;
  }
  const first = (missing[0] && controlsOf(missing[0])[0]) ?? halfTyped[0];
  if (!first) return true;
  first.focus();
  toast({
    tone: 'warn',
    text: missing.length > 0 ? `还有 ${missing.length} 项必填没有填` : '日期没有填完整',
  });
  return false;
}

/** @param {HTMLElement} control */
const mostBytes = ({ dataset }) => Number(dataset.mostBytes ?? Infinity);

/** @param {HTMLElement} field */
function isFilled(field) {
  if ('required' in field.dataset) return field.querySelector('input:checked') !== null;
  return controlsOf(field).every(({ required, value }) => !required || value.trim() !== '');
}

let problems = 0;

/**
 * Says what is wrong below the field, to the eye and to whoever has the page read out.
 * @param {Element} field
 * @param {string} text
 */
function setProblem(field, text) {
  clearProblem(field);
  field.classList.add('wrong');
  const line = document.createElement('span');
  line.className = 'problem';
  line.id = `problem-${++problems}`;
  line.textContent = text;
  field.append(line);
  for (const control of controlsOf(field)) {
    control.setAttribute('aria-invalid', 'true');
    control.setAttribute('aria-describedby', line.id);
  }
}

/** @param {Element | null} field */
function clearProblem(field) {
  if (!field) return;
  field.classList.remove('wrong');
  field.querySelector('.problem')?.remove();
  for (const control of controlsOf(field)) {
    control.removeAttribute('aria-invalid');
    control.removeAttribute('aria-describedby');
  }
}
