import { Router } from '@koa/router';
import type { Context, Middleware } from 'koa';
import { AppError } from '../models/rules/errors.ts';
import type { Viewer } from '../models/rules/permissions.ts';
import type { Ctx, Services } from '../handlers/services/context.ts';
import { prepareImport } from '../handlers/services/imports/service.ts';
import { PAGES } from '../handlers/pages.ts';
import { idlePage } from './web/idle.ts';
import { errorsAsReplies, headers, sameOrigin } from './web/guard.ts';
import { cardPage, faultPage, page } from './web/shell.ts';
import { readFiles } from './web/uploads.ts';

/** The pages that cards link to, for whoever is logged in, and the page that takes a file. */
export function createPages(services: Services, viewerOf: (ctx: Context) => Viewer | undefined): Middleware {
  const router = new Router();
  router.use(headers, errorsAsReplies, sameOrigin);
  const callOf = (ctx: Context): Ctx => {
    const viewer = viewerOf(ctx);
    if (!viewer) throw new AppError('FORBIDDEN', '请先登录，再打开这个页面');
    return { ...services, viewer, channel: 'page' };
  };

  for (const known of PAGES) {
    router.get(known.path, async (ctx) => {
      const call = callOf(ctx);
      const card = await known.show(call, ctx.params);
      show(ctx, cardPage(card, call.viewer));
    });
  }
  router.get('/import', (ctx) => show(ctx, page('导入台账', IMPORT_FORM, callOf(ctx).viewer)));
  router.post('/import', async (ctx) => {
    const call = callOf(ctx);
    const { files } = await readFiles(ctx);
    const [file, second] = files;
    if (!file || second)
      throw new AppError('INVALID', '这个页面一次导入一个文件；多个文件请在会话里一起发送');
    const { _id: token } = await prepareImport(call, { file });
    ctx.redirect(`/imports/${token}`);
    ctx.status = 303;
  });
  // Where nobody can log in, and so no other front page stands before this one.
  router.get('/', (ctx) => show(ctx, idlePage()));
  // Whatever nobody else answered: a sentence and a way back instead of two bare words.
  router.get('/*path', (ctx) => {
    ctx.status = 404;
    show(ctx, faultPage('没有这个页面，可能是链接不完整'));
  });
  return router.routes() as Middleware;
}

function show(ctx: Context, html: string): void {
  ctx.type = 'html';
  ctx.set('Cache-Control', 'private, no-store');
  ctx.body = html;
}

const IMPORT_FORM =
  '<article class="card tone-info"><div class="card-body">' +
  '<p>选择 Excel（.xlsx、.xls）或 CSV 文件。先给您看识别结果和差异，确认后才写入台账。</p>' +
  '<form method="post" action="/import" enctype="multipart/form-data">' +
  '<p><input type="file" name="file" accept=".xlsx,.xls,.csv" required></p>' +
  '<p><button class="button primary" type="submit">上传并预览</button></p></form>' +
  '<p class="note">严禁上传涉密文件、内部敏感文件。单个文件不超过 50 MB。</p></div></article>';
