/** A page of its own: cards that can be clicked, outside any chat. The answer's card takes the place of the clicked one. */
import { postClick, toast } from './api.js';
import { openCards, wireCards } from './cards.js';
import { watchCharts } from './charts.js';
import { draftsOf, forgetAll } from './drafts.js';
import { sayLoggedOut } from './logged-out.js';

/** @import { ConversationAnswer } from '../chat/conversation.ts' */

const main = document.querySelector('main') ?? document.body;
draftsOf(main.dataset.who ?? '');
openCards(main);
watchCharts(main);
sayLoggedOut(main);

wireCards(main, async ({ eventId, action, params, form, files, card, answered }) => {
  const event = { eventId, chat: main.dataset.chat ?? '', action, params, ...(form ? { form } : {}) };
  /** @type {Partial<ConversationAnswer>} */
  const answer = await postClick(main.dataset.act ?? '', event, files);
  answered(answer);
  if (answer.html) {
    card.outerHTML = answer.html;
    watchCharts(main);
  }
  if (answer.toast) toast(answer.toast);
  else if (!answer.html) toast({ tone: 'info', text: '已提交，结果见会话' });
});

// Who logs out leaves the device to others.
document.querySelector('form.leave')?.addEventListener('submit', forgetAll);

// Back is where one came from: the card in the chat, or the page before.
document.querySelector('a[data-back]')?.addEventListener('click', (event) => {
  const cameFrom = document.referrer && new URL(document.referrer).origin === location.origin;
  if (!cameFrom || history.length < 2) return;
  event.preventDefault();
  history.back();
});
