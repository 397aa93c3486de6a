import type { Router } from '@koa/router';
import { AppError } from '../../models/rules/errors.ts';
import { findPost } from './directory.ts';
import { nonceOf } from './guard.ts';
import { loginHtml } from './login.ts';
import { documentHtml } from './shell.ts';
import { readForm } from './uploads.ts';
import type { WebParts } from './parts.ts';

/** Log in, log out, the conversation page, downloads. */
export function addPages(router: Router, { deps, sessions, viewerOf }: WebParts): void {
  const { city, files } = deps;

  router.get('/', (ctx) => {
    ctx.type = 'html';
    ctx.body = loginHtml(city, viewerOf(ctx)?.post);
  });

  router.post('/login', async (ctx) => {
    const post = findPost(city, (await readForm(ctx)).get('post') ?? '');
    if (!post) throw new AppError('NOT_FOUND', '没有这个岗位，请返回重新选择');
    sessions.start(ctx, post.code);
    ctx.redirect('/sandbox');
    ctx.status = 303;
  });

  router.post('/logout', (ctx) => {
    sessions.end(ctx);
    ctx.redirect('/');
    ctx.status = 303;
  });

  router.get('/sandbox', (ctx) => {
    if (!viewerOf(ctx)) return ctx.redirect('/');
    const nonce = nonceOf(ctx);
    ctx.set('Cache-Control', 'no-store');
    ctx.type = 'html';
    ctx.body = documentHtml({
      title: '会话',
      body: '<div id="app"><noscript>请打开浏览器的 JavaScript</noscript></div>',
      script: 'sandbox.js',
      bodyClass: 'app',
      nonce,
    });
  });

  router.get('/files/:id', async (ctx) => {
    const viewer = viewerOf(ctx);
    const found = viewer && (await files.open(ctx.params.id ?? '', viewer));
    if (!found) throw new AppError('NOT_FOUND', '没有这个文件，或您的岗位不能查看它');
    ctx.attachment(found.file.name);
    ctx.length = found.file.bytes;
    ctx.set('Cache-Control', 'private, no-store');
    ctx.body = found.content;
  });
}
