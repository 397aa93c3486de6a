import { attrs, escapeHtml } from '../../../cards/render/html-text.ts';
import { IMPORTS } from '../assets.ts';

interface Document {
  title: string;
  body: string;
  /** Module of public/ that drives the page. */
  script: string;
  bodyClass: string;
  /** Style sheets of public/ besides those that every page has. */
  styles?: readonly string[];
  /** Given when the script imports libraries by name. */
  nonce?: string;
}

const STYLES = ['base.css', 'card.css', 'layout.css'];

/** The HTML document every page of the service is: phone first, light and dark, no outside addresses. */
export function documentHtml({ title, body, script, bodyClass, styles = [], nonce }: Document): string {
  const sheets = [...STYLES, ...styles].map(
    (name) => `<link${attrs({ rel: 'stylesheet', href: `/assets/${name}` })}>`,
  );
  const imports = nonce
    ? `<script${attrs({ type: 'importmap', nonce })}>${JSON.stringify({ imports: IMPORTS })}</script>`
    : '';
  return (
    `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${escapeHtml(title)} · 招优</title>` +
    '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">' +
    '<meta name="color-scheme" content="light dark"><meta name="referrer" content="same-origin">' +
    '<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">' +
    `${sheets.join('')}<script src="/assets/theme.js"></script>${imports}` +
    `<script${attrs({ type: 'module', src: `/assets/${script}` })}></script></head>` +
    `<body${attrs({ class: bodyClass })}>${body}</body></html>`
  );
}

/** The button that switches light and dark; public/theme.js makes it work. */
export const THEME_BUTTON =
  '<button type="button" class="icon-button" data-theme-toggle title="深色 / 浅色" aria-label="切换深色和浅色">' +
  '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3a9 9 0 1 0 9 9c-4 2-9-1-9-9z"/></svg></button>';

/** The way back at the head of a page: to where one came from (public/page.js), or to the conversations. */
export const BACK_LINK =
  '<a class="icon-button" href="/sandbox" data-back aria-label="返回" title="返回">' +
  '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M15 5l-7 7 7 7"/></svg></a>';

/** The service's sign, where there is no way back. */
export const BRAND = '<span class="brand" aria-hidden="true">招</span>';

/** A link out of a page that cannot be shown. */
export interface WayOn {
  href: string;
  label: string;
}

const HOME: WayOn = { href: '/', label: '回到首页' };

/** What a person sees who came to a page that cannot be shown. */
export const faultPage = (text: string, { href, label }: WayOn = HOME): string =>
  documentHtml({
    title: '打不开',
    body: `<main class="page-main fault"><p>${escapeHtml(text)}</p><p><a${attrs({ class: 'button', href })}>${escapeHtml(label)}</a></p></main>`,
    script: 'page.js',
    bodyClass: 'page',
  });
