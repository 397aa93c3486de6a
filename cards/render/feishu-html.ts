import { checkerHtml, dateHtml, multiSelectHtml, selectHtml, textInputHtml } from './feishu-html/inputs.ts';
import { markdownHtml } from './feishu-html/markdown.ts';
import { tableHtml } from './feishu-html/table.ts';
import type {
  ButtonElement,
  ChartElement,
  ColumnSetElement,
  DivElement,
  FeishuCard,
  FormChild,
  FormElement,
  ImgElement,
  PanelElement,
  RootElement,
  SubmitElement,
} from './feishu/types.ts';
import { attrs, escapeHtml, safeAddress } from './html-text.ts';

export interface FeishuHtmlOptions {
  /** Where an uploaded picture can be seen, by its key; without an answer its description stands there. */
  imageUrl?: (key: string) => string | undefined;
}

/**
 * A Feishu card as the client would show it, read from its JSON and from nothing else: what a person sees here is what
 * was sent. Charts carry their spec for the page's script; buttons carry what they would send, and send nothing.
 */
export function feishuHtml(card: FeishuCard, options: FeishuHtmlOptions = {}): string {
  const { title, subtitle, template } = card.header;
  const second = subtitle ? `<p class="fs-subtitle">${escapeHtml(subtitle.content)}</p>` : '';
  return (
    `<article${attrs({ class: `fs-card fs-${template}`, 'aria-label': title.content })}>` +
    `<header class="fs-head"><h3 class="fs-title">${escapeHtml(title.content)}</h3>${second}</header>` +
    `<div class="fs-body">${elementsHtml(card.body.elements, options)}</div></article>`
  );
}

type Element = RootElement | FormChild;
type Renderers = {
  [Tag in Element['tag']]: (element: Extract<Element, { tag: Tag }>, options: FeishuHtmlOptions) => string;
};

const RENDERERS: Renderers = {
  markdown: ({ content, text_size: size = 'normal' }) =>
    `<div class="fs-text fs-${size}">${markdownHtml(content)}</div>`,
  div: divHtml,
  hr: () => '<hr>',
  img: imgHtml,
  chart: chartHtml,
  button: buttonHtml,
  column_set: columnsHtml,
  collapsible_panel: panelHtml,
  table: tableHtml,
  form: formHtml,
  input: textInputHtml,
  select_static: selectHtml,
  multi_select_static: multiSelectHtml,
  date_picker: dateHtml,
  checker: checkerHtml,
};

const elementsHtml = (elements: readonly Element[], options: FeishuHtmlOptions): string =>
  elements.map((element) => elementHtml(element, options)).join('');

function elementHtml(element: Element, options: FeishuHtmlOptions): string {
  // The table pairs each tag with its own renderer; the compiler cannot carry that pairing through the lookup.
  const render = RENDERERS[element.tag] as (element: Element, options: FeishuHtmlOptions) => string;
  return render(element, options);
}

function divHtml({ text }: DivElement): string {
  const ink = text.text_color ? ` fs-ink-${text.text_color}` : '';
  const className = `fs-text fs-plain fs-${text.text_size ?? 'normal'}${ink}`;
  return `<div${attrs({ class: className })}>${escapeHtml(text.content)}</div>`;
}

function imgHtml({ img_key: key, alt }: ImgElement, { imageUrl }: FeishuHtmlOptions): string {
  const src = imageUrl?.(key);
  return src === undefined
    ? `<div class="fs-picture" role="img">${escapeHtml(alt.content)}</div>`
    : `<img${attrs({ class: 'fs-picture', src, alt: alt.content, loading: 'lazy' })}>`;
}

function chartHtml({ chart_spec: spec, height }: ChartElement): string {
  const canvas = { class: 'chart-canvas', role: 'img', 'aria-label': '图表', style: `height:${height}` };
  return `<figure${attrs({ class: 'fs-chart', 'data-chart': JSON.stringify(spec) })}><div${attrs(canvas)}></div></figure>`;
}

function buttonHtml(button: ButtonElement | SubmitElement): string {
  const label = escapeHtml(button.text.content);
  const className = `fs-button fs-${button.type.replace('_', '-')}`;
  const [behavior] = button.behaviors;
  if (behavior?.type === 'open_url')
    return `<a${attrs({ class: className, href: safeAddress(behavior.default_url), target: '_blank', rel: 'noreferrer' })}>${label}</a>`;
  const { confirm } = button;
  const question = confirm && { title: confirm.title.content, text: confirm.text.content };
  const given = {
    type: 'form_action_type' in button ? 'submit' : 'button',
    class: className,
    'data-callback': JSON.stringify(behavior?.value),
    'data-confirm': question && JSON.stringify(question),
  };
  return `<button${attrs(given)}>${label}</button>`;
}

function columnsHtml({ columns, flex_mode: mode }: ColumnSetElement, options: FeishuHtmlOptions): string {
  const inner = columns.map(
    ({ width, elements }) => `<div class="fs-column fs-${width}">${elementsHtml(elements, options)}</div>`,
  );
  return `<div class="fs-columns fs-${mode}">${inner.join('')}</div>`;
}

function panelHtml({ expanded, header, elements }: PanelElement, options: FeishuHtmlOptions): string {
  return (
    `<details class="fs-panel"${expanded ? ' open' : ''}><summary>${escapeHtml(header.title.content)}</summary>` +
    `<div class="fs-panel-body">${elementsHtml(elements, options)}</div></details>`
  );
}

function formHtml({ name, elements }: FormElement, options: FeishuHtmlOptions): string {
  return `<form${attrs({ class: 'fs-form', 'data-form': name })} novalidate>${elementsHtml(elements, options)}</form>`;
}
