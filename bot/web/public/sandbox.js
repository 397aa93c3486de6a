/** The conversation page: head, list of chats, the open chat. */
import { render } from 'preact';
import { useEffect, useReducer, useRef } from 'preact/hooks';
import { get, LOGIN_WANTED, post, Refusal, toastError } from './api.js';
import { Chat } from './chat.js';
import { Clock, Moving } from './clock.js';
import { draftsOf } from './drafts.js';
import { Avatar, html, Icon } from './html.js';
import { kept } from './kept.js';
import { connect } from './live.js';
import { LOGGED_OUT, LOGGED_OUT_WORDS } from './logged-out.js';
import { initial, reduce } from './store.js';
import { listTime } from './when.js';

const WIDE = window.matchMedia('(min-width: 760px)');

/**
 * @import { MessageView } from '../chat/view.ts'
 * @import { ChatRow, FirstState, PageState } from '../page-types.ts'
 */

/** @param {{ first: FirstState }} props */
function App({ first }) {
  const [state, dispatch] = useReducer(reduce, first, initial);
  const open = state.chats.find((chat) => chat.id === state.open);
  const unread = state.chats.reduce((sum, chat) => sum + chat.unread, 0);
  const fromList = useRef(false);
  // Back to the list is one step back, so that the phone's own back button does not lead into the chat again.
  const leave = () => {
    if (fromList.current) history.back();
    else location.replace('#');
    fromList.current = false;
  };

  useEffect(() => {
    connect(state.rev, {
      message: (message) => dispatch({ type: 'messages', messages: [message], visible: !document.hidden }),
      clock: (clock) => dispatch({ type: 'clock', clock }),
      online: (online) => dispatch({ type: 'online', online }),
      // Whether the login has ended, api.js finds out.
      refused: () => void get('/sandbox/api/clock').catch(() => undefined),
    });
    window.addEventListener(LOGGED_OUT, () => dispatch({ type: 'loggedOut' }));
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
      ${stripOf(state)}
      <main class="panes">
        <nav class="list" aria-label="会话">
          <ul class="chats">
            ${state.chats.map(
              (chat) =>
                html`<li key=${chat.id}>
                  <${Row}
                    chat=${chat}
                    current=${chat.id === state.open}
                    today=${state.clock.day}
                    me=${state.me.code}
                    open=${() => {
                      fromList.current = !open;
                      location.hash = encodeURIComponent(chat.id);
                    }}
                  />
                </li>`,
            )}
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
            leave=${leave}
          />`
        }
      </main>
    </div>
  `;
}

/** @param {PageState} state */
function stripOf({ clock, online, loggedOut }) {
  if (loggedOut)
    return html`<div class="strip" role="alert">${LOGGED_OUT_WORDS}<a href="/">重新登录</a></div>`;
  if (clock.movingTo) return html`<${Moving} clock=${clock} />`;
  return (
    !online &&
    html`<div class="strip" role="status">
      <span class="spinner"></span>连接已断开，正在重连；写好的内容不会丢
    </div>`
  );
}

/** @param {{ chat: ChatRow, current: boolean, today: string, me: string, open: () => void }} props */
const Row = ({ chat, current, today, me, open }) => html`
  <button type="button" class="chat-row" aria-current=${current} data-chat=${chat.id} onClick=${open}>
    <${Avatar} text=${chat.name} bot=${chat.kind === 'private'} group=${chat.kind === 'group'} />
    <span class="chat-name">${chat.name}</span>
    <time class="chat-time">${chat.last ? listTime(chat.last, today) : ''}</time>
    <${Line} chat=${chat} me=${me} current=${current} />
    ${chat.unread > 0 && html`<span class="unread" aria-label="${chat.unread} 条未读">${chat.unread > 99 ? '99+' : chat.unread}</span>`}
  </button>
`;

/**
 * What waits to be sent goes before what was said last.
 * @param {{ chat: ChatRow, me: string, current: boolean }} props
 */
function Line({ chat, me, current }) {
  /** @type {string | undefined} */
  const typed = current ? undefined : kept(`text:${me}:${chat.id}`);
  const word = kept(`unsent:${me}:${chat.id}`) ? '[未发送] ' : typed ? '[草稿] ' : '';
  return html`<span class="chat-line">
    ${word !== '' && html`<span class="ink-bad">${word}</span>`}${typed ?? lineOf(chat)}
  </span>`;
}

/** @param {ChatRow} chat */
function lineOf({ last, kind }) {
  if (!last) return kind === 'private' ? '发“帮助”开始' : '还没有消息';
  return kind === 'group' && !last.who.bot ? `${last.who.name}：${last.line}` : last.line;
}

/** @param {FirstState} first */
const begin = (first) => {
  draftsOf(first.me.code);
  return render(html`<${App} first=${first} />`, document.getElementById('app') ?? document.body);
};

get('/sandbox/api/state').then(begin, (error) =>
  error instanceof Refusal && error.status === LOGIN_WANTED ? location.assign('/') : toastError(error),
);
