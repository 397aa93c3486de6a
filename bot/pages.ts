import { Router } from '@koa/router';
import type { Context, Middleware } from 'koa';
import { AppError } from '../models/rules/errors.ts';
import type { Viewer } from '../models/rules/permissions.ts';
import type { Services } from '../handlers/services/context.ts';
import { PAGES } from '../handlers/pages.ts';
import { errorsAsReplies, headers } from './web/guard.ts';
import { cardPage } from './web/shell.ts';

/** The pages that cards link to, for whoever is logged in. */
export function createPages(services: Services, viewerOf: (ctx: Context) => Viewer | undefined): Middleware {
  const router = new Router();
  router.use(headers, errorsAsReplies);
  for (const page of PAGES) {
    router.get(page.path, async (ctx) => {
      const viewer = viewerOf(ctx);
      if (!viewer) throw new AppError('FORBIDDEN', '请先登录');
      const card = await page.show({ ...services, viewer, channel: 'page' }, ctx.params);
      ctx.type = 'html';
      ctx.set('Cache-Control', 'private, no-store');
      ctx.body = cardPage(card, viewer);
    });
  }
  return router.routes() as Middleware;
}
