/** What is wrong with a form: said at its field, tied to the input for who has the page read out, and brought into sight. */
import { toast } from './api.js';
import { controlsOf, questionOf } from './fields.js';

/** @import { Control } from './fields.js' */

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
  line.textContent = text;
  field.append(line);
  tie(field);
}

/**
 * Ties the line to the inputs.
 * @param {Element} field
 */
function tie(field) {
  const line = field.querySelector('.problem');
  if (!line) return;
  line.id ||= `problem-${++problems}`;
  for (const control of controlsOf(field)) {
    control.setAttribute('aria-invalid', 'true');
    control.setAttribute('aria-describedby', line.id);
  }
}

/**
 * What the server found wrong comes without ids: a page may hold the same card twice.
 * @param {ParentNode} root
 */
export const tieProblems = (root) => root.querySelectorAll('.field.wrong').forEach(tie);

/** @param {Element | null} field */
export function clearProblem(field) {
  if (!field) return;
  field.classList.remove('wrong');
  field.querySelector('.problem')?.remove();
  for (const control of controlsOf(field)) {
    control.removeAttribute('aria-invalid');
    control.removeAttribute('aria-describedby');
  }
}

/**
 * Says what is missing beside its field; the first one comes into sight and gets the focus.
 * @param {HTMLFormElement} form
 */
export function complete(form) {
  /** @type {HTMLElement[]} */
  const fields = [...form.querySelectorAll('.field')].filter((field) => field instanceof HTMLElement);
  const missing = fields.filter((field) => !isFilled(field));
  for (const field of missing) setProblem(field, `请填写“${questionIn(field)}”`);
  for (const control of controlsOf(form).filter(isHalfTyped))
    setProblem(control.closest('.field') ?? form, '日期没有填完整，请重新选择');
  for (const { control, file } of filesOf(form).filter(isTooLarge)) {
    const most = Math.floor(mostBytes(control) / 1024 / 1024);
    const text = `“${file.name}”超过 ${most} MB，请压缩图片、降低扫描清晰度，或拆成几份`;
    setProblem(control.closest('.field') ?? form, text);
  }
  if (!showFirstProblem(form)) return true;
  const names = missing.map(questionIn).join('、');
  toast({
    tone: 'warn',
    text:
      missing.length > 0 ? `还有 ${missing.length} 项必填没有填：${names}` : '还没有提交，请改正标出的内容',
  });
  return false;
}

/**
 * Brings the first field that is wrong into the middle of the view, its input ready to type in; false when none is.
 * @param {ParentNode} root
 */
export function showFirstProblem(root) {
  const field = root.querySelector('.field.wrong');
  if (!field) return false;
  field.scrollIntoView({ block: 'center' });
  controlsOf(field)[0]?.focus({ preventScroll: true });
  return true;
}

/**
 * The files that were chosen, each with its input and the name of that.
 * @param {HTMLFormElement} form
 */
export const filesOf = (form) =>
  controlsOf(form).flatMap((control) =>
    control instanceof HTMLInputElement && control.type === 'file'
      ? [...(control.files ?? [])].map((file) => ({ name: control.name, file, control }))
      : [],
  );

/** @param {Element} field */
const questionIn = (field) => questionOf(field.querySelector('.label') ?? field);

/** @param {Control} control */
const isHalfTyped = ({ validity }) => validity.badInput || validity.patternMismatch;

/** @param {{ control: HTMLElement, file: File }} chosen */
const isTooLarge = ({ control, file }) => file.size > mostBytes(control);

/** @param {HTMLElement} control */
const mostBytes = ({ dataset }) => Number(dataset.mostBytes ?? Infinity);

/** @param {HTMLElement} field */
function isFilled(field) {
  if ('required' in field.dataset) return field.querySelector('input:checked') !== null;
  return controlsOf(field).every(({ required, value }) => !required || value.trim() !== '');
}
