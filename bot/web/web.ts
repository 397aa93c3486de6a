import { Router } from '@koa/router';
import type { Context, Middleware } from 'koa';
import type { Viewer } from '../../models/rules/permissions.ts';
import type { Channel } from '../../handlers/services/channel.ts';
import { serveAsset, serveVendor } from './assets.ts';
import { createWebChannel } from './channel.ts';
import { ClockDesk } from './clock.ts';
import { findPost } from './directory.ts';
import { addGallery } from './gallery.ts';
import { errorsAsReplies, headers, sameOrigin } from './guard.ts';
import { addPages } from './pages.ts';
import type { WebParts } from './parts.ts';
import type { WebDeps } from './ports.ts';
import { Sessions } from './session.ts';
import { Stream } from './stream.ts';
import { addTalk } from './talk.ts';
import { messageView } from './view.ts';

export interface Web {
  /** All routes of the channel. Without sandbox mode only stylesheets and scripts are among them. */
  routes: Middleware;
  channel: Channel;
  /** Who is at the browser, for pages of other parts; undefined when nobody is logged in. */
  viewerOf(ctx: Context): Viewer | undefined;
  /** Ends open streams, so that the server can close. */
  stop(): void;
}

/** The web channel. It is the sandbox's: with sandbox mode off nobody can log in, and its routes are not there. */
export function createWeb(deps: WebDeps): Web {
  const sessions = new Sessions(deps.sessionKey);
  const stream = new Stream(
    deps.chats,
    (message) => messageView(deps.city, message),
    () => desk?.tick(),
  );
  const desk = deps.sandbox
    ? new ClockDesk(deps.sandbox, deps.calendar, (view) => stream.broadcast('clock', view))
    : undefined;
  const viewerOf = (ctx: Context): Viewer | undefined => {
    // A cookie from the days when the sandbox was on must open nothing afterwards.
    const post = desk ? sessions.read(ctx) : undefined;
    return post !== undefined && findPost(deps.city, post) ? deps.viewerOf(post) : undefined;
  };

  const router = new Router();
  router.use(headers);
  router.get('/assets/:name', serveAsset);
  router.get('/vendor/:name', serveVendor);
  if (desk) {
    const guarded = new Router();
    guarded.use(errorsAsReplies, sameOrigin);
    const parts: WebParts = { deps, sessions, stream, desk, viewerOf };
    addGallery(guarded, deps.city);
    addPages(guarded, parts);
    addTalk(guarded, parts);
    router.use(guarded.routes());
  }
  return {
    routes: router.routes() as Middleware,
    channel: createWebChannel(deps, () => stream.wake()),
    viewerOf,
    stop: () => stream.stop(),
  };
}
