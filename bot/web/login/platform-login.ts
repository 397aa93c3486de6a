import { Router } from '@koa/router';
import type { Context, Middleware } from 'koa';
import { AppError } from '../../../models/rules/errors.ts';
import { BOT_NAME } from '../chat/directory.ts';
import { answerFault, errorsAsReplies, headers, sameOrigin } from '../guard.ts';
import { localPath, LoginSteps } from './login-steps.ts';
import type { Session, SessionParts } from './session.ts';
import { logOut, type Visitors } from './visitors.ts';

/** A platform that tells who is at a browser, by OAuth's code with PKCE. */
export interface PlatformLogin {
  readonly name: Exclude<Session['channel'], 'web'>;
  /** As people call it. */
  readonly title: string;
  /** Where the browser is sent. */
  authorizeUrl(asked: { redirectUri: string; state: string; challenge: string }): string;
  /**
   * The platform's id of the person who came back with a code.
   * @throws AppError whose text says what to do
   */
  personBehind(answered: { code: string; verifier: string; redirectUri: string }): Promise<string>;
}

export interface LoginParts {
  login: PlatformLogin;
  visitors: Visitors;
  session: SessionParts;
  publicUrl: string;
}

/** Where a page sends somebody who is not logged in yet. */
export const loginPath = ({ name }: Pick<PlatformLogin, 'name'>, to: string): string =>
  `/login/${name}?${new URLSearchParams({ to }).toString()}`;

/** The two ends of a login on a platform, and 退出. The platform's token is used once and not kept. */
export function platformLogin({ login, visitors, session, publicUrl }: LoginParts): Middleware {
  const { name, title } = login;
  const steps = new LoginSteps(session);
  const redirectUri = `${publicUrl}/login/${name}/callback`;
  const router = new Router();
  router.use(headers, errorsAsReplies, sameOrigin);

  router.get(`/login/${name}`, (ctx) => {
    const { state, challenge } = steps.begin(ctx, localPath(textOf(ctx, 'to')) ?? '/');
    ctx.set('Cache-Control', 'no-store');
    ctx.redirect(login.authorizeUrl({ redirectUri, state, challenge }));
  });

  router.get(`/login/${name}/callback`, async (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    const begun = steps.end(ctx, textOf(ctx, 'state'));
    try {
      if (!begun) throw new AppError('INVALID', '这次登录已过期，或不是从这个浏览器开始的，请重新登录');
      const person = await login.personBehind({ ...begun, redirectUri, code: codeOf(ctx, title) });
      const visitor = await visitors.start(ctx, { channel: name, person });
      if (!visitor) throw new AppError('FORBIDDEN', noPost(title));
      ctx.redirect(begun.to);
    } catch (error) {
      const href = `${publicUrl}${loginPath(login, begun?.to ?? '/')}`;
      answerFault(ctx, error, { href, label: '重新登录' });
    }
  });

  router.post('/logout', logOut(visitors));
  return router.routes() as Middleware;
}

const noPost = (title: string): string =>
  `还没有把您的${title}账号和岗位对应起来。请在${title}里给${BOT_NAME}发送“绑定”，管理员同意后再打开这个链接。`;

/** @throws AppError for one who comes back without a code */
function codeOf(ctx: Context, title: string): string {
  if (textOf(ctx, 'error') === 'access_denied') {
    throw new AppError('FORBIDDEN', `您没有同意用${title}账号登录。要查看这个页面，请重新登录并点“授权”。`);
  }
  const code = textOf(ctx, 'code');
  if (code === '') throw new AppError('INVALID', '登录没有完成，请重新登录');
  return code;
}

/** A parameter of the address; one that is there twice says nothing. */
function textOf(ctx: Context, name: string): string {
  const value = ctx.query[name];
  return typeof value === 'string' ? value : '';
}
