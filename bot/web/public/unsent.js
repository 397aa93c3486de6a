/** Messages on their way, and those that did not arrive: they stay on this device until they have. */
import { useEffect, useState } from 'preact/hooks';
import { Refusal, uuid } from './api.js';
import { sizeWords } from './html.js';
import { keep, kept } from './kept.js';

/**
 * @import { ConversationAnswer } from '../chat/conversation.ts'
 * @import { MessageView } from '../chat/view.ts'
 * @typedef {{ eventId: string, text: string, files?: true, why?: string }} Unsent `why` it did not arrive, once that is known
 * @typedef {Partial<ConversationAnswer>} Answer
 * @typedef {(event: { eventId: string, text: string, files: readonly File[] }) => Promise<Answer>} Hand
 */

/** Being sent by this very page, whatever chat is open. */
const underWay = new Set();
/** Files cannot be kept beyond the page. @type {Map<string, readonly File[]>} */
const chosenFiles = new Map();
/** @type {Set<() => void>} */
const watchers = new Set();

/** @param {string} place */
function listOf(place) {
  /** @type {readonly Unsent[] | undefined} */
  const list = kept(place);
  return list ?? [];
}

/**
 * @param {string} place
 * @param {readonly Unsent[]} list
 */
function setList(place, list) {
  keep(place, list.length > 0 ? list : undefined);
  watchers.forEach((look) => look());
}

/**
 * What of a chat is under way or did not arrive. An item that the chat shows as a message has arrived, though its answer was
 * lost.
 * @param {string} owner
 * @param {string} chat
 * @param {readonly MessageView[]} messages
 * @param {Hand} hand
 * @param {(answer: Answer) => void} take
 */
export function useUnsent(owner, chat, messages, hand, take) {
  const place = `unsent:${owner}:${chat}`;
  const [items, setItems] = useState(listOf(place));

  useEffect(() => {
    const look = () => setItems(listOf(place));
    watchers.add(look);
    return () => watchers.delete(look);
  }, [place]);

  const arrived = new Set(messages.map(({ event }) => event));
  useEffect(() => {
    const left = items.filter(({ eventId }) => underWay.has(eventId) || !arrived.has(eventId));
    if (left.length < items.length) setList(place, left);
  }, [messages, items]);

  /** @param {Unsent} item */
  const send = async (item) => {
    const { eventId, text } = item;
    const others = () => listOf(place).filter((other) => other.eventId !== eventId);
    const { why: _why, ...fresh } = item;
    underWay.add(eventId);
    setList(place, [...others(), fresh]);
    try {
      const answer = await hand({ eventId, text, files: chosenFiles.get(eventId) ?? [] });
      underWay.delete(eventId);
      chosenFiles.delete(eventId);
      take(answer);
      setList(place, others());
    } catch (error) {
      underWay.delete(eventId);
      const why = error instanceof Refusal ? error.message : '页面出错了，请刷新后重试';
      setList(place, [...others(), { ...fresh, why }]);
      if (!(error instanceof Refusal)) throw error;
    }
  };

  return {
    items: items
      .filter(({ eventId }) => !arrived.has(eventId))
      .map((item) => ({ ...item, ...stateOf(item) })),
    /** Something is being answered. */
    busy: items.some(({ eventId }) => underWay.has(eventId)),
    /** @param {string} text */
    sendText: (text) => send({ eventId: uuid(), text }),
    /** @param {readonly File[]} files */
    sendFiles: (files) => {
      const eventId = uuid();
      chosenFiles.set(eventId, files);
      const text = files.map((file) => `${file.name}（${sizeWords(file.size)}）`).join('\n');
      return send({ eventId, text, files: true });
    },
    send,
    /** @param {Unsent} item */
    drop: ({ eventId }) => {
      chosenFiles.delete(eventId);
      setList(
        place,
        listOf(place).filter((other) => other.eventId !== eventId),
      );
    },
  };
}

/**
 * How an item stands, in words, and whether it can be sent once more.
 * @param {Unsent} item
 */
function stateOf({ eventId, files, why }) {
  if (underWay.has(eventId)) return { state: '发送中', again: false };
  if (files && !chosenFiles.has(eventId)) return { state: '未发送，刷新后文件要重新选择', again: false };
  return { state: `未发送${why ? `：${why}` : ''}`, again: true };
}
