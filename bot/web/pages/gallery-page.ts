import type { Sample } from '../../../cards/gallery/sample.ts';
import { feishuHtml } from '../../../cards/render/feishu-html.ts';
import { feishuCards, type FeishuOptions } from '../../../cards/render/feishu.ts';
import { sizeOf } from '../../../cards/render/feishu/measure.ts';
import { attrs, escapeHtml } from '../../../cards/render/html-text.ts';
import { cardHtml } from '../../../cards/render/html.ts';
import { wecomHtml } from '../../../cards/render/wecom-html.ts';
import { wecomMessages, type WecomOptions } from '../../../cards/render/wecom.ts';
import { BACK_LINK, documentHtml, THEME_BUTTON } from './shell.ts';

export interface GalleryPlace {
  /** What the index lists. */
  all: readonly Sample[];
  /** Where the gallery is, and the address under which links of cards lead here. */
  path: string;
  origin: string;
}

/** The gallery's page: some exhibits, or one alone, each in three columns, and an index of all. */
export function galleryHtml(shown: readonly Sample[], place: GalleryPlace): string {
  const [only] = shown.length === 1 ? shown : [];
  const title = only ? only.card.title : `卡片样张（${shown.length} 张）`;
  const body =
    `<header class="top">${BACK_LINK}<h1 class="top-title">${escapeHtml(title)}</h1>${THEME_BUTTON}</header>` +
    `<main class="gallery">${only ? allLink(place) : indexHtml(place)}${shown.map((exhibit) => exhibitHtml(exhibit, place)).join('')}</main>`;
  return documentHtml({
    title: '卡片样张',
    body,
    script: 'gallery.js',
    bodyClass: 'page',
    styles: ['feishu-card.css', 'feishu-inputs.css', 'wecom-card.css', 'gallery.css'],
  });
}

const allLink = ({ path }: GalleryPlace): string => `<p><a href="${path}">‹ 全部样张</a></p>`;
const aloneAt = ({ id }: Sample, { path }: GalleryPlace): string => `${path}?card=${encodeURIComponent(id)}`;

function indexHtml({ all }: GalleryPlace): string {
  const builders = new Set(all.map(({ builder }) => builder));
  const groups = [...builders].map((builder) => {
    const links = all
      .filter((exhibit) => exhibit.builder === builder)
      .map((exhibit, i, { length }) => {
        const { id, card } = exhibit;
        const name = length > 1 ? `${i + 1}. ${card.title}` : card.title;
        return `<li><a${attrs({ href: `#${id}`, title: id })}>${escapeHtml(name)}</a></li>`;
      });
    const [first] = all.filter((exhibit) => exhibit.builder === builder);
    const count = links.length > 1 ? `（${links.length} 张）` : '';
    return `<section><h2>${escapeHtml(first?.card.title ?? '')}${count}</h2><ul>${links.join('')}</ul></section>`;
  });
  return `<details class="gallery-index" open><summary>目录</summary><nav aria-label="目录">${groups.join('')}</nav></details>`;
}

function exhibitHtml(exhibit: Sample, place: GalleryPlace): string {
  const { id, card } = exhibit;
  const channels = [
    channelHtml('网页', cardHtml(card)),
    channelHtml('飞书', feishuColumn(exhibit, place)),
    channelHtml('企业微信', wecomColumn(exhibit, place)),
  ];
  return (
    `<section${attrs({ class: 'exhibit', id })}><h2><a${attrs({ href: aloneAt(exhibit, place), title: id })}>${escapeHtml(card.title)}</a>` +
    `</h2><div class="channels">${channels.join('')}</div></section>`
  );
}

const channelHtml = (name: string, inner: string): string =>
  `<section class="channel" aria-label="${name}"><h3 class="channel-name">${name}</h3>${inner}</section>`;

/** Pictures of a gallery need no platform to have taken them: their key is their file. */
const FEISHU: Omit<FeishuOptions, 'publicUrl'> = { imageKey: (file) => file, isPerson: () => true };
const PREVIEW = { imageUrl: (key: string) => `/files/${encodeURIComponent(key)}` };

function feishuColumn(exhibit: Sample, place: GalleryPlace): string {
  const options = { ...FEISHU, publicUrl: place.origin, page: aloneAt(exhibit, place) };
  return feishuCards(exhibit.card, options)
    .map((card) => {
      const { bytes, elements } = sizeOf(card);
      return feishuHtml(card, PREVIEW) + jsonHtml(card, `${kilobytes(bytes)} · ${elements} 个元素`);
    })
    .join('');
}

function wecomColumn(exhibit: Sample, place: GalleryPlace): string {
  const options: WecomOptions = {
    publicUrl: place.origin,
    page: aloneAt(exhibit, place),
    taskId: exhibit.id,
  };
  return wecomMessages(exhibit.card, options)
    .map(
      (message) =>
        wecomHtml(message) + jsonHtml(message, kilobytes(Buffer.byteLength(JSON.stringify(message)))),
    )
    .join('');
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`;

const jsonHtml = (value: object, size: string): string =>
  `<details class="source"><summary>查看 JSON · ${size}</summary>` +
  `<pre tabindex="0">${escapeHtml(JSON.stringify(value, null, 1))}</pre></details>`;
