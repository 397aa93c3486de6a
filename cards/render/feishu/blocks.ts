import {
  plain,
  type Block,
  type ChartBlock,
  type FieldsBlock,
  type FoldBlock,
  type ImageBlock,
  type Rich,
  type StepsBlock,
} from '../../card.ts';
import { FEISHU } from '../limits.ts';
import { chartSpec } from '../vchart.ts';
import { actionButtons, feishuButtonsOf } from './buttons.ts';
import { formOf } from './form.ts';
import { foldedTableOf, tableOf } from './table.ts';
import { cleaned } from '../text.ts';
import {
  coloured,
  escapeMd,
  isPlain,
  markdownOf,
  plainText,
  smallPrint,
  strong,
  type TextOptions,
} from './text.ts';
import type { ColumnElement, Inner, PanelElement, RootElement, TextSize } from './types.ts';

export interface BlockOptions extends TextOptions {
  /** The key that the platform gave for an uploaded file; a picture without one stands behind a link. */
  imageKey?: (file: string) => string | undefined;
}

/** A block as it stands at the root of a card; nothing when it has nothing to say. */
export function elementsOf(block: Block, options: BlockOptions): RootElement[] {
  if (block.kind === 'form') return [formOf(block)];
  if (block.kind === 'table') return tableOf(block, options.publicUrl);
  if (block.kind === 'fold') return foldOf(block, options);
  return innerOf(block, options);
}

type InnerBlock = FoldBlock['blocks'][number];

function innerOf(block: InnerBlock, options: BlockOptions): Inner[] {
  const { publicUrl } = options;
  switch (block.kind) {
    case 'text':
      return textOf(block.text, block.size === 'large' ? 'heading' : 'normal', options);
    case 'note':
      return noteOf(block.text, options);
    case 'rule':
      return [{ tag: 'hr' }];
    case 'fields':
      return fieldsOf(block, options);
    case 'table':
      return foldedTableOf(block, publicUrl);
    case 'chart':
      return chartOf(block);
    case 'steps':
      return stepsOf(block);
    case 'image':
      return imageOf(block, options);
    case 'actions':
      return feishuButtonsOf(block.buttons, publicUrl);
  }
}

function textOf(text: Rich, size: TextSize, options: TextOptions): Inner[] {
  const words = cleaned(plain(text)).trim();
  if (words === '') return actionButtons([text]);
  const element: Inner = isPlain(text, options)
    ? { tag: 'div', text: { tag: 'plain_text', content: words, text_size: size } }
    : { tag: 'markdown', content: markdownOf(text, options), text_size: size };
  return [element, ...actionButtons([text])];
}

function noteOf(text: Rich, options: TextOptions): Inner[] {
  const words = cleaned(plain(text)).trim();
  if (words === '') return actionButtons([text]);
  const element: Inner = isPlain(text, options)
    ? smallPrint(words)
    : { tag: 'markdown', content: coloured(markdownOf(text, options), 'quiet'), text_size: 'notation' };
  return [element, ...actionButtons([text])];
}

/** More pairs than this stand as lines: two columns of them would use up the elements of a card. */
const PAIRED_MOST = 24;
/** A value up to here leaves room for another one beside it. */
const HALF_LINE = 14;

function fieldsOf({ items }: FieldsBlock, options: TextOptions): Inner[] {
  if (items.length === 0) return [];
  const buttons = actionButtons(items.map(({ value }) => value));
  if (items.length > PAIRED_MOST) {
    const lines = items.map((item) => `${labelMd(item.label)}　${valueMd(item.value, options)}`);
    return [{ tag: 'markdown', content: lines.join('<br/>') }, ...buttons];
  }
  return [...pairs(items).map((pair) => rowOf(pair, options)), ...buttons];
}

type Item = FieldsBlock['items'][number];

/** Short values two by two, in their order; a long one has a line of its own. */
function pairs(items: readonly Item[]): Item[][] {
  const rows: Item[][] = [];
  for (const item of items) {
    const open = rows.at(-1);
    const mate = open?.[0];
    if (open?.length === 1 && mate && isShort(mate) && isShort(item)) open.push(item);
    else rows.push([item]);
  }
  return rows;
}
const isShort = ({ value, wide }: Item): boolean => !wide && plain(value).length <= HALF_LINE;

function rowOf(pair: readonly Item[], options: TextOptions): Inner {
  const content = ({ label, value }: Item) => `${labelMd(label)}<br/>${valueMd(value, options)}`;
  const [only] = pair;
  if (pair.length === 1 && only) return { tag: 'markdown', content: content(only) };
  return {
    tag: 'column_set',
    flex_mode: 'bisect',
    horizontal_spacing: 'medium',
    columns: pair.map((item): ColumnElement => ({
      tag: 'column',
      width: 'weighted',
      weight: 1,
      elements: [{ tag: 'markdown', content: content(item) }],
    })),
  };
}

const labelMd = (label: string): string => coloured(escapeMd(label), 'quiet');
const valueMd = (value: Rich, options: TextOptions): string => markdownOf(value, options) || '—';

/** Room for a bar, for the axis and legend, and for a chart whose bars stand. */
const BAR_PX = 18;
const AROUND_PX = 90;
const UPRIGHT_PX = 260;

function chartOf(block: ChartBlock): Inner[] {
  const spec = chartSpec(block);
  const bars = block.categories.length * Math.max(1, block.series.length);
  const height = spec.direction === 'horizontal' ? AROUND_PX + bars * BAR_PX : UPRIGHT_PX;
  return [
    ...(block.title ? [{ tag: 'markdown' as const, content: `**${escapeMd(block.title)}**` }] : []),
    { tag: 'chart', chart_spec: spec, height: `${Math.min(height, FEISHU.chartHeight)}px` },
    ...withoutValues(block),
  ];
}

/** A chart leaves out what has no value: a reader would take it for forgotten. */
function withoutValues({ categories, series }: ChartBlock): Inner[] {
  const isNone = (value: number | null | undefined) => value === null || value === undefined;
  const empty = [
    ...categories.filter((_, i) => series.every(({ values }) => isNone(values[i]))),
    ...series.filter(({ values }) => categories.every((_, i) => isNone(values[i]))).map(({ name }) => name),
  ];
  return empty.length === 0 ? [] : [smallPrint(`无数据：${empty.join('、')}`)];
}

const STEP_SIGNS = { done: '✓', now: '●', todo: '○' } as const;
const STEP_TONES = { done: 'good', now: 'info', todo: 'quiet' } as const;
const STEP_WORDS = { done: '', now: '（进行中）', todo: '' } as const;

function stepsOf({ items }: StepsBlock): Inner[] {
  if (items.length === 0) return [];
  const lines = items.map(({ label, state, note }) => {
    const words = `${STEP_SIGNS[state]} ${label}${STEP_WORDS[state]}`;
    const shown = state === 'now' ? strong(words) : escapeMd(words);
    return coloured(shown, STEP_TONES[state]) + (note ? `　${coloured(escapeMd(note), 'quiet')}` : '');
  });
  return [{ tag: 'markdown', content: lines.join('<br/>') }];
}

/** A picture that was not uploaded stands behind a link, under its own description. */
function imageOf({ file, alt }: ImageBlock, options: BlockOptions): Inner[] {
  const key = options.imageKey?.(file);
  if (key !== undefined) return [{ tag: 'img', img_key: key, alt: plainText(alt, Infinity, '图片') }];
  const page = `/files/${encodeURIComponent(cleaned(file))}`;
  return textOf([{ text: `查看图片：${alt || '附图'}`, link: { page } }], 'normal', options);
}

function foldOf({ title, open, blocks }: FoldBlock, options: BlockOptions): Inner[] {
  const elements = blocks.flatMap((block) => innerOf(block, options));
  if (elements.length === 0) return title ? textOf(title, 'normal', options) : [];
  const panel: PanelElement = {
    tag: 'collapsible_panel',
    expanded: open === true,
    header: { title: plainText(title, Infinity, '详情') },
    border: { color: 'grey', corner_radius: '5px' },
    elements,
  };
  return [panel];
}
