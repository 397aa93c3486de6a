import { randomUUID } from 'node:crypto';
import type { Dispatch } from '../../handlers/inbound.ts';
import type { Outgoing, Replaced } from '../../handlers/services/messages/channel.ts';
import { buttonOf } from './card-words.ts';
import type { Deed, Platform } from './platform.ts';
import type { TestServices } from './services.ts';

/** The sandbox without its page: a channel that remembers, and every post at its own login. */
export function webPlatform({
  services,
  dispatch,
}: {
  services: TestServices;
  dispatch: Dispatch;
}): Platform {
  const sent: (Outgoing & { id: string })[] = [];
  const standing = (id: string | undefined) => sent.find((message) => message.id === id);
  const inbound = (post: string, group?: string) => ({
    channel: 'web' as const,
    eventId: randomUUID(),
    from: post,
    chat: group
      ? { id: `group:${group}`, kind: 'group' as const }
      : { id: `post:${post}`, kind: 'private' as const },
    privately: `post:${post}`,
  });
  const act = (post: string, deed: Deed & { clicked?: Replaced }, group?: string) =>
    dispatch({ ...inbound(post, group), kind: 'action', ...deed });
  return {
    channel: {
      name: 'web',
      async send(message) {
        const before = standing(message.replaces?.messageId);
        if (before) before.content = message.content;
        else sent.push({ ...message, id: `m-${sent.length + 1}` });
        return { kind: 'sent', messageId: before?.id ?? `m-${sent.length}` };
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
    async clicks(post, card, label, form) {
      const { action, params = {} } = buttonOf(card, label);
      const clicked = sent.find(({ content }) => 'card' in content && content.card === card);
      const deed = { action, params, ...(form ? { form } : {}) };
      const reply = await act(post, clicked ? { ...deed, clicked: { messageId: clicked.id } } : deed);
      if (clicked && reply.card) clicked.content = { card: reply.card };
      return reply;
    },
    act,
    opens: ({ id }) => services.store.files.read(id),
    ticks: () => Promise.resolve(),
    waits: () => Promise.resolve(),
  };
}
