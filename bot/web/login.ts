import type { City } from '../../models/ledgers/city.ts';
import { attrs, escapeHtml } from '../../cards/render/html-text.ts';
import { postSections, type PostSection } from './directory.ts';
import { BRAND, documentHtml, THEME_BUTTON } from './shell.ts';

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
