import { z } from 'zod';
import {
  askedCard,
  bindGroupCard,
  choosePlaceCard,
  choosePostCard,
  postsAt,
  postsCard,
} from '../cards/binding.ts';
import type { Card } from '../cards/card.ts';
import { bindings, groupChats } from '../models/ledgers/binding.ts';
import { postOf } from '../models/ledgers/city.ts';
import { AppError } from '../models/rules/errors.ts';
import { putRow } from './services/ledgers/put.ts';
import { bindGroup, groupCard, speakFor, type ChatAt } from './services/people/binding.ts';
import type { Ctx } from './services/context.ts';
import { accountOf, tenuresOf } from './services/people/identify.ts';
import { type Inbound, type Reply } from './inbound.ts';
import { action, type Command } from './action.ts';

/** How people and groups of a platform find their place in the register (domain.md 0.1-1, 5.4). */

/** @throws AppError INVALID outside a group of a platform */
function groupAt(inbound: Inbound): ChatAt {
  const { channel } = accountOf(inbound);
  if (inbound.chat.kind === 'group') return { channel, chat: inbound.chat.id };
  throw new AppError('INVALID', '请在要绑定的群里 @我 发送“绑定本群”');
}

export const bindingCommands: readonly Command[] = [
  {
    words: ['绑定'],
    usage: '绑定',
    does: '申请绑定岗位，管理员确认后生效',
    open: true,
    platformOnly: true,
    privateOnly: true,
    async run({ city }, _rest, inbound): Promise<Reply> {
      accountOf(inbound);
      return { say: [{ card: choosePlaceCard(city) }] };
    },
  },
  {
    words: ['绑定本群'],
    usage: '绑定本群',
    does: '在群里 @我，指定本群用途',
    permit: groupChats.rights.edit,
    platformOnly: true,
    run: async (ctx, _rest, inbound) => ({
      say: [{ card: await groupCard(ctx, groupAt(inbound), true) }],
    }),
  },
  {
    // 岗位 alone is the ledger of all posts.
    words: ['我的岗位', '切换岗位'],
    usage: '我的岗位',
    does: '看我的岗位，兼任多个岗位时切换',
    suits: ({ enterprise }) => enterprise === undefined,
    platformOnly: true,
    privateOnly: true,
    run: async (ctx, _rest, inbound): Promise<Reply> => ({ say: [{ card: await myPosts(ctx, inbound) }] }),
  },
];

const myPosts = async (ctx: Ctx, inbound: Inbound): Promise<Card> =>
  postsCard(ctx.city, ctx.viewer.post, await tenuresOf(ctx, accountOf(inbound)));

export const bindingActions = [
  action({
    action: 'binding.restart',
    open: true,
    input: z.object({}),
    run: async ({ city }): Promise<Reply> => ({ card: choosePlaceCard(city) }),
  }),
  action({
    action: 'binding.place',
    open: true,
    input: z.object({ place: z.string().min(1, '请选择单位') }),
    async run({ city }, { place }): Promise<Reply> {
      if (postsAt(city, place).length === 0) throw new AppError('NOT_FOUND', '没有这个单位，请重新选择');
      return { card: choosePostCard(city, place) };
    },
  }),
  action({
    action: 'binding.ask',
    open: true,
    input: z.object({
      post: z.string().min(1, '请选择岗位'),
      name: z.string().trim().min(2, '请填写真实姓名').max(30, '姓名最多 30 个字'),
    }),
    async run(ctx, asked, inbound): Promise<Reply> {
      const { name } = postOf(ctx.city, asked.post);
      const values = { ...accountOf(inbound), ...asked };
      // Asking again replaces what was asked before.
      const put = { values, event: 'ask', reason: '本人申请' } as const;
      return putRow(ctx, bindings, put, (): Reply => ({ card: askedCard(name) }));
    },
  }),
  action({
    action: 'binding.group',
    permit: groupChats.rights.edit,
    input: z.object({ group: z.string().min(1, '请选择本群用途') }),
    run: (ctx, { group }, inbound) =>
      bindGroup(ctx, groupAt(inbound), group, (bound): Reply => ({
        toast: { tone: 'good', text: `已绑定：${bound}` },
        card: bindGroupCard(ctx.city, { bound }),
      })),
    refresh: (ctx, _input, inbound) => groupCard(ctx, groupAt(inbound)),
  }),
  action({
    action: 'posts.speakFor',
    input: z.object({ post: z.string() }),
    run: async (ctx, { post }, inbound) =>
      speakFor(ctx, accountOf(inbound), post, (held): Reply => ({ card: postsCard(ctx.city, post, held) })),
    refresh: (ctx, _input, inbound) => myPosts(ctx, inbound),
  }),
];
