import type { Card } from '../../../cards/card.ts';
import { cardHtml } from '../../../cards/render/html.ts';
import { attrs, escapeHtml } from '../../../cards/render/html-text.ts';
import { BACK_LINK, BRAND, documentHtml, THEME_BUTTON } from './shell.ts';
import type { Visitor } from '../login/visitors.ts';

/** Where the buttons of a page's cards, and the choice of a post, are handed in by persons of a platform. */
export const ACTION_PATH = '/page/action';
export const CHOOSE_POST_PATH = '/page/post';

interface VisitorPage {
  title: string;
  /** Made by the HTML renderer, or escaped by the caller. */
  body: string;
  visitor: Visitor;
  /** The page's own address, to come back to. */
  here: string;
}

/** A page for somebody who is logged in: a head with the title and who is looking, and a body of cards or blocks. */
export function page({ title, body, visitor, here }: VisitorPage): string {
  const { back, ...buttons } =
    visitor.channel === 'web'
      ? { back: BACK_LINK, 'data-act': '/sandbox/api/action', 'data-chat': `post:${visitor.viewer.post}` }
      : { back: here === '/' ? BRAND : HOME_LINK, 'data-act': ACTION_PATH, 'data-chat': '' };
  const html =
    `<header class="top">${back}<h1 class="top-title">${escapeHtml(title)}</h1>${whoHtml(visitor, here)}${THEME_BUTTON}</header>` +
    `<main class="page-main"${attrs({ ...buttons, 'data-who': whose(visitor) })}>${body}</main>`;
  return documentHtml({ title, body: html, script: 'page.js', bodyClass: 'page' });
}

/** What is typed on a page and not sent yet belongs to who typed it: in the sandbox to the post, as in its chats. */
const whose = ({ channel, person, viewer }: Visitor): string =>
  channel === 'web' ? viewer.post : `${channel}:${person}`;

/** A card as a page. */
export const cardPage = (card: Card, visitor: Visitor, here: string): string =>
  page({ title: card.title, body: cardHtml(card), visitor, here });

const HOME_LINK =
  '<a class="icon-button" href="/" aria-label="回到首页" title="回到首页">' +
  '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 11l8-7 8 7M6 10v10h12V10"/></svg></a>';

/** The post that looks; who holds several can change it here as by “我的岗位” in the chat. Works without scripts. */
function whoHtml({ viewer, posts }: Visitor, here: string): string {
  const name = escapeHtml(viewer.name);
  if (posts.length < 2) return `<span class="top-who">${name}</span>`;
  const choices = posts.map(
    ({ code, name: label }) =>
      `<button${attrs({ name: 'post', value: code, 'aria-current': code === viewer.post ? 'true' : undefined })}>${escapeHtml(label)}</button>`,
  );
  return (
    `<details class="who"><summary class="top-who" title="切换岗位">${name}</summary>` +
    `<form${attrs({ method: 'post', action: CHOOSE_POST_PATH })}>` +
    `<input${attrs({ type: 'hidden', name: 'back', value: here })}><p class="quiet">切换岗位</p>${choices.join('')}</form></details>`
  );
}
