/** The gallery: charts are drawn, buttons tell what they would send and send nothing. */
import { toast } from './api.js';
import { watchCharts } from './charts.js';
import { ask } from './dialog.js';

const main = document.querySelector('main') ?? document.body;
watchCharts(main);

main.addEventListener('click', (event) => {
  /** @type {HTMLElement | null} */
  const button =
    event.target instanceof Element ? event.target.closest('[data-callback], button[data-action]') : null;
  if (button && !(button instanceof HTMLButtonElement && button.type === 'submit'))
    void tell(button, button.dataset);
});
main.addEventListener('submit', (event) => {
  event.preventDefault();
  const { submitter, target } = event;
  if (submitter && target instanceof HTMLElement)
    void tell(submitter, { ...target.dataset, ...submitter.dataset });
});

/**
 * @param {HTMLElement} button
 * @param {DOMStringMap} told
 */
async function tell(button, { confirm, callback, action, params }) {
  if (confirm && !(await ask(JSON.parse(confirm), button))) return;
  toast({ tone: 'info', text: `样张不发送。点击会回传：${callback ?? `${action} ${params}`}` });
}
