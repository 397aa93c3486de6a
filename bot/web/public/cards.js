/** What can be clicked and filled in on cards, whoever put them on the page: one listener for all. */

import { Refusal, toastError, uuid } from './api.js';
import { ask } from './dialog.js';
import { draftKey, keepTyped, otherParts, restoreDrafts, settleDraft } from './drafts.js';
import { byName, filled, isControl } from './fields.js';
import { keep, kept } from './kept.js';
import { picksOf } from './picks.js';
import { clearProblem, complete, filesOf, showFirstProblem, tieProblems } from './problems.js';

/**
 * @import { CardAnswer, CardEvent } from '../page-types.ts'
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
    if (complete(form)) void run(form, button, form, send);
  });
  root.addEventListener('input', (event) => {
    clearProblem(around(event, '.field'));
    const form = around(event, 'form[data-action]');
    if (form instanceof HTMLFormElement && event.target instanceof Element && isControl(event.target))
      keepTyped(form, event.target);
  });
}

/**
 * Makes cards that have just come ready to be used.
 * @param {HTMLElement} root a message, or a whole page
 */
export function openCards(root) {
  tieProblems(root);
  restoreDrafts(root);
}

/**
 * @param {HTMLElement} source what carries the action: the button, or the form around it
 * @param {Element} button
 * @param {HTMLFormElement | undefined} form
 * @param {(event: CardEvent) => Promise<void>} send
 */
async function run(source, button, form, send) {
  /** @type {HTMLElement} */
  const card = source.closest('.card') ?? source.parentElement ?? source;
  if (card.dataset.busy) return;
  card.dataset.busy = 'yes';
  const { action = '', params = '{}', confirm } = source.dataset;
  const place = card.parentElement;
  const at = [...(place?.children ?? [])].indexOf(card);
  const draft = form && draftKey(form);
  try {
    if (confirm && !(await ask(JSON.parse(confirm), button))) return;
    setBusy(card, button, true);
    const pickAgain = picksOf(card);
    const files = form ? filesOf(form) : [];
    const values = form && { ...otherParts(form), ...valuesOf(form) };
    const said = { action, params: JSON.parse(params), ...(values ? { form: values } : {}) };
    const trial = trialOf([
      location.pathname,
      said,
      files.map(({ name, file }) => [name, file.name, file.size]),
    ]);
    const answered = (/** @type {CardAnswer} */ answer) => {
      trial.over();
      if (draft) settleDraft(draft, outcomeOf(answer));
    };
    await send({ ...said, eventId: trial.eventId, files, card, answered }).catch((error) => {
      // Whether it arrived is not known: a second try must be the same event, or the thing would be done twice.
      if (error instanceof Refusal && error.status !== 0) trial.over();
      throw error;
    });
    const fresh = place?.children[at];
    if (fresh instanceof HTMLElement && fresh !== card) show(fresh, card, pickAgain);
  } catch (error) {
    toastError(error);
  } finally {
    delete card.dataset.busy;
    setBusy(card, button, false);
  }
}

/**
 * A promise of a later answer changes no card.
 * @param {CardAnswer} answer
 * @returns {'taken' | 'refused' | 'later'}
 */
function outcomeOf({ toast, messages = [], html }) {
  if (toast?.tone === 'bad' || toast?.tone === 'warn') return 'refused';
  return toast?.tone === 'good' || messages.length > 0 || html !== undefined ? 'taken' : 'later';
}

/**
 * The id under which this very thing is sent: the same again as long as no answer has come.
 * @param {unknown} said
 */
function trialOf(said) {
  const key = `trial:${fingerprint(JSON.stringify(said))}`;
  /** @type {string} */
  const eventId = kept(key) ?? uuid();
  keep(key, eventId);
  return { eventId, over: () => keep(key, undefined) };
}

/**
 * Short, and nobody can read from it what was typed (FNV-1a, 2 × 32 bits).
 * @param {string} text
 */
function fingerprint(text) {
  let [a, b] = [0x811c9dc5, 0x1b873593];
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code ^ (a >>> 7), 0x85ebca6b);
  }
  return `${(a >>> 0).toString(36)}-${(b >>> 0).toString(36)}`;
}

/**
 * The card that came for the clicked one. What is wrong comes into sight; a card of another matter is read from its head. One
 * that only goes on stays where the reader is.
 * @param {HTMLElement} fresh
 * @param {HTMLElement} before
 * @param {(card: Element) => void} pickAgain
 */
function show(fresh, before, pickAgain) {
  pickAgain(fresh);
  if (fresh.parentElement) openCards(fresh.parentElement);
  if (showFirstProblem(fresh)) return;
  const goesOn = fresh.dataset.key !== undefined && fresh.dataset.key === before.dataset.key;
  if (!goesOn)
    fresh.scrollIntoView({ block: fresh.offsetHeight > window.innerHeight / 2 ? 'start' : 'nearest' });
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
 * Everything filled in, by input name.
 * @param {HTMLFormElement} form
 */
const valuesOf = (form) =>
  Object.fromEntries([...byName(form)].map(([name, controls]) => [name, filled(controls)]));
