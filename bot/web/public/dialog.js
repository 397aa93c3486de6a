/** A question before something is done. */

/**
 * Resolves to true when the person agrees.
 * @param {{ title: string, text: string }} question
 * @param {Element} button
 * @returns {Promise<boolean>}
 */
export function ask({ title, text }, button) {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-label', title);
  const heading = document.createElement('h2');
  heading.textContent = title;
  const words = document.createElement('p');
  words.textContent = text;
  const buttons = document.createElement('form');
  buttons.method = 'dialog';
  buttons.className = 'dialog-buttons';
  const danger = button.classList.contains('danger');
  buttons.append(choice('取消', 'no', 'plain'), choice('确定', 'yes', danger ? 'danger' : 'primary'));
  dialog.append(heading, words, buttons);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
  });
}

/**
 * @param {string} label
 * @param {string} value
 * @param {string} style
 */
function choice(label, value, style) {
  const button = document.createElement('button');
  button.className = `button ${style}`;
  button.value = value;
  button.textContent = label;
  return button;
}
