/**
 * What is typed into forms stays on this device until the server has taken it: over a reload, another chat, another part of
 * the same form, a lost connection, an expired login. What is 敏感 stays only as long as the window is open.
 */
import { byName, fill, filled, questionOf, same, sent, wordsOf } from './fields.js';
import { keep, kept, keptUnder, windowStorage } from './kept.js';

/**
 * @import { Filled } from './fields.js'
 * @typedef {{ question: string, value: Filled, base: Filled, words: string }} Entry what was typed, and what stood there before
 * @typedef {{ place: string, sent?: true, fields: Record<string, Entry> }} Draft
 */

/** Whose drafts they are; several people may use one device. */
let owner = '';
/** @param {string} who */
export const draftsOf = (who) => {
  owner = who;
};

const beginning = () => `draft:${owner}:`;

/**
 * Parts of one form have the same key.
 * @param {HTMLElement} form
 */
export const draftKey = ({ dataset }) =>
  `${beginning()}${dataset.about ?? `${dataset.action} ${dataset.params}`}`;

/**
 * The message or page that a form stands on.
 * @param {Element} element
 */
const placeOf = (element) => {
  const message = element.closest('[data-message]');
  return message instanceof HTMLElement ? (message.dataset.message ?? '') : location.pathname;
};

/**
 * Keeps what now stands in an input.
 * @param {HTMLFormElement} form
 * @param {import('./fields.js').Control} control
 */
export function keepTyped(form, control) {
  const { name, dataset } = control;
  const controls = byName(form).get(name);
  if (!controls) return;
  const storage = 'secret' in dataset ? windowStorage() : undefined;
  const key = draftKey(form);
  /** @type {Draft} */
  const { fields } = kept(key, storage) ?? { place: '', fields: {} };
  const { [name]: _before, ...others } = fields;
  const [value, base] = [filled(controls), sent(controls)];
  const words = wordsOf(controls, value);
  const next = same(value, base)
    ? others
    : { ...fields, [name]: { question: questionOf(control), value, base, words } };
  keep(key, Object.keys(next).length > 0 ? { place: placeOf(form), fields: next } : undefined, storage);
}

/**
 * All that is kept of a form, also of its other parts.
 * @param {string} key
 * @returns {Record<string, Entry>}
 */
function entriesOf(key) {
  /** @type {Draft | undefined} */
  const lasting = kept(key);
  /** @type {Draft | undefined} */
  const secret = kept(key, windowStorage());
  return { ...lasting?.fields, ...secret?.fields };
}

/**
 * What was typed in the other parts of a form goes along with this one.
 * @param {HTMLFormElement} form
 * @returns {Record<string, Filled>}
 */
export function otherParts(form) {
  if (form.dataset.about === undefined) return {};
  const here = byName(form);
  return Object.fromEntries(
    Object.entries(entriesOf(draftKey(form)))
      .filter(([name]) => !here.has(name))
      .map(([name, { value }]) => [name, value]),
  );
}

/** @param {string} key */
export function forget(key) {
  keep(key, undefined);
  keep(key, undefined, windowStorage());
}

/**
 * What becomes of a draft after it was sent: taken, it is forgotten; refused, it stays; where the outcome follows later, it
 * stays as long as its form does.
 * @param {string} key
 * @param {'taken' | 'refused' | 'later'} outcome
 */
export function settleDraft(key, outcome) {
  if (outcome === 'taken') return forget(key);
  /** @type {Draft | undefined} */
  const draft = kept(key);
  if (draft && outcome === 'later') keep(key, { ...draft, sent: true });
}

/** For who leaves a device for good. */
export const forgetAll = () => keptUnder(beginning()).forEach(forget);

/**
 * Brings back what was typed into the forms of a part of the page, and what was typed into forms that are gone from it.
 * @param {HTMLElement} root a message, or a whole page
 */
export function restoreDrafts(root) {
  root.querySelectorAll('.kept').forEach((line) => line.remove());
  const forms = [...root.querySelectorAll('form[data-action]')].filter(
    (form) => form instanceof HTMLFormElement,
  );
  for (const form of forms) restore(form);
  const keys = new Set(forms.map(draftKey));
  for (const key of keptUnder(beginning())) {
    /** @type {Draft | undefined} */
    const draft = kept(key);
    if (!draft || draft.place !== placeOf(root) || keys.has(key)) continue;
    // The answer that was promised has come, and has taken the form away.
    if (draft.sent) forget(key);
    else root.append(leftBehind(key, draft));
  }
}

/** @param {HTMLFormElement} form */
function restore(form) {
  const key = draftKey(form);
  const names = byName(form);
  const entries = Object.entries(entriesOf(key));
  let restored = 0;
  for (const [name, { question, value, base }] of entries) {
    const controls = names.get(name);
    const [first] = controls ?? [];
    if (!controls || !first || questionOf(first) !== question) continue;
    const now = sent(controls);
    if (same(now, value)) continue;
    fill(controls, value);
    restored++;
    if (!same(now, base))
      form
        .querySelector(`[name="${CSS.escape(name)}"]`)
        ?.closest('.field')
        ?.append(changed(wordsOf(controls, now)));
  }
  const elsewhere = form.dataset.about === undefined ? [] : entries.filter(([name]) => !names.has(name));
  if (restored === 0 && elsewhere.length === 0) return;
  const texts = [
    ...(restored > 0 ? ['已恢复还没有提交的填写'] : []),
    ...(elsewhere.length > 0
      ? [`另一页填写的“${elsewhere.map(([, { question }]) => question).join('、')}”还没有提交，会一并提交`]
      : []),
  ];
  const line = element('p', 'kept', `${texts.join('；')} `);
  line.setAttribute('role', 'status');
  line.append(
    pressed('清空', 'link', () => {
      forget(key);
      form.reset();
      form.querySelectorAll('.kept').forEach((each) => each.remove());
    }),
  );
  form.prepend(line);
}

/**
 * Somebody else has changed the row meanwhile.
 * @param {string} words
 */
const changed = (words) => element('span', 'kept hint', `您填写之后，台账里已改为：${words}`);

/**
 * A form that is gone from its card was not sent: its texts can still be taken from here.
 * @param {string} key
 * @param {Draft} draft
 */
function leftBehind(key, { fields }) {
  const box = element('aside', 'kept left-behind', '');
  box.append(element('p', '', '您填写的内容没有提交，还留在这台设备上：'));
  const list = element('dl', 'fields', '');
  const lines = Object.values(fields).map(({ question, words }) => {
    const pair = element('div', 'pair wide', '');
    pair.append(element('dt', '', question), element('dd', '', words));
    list.append(pair);
    return `${question}：${words}`;
  });
  const buttons = element('div', 'actions', '');
  buttons.append(
    pressed('复制', 'button', () => copy(lines.join('\n'), list)),
    pressed('不要了', 'button', () => {
      forget(key);
      box.remove();
    }),
  );
  box.append(list, buttons);
  return box;
}

/**
 * The clipboard is closed to pages without TLS; there the text is selected, to be copied by hand.
 * @param {string} text
 * @param {HTMLElement} shown
 */
function copy(text, shown) {
  if (navigator.clipboard) void navigator.clipboard.writeText(text);
  else getSelection()?.selectAllChildren(shown);
}

/**
 * @param {string} tag
 * @param {string} className
 * @param {string} text
 */
function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

/**
 * @param {string} label
 * @param {string} className
 * @param {() => void} run
 */
function pressed(label, className, run) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = className;
  button.textContent = label;
  button.addEventListener('click', run);
  return button;
}
