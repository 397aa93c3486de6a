/** Where one was reading in each chat: who comes back from a page, or from another chat, finds the card again where it was. */
import { keep, kept, windowStorage } from './kept.js';

/** @typedef {{ message: string, offset: number, newest: string, left?: true }} Place */

const KEY = 'places';

/** @type {Record<string, Place>} */
const places = kept(KEY, windowStorage()) ?? {};
window.addEventListener('pagehide', () => keep(KEY, places, windowStorage()));

/**
 * Remembers the message at the top of the view.
 * @param {string} chat
 * @param {HTMLElement} box what scrolls
 * @param {boolean} [leaving] by a link of a card: then one comes back here whatever has come meanwhile
 */
export function rememberPlace(chat, box, leaving = false) {
  const messages = [...box.querySelectorAll('[data-message]')].filter((each) => each instanceof HTMLElement);
  const top = messages.find((each) => each.offsetTop + each.offsetHeight > box.scrollTop);
  if (!top) return;
  places[chat] = {
    message: top.dataset.message ?? '',
    offset: box.scrollTop - top.offsetTop,
    newest: messages.at(-1)?.dataset.message ?? '',
    ...(leaving ? { left: true } : {}),
  };
}

/** @param {string} chat */
export const forgetPlace = (chat) => {
  delete places[chat];
};

/**
 * The place to come back to; none when something new has come since.
 * @param {string} chat
 * @param {string | undefined} newest
 */
export function placeIn(chat, newest) {
  const place = places[chat];
  return place && (place.left || place.newest === newest) ? place : undefined;
}
