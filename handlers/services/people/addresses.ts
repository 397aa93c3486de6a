import { groupChats, type GroupChat } from '../../../models/ledgers/binding.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import type { Recipient } from '../../../models/store/messages/message.ts';
import type { Services } from '../context.ts';
import { holderOf } from './identify.ts';

export interface Address {
  channel: string;
  chat: string;
}

/**
 * Where a message may go now, in the order of preference: one person reachable on two platforms gets one notice, on
 * the first that takes it. A post is resolved when the message leaves, so a successor gets what was still waiting.
 * Empty when nowhere.
 */
export async function addressesOf(
  services: Services,
  channels: readonly string[],
  to: Recipient,
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
  (services: Services, group: string): ChatOn =>
  async (channel) => {
    if (channel === 'web') return webGroup(group);
    const bound = await boundChats(services);
    return bound.find((row) => row.channel === channel && row.group === group)?.chat;
  };

/** The groups that are chats of a platform now, in order. Asked at every send: from memory for a second, all at once. */
export const boundChats = ({ store }: Services): Promise<GroupChat[]> =>
  store.recent(groupChats, 'bound', () =>
    store.rows(groupChats).find(SYSTEM, { where: { chat: { exists: true } }, sort: { group: 1 } }),
  );

/** The group of the mechanism that a chat is; undefined for one that is bound to none. */
export async function groupOf(
  services: Services,
  channel: string,
  chat: string,
): Promise<string | undefined> {
  const { groups } = services.city;
  if (channel === 'web') return groups.find(({ code }) => webGroup(code) === chat)?.code;
  const bound = await boundChats(services);
  return bound.find((row) => row.channel === channel && row.chat === chat)?.group;
}

/** The sandbox's chat of a group. */
const webGroup = (group: string): string => `group:${group}`;
