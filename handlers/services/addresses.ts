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
 * Where a message goes now. A post is resolved when the message leaves, so a successor gets what was still waiting;
 * one person reachable on two platforms gets one notice: channels are tried in their order. Undefined when nowhere.
 */
export async function addressesOf(
  services: Services,
  channels: readonly string[],
  to: Target,
): Promise<Address | undefined> {
  if ('channel' in to) return to;
  for (const channel of channels) {
    const chat =
      'post' in to
        ? await chatOfPost(services, channel, to.post)
        : await chatOfGroup(services, channel, to.group);
    if (chat) return { channel, chat };
  }
  return undefined;
}

/** The web sandbox is its own directory: every post and group has a chat there. */
async function chatOfPost(services: Services, channel: string, post: string): Promise<string | undefined> {
  if (channel === 'web') return `post:${post}`;
  const holder = await holderOf(services, post);
  return channel === 'feishu' ? holder?.feishu : holder?.wecom;
}

async function chatOfGroup(services: Services, channel: string, group: string): Promise<string | undefined> {
  if (channel === 'web') return `group:${group}`;
  return services.store.settings.get<string>(groupBindingKey(channel, group));
}
