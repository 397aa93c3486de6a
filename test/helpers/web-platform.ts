import { randomUUID } from 'node:crypto';
import type { Dispatch } from '../../handlers/inbound.ts';
import type { Outgoing } from '../../handlers/services/channel.ts';
import { buttonOf } from './card-words.ts';
import type { Platform } from './platform.ts';
import type { TestServices } from './services.ts';

/** The sandbox without its page: a channel that remembers, and every post at its own login. */
export function webPlatform({
  services,
  dispatch,
}: {
  services: TestServices;
  dispatch: Dispatch;
}): Platform {
  const sent: Outgoing[] = [];
  const inbound = (post: string, group?: string) => ({
    channel: 'web' as const,
    eventId: randomUUID(),
    from: post,
    chat: group
      ? { id: `group:${group}`, kind: 'group' as const }
      : { id: `post:${post}`, kind: 'private' as const },
    privately: `post:${post}`,
  });
  const act: Platform['act'] = (post, deed, group) =>
    dispatch({ ...inbound(post, group), kind: 'action', ...deed });
  return {
    channel: {
      name: 'web',
      async send(message) {
        sent.push(message);
        return { kind: 'sent', messageId: `m-${sent.length}` };
      },
      fetch: () => Promise.reject(new Error('files come in whole here')),
    },
    sentTo: (chat) => sent.filter((message) => message.chat === chat).map(({ content }) => content),
    async says(post, text, group) {
      await dispatch({ ...inbound(post, group), kind: 'text', text });
    },
    async sends(post, files) {
      await dispatch({ ...inbound(post), kind: 'files', files });
    },
    clicks(post, card, label, form) {
      const { action, params = {} } = buttonOf(card, label);
      return act(post, { action, params, ...(form ? { form } : {}) });
    },
    act,
    opens: ({ id }) => services.store.files.read(id),
    ticks: () => Promise.resolve(),
    waits: () => Promise.resolve(),
  };
}
