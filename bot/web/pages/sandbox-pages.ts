import type { Router } from '@koa/router';
import { AppError } from '../../../models/rules/errors.ts';
import { nonceOf } from '../guard.ts';
import { loginHtml } from './front-door.ts';
import { documentHtml } from './shell.ts';
import { readForm } from '../chat/uploads.ts';
import { logOut } from '../login/visitors.ts';
import type { WebParts } from '../web-parts.ts';

/** Log in, log out, the conversation page. */
export function addPages(router: Router, { deps, viewerOf }: WebParts): void {
  const { city, visitors } = deps;

  router.get('/', async (ctx) => {
    ctx.type = 'html';
    const proposed = (await deps.personas?.()) ?? [];
    ctx.body = loginHtml(city, proposed, await viewerOf(ctx));
  });

  router.post('/login', async (ctx) => {
    const person = (await readForm(ctx)).get('post') ?? '';
    const visitor = person === '' ? undefined : await visitors.start(ctx, { channel: 'web', person });
    if (!visitor) throw new AppError('NOT_FOUND', '没有这个岗位，请返回重新选择');
    ctx.redirect('/sandbox');
    ctx.status = 303;
  });

  router.post('/logout', logOut(visitors));

  router.get('/sandbox', async (ctx) => {
    if (!(await viewerOf(ctx))) return ctx.redirect('/');
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
}
