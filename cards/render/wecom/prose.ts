import {
  plain,
  type Block,
  type Button,
  type Inline,
  type Rich,
  type TableBlock,
  type Tone,
} from '../../card.ts';
import { simpler } from '../split.ts';
import { actionsIn, cleaned } from '../text.ts';
import { stepWords } from './layout.ts';
import { rowsForPhone } from './table.ts';
import { wecomPageUrl } from './text.ts';

/** Blocks as running text, for messages that are no cards. */

/** How a message of a kind writes: what a person typed, and the little markup that it knows (wecom.md 4.1). */
export interface Dialect {
  escape(text: string): string;
  bold(text: string): string;
  toned(text: string, tone: Tone): string;
  link(text: string, url: string): string;
}

/** No escape is documented for signs that could be markup or a mention: their full-width likes stand for them. */
const WIDE: Readonly<Record<string, string>> = {
  '<': '＜',
  '>': '＞',
  '[': '［',
  ']': '］',
  '*': '＊',
  '`': '｀',
  '#': '＃',
};
const widened = (text: string, signs: RegExp): string =>
  cleaned(text).replace(signs, (sign) => WIDE[sign] ?? sign);

const FONTS: Readonly<Record<Tone, string>> = {
  info: 'info',
  good: 'info',
  warn: 'warning',
  bad: 'warning',
  quiet: 'comment',
};

export const DIALECTS: Readonly<Record<'markdown' | 'text', Dialect>> = {
  markdown: {
    escape: (text) => widened(text, /[<>[\]*`#]/g),
    bold: (text) => `**${text}**`,
    toned: (text, tone) => `<font color="${FONTS[tone]}">${text}</font>`,
    link: (text, url) => `[${text}](${url})`,
  },
  text: {
    escape: (text) => widened(text, /[<>]/g),
    bold: (text) => text,
    toned: (text) => text,
    link: (text, url) => `<a href="${url}">${text}</a>`,
  },
};

export interface ProseOptions {
  dialect: Dialect;
  publicUrl: string;
}

/** Blocks as lines; what can only be pressed or filled in has none. */
export const proseOf = (blocks: readonly Block[], options: ProseOptions): string =>
  blocks.flatMap((block) => linesOf(block, options)).join('\n');

function linesOf(block: Block, options: ProseOptions): string[] {
  const { dialect, publicUrl } = options;
  switch (block.kind) {
    case 'text':
      return filled([richOf(block.text, options)]);
    case 'note':
      return filled([dialect.escape(plain(block.text)).trim()]).map((text) => dialect.toned(text, 'quiet'));
    case 'fields':
      return block.items.map(
        ({ label, value }) => `${dialect.escape(label)}：${richOf(value, options) || '—'}`,
      );
    case 'steps':
      return filled([dialect.escape(stepWords(block.items))]);
    case 'table':
      return tableLines(block, options);
    case 'chart':
      return simpler(block).flatMap((table) => linesOf(table, options));
    case 'image':
      return [
        link(
          `查看图片：${block.alt || '附图'}`,
          `/files/${encodeURIComponent(cleaned(block.file))}`,
          options,
        ),
      ];
    case 'fold':
      return [
        ...filled([headed(block.title, dialect)]),
        ...block.blocks.flatMap((inner) => linesOf(inner, options)),
      ];
    case 'actions':
      return block.buttons.flatMap((button) =>
        isLink(button, publicUrl) ? [link(button.label, button.page, options)] : [],
      );
    case 'rule':
    case 'form':
      return [];
  }
}

const filled = (lines: readonly string[]): string[] => lines.filter((line) => line.trim() !== '');
const headed = (title: string, dialect: Dialect): string => {
  const words = dialect.escape(title).trim();
  return words === '' ? '' : dialect.bold(words);
};

/** Whether a button is one that a text can hold: a page of ours. */
export const isLink = (button: Button, publicUrl: string): button is Extract<Button, { page: string }> =>
  'page' in button && wecomPageUrl(button.page, publicUrl) !== undefined;

function link(text: string, page: string, { dialect, publicUrl }: ProseOptions): string {
  const url = wecomPageUrl(page, publicUrl);
  const words = dialect.escape(text).replaceAll('\n', ' ').trim() || '打开';
  return url === undefined ? words : dialect.link(words, url);
}

const richOf = (rich: Rich, options: ProseOptions): string =>
  (typeof rich === 'string' ? [rich] : rich)
    .map((piece) => inlineOf(piece, options))
    .join('')
    .trim();

function inlineOf(piece: Inline, options: ProseOptions): string {
  const { dialect } = options;
  const words = dialect.escape(plain([piece]));
  if (typeof piece === 'string' || 'person' in piece || words.trim() === '') return words;
  if (piece.link && 'page' in piece.link) return link(piece.text, piece.link.page, options);
  // Marks around spaces or line breaks are no marks.
  const shown = piece.bold && words === words.trim() && !words.includes('\n') ? dialect.bold(words) : words;
  return piece.tone ? dialect.toned(shown, piece.tone) : shown;
}

/** Each row in lines of its own. Cells go by their words: links to each would fill the message. */
function tableLines({ caption = '', more, ...table }: TableBlock, options: ProseOptions): string[] {
  const { dialect } = options;
  const { rows, hidden } = rowsForPhone(table);
  const words = (text: string) => dialect.escape(text).replaceAll('\n', ' ').trim();
  return [
    ...filled([headed(caption, dialect)]),
    ...filled([onPage(table.rows, hidden)]).map((text) => dialect.toned(text, 'quiet')),
    ...rows.flatMap(({ name, short, long }) => {
      const head = words(name) === '' ? '' : dialect.bold(words(name));
      const values = short.map(words).join('，');
      return [...filled([[head, values].filter(Boolean).join('：')]), ...long.map(words)];
    }),
    ...(more ? [link(`还有 ${more.count} 行，查看全部 ›`, more.page, options)] : []),
  ];
}

/** What of each row is on the page only. */
function onPage(rows: TableBlock['rows'], hidden: number): string {
  const opens = rows.some((row) => row.some((cell) => actionsIn(cell).length > 0));
  const parts = [...(hidden > 0 ? [`每行另有 ${hidden} 列`] : []), ...(opens ? ['每行可以点开'] : [])];
  return parts.length === 0 ? '' : `${parts.join('、')}，见网页`;
}
