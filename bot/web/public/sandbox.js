/** The conversation page: head, list of chats, the open chat. */
import { render } from 'preact';
import { useEffect, useReducer } from 'preact/hooks';
import { get, post, Refusal, toastError } from './api.js';
import { Chat } from './chat.js';
import { Clock, Moving } from './clock.js';
import { Avatar, html, Icon } from './html.js';
import { connect } from './live.js';
import { initial, reduce } from './store.js';

const WIDE = window.matchMedia('(min-width: 760px)');

/**
 * @import { MessageView } from '../chat/view.ts'
 * @import { ChatRow, FirstState } from '../page-types.ts'
 */

/** @param {{ first: FirstState }} props */
function App({ first }) {
  const [state, dispatch] = useReducer(reduce, first, initial);
  const open = state.chats.find((chat) => chat.id === state.open);
  const unread = state.chats.reduce((sum, chat) => sum + chat.unread, 0);

  useEffect(() => {
    connect(state.rev, {
      message: (message) => dispatch({ type: 'messages', messages: [message], visible: !document.hidden }),
      clock: (clock) => dispatch({ type: 'clock', clock }),
      online: (online) => dispatch({ type: 'online', online }),
    });
    // The address carries the open chat, so that the phone's back button leads to the list.
    const follow = () => {
      const id = decodeURIComponent(location.hash.slice(1));
      const wanted =
        state.chats.find((chat) => chat.id === id) ?? (WIDE.matches ? state.chats[0] : undefined);
      dispatch(wanted ? { type: 'opened', chat: wanted.id } : { type: 'closed' });
    };
    follow();
    window.addEventListener('hashchange', follow);
    WIDE.addEventListener('change', follow);
  }, []);

  useEffect(() => {
    if (!open || open.loaded) return;
    const query = new URLSearchParams({ chat: open.id });
    get(`/sandbox/api/messages?${query}`).then(
      (/** @type {{ messages: MessageView[], more: boolean }} */ answer) =>
        dispatch({ type: 'loaded', chat: open.id, ...answer }),
      toastError,
    );
  }, [open?.id]);

  useEffect(() => {
    const mark = () => {
      if (!open?.last || document.hidden) return;
      dispatch({ type: 'read', chat: open.id });
      post('/sandbox/api/read', { chat: open.id, seq: open.last.seq }).catch(() => undefined);
    };
    mark();
    document.addEventListener('visibilitychange', mark);
    return () => document.removeEventListener('visibilitychange', mark);
  }, [open?.id, open?.last?.seq]);

  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${open?.name ?? '会话'} · 招优`;
  }, [unread, open?.name]);

  return html`
    <div class="sandbox ${open ? 'in-chat' : ''}">
      <header class="top">
        <span class="brand" aria-hidden="true">招</span>
        <span class="me"><span class="me-name" title=${state.me.name}>${state.me.name}</span></span>
        <span class="spread"></span>
        <${Clock} clock=${state.clock} />
        <button
          type="button"
          class="icon-button"
          data-theme-toggle
          title="深色 / 浅色"
          aria-label="切换深色和浅色"
        >
          <${Icon} name="theme" />
        </button>
        <form method="post" action="/logout" class="me">
          <button class="icon-button" title="换个岗位" aria-label="换个岗位"><${Icon} name="leave" /></button>
        </form>
      </header>
      ${state.clock.movingTo ? html`<${Moving} clock=${state.clock} />` : !state.online && html`<${Offline} />`}
      <main class="panes">
        <nav class="list" aria-label="会话">
          <ul class="chats">
            ${state.chats.map((chat) => html`<li key=${chat.id}><${Row} chat=${chat} current=${chat.id === state.open} /></li>`)}
          </ul>
        </nav>
        ${
          open &&
          html`<${Chat}
            key=${open.id}
            chat=${open}
            me=${state.me}
            commands=${state.commands}
            dispatch=${dispatch}
            leave=${() => (location.hash = '')}
          />`
        }
      </main>
    </div>
  `;
}

const Offline = () =>
  html`<div class="strip" role="status"><span class="spinner"></span>连接已断开，正在重连…</div>`;

/** @param {{ chat: ChatRow, current: boolean }} props */
const Row = ({ chat, current }) => html`
  <button
    type="button"
    class="chat-row"
    aria-current=${current}
    data-chat=${chat.id}
    onClick=${() => (location.hash = encodeURIComponent(chat.id))}
  >
    <${Avatar} text=${chat.name} bot=${chat.kind === 'private'} group=${chat.kind === 'group'} />
    <span class="chat-name">${chat.name}</span>
    <time class="chat-time">${chat.last?.time ?? ''}</time>
    <span class="chat-line">${lineOf(chat)}</span>
    ${chat.unread > 0 && html`<span class="unread" aria-label="${chat.unread} 条未读">${chat.unread > 99 ? '99+' : chat.unread}</span>`}
  </button>
`;

/** @param {ChatRow} chat */
function lineOf({ last, kind }) {
  if (!last) return kind === 'private' ? '发“帮助”开始' : '还没有消息';
  return kind === 'group' && !last.who.bot ? `${last.who.name}：${last.line}` : last.line;
}

get('/sandbox/api/state').then(
  (/** @type {FirstState} */ first) =>
    render(html`<${App} first=${first} />`, document.getElementById('app') ?? document.body),
  (error) => (error instanceof Refusal && error.status === 403 ? location.assign('/') : toastError(error)),
);
