/** What was picked in a card's forms and not sent yet is still picked after another of its buttons has renewed the card. */

/**
 * @param {Element} card
 * @returns {(card: Element) => void} picks the same again where the same is still asked
 */
export function picksOf(card) {
  /** @type {Map<string, string>} */
  const picked = new Map();
  for (const control of choicesIn(card)) {
    const chosen = control instanceof HTMLSelectElement || control.checked ? control.value : '';
    if (chosen !== '') picked.set(questionOf(control), chosen);
  }
  return (fresh) => {
    if (fresh === card) return;
    for (const control of choicesIn(fresh)) {
      const value = picked.get(questionOf(control));
      if (value === undefined) continue;
      if (control instanceof HTMLInputElement) control.checked ||= control.value === value;
      else if (control.value === '' && [...control.options].some((option) => option.value === value))
        control.value = value;
    }
  };
}

/** @param {Element} card */
const choicesIn = (card) =>
  [...card.querySelectorAll('form select, form input[type=radio]')].filter(
    (control) => control instanceof HTMLSelectElement || control instanceof HTMLInputElement,
  );

/**
 * By what is asked, not by the input's name: another answer may have moved the numbers on.
 * @param {Element} control
 */
const questionOf = (control) => control.closest('.field')?.querySelector('.label')?.textContent ?? '';
