/** The live line to the server. Goes on where it stopped: no message is missed, none comes twice. */

const AGAIN_MS = 3000;

/**
 * @import { MessageView } from '../chat/view.ts'
 * @import { ClockView } from '../time.ts'
 */

/**
 * @param {number} since newest revision that the page knows
 * @param {{ message: (message: MessageView) => void, clock: (clock: ClockView) => void, online: (yes: boolean) => void, refused: () => void }} handlers
 */
export function connect(since, handlers) {
  let seen = since;
  /** @type {EventSource | undefined} */
  let source;
  const open = () => {
    source?.close();
    const line = new EventSource(`/sandbox/events?since=${seen}`);
    source = line;
    line.addEventListener('open', () => handlers.online(true));
    line.addEventListener('error', () => {
      handlers.online(false);
      // The browser reconnects by itself after a broken line, but not after a refusal.
      if (line.readyState !== EventSource.CLOSED || line !== source) return;
      handlers.refused();
      setTimeout(() => line === source && open(), AGAIN_MS);
    });
    line.addEventListener('message', (event) => {
      const rev = Number(event.lastEventId);
      if (rev <= seen) return;
      seen = rev;
      handlers.message(JSON.parse(event.data));
    });
    line.addEventListener('clock', (event) => handlers.clock(JSON.parse(event.data)));
  };
  open();
  // A telephone that slept, or changed its network, holds a line that is dead without knowing it.
  window.addEventListener('online', open);
  document.addEventListener('visibilitychange', () => !document.hidden && open());
}
