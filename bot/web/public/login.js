/** Finds posts while typing: every word has to occur in the post's or its unit's name. */
const input = document.querySelector('[data-find-post]');
const none = document.querySelector('.login-none');

input.addEventListener('input', () => {
  const words = input.value.trim().split(/\s+/);
  for (const button of document.querySelectorAll('.post')) {
    button.hidden = !words.every((word) => button.dataset.words.includes(word));
  }
  for (const section of document.querySelectorAll('.login-section')) {
    section.hidden = section.querySelector('.post:not([hidden])') === null;
  }
  none.hidden = document.querySelector('.post:not([hidden])') !== null;
});

// Enter takes the only one that is left; otherwise it would log in as the first of all.
input.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter') return;
  event.preventDefault();
  const left = document.querySelectorAll('.post:not([hidden])');
  if (left.length === 1) left[0].click();
});
