/** What the conversation page knows, and how it changes. Pure: state in, state out. */

/**
 * @import { ChatRow, FirstState, PageChange, PageState } from '../page-types.ts'
 * @import { MessageView } from '../chat/view.ts'
 */

/**
 * The page's state from the server's first answer.
 * @param {FirstState} first
 * @returns {PageState}
 */
export const initial = ({ rev, chats, ...rest }) => ({
  ...rest,
  rev,
  chats: chats.map((chat) => ({ ...chat, messages: [], loaded: false, more: false })),
  open: undefined,
  online: true,
  loggedOut: false,
});

/** @type {{ [T in PageChange['type']]: (state: PageState, change: Extract<PageChange, { type: T }>) => PageState }} */
const CHANGES = {
  clock: (state, { clock }) => ({ ...state, clock }),
  online: (state, { online }) => (state.online === online ? state : { ...state, online }),
  loggedOut: (state) => ({ ...state, loggedOut: true }),
  opened: (state, { chat }) => ({ ...inChat(state, chat, (row) => ({ ...row, unread: 0 })), open: chat }),
  closed: (state) => ({ ...state, open: undefined }),
  read: (state, { chat }) => inChat(state, chat, (row) => ({ ...row, unread: 0 })),
  loaded: (state, { chat, messages, more }) =>
    inChat(state, chat, (row) => ({ ...row, messages: merge(row.messages, messages), loaded: true, more })),
  messages: (state, { messages, visible }) =>
    messages.reduce((next, message) => receive(next, message, visible), state),
};

/**
 * @param {PageState} state
 * @param {PageChange} change
 */
export const reduce = (state, change) => next(change.type, state, change);

/**
 * @template {PageChange['type']} T
 * @param {T} type
 * @param {PageState} state
 * @param {Extract<PageChange, { type: T }>} change
 */
const next = (type, state, change) => CHANGES[type](state, change);

/**
 * @param {PageState} state
 * @param {string} id
 * @param {(chat: ChatRow) => ChatRow} change
 * @returns {PageState}
 */
const inChat = (state, id, change) => ({
  ...state,
  chats: state.chats.map((chat) => (chat.id === id ? change(chat) : chat)),
});

/**
 * One message that came in, is new or replaces what it was.
 * @param {PageState} state
 * @param {MessageView} message
 * @param {boolean} visible
 */
function receive(state, message, visible) {
  return inChat(state, message.chat, (chat) => {
    const isNewest = message.seq >= (chat.last?.seq ?? 0);
    const isNew = message.seq > (chat.last?.seq ?? 0);
    const looking = visible && state.open === chat.id;
    const counts = isNew && message.who.code !== state.me.code && !looking;
    const known = chat.loaded && (isNewest || message.seq >= (chat.messages[0]?.seq ?? 0));
    return {
      ...chat,
      messages: known ? merge(chat.messages, [message]) : chat.messages,
      last: isNewest ? message : chat.last,
      unread: chat.unread + (counts ? 1 : 0),
    };
  });
}

/**
 * By place in the chat; of two versions of one message the newer stays.
 * @param {readonly MessageView[]} known
 * @param {readonly MessageView[]} incoming
 */
function merge(known, incoming) {
  const byId = new Map(known.map((message) => [message.id, message]));
  for (const message of incoming) {
    const before = byId.get(message.id);
    if (!before || message.rev > before.rev) byId.set(message.id, message);
  }
  return [...byId.values()].sort((a, b) => a.seq - b.seq);
}
