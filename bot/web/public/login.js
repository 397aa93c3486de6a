/** Finds posts while typing: every word has to occur in the post's or its unit's name. */
/** @type {HTMLInputElement | null} */
const input = document.querySelector('[data-find-post]');
/** @type {HTMLElement | null} */
const none = document.querySelector('.login-none');
/** @returns {NodeListOf<HTMLElement>} */
const left = () => document.querySelectorAll('.post:not([hidden])');

input?.addEventListener('input', () => {
  const words = input.value.trim().split(/\s+/);
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.post'))) {
    button.hidden = !words.every((word) => button.dataset.words?.includes(word));
  }
  for (const section of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll('.login-section')
  )) {
    section.hidden = section.querySelector('.post:not([hidden])') === null;
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
