import {
  type ActionButton,
  type ActionRef,
  type Block,
  type Button,
  type Card,
  type ChartBlock,
  type FieldsBlock,
  type FormBlock,
  type ImageBlock,
  type Inline,
  type Link,
  type Person,
  type Rich,
  type StepsBlock,
} from '../card.ts';
import { inputHtml } from './html-inputs.ts';
import { htmlTable } from './html-table.ts';
import { attrs, escapeHtml, safePath } from './html-text.ts';
import { chartSpec, printerOf } from './vchart.ts';

/**
 * A Card as an HTML fragment: semantic, readable without script or style, every text escaped. What can be clicked
 * carries `data-action` and `data-params` (JSON); forms carry them on `<form>`. The page's script does the rest.
 */
export function cardHtml(card: Card): string {
  const subtitle = card.subtitle ? `<p class="card-subtitle">${escapeHtml(card.subtitle)}</p>` : '';
  return (
    `<article${attrs({ class: `card tone-${card.tone}`, 'data-key': card.key, 'aria-label': card.title })}>` +
    `<header class="card-head"><h2 class="card-title">${escapeHtml(card.title)}</h2>${subtitle}</header>` +
    `<div class="card-body">${blocksHtml(card.blocks)}</div></article>`
  );
}

/** Blocks without the card around them, for pages that have a heading of their own. */
export const blocksHtml = (blocks: readonly Block[]): string => blocks.map(blockHtml).join('');

type Renderers = { [K in Block['kind']]: (block: Extract<Block, { kind: K }>) => string };

const RENDERERS: Renderers = {
  text: (block) =>
    `<p class="text${block.size === 'large' ? ' text-large' : ''}">${richHtml(block.text)}</p>`,
  note: (block) => `<p class="note">${richHtml(block.text)}</p>`,
  rule: () => '<hr>',
  fields: fieldsHtml,
  table: (block) => htmlTable(block, richHtml),
  chart: chartHtml,
  steps: stepsHtml,
  image: imageHtml,
  fold: (block) =>
    `<details class="fold"${block.open ? ' open' : ''}><summary>${escapeHtml(block.title)}</summary>` +
    `<div class="fold-body">${blocksHtml(block.blocks)}</div></details>`,
  form: formHtml,
  actions: (block) => `<div class="actions">${block.buttons.map(buttonHtml).join('')}</div>`,
};

function blockHtml(block: Block): string {
  // The table pairs each kind with its own renderer; the compiler cannot carry that pairing through the lookup.
  const render = RENDERERS[block.kind] as (block: Block) => string;
  return render(block);
}

function richHtml(rich: Rich): string {
  return typeof rich === 'string' ? escapeHtml(rich) : rich.map(inlineHtml).join('');
}

function inlineHtml(piece: Inline): string {
  if (typeof piece === 'string') return escapeHtml(piece);
  if ('person' in piece) return personHtml(piece.person);
  const text = escapeHtml(piece.text);
  const bold = piece.bold ? `<strong>${text}</strong>` : text;
  const toned = piece.tone ? `<span class="ink-${piece.tone}">${bold}</span>` : bold;
  return piece.link ? linkHtml(piece.link, toned) : toned;
}

function personHtml({ post, name }: Person): string {
  const place = post ? `<span class="person-post">${escapeHtml(post)}</span> ` : '';
  return `<span class="person">${place}${escapeHtml(name)}</span>`;
}

function linkHtml(link: Link, inner: string): string {
  if ('page' in link) return `<a${attrs({ href: safePath(link.page) })}>${inner}</a>`;
  return `<button${attrs({ type: 'button', class: 'link', ...actionAttrs(link) })}>${inner}</button>`;
}

function fieldsHtml(block: FieldsBlock): string {
  const items = block.items.map(
    (item) =>
      `<div class="pair${item.wide ? ' wide' : ''}"><dt>${escapeHtml(item.label)}</dt><dd>${richHtml(item.value)}</dd></div>`,
  );
  return `<dl class="fields">${items.join('')}</dl>`;
}

/** The figures stand as a table under the chart: for screen readers, and when no script runs. */
function chartHtml(block: ChartBlock): string {
  const print = printerOf(block);
  const columns = [
    { label: '' },
    ...block.series.map((series) => ({ label: series.name, align: 'right' as const })),
  ];
  const rows = block.categories.map((category, i) => [
    category,
    ...block.series.map((series) => print(series.values[i])),
  ]);
  const table = htmlTable({ kind: 'table', caption: block.title, columns, rows }, richHtml);
  return (
    `<figure${attrs({ class: 'chart', 'data-chart': JSON.stringify(chartSpec(block)) })}>` +
    `<figcaption>${escapeHtml(block.title)}</figcaption><div class="chart-canvas" aria-hidden="true"></div>` +
    `<details class="chart-data" open><summary>图中数据</summary>${table}</details></figure>`
  );
}

const STEP_WORD = { done: '已完成', now: '进行中', todo: '未开始' } as const;

function stepsHtml(block: StepsBlock): string {
  const items = block.items.map((item) => {
    const current = item.state === 'now' ? 'step' : undefined;
    const note = item.note ? `<span class="step-note">${escapeHtml(item.note)}</span>` : '';
    return (
      `<li${attrs({ class: `step ${item.state}`, 'aria-current': current })}>` +
      `<span class="step-label">${escapeHtml(item.label)}<span class="hidden">（${STEP_WORD[item.state]}）</span></span>${note}</li>`
    );
  });
  return `<ol class="steps">${items.join('')}</ol>`;
}

function imageHtml(block: ImageBlock): string {
  const src = `/files/${encodeURIComponent(block.file)}`;
  return `<img${attrs({ class: 'picture', src, alt: block.alt, loading: 'lazy' })}>`;
}

function formHtml(block: FormBlock): string {
  const { submit } = block;
  const button = `<button${attrs({ type: 'submit', class: `button ${submit.style ?? 'primary'}` })}>${escapeHtml(submit.label)}</button>`;
  return (
    `<form${attrs({ class: 'form', 'data-form': block.name, 'data-about': block.about, 'aria-label': submit.label, ...actionAttrs(submit), ...confirmAttrs(submit) })} novalidate>` +
    `${block.inputs.map(inputHtml).join('')}<div class="actions">${button}</div></form>`
  );
}

function buttonHtml(button: Button): string {
  const className = `button ${button.style ?? 'plain'}`;
  const label = escapeHtml(button.label);
  if ('page' in button) return `<a${attrs({ class: className, href: safePath(button.page) })}>${label}</a>`;
  return `<button${attrs({ type: 'button', class: className, ...actionAttrs(button), ...confirmAttrs(button) })}>${label}</button>`;
}

const actionAttrs = (ref: ActionRef) => ({
  'data-action': ref.action,
  'data-params': JSON.stringify(ref.params ?? {}),
});

const confirmAttrs = (button: ActionButton) => ({
  'data-confirm': button.confirm ? JSON.stringify(button.confirm) : undefined,
});
