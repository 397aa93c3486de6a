/** The live line to the server. Goes on where it stopped: no message is missed, none comes twice. */

const AGAIN_MS = 3000;

/**
 * @import { MessageView } from '../chat/view.ts'
 * @import { ClockView } from '../time.ts'
 */

/**
 * @param {number} since newest revision that the page knows
 * @param {{ message: (message: MessageView) => void, clock: (clock: ClockView) => void, online: (yes: boolean) => void }} handlers
 */
export function connect(since, handlers) {
  let seen = since;
  const open = () => {
    const source = new EventSource(`/sandbox/events?since=${seen}`);
    source.addEventListener('open', () => handlers.online(true));
    source.addEventListener('error', () => {
      handlers.online(false);
      // The browser reconnects by itself after a broken line, but not after a refusal.
      if (source.readyState === EventSource.CLOSED) setTimeout(open, AGAIN_MS);
    });
    source.addEventListener('message', (event) => {
      const rev = Number(event.lastEventId);
      if (rev <= seen) return;
      seen = rev;
      handlers.message(JSON.parse(event.data));
    });
    source.addEventListener('clock', (event) => handlers.clock(JSON.parse(event.data)));
  };
  open();
}
