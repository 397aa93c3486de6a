/** A message of a chat, and one that is not there yet. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { openCards } from './cards.js';
import { watchCharts } from './charts.js';
import { Avatar, html, sizeWords } from './html.js';

/**
 * @import { MessageView } from '../chat/view.ts'
 * @import { PageState } from '../page-types.ts'
 */

/** @param {{ message: MessageView, mine: boolean }} props */
export function Message({ message, mine }) {
  const { who } = message;
  return html`
    <article
      class="message ${mine ? 'mine' : ''} ${message.html === undefined ? '' : 'has-card'}"
      data-message=${message.id}
    >
      <${Avatar} text=${who.place || who.name} bot=${who.bot} small />
      <span class="message-head">
        <span>${who.name}</span>${who.bot && html`<span class="tag bot">机器人</span>`}<time
          >${message.time}</time
        >
      </span>
      <${Body} message=${message} />
    </article>
  `;
}

/** @param {{ message: MessageView }} props */
const Body = ({ message }) =>
  message.html === undefined
    ? html`<div class="bubble">
        ${message.file ? html`<${FileBox} file=${message.file} />` : message.text}
      </div>`
    : html`<${CardBody} content=${message.html} />`;

/**
 * A card as the server rendered it; set by hand so that drawn charts and filled fields stay until it changes.
 * @param {{ content: string }} props
 */
function CardBody({ content }) {
  const host = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    if (!host.current) return;
    const typing = document.activeElement;
    const name = typing && host.current.contains(typing) ? typing.getAttribute('name') : null;
    host.current.innerHTML = content;
    openCards(host.current);
    watchCharts(host.current);
    // Who is typing goes on typing, though somebody else has changed the card.
    const same = name && host.current.querySelector(`[name="${CSS.escape(name)}"]`);
    if (same instanceof HTMLElement) same.focus({ preventScroll: true });
  }, [content]);
  return html`<div class="message-card" ref=${host}></div>`;
}

/** @param {{ file: NonNullable<MessageView['file']> }} props */
function FileBox({ file }) {
  const ending = file.name.includes('.') ? (file.name.split('.').at(-1) ?? '') : '文件';
  const kind = ending.slice(0, 4).toUpperCase();
  const inner = html`<span class="file-kind" aria-hidden="true">${kind}</span><span>${file.name}</span>
    <span class="quiet">${sizeWords(file.bytes)}${file.href ? ' · 点击下载' : ''}</span>`;
  return file.href
    ? html`<a class="file" href=${file.href} download=${file.name}>${inner}</a>`
    : html`<span class="file">${inner}</span>`;
}

/**
 * A message on its way, or one that did not arrive.
 * @param {{ me: PageState['me'], text: string, state: string, failed: boolean, again: boolean, send: () => void, drop: () => void }} props
 */
export const Pending = ({ me, text, state, failed, again, send, drop }) => html`
  <article class="message mine ${failed ? 'failed' : 'pending'}">
    <${Avatar} text=${me.place || me.name} small />
    <span class="message-head"><span>${me.name}</span>${!failed && html`<span>${state}</span>`}</span>
    <div class="bubble">${text}</div>
    ${
      failed &&
      html`<div class="unsent">
        <span class="unsent-why" role="status">${state}</span>
        ${again && html`<button type="button" class="button" onClick=${send}>重发</button>`}
        <button type="button" class="button" onClick=${drop}>删除</button>
      </div>`
    }
  </article>
`;
