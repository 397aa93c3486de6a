/** What can be clicked and filled in on cards, whoever put them on the page: one listener for all. */

import { toast, toastError } from './api.js';
import { ask } from './dialog.js';

/**
 * @param {HTMLElement} root
 * @param {(event: { action: string, params: object, form?: object, files: { name: string, file: File }[], card: HTMLElement }) => Promise<void>} send
 */
export function wireCards(root, send) {
  root.addEventListener('click', (event) => {
    const button = event.target.closest('button[data-action]');
    if (button && root.contains(button)) void run(button, button, undefined, send);
  });
  root.addEventListener('submit', (event) => {
    const form = event.target.closest('form[data-action]');
    if (!form) return;
    event.preventDefault();
    const button = event.submitter ?? form.querySelector('[type=submit]');
    if (complete(form)) void run(form, button, valuesOf(form), send, filesOf(form));
  });
  root.addEventListener('input', (event) => clearProblem(event.target.closest('.field')));
}

async function run(source, button, form, send, files = []) {
  const card = source.closest('.card') ?? source.parentElement;
  if (card.dataset.busy) return;
  card.dataset.busy = 'yes';
  const { action, params, confirm } = source.dataset;
  try {
    if (confirm && !(await ask(JSON.parse(confirm), button))) return;
    setBusy(card, button, true);
    await send({ action, params: JSON.parse(params), ...(form ? { form } : {}), files, card });
  } catch (error) {
    toastError(error);
  } finally {
    delete card.dataset.busy;
    setBusy(card, button, false);
  }
}

/** While an action is under way nothing else on its card can be pressed. */
function setBusy(card, button, busy) {
  for (const other of card.querySelectorAll('button')) other.disabled = busy;
  if (busy) button.setAttribute('aria-busy', 'true');
  else button.removeAttribute('aria-busy');
}

/** Everything filled in, by input name: text, `true` or `false` for a flag, a list for several choices. */
function valuesOf(form) {
  const values = {};
  for (const control of form.elements) {
    const { name, dataset, type, value, checked } = control;
    if (!name || type === 'file') continue;
    if (dataset.kind === 'flag') values[name] = String(checked);
    else if (type === 'checkbox') values[name] = [...(values[name] ?? []), ...(checked ? [value] : [])];
    else if (type === 'radio') values[name] = checked ? value : (values[name] ?? '');
    else values[name] = value.trim();
  }
  return values;
}

/** The files that were chosen, each with the name of its input. */
const filesOf = (form) =>
  [...form.elements].flatMap((control) =>
    control.type === 'file' ? [...control.files].map((file) => ({ name: control.name, file })) : [],
  );

/** Says what is missing beside its field; the first one gets the focus. */
function complete(form) {
  const missing = [...form.querySelectorAll('.field')].filter((field) => !isFilled(field));
  for (const field of missing) {
    const label = field.querySelector('.label').firstChild.textContent;
    setProblem(field, `请填写“${label}”`);
  }
  const halfTyped = [...form.elements].filter(
    (control) => control.validity?.badInput || control.validity?.patternMismatch,
  );
  for (const control of halfTyped) setProblem(control.closest('.field'), '日期没有填完整，请重新选择');
  const tooLarge = filesOf(form).find(({ name, file }) => file.size > mostBytes(form, name));
  if (tooLarge) {
    const { name, file } = tooLarge;
    const most = Math.floor(mostBytes(form, name) / 1024 / 1024);
    setProblem(
      form.elements[name].closest('.field'),
      `“${file.name}”超过 ${most} MB，请压缩图片、降低扫描清晰度，或拆成几份`,
    );
    form.elements[name].focus();
    return false;
  }
  const first = missing[0]?.querySelector('input, select, textarea') ?? halfTyped[0];
  if (!first) return true;
  first.focus();
  toast({
    tone: 'warn',
    text: missing.length > 0 ? `还有 ${missing.length} 项必填没有填` : '日期没有填完整',
  });
  return false;
}

const mostBytes = (form, name) => Number(form.elements[name].dataset.mostBytes ?? Infinity);

function isFilled(field) {
  if ('required' in field.dataset) return field.querySelector('input:checked') !== null;
  return [...field.querySelectorAll('[required]')].every((control) => control.value.trim() !== '');
}

function setProblem(field, text) {
  clearProblem(field);
  field.classList.add('wrong');
  const line = document.createElement('span');
  line.className = 'problem';
  line.textContent = text;
  field.append(line);
}

function clearProblem(field) {
  field?.classList.remove('wrong');
  field?.querySelector('.problem')?.remove();
}
