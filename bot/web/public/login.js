/** Finds posts while typing: every word has to fit the post's or its unit's name, its pinyin or its code. */
/** @type {HTMLInputElement | null} */
const input = document.querySelector('[data-find-post]');
/** @type {HTMLElement | null} */
const none = document.querySelector('.login-none');
/** @returns {NodeListOf<HTMLElement>} */
const left = () => document.querySelectorAll('.post:not([hidden])');

/**
 * Are the signs of a word in a text, in this order? Of 源城填报 they are in 源城区填报人.
 * @param {string} word
 * @param {string} text
 */
function isWithin(word, text) {
  let at = -1;
  return [...word].every((sign) => (at = text.indexOf(sign, at + 1)) >= 0);
}

/**
 * Chinese words go by their signs, letters as they are typed: pinyin in full, initials (some may be left out), a code.
 * @param {string} word
 * @param {HTMLElement} post
 */
function fits(word, { dataset: { words = '', letters = '', initials = '' } }) {
  if (!/^[ -~]+$/.test(word)) return isWithin(word, words);
  return (
    letters.split(' ').some((each) => each.includes(word)) ||
    initials.split(' ').some((each) => isWithin(word, each))
  );
}

input?.addEventListener('input', () => {
  const words = input.value.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean);
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.post'))) {
    button.hidden = !words.every((word) => fits(word, button));
  }
  for (const section of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll('.login-section')
  )) {
    section.hidden = section.querySelector('.post:not([hidden])') === null;
  }
  for (const group of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.login-group'))) {
    const sections = group.nextElementSibling;
    group.hidden = sections?.querySelector('.post:not([hidden]), .persona') === null;
  }
  if (none) none.hidden = left().length > 0;
});

// Enter takes the only one that is left; otherwise it would log in as the first of all.
input?.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter') return;
  event.preventDefault();
  const [only, another] = left();
  if (only && !another) only.click();
});
