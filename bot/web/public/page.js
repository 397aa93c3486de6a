/** A page of its own: cards that can be clicked, outside any chat. The answer's card takes the place of the clicked one. */
import { postClick, toast, uuid } from './api.js';
import { wireCards } from './cards.js';
import { watchCharts } from './charts.js';

/** @import { ConversationAnswer } from '../chat/conversation.ts' */

const main = document.querySelector('main') ?? document.body;
watchCharts(main);

wireCards(main, async ({ action, params, form, files, card }) => {
  const event = { eventId: uuid(), chat: main.dataset.chat ?? '', action, params, ...(form ? { form } : {}) };
  /** @type {Partial<ConversationAnswer>} */
  const answer = await postClick(main.dataset.act ?? '', event, files);
  if (answer.html) {
    card.outerHTML = answer.html;
    watchCharts(main);
  }
  if (answer.toast) toast(answer.toast);
  else if (!answer.html) toast({ tone: 'info', text: '已提交，结果见会话' });
});
