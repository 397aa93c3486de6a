import { Router } from '@koa/router';
import type { Context, Middleware } from 'koa';
import type { Channel } from '../../handlers/services/messages/channel.ts';
import { serveAsset, serveVendor } from './assets.ts';
import { createWebChannel } from './chat/channel.ts';
import { ClockDesk } from './clock.ts';
import { addGallery } from './pages/gallery.ts';
import { errorsAsReplies, headers, sameOrigin } from './guard.ts';
import { addPages } from './pages/sandbox-pages.ts';
import type { WebParts } from './web-parts.ts';
import type { WebDeps } from './ports.ts';
import { Stream } from './chat/stream.ts';
import { addTalk } from './chat/talk.ts';
import { messageView } from './chat/view.ts';
import type { Visitors } from './login/visitors.ts';

export interface Web {
  /** All routes of the channel. Without sandbox mode only stylesheets and scripts are among them. */
  routes: Middleware;
  channel: Channel;
  /** Ends open streams, so that the server can close. */
  stop(): void;
}

/** The web channel. It is the sandbox's: with sandbox mode off its routes are not there. */
export function createWeb(deps: WebDeps): Web {
  const stream = new Stream(
    deps.chats,
    (message) => messageView(deps.city, message),
    () => desk?.tick(),
  );
  const desk = deps.sandbox
    ? new ClockDesk(deps.sandbox, deps.calendar, (view) => stream.broadcast('clock', view))
    : undefined;

  const router = new Router();
  router.use(headers);
  router.get('/assets/:name', serveAsset);
  router.get('/vendor/:name', serveVendor);
  if (desk) {
    const guarded = new Router();
    guarded.use(errorsAsReplies, sameOrigin);
    const parts: WebParts = { deps, stream, desk, viewerOf: sandboxViewer(deps.visitors) };
    addGallery(guarded, deps.city);
    addPages(guarded, parts);
    addTalk(guarded, parts);
    router.use(guarded.routes());
  }
  return {
    routes: router.routes() as Middleware,
    channel: createWebChannel(deps, () => stream.wake()),
    stop: () => stream.stop(),
  };
}

/** A person of a platform is not in the sandbox: there one acts as a post, here as oneself. */
const sandboxViewer = (visitors: Visitors) => async (ctx: Context) => {
  const visitor = await visitors.of(ctx);
  return visitor?.channel === 'web' ? visitor.viewer : undefined;
};
