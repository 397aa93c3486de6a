import type { Card } from '../../../cards/card.ts';
import { cardHtml } from '../../../cards/render/html.ts';
import { attrs, escapeHtml } from '../../../cards/render/html-text.ts';
import { loginPath, type PlatformLogin } from '../login/platform-login.ts';
import { BRAND, documentHtml, THEME_BUTTON } from './shell.ts';
import { page } from './visitor-page.ts';
import type { Visitor } from '../login/visitors.ts';
import type { City } from '../../../models/ledgers/city.ts';
import { postSections, type PostSection } from '../chat/directory.ts';

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

/** The sandbox's front door: every post of the city, one tap each. Works without scripts. */
export function loginHtml(city: City, current: string | undefined): string {
  const { units, orgs } = postSections(city);
  const body =
    `<header class="top">${BRAND}<h1 class="top-title">招优 · ${escapeHtml(city.name)}</h1>${THEME_BUTTON}</header>` +
    '<main class="login"><div class="login-intro"><h2>选择岗位，进入演示</h2>' +
    '<p class="quiet">这是沙盒环境：单位、项目、企业和人员均为虚构。点任一岗位即可用它的身份看会话、填卡片、发文件。</p>' +
    '<p class="quiet"><a href="/sandbox/gallery">卡片样张</a>：每张卡片在网页、飞书、企业微信里的样子。</p>' +
    `${current ? '<p><a class="button primary" href="/sandbox">回到刚才的岗位</a></p>' : ''}</div>` +
    '<form method="post" action="/login"><label class="login-find"><span class="hidden">查找岗位</span>' +
    '<input type="search" placeholder="查找岗位，如 源城 填报、商务局" autocomplete="off" data-find-post></label>' +
    `<h3 class="login-group">县区</h3><div class="login-sections">${units.map(sectionHtml).join('')}</div>` +
    `<h3 class="login-group">市级机构</h3><div class="login-sections">${orgs.map(sectionHtml).join('')}</div>` +
    '<p class="login-none quiet" hidden>没有找到这样的岗位</p></form></main>';
  return documentHtml({ title: '选择岗位', body, script: 'login.js', bodyClass: 'page' });
}

function sectionHtml({ title, posts }: PostSection): string {
  const buttons = posts.map(
    (post) =>
      `<button${attrs({ class: 'post', name: 'post', value: post.code, 'data-words': `${title} ${post.name}` })}>${escapeHtml(shortName(title, post.name))}</button>`,
  );
  return `<section class="login-section"><h4>${escapeHtml(title)}</h4><div class="posts">${buttons.join('')}</div></section>`;
}

/** Under the heading 源城区 the post 源城区填报人 is just 填报人. */
const shortName = (title: string, name: string): string =>
  name.startsWith(title) && name.length > title.length ? name.slice(title.length) : name;

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
