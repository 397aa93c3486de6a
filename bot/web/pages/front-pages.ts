import type { Card } from '../../../cards/card.ts';
import { cardHtml } from '../../../cards/render/html.ts';
import { attrs, escapeHtml } from '../../../cards/render/html-text.ts';
import { loginPath, type PlatformLogin } from '../login/platform-login.ts';
import { BRAND, documentHtml, THEME_BUTTON } from './shell.ts';
import { page } from './visitor-page.ts';
import type { Visitor } from '../login/visitors.ts';

/** The front page where people come from a platform: what the post may open, and the way out. */
export const homePage = (title: string, card: Card, visitor: Visitor): string =>
  page({ title, body: cardHtml(card) + LOGOUT, visitor, here: '/' });

const LOGOUT =
  '<form class="leave" method="post" action="/logout"><button class="button">退出登录</button></form>';

/** The same for one who is not logged in. */
export function welcomePage(title: string, login: Pick<PlatformLogin, 'name' | 'title'>): string {
  const button = attrs({ class: 'button primary', href: loginPath(login, '/') });
  return documentHtml({
    title: '登录',
    body:
      `<header class="top">${BRAND}<h1 class="top-title">${escapeHtml(title)}</h1>${THEME_BUTTON}</header>` +
      '<main class="page-main fault"><p>请用工作账号登录，查看通报、项目和台账。</p>' +
      `<p><a${button}>用${escapeHtml(login.title)}登录</a></p></main>`,
    script: 'page.js',
    bodyClass: 'page',
  });
}

/**
 * The front page of a service that nobody can log in to by the web: no sandbox, no platform's login. It says that it runs and where to
 * go, and opens nothing.
 */
export const idlePage = (): string =>
  documentHtml({
    title: '正在运行',
    body:
      '<main class="page-main fault"><h1 class="top-title">招优正在运行</h1>' +
      '<p>这里没有可以登录的页面。请在飞书或企业微信里找“招优”机器人办理；找不到时，请联系本单位管理员接通。</p>' +
      '<p class="note">管理员：在服务器上运行 <code>npm run -s zy -- doctor</code>，看缺什么、怎么配；' +
      '只想试用，请设 <code>SANDBOX=on</code> 后重启，会有虚构的演示数据。</p></main>',
    script: 'page.js',
    bodyClass: 'page',
  });
