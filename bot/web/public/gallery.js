/** The gallery: charts are drawn, buttons tell what they would send and send nothing. */
import { toast } from './api.js';
import { watchCharts } from './charts.js';
import { ask } from './dialog.js';

const main = document.querySelector('main');
watchCharts(main);

main.addEventListener('click', (event) => {
  const button = event.target.closest('[data-callback], button[data-action]');
  if (button && button.type !== 'submit') void tell(button, button.dataset);
});
main.addEventListener('submit', (event) => {
  event.preventDefault();
  const { submitter, target } = event;
  void tell(submitter, { ...target.dataset, ...submitter.dataset });
});

async function tell(button, { confirm, callback, action, params }) {
  if (confirm && !(await ask(JSON.parse(confirm), button))) return;
  toast({ tone: 'info', text: `样张不发送。点击会回传：${callback ?? `${action} ${params}`}` });
}
