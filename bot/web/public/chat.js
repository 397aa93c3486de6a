/** One open chat: its messages, what is being written, files dropped on it. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { get, post, postClick, postFiles, toast, toastError, uuid } from './api.js';
import { wireCards } from './cards.js';
import { watchCharts } from './charts.js';
import { Composer, withinLimit } from './composer.js';
import { Avatar, html, Icon, sizeWords } from './html.js';

const NEAR_PX = 80;
const HEADROOM_PX = 10;

/**
 * @import { TargetedEvent } from 'preact'
 * @import { ConversationAnswer } from '../chat/conversation.ts'
 * @import { MessageView } from '../chat/view.ts'
 * @import { CardEvent, PageChange, ChatRow, PageState } from '../page-types.ts'
 * @typedef {{ eventId: string, text: string }} Waiting
 */

/**
 * @param {{
 *   chat: ChatRow,
 *   me: PageState['me'],
 *   commands: readonly string[],
 *   dispatch: (change: PageChange) => void,
 *   leave: () => void,
 * }} props
 */
export function Chat({ chat, me, commands, dispatch, leave }) {
  const [files, setFiles] = useState(/** @type {readonly File[]} */ ([]));
  const [pending, setPending] = useState(/** @type {readonly Waiting[]} */ ([]));
  const [dropping, setDropping] = useState(false);
  const scroll = useFollowing(chat, pending);

  /** @param {Partial<ConversationAnswer>} answer */
  const take = ({ messages = [], toast: line }) => {
    dispatch({ type: 'messages', messages, visible: true });
    if (line) toast(line);
  };

  /**
   * Shows it at once, greyed, until the server has it.
   * @param {{ text: string }} shown
   * @param {(event: { eventId: string, chat: string }) => Promise<Partial<ConversationAnswer>>} hand
   */
  const deliver = async (shown, hand) => {
    const eventId = uuid();
    setPending((list) => [...list, { eventId, ...shown }]);
    scroll.stay();
    try {
      take(await hand({ eventId, chat: chat.id }));
    } catch (error) {
      toastError(error);
      return false;
    } finally {
      setPending((list) => list.filter((item) => item.eventId !== eventId));
    }
    return true;
  };
  /**
   * @param {string} text
   * @param {readonly File[]} chosen
   */
  const send = async (text, chosen) => {
    setFiles([]);
    if (text !== '') await deliver({ text }, (event) => post('/sandbox/api/text', { ...event, text }));
    if (chosen.length === 0) return;
    const shown = { text: chosen.map((file) => `${file.name}（${sizeWords(file.size)}）`).join('\n') };
    const arrived = await deliver(shown, (event) => postFiles('/sandbox/api/files', event, chosen));
    if (!arrived) setFiles(chosen);
  };
  /** @param {readonly File[]} chosen */
  const add = (chosen) => setFiles((before) => withinLimit(before, chosen));

  // Listeners are set once and would go on seeing the first chat.
  const act = useRef(/** @type {(event: CardEvent) => Promise<void>} */ (async () => undefined));
  act.current = async ({ card, files, ...event }) => {
    const message = card.closest('[data-message]');
    const messageId = message instanceof HTMLElement ? message.dataset.message : undefined;
    const click = { eventId: uuid(), chat: chat.id, messageId, ...event };
    take(await postClick('/sandbox/api/action', click, files));
  };
  useEffect(() => {
    if (scroll.box.current) wireCards(scroll.box.current, (event) => act.current(event));
  }, []);

  const older = async () => {
    const before = String(chat.messages[0]?.seq ?? '');
    scroll.keep();
    const query = new URLSearchParams({ chat: chat.id, before });
    /** @type {{ messages: MessageView[], more: boolean }} */
    const answer = await get(`/sandbox/api/messages?${query}`);
    dispatch({ type: 'loaded', chat: chat.id, ...answer });
  };

  const drag = {
    onDragOver: (/** @type {DragEvent} */ event) =>
      (event.preventDefault(), setDropping(true)),
    onDragLeave: (/** @type {TargetedEvent<HTMLElement, DragEvent>} */ event) => {
      const to = event.relatedTarget;
      if (!(to instanceof Node && event.currentTarget.contains(to))) setDropping(false);
    },
    onDrop: (/** @type {DragEvent} */ event) => {
      event.preventDefault();
      setDropping(false);
      add([...(event.dataTransfer?.files ?? [])]);
    },
  };

  return html`
    <section class="talk" aria-label=${chat.name} ...${drag}>
      <header class="talk-head">
        <button type="button" class="icon-button back" aria-label="返回会话列表" onClick=${leave}>
          <${Icon} name="back" />
        </button>
        <h2>${chat.name}</h2>
        <span class="quiet">${chat.kind === 'group' ? `${chat.members} 人` : '机器人'}</span>
      </header>
      <div class="scroll" ref=${scroll.box} onScroll=${scroll.onScroll} tabindex="0" aria-label="消息">
        <div class="messages" ref=${scroll.inner} role="log">
          ${chat.more && html`<button type="button" class="button older" onClick=${() => older().catch(toastError)}>查看更早的消息</button>`}
          ${chat.loaded && chat.messages.length === 0 && pending.length === 0 && html`<${Empty} kind=${chat.kind} />`}
          ${chat.messages.map(
            (message, i) => html`
              ${message.dayWords !== chat.messages[i - 1]?.dayWords && html`<span class="day" key=${`day ${message.id}`}>${message.dayWords}</span>`}
              <${Message} key=${message.id} message=${message} mine=${message.who.code === me.code} />
            `,
          )}
          ${pending.map((item) => html`<${Pending} key=${item.eventId} me=${me} text=${item.text} />`)}
          ${pending.length > 0 && html`<span class="typing"><span class="spinner"></span>正在处理…</span>`}
        </div>
        ${scroll.fresh > 0 && html`<button type="button" class="button primary fresh" onClick=${scroll.follow}>${scroll.fresh} 条新消息 ↓</button>`}
      </div>
      <${Composer}
        commands=${commands}
        files=${files}
        addFiles=${add}
        send=${send}
        removeFile=${(/** @type {File} */ file) => setFiles(files.filter((other) => other !== file))}
      />
      ${dropping && html`<div class="drop">松开即可加入待发送的文件</div>`}
    </section>
  `;
}

/** @param {{ kind: ChatRow['kind'] }} props */
const Empty = ({ kind }) => html`
  <p class="empty">
    ${kind === 'private' ? '发“帮助”看看我能做什么，也可以直接把台账表格发给我' : '群里还没有消息'}
  </p>
`;

/** @param {{ message: MessageView, mine: boolean }} props */
function Message({ message, mine }) {
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
    host.current.innerHTML = content;
    watchCharts(host.current);
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

/** @param {{ me: PageState['me'], text: string }} props */
const Pending = ({ me, text }) => html`
  <article class="message mine pending">
    <${Avatar} text=${me.place || me.name} small />
    <span class="message-head"><span>${me.name}</span><span>发送中</span></span>
    <div class="bubble">${text}</div>
  </article>
`;

/**
 * Keeps the newest in view while the reader is at the end, and counts what comes in while he is not.
 * @param {ChatRow} chat
 * @param {readonly Waiting[]} pending
 */
function useFollowing(chat, pending) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const inner = useRef(/** @type {HTMLElement | null} */ (null));
  const following = useRef(true);
  const kept = useRef(/** @type {number | undefined} */ (undefined));
  const last = useRef(/** @type {string | undefined} */ (undefined));
  const [fresh, setFresh] = useState(0);
  const newest = chat.messages.at(-1)?.id;

  const toEnd = () => {
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  };
  /** A card that is taller than the view is shown from its head, where reading begins, and stays there. */
  const toNewest = () => {
    const end = inner.current?.querySelector('.message:last-of-type');
    const tall =
      box.current && end instanceof HTMLElement && end.offsetHeight > box.current.clientHeight ? end : null;
    following.current = !tall;
    if (box.current && tall) box.current.scrollTop = tall.offsetTop - HEADROOM_PX;
    else toEnd();
  };
  useLayoutEffect(() => {
    // Charts and pictures grow after they have been put in place.
    const observer = new ResizeObserver(() => following.current && toEnd());
    if (inner.current) observer.observe(inner.current);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    const isNew = newest !== last.current;
    last.current = newest;
    if (box.current && kept.current !== undefined) {
      box.current.scrollTop = box.current.scrollHeight - kept.current;
      kept.current = undefined;
    } else if (following.current && isNew) toNewest();
    else if (following.current) toEnd();
    else if (isNew) setFresh((count) => count + 1);
  }, [chat.messages, pending]);

  return {
    box,
    inner,
    fresh,
    follow: () => {
      following.current = true;
      setFresh(0);
      toNewest();
    },
    /** What comes next is the reader's own: it will be followed. */
    stay: () => {
      following.current = true;
      setFresh(0);
    },
    keep: () => {
      if (box.current) kept.current = box.current.scrollHeight - box.current.scrollTop;
    },
    onScroll: () => {
      if (!box.current) return;
      const { scrollHeight, scrollTop, clientHeight } = box.current;
      following.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
      if (following.current) setFresh(0);
    },
  };
}
