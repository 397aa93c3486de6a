import type { Router } from '@koa/router';
import type { Context } from 'koa';
import { z } from 'zod';
import { AppError } from '../../../models/rules/errors.ts';
import { LoggedOut } from '../guard.ts';
import type { Viewer } from '../../../models/rules/permissions.ts';
import { actionInput, Conversation, filesInput, textInput } from './conversation.ts';
import { BOT_NAME, findPost, placeOf } from './directory.ts';
import { parse, readClick, readFiles, readJson } from './uploads.ts';
import { messageView } from './view.ts';
import type { WebParts } from '../web-parts.ts';

const SCREENFUL = 40;

const readInput = z.object({ chat: z.string(), seq: z.number().int().nonnegative() });
const pageInput = z.object({
  chat: z.string(),
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().positive().default(SCREENFUL),
});
const clockInput = z.discriminatedUnion('to', [
  z.object({ to: z.literal('workday') }),
  z.object({ to: z.literal('duty') }),
  z.object({
    to: z.literal('day'),
    day: z.string(),
    time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, '时间应像 08:45 这样'),
  }),
]);

/** What the conversation page's script asks for, all JSON. */
export function addTalk(router: Router, { deps, stream, desk, viewerOf }: WebParts): void {
  const { city, chats } = deps;
  const at = async (ctx: Context): Promise<{ viewer: Viewer; talk: Conversation }> => {
    const viewer = await viewerOf(ctx);
    if (!viewer) throw new LoggedOut('登录已失效，请重新选择岗位；填好的内容都还在', '/');
    return { viewer, talk: new Conversation(deps, viewer.post, () => stream.wake()) };
  };

  router.get('/sandbox/api/state', async (ctx) => {
    const { viewer, talk } = await at(ctx);
    const { post, name } = viewer;
    // Taken first: what comes in while the rest is read is told again by the stream, never left out.
    const rev = await chats.head();
    const found = await chats.overview(
      post,
      talk.chats.map((chat) => chat.id),
    );
    const row = findPost(city, post);
    ctx.body = {
      rev,
      city: city.short,
      bot: BOT_NAME,
      me: { code: post, name, place: row ? placeOf(city, row) : '' },
      commands: deps.suggest(viewer),
      clock: desk.view(),
      chats: talk.chats.map((chat, i) => {
        const { unread = 0, last } = found[i] ?? {};
        return { ...chat, unread, ...(last ? { last: messageView(city, last) } : {}) };
      }),
    };
  });

  router.get('/sandbox/api/messages', async (ctx) => {
    const { chat, before, limit } = parse(pageInput, ctx.query);
    const messages = await (await at(ctx)).talk.messages(chat, before, limit);
    ctx.body = { messages, more: messages.length === limit };
  });

  router.get('/sandbox/events', async (ctx) => {
    const { talk } = await at(ctx);
    const since = Number(ctx.get('Last-Event-ID') || ctx.query.since);
    if (!Number.isSafeInteger(since) || since < 0) throw new AppError('INVALID', '请刷新页面');
    stream.open(
      ctx,
      talk.chats.map((chat) => chat.id),
      since,
    );
  });

  router.post('/sandbox/api/text', async (ctx) => {
    const { talk } = await at(ctx);
    ctx.body = await talk.say(parse(textInput, await readJson(ctx)));
  });

  router.post('/sandbox/api/action', async (ctx) => {
    const { viewer, talk } = await at(ctx);
    const click = await readClick(ctx, actionInput, (file) => deps.receiveFile(viewer, file));
    ctx.body = await talk.click(click);
  });

  router.post('/sandbox/api/files', async (ctx) => {
    const { talk } = await at(ctx);
    const { fields, files } = await readFiles(ctx, deps.putDown);
    ctx.body = await talk.handInFiles(parse(filesInput, fields), files);
  });

  router.post('/sandbox/api/read', async (ctx) => {
    const { talk } = await at(ctx);
    const { chat, seq } = parse(readInput, await readJson(ctx));
    await talk.markRead(chat, seq);
    ctx.body = {};
  });

  router.get('/sandbox/api/clock', async (ctx) => {
    await at(ctx);
    ctx.body = await desk.plan();
  });

  router.post('/sandbox/api/clock', async (ctx) => {
    await at(ctx);
    ctx.body = await desk.move(parse(clockInput, await readJson(ctx)));
  });
}
