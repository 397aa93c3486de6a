/** One open chat: its messages, what is being written, files dropped on it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { get, post, postClick, postFiles, toast, toastError } from './api.js';
import { wireCards } from './cards.js';
import { Composer, withinLimit } from './composer.js';
import { useFollowing } from './following.js';
import { html, Icon } from './html.js';
import { Message, Pending } from './message.js';
import { placeIn } from './place.js';
import { useUnsent } from './unsent.js';

/** How far back a place that one comes back to is looked for. */
const OLDER_MOST = 5;

/**
 * @import { TargetedEvent } from 'preact'
 * @import { ConversationAnswer } from '../chat/conversation.ts'
 * @import { MessageView } from '../chat/view.ts'
 * @import { CardEvent, PageChange, ChatRow, PageState } from '../page-types.ts'
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
  const [dropping, setDropping] = useState(false);

  /** @param {Partial<ConversationAnswer>} answer */
  const take = ({ messages = [], toast: line }) => {
    dispatch({ type: 'messages', messages, visible: true });
    if (line) toast(line);
  };
  const unsent = useUnsent(
    me.code,
    chat.id,
    chat.messages,
    ({ eventId, text, files: chosen }) =>
      chosen.length > 0
        ? postFiles('/sandbox/api/files', { eventId, chat: chat.id }, chosen)
        : post('/sandbox/api/text', { eventId, chat: chat.id, text }),
    take,
  );
  const scroll = useFollowing(chat, unsent.items);

  /**
   * @param {string} text
   * @param {readonly File[]} chosen
   */
  const send = async (text, chosen) => {
    setFiles([]);
    scroll.stay();
    if (text !== '') await unsent.sendText(text);
    if (chosen.length > 0) await unsent.sendFiles(chosen);
  };
  /** @param {readonly File[]} chosen */
  const add = (chosen) => setFiles((before) => withinLimit(before, chosen));

  // Listeners are set once and would go on seeing the first chat.
  const act = useRef(/** @type {(event: CardEvent) => Promise<void>} */ (async () => undefined));
  act.current = async ({ card, files, answered, ...event }) => {
    const message = card.closest('[data-message]');
    const messageId = message instanceof HTMLElement ? message.dataset.message : undefined;
    const click = { chat: chat.id, messageId, ...event };
    /** @type {Partial<ConversationAnswer>} */
    const answer = await postClick('/sandbox/api/action', click, files);
    answered(answer);
    take(answer);
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
  const looked = useRef(0);
  useEffect(() => {
    const place = placeIn(chat.id, chat.messages.at(-1)?.id);
    const isHere = chat.messages.some(({ id }) => id === place?.message);
    if (!place || isHere || !chat.more || looked.current === OLDER_MOST) return;
    looked.current++;
    older().catch(toastError);
  }, [chat.messages]);

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
      <div
        class="scroll"
        ref=${scroll.box}
        onScroll=${scroll.onScroll}
        onClick=${scroll.onLeave}
        tabindex="0"
        aria-label="消息"
      >
        <div class="messages" ref=${scroll.inner} role="log">
          ${chat.more && html`<button type="button" class="button older" onClick=${() => older().catch(toastError)}>查看更早的消息</button>`}
          ${chat.loaded && chat.messages.length === 0 && unsent.items.length === 0 && html`<${Empty} kind=${chat.kind} />`}
          ${chat.messages.map(
            (message, i) => html`
              ${message.dayWords !== chat.messages[i - 1]?.dayWords && html`<span class="day" key=${`day ${message.id}`}>${message.dayWords}</span>`}
              <${Message} key=${message.id} message=${message} mine=${message.who.code === me.code} />
            `,
          )}
          ${unsent.items.map(
            (item) => html`
              <${Pending}
                key=${item.eventId}
                me=${me}
                text=${item.text}
                state=${item.state}
                failed=${item.state !== '发送中'}
                again=${item.again}
                send=${() => unsent.send(item)}
                drop=${() => unsent.drop(item)}
              />
            `,
          )}
          ${unsent.busy && html`<span class="typing"><span class="spinner"></span>正在处理…</span>`}
        </div>
        ${scroll.fresh > 0 && html`<button type="button" class="button primary fresh" onClick=${scroll.follow}>${scroll.fresh} 条新消息 ↓</button>`}
      </div>
      <${Composer}
        place=${`text:${me.code}:${chat.id}`}
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
