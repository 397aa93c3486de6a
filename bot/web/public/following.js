/** What of a chat is in view. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { forgetPlace, placeIn, rememberPlace } from './place.js';

const NEAR_PX = 80;
const HEADROOM_PX = 10;

/** @import { ChatRow } from '../page-types.ts' */

/**
 * Keeps the newest in view while the reader is at the end, and counts what comes in while he is not. Who comes back to a chat
 * finds it where it was left.
 * @param {ChatRow} chat
 * @param {readonly object[]} pending
 */
export function useFollowing(chat, pending) {
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
  /** Back to where the chat was left; false when that is not known, or no longer there. */
  const toPlace = () => {
    const place = placeIn(chat.id, newest);
    const message = place && inner.current?.querySelector(`[data-message="${CSS.escape(place.message)}"]`);
    if (!place || !box.current || !(message instanceof HTMLElement)) return false;
    following.current = false;
    box.current.scrollTop = message.offsetTop + place.offset;
    return true;
  };
  useLayoutEffect(() => {
    // Charts and pictures grow after they have been put in place.
    const observer = new ResizeObserver(() => following.current && toEnd());
    if (inner.current) observer.observe(inner.current);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (!chat.loaded) return;
    const isNew = newest !== last.current;
    const isFirst = last.current === undefined;
    last.current = newest;
    if (box.current && kept.current !== undefined) {
      box.current.scrollTop = box.current.scrollHeight - kept.current;
      kept.current = undefined;
    } else if (isFirst && toPlace()) return;
    else if (following.current && isNew) toNewest();
    else if (following.current) toEnd();
    else if (isNew) setFresh((count) => count + 1);
  }, [chat.messages, chat.loaded, pending]);

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
      if (following.current) {
        setFresh(0);
        forgetPlace(chat.id);
      } else rememberPlace(chat.id, box.current);
    },
    /** A link of a card leads away. */
    onLeave: (/** @type {MouseEvent} */ event) => {
      const link = event.target instanceof Element && event.target.closest('a[href]');
      if (link && box.current) rememberPlace(chat.id, box.current, true);
    },
  };
}
