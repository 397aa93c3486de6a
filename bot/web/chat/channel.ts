import type { City } from '../../../models/ledgers/city.ts';
import type { Clock } from '../../../models/rules/time/clock.ts';
import type { Channel } from '../../../handlers/services/messages/channel.ts';
import { BOT, chatExists } from './directory.ts';
import type { ChatLog } from '../ports.ts';

/** The way out to the web: a message is written into its chat, and everybody who looks at it is told. */
export function createWebChannel(
  deps: { city: City; clock: Clock; chats: ChatLog },
  wake: () => void,
): Channel {
  const { city, clock, chats } = deps;
  return {
    name: 'web',
    async send({ id, chat, content, replaces }) {
      if (!chatExists(city, chat)) return { kind: 'dead', reason: `no web chat is called ${chat}` };
      const key = 'card' in content ? content.card.key : undefined;
      const message = { source: `out:${id}`, chat, who: BOT, at: clock.now(), content };
      try {
        const replaced = replaces && (await chats.replace(replaces.messageId, content, clock.now()));
        if (replaced) {
          wake();
          return { kind: 'sent', messageId: replaced.id };
        }
        const { id: messageId } = await chats.append(
          key === undefined ? message : { ...message, cardKey: key },
        );
        wake();
        return { kind: 'sent', messageId };
      } catch (error) {
        return { kind: 'retry', reason: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}
