import { attrs, escapeHtml } from '../../../cards/render/html-text.ts';
import type { City } from '../../../models/ledgers/city.ts';
import { spell } from '../../../models/rules/names/search.ts';
import type { Viewer } from '../../../models/rules/permissions.ts';
import { postSections, type PostSection } from '../chat/directory.ts';
import type { Proposed } from '../ports.ts';
import { BRAND, documentHtml, THEME_BUTTON } from './shell.ts';

/** The sandbox's front door: some to try, then every post of the city, one tap each. Works without scripts. */
export function loginHtml(city: City, proposed: readonly Proposed[], current: Viewer | undefined): string {
  const { units, orgs } = postSections(city);
  const body =
    `<header class="top">${BRAND}<h1 class="top-title">招优 · ${escapeHtml(city.name)}</h1>${THEME_BUTTON}</header>` +
    '<main class="login"><div class="login-intro"><h2>选择岗位，进入演示沙箱</h2>' +
    '<p class="quiet">单位、项目、企业和人员均为虚构。点任一岗位即可用它的身份看会话、填卡片、发文件。</p>' +
    '<p class="quiet"><a href="/sandbox/gallery">卡片样张</a>：每张卡片在网页、飞书、企业微信里的样子。</p>' +
    `${current ? `<p><a class="button primary" href="/sandbox">回到${escapeHtml(current.name)}</a></p>` : ''}</div>` +
    `<form method="post" action="/login">${proposed.length > 0 ? proposedHtml(proposed) : ''}` +
    '<label class="login-find"><span class="hidden">查找岗位</span>' +
    '<input type="search" placeholder="查找岗位：源城填报、ycqtbr、YC_FILL 都行" autocomplete="off" data-find-post></label>' +
    `<h3 class="login-group">县区</h3><div class="login-sections">${units.map(sectionHtml).join('')}</div>` +
    `<h3 class="login-group">市级机构</h3><div class="login-sections">${orgs.map(sectionHtml).join('')}</div>` +
    '<p class="login-none quiet" hidden>没有找到这样的岗位，换个词试试</p></form></main>';
  return documentHtml({ title: '选择岗位', body, script: 'login.js', bodyClass: 'page' });
}

function proposedHtml(proposed: readonly Proposed[]): string {
  const buttons = proposed.map(
    ({ code, name, role, tries }) =>
      `<button${attrs({ class: 'persona', name: 'post', value: code })}><b>${escapeHtml(name)}</b>` +
      `<span>${escapeHtml(role === name ? tries : `${role}：${tries}`)}</span></button>`,
  );
  return `<h3 class="login-group">先试这几个</h3><div class="personas">${buttons.join('')}</div>`;
}

function sectionHtml({ title, posts }: PostSection): string {
  const buttons = posts.map(
    ({ code, name }) =>
      `<button${attrs({ class: 'post', name: 'post', value: code, ...searched(title, code, name) })}>${escapeHtml(shortName(title, name))}</button>`,
  );
  return `<section class="login-section"><h4>${escapeHtml(title)}</h4><div class="posts">${buttons.join('')}</div></section>`;
}

/** What public/login.js looks through: names as they stand, and what is typed for them in letters. */
function searched(title: string, code: string, name: string) {
  const spelt = [title, name].map(spell);
  return {
    'data-words': `${title} ${name}`,
    'data-letters': [...spelt.map(({ full }) => full), code.toLowerCase()].join(' '),
    'data-initials': spelt.map(({ initials }) => initials).join(' '),
  };
}

/** Under the heading 源城区 the post 源城区填报人 is just 填报人. */
const shortName = (title: string, name: string): string =>
  name.startsWith(title) && name.length > title.length ? name.slice(title.length) : name;
