import type { Target } from '../../models/store/outbox.ts';
import type { Services } from './context.ts';
import { holderOf } from './people.ts';

export interface Address {
  channel: string;
  chat: string;
}

/** The chat of a group, as bound by an administrator (`chat bind`), by channel. */
export const groupBindingKey = (channel: string, group: string): string => `group:${channel}:${group}`;

/**
 * Where a message may go now, in the order of preference: one person reachable on two platforms gets one notice, on
 * the first that takes it. A post is resolved when the message leaves, so a successor gets what was still waiting.
 * Empty when nowhere.
 */
export async function addressesOf(
  services: Services,
  channels: readonly string[],
  to: Target,
): Promise<Address[]> {
  if ('channel' in to) return [to];
  const chatOn = 'post' in to ? await postAddresses(services, to.post) : groupAddresses(services, to.group);
  const found = await Promise.all(
    channels.map(async (channel) => {
      const chat = await chatOn(channel);
      return chat === undefined ? [] : [{ channel, chat }];
    }),
  );
  return found.flat();
}

type ChatOn = (channel: string) => Promise<string | undefined> | string | undefined;

/** The web sandbox is its own directory: every post and group has a chat there. Platforms know a post by its holder. */
async function postAddresses(services: Services, post: string): Promise<ChatOn> {
  const holder = await holderOf(services, post);
  const chats: Readonly<Record<string, string | undefined>> = {
    web: `post:${post}`,
    feishu: holder?.feishu,
    wecom: holder?.wecom,
  };
  return (channel) => chats[channel];
}

const groupAddresses =
  ({ store }: Services, group: string): ChatOn =>
  (channel) =>
    channel === 'web' ? `group:${group}` : store.settings.get<string>(groupBindingKey(channel, group));
