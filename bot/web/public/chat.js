/** One open chat: its messages, what is being written, files dropped on it. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { get, post, postClick, postFiles, toast, toastError, uuid } from './api.js';
import { wireCards } from './cards.js';
import { watchCharts } from './charts.js';
import { Composer, withinLimit } from './composer.js';
import { Avatar, html, Icon, sizeWords } from './html.js';

const NEAR_PX = 80;
const HEADROOM_PX = 10;

export function Chat({ chat, me, commands, dispatch, leave }) {
  const [files, setFiles] = useState([]);
  const [pending, setPending] = useState([]);
  const [dropping, setDropping] = useState(false);
  const scroll = useFollowing(chat, pending);

  const take = ({ messages = [], toast: line }) => {
    dispatch({ type: 'messages', messages, visible: true });
    if (line) toast(line);
  };

  /** Shows it at once, greyed, until the server has it. */
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
  const send = async (text, chosen) => {
    setFiles([]);
    if (text !== '') await deliver({ text }, (event) => post('/sandbox/api/text', { ...event, text }));
    if (chosen.length === 0) return;
    const shown = { text: chosen.map((file) => `${file.name}（${sizeWords(file.size)}）`).join('\n') };
    const arrived = await deliver(shown, (event) => postFiles('/sandbox/api/files', event, chosen));
    if (!arrived) setFiles(chosen);
  };
  const add = (chosen) => setFiles((before) => withinLimit(before, chosen));

  // Listeners are set once and would go on seeing the first chat.
  const act = useRef();
  act.current = async ({ card, files, ...event }) => {
    const messageId = card.closest('[data-message]')?.dataset.message;
    const click = { eventId: uuid(), chat: chat.id, messageId, ...event };
    take(await postClick('/sandbox/api/action', click, files));
  };
  useEffect(() => wireCards(scroll.box.current, (event) => act.current(event)), []);

  const older = async () => {
    const before = chat.messages[0].seq;
    scroll.keep();
    const query = new URLSearchParams({ chat: chat.id, before });
    dispatch({ type: 'loaded', chat: chat.id, ...(await get(`/sandbox/api/messages?${query}`)) });
  };

  const drag = {
    onDragOver: (event) => (event.preventDefault(), setDropping(true)),
    onDragLeave: (event) => event.currentTarget.contains(event.relatedTarget) || setDropping(false),
    onDrop: (event) => {
      event.preventDefault();
      setDropping(false);
      add([...event.dataTransfer.files]);
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
        removeFile=${(file) => setFiles(files.filter((other) => other !== file))}
      />
      ${dropping && html`<div class="drop">松开即可加入待发送的文件</div>`}
    </section>
  `;
}

const Empty = ({ kind }) => html`
  <p class="empty">
    ${kind === 'private' ? '发“帮助”看看我能做什么，也可以直接把台账表格发给我' : '群里还没有消息'}
  </p>
`;

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

const Body = ({ message }) =>
  message.html === undefined
    ? html`<div class="bubble">${message.file ? html`<${File} file=${message.file} />` : message.text}</div>`
    : html`<${CardBody} content=${message.html} />`;

/** A card as the server rendered it; set by hand so that drawn charts and filled fields stay until it changes. */
function CardBody({ content }) {
  const host = useRef();
  useLayoutEffect(() => {
    host.current.innerHTML = content;
    watchCharts(host.current);
  }, [content]);
  return html`<div class="message-card" ref=${host}></div>`;
}

function File({ file }) {
  const kind = file.name.includes('.') ? file.name.split('.').at(-1).slice(0, 4).toUpperCase() : '文件';
  const inner = html`<span class="file-kind" aria-hidden="true">${kind}</span><span>${file.name}</span>
    <span class="quiet">${sizeWords(file.bytes)}${file.href ? ' · 点击下载' : ''}</span>`;
  return file.href
    ? html`<a class="file" href=${file.href} download=${file.name}>${inner}</a>`
    : html`<span class="file">${inner}</span>`;
}

const Pending = ({ me, text }) => html`
  <article class="message mine pending">
    <${Avatar} text=${me.place || me.name} small />
    <span class="message-head"><span>${me.name}</span><span>发送中</span></span>
    <div class="bubble">${text}</div>
  </article>
`;

/** Keeps the newest in view while the reader is at the end, and counts what comes in while he is not. */
function useFollowing(chat, pending) {
  const box = useRef();
  const inner = useRef();
  const following = useRef(true);
  const kept = useRef();
  const last = useRef();
  const [fresh, setFresh] = useState(0);
  const newest = chat.messages.at(-1)?.id;

  const toEnd = () => {
    box.current.scrollTop = box.current.scrollHeight;
  };
  /** A card that is taller than the view is shown from its head, where reading begins, and stays there. */
  const toNewest = () => {
    const end = inner.current.querySelector('.message:last-of-type');
    following.current = !(end?.offsetHeight > box.current.clientHeight);
    if (following.current) toEnd();
    else box.current.scrollTop = end.offsetTop - HEADROOM_PX;
  };
  useLayoutEffect(() => {
    // Charts and pictures grow after they have been put in place.
    const observer = new ResizeObserver(() => following.current && toEnd());
    observer.observe(inner.current);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    const isNew = newest !== last.current;
    last.current = newest;
    if (kept.current !== undefined) {
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
      kept.current = box.current.scrollHeight - box.current.scrollTop;
    },
    onScroll: () => {
      const { scrollHeight, scrollTop, clientHeight } = box.current;
      following.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
      if (following.current) setFresh(0);
    },
  };
}
