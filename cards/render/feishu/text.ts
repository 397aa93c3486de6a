import { plain, type ActionRef, type Inline, type Rich, type Tone } from '../../card.ts';
import { safePath } from '../html-text.ts';
import { FEISHU } from '../limits.ts';
import type { DivElement, PlainText } from './types.ts';

/**
 * Texts for Feishu. What has no emphasis and no page link goes out as `plain_text`, which knows no markup at all; the
 * rest becomes markdown in which everything that a person wrote is escaped by feishu.md 5.5, so that it can neither
 * format nor link nor mention anybody.
 */

/** Control characters and halves of surrogate pairs are no text; a tab is a space. */
export const cleaned = (text: string): string =>
  // Most texts are clean, and every text of every card comes by here.
  UNCLEAN.test(text)
    ? text
        .replace(/\r\n?/g, '\n')
        .replace(/\t/g, ' ')
        .replace(/(?!\n)\p{Cc}/gu, '')
        .replace(/\p{Cs}/gu, '\uFFFD')
    : text;
const UNCLEAN = /[\p{Cc}\p{Cs}]/u;

/** The first `most` characters, the last of them “…” when there were more. Never half a character. */
export function short(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = text.slice(0, most - 1);
  return `${/[\uD800-\uDBFF]$/.test(head) ? head.slice(0, -1) : head}…`;
}

/** A text without markup. The platform refuses an empty one: then `otherwise` stands there. */
export function plainText(text: string, most = Infinity, otherwise = '—'): PlainText {
  const words = cleaned(text).trim();
  return { tag: 'plain_text', content: short(words === '' ? otherwise : words, most) };
}

/** Small grey print. Feishu has no note component in JSON 2.0 (feishu.md 5.4). */
export const smallPrint = (text: string): DivElement => ({
  tag: 'div',
  text: { ...plainText(text), text_size: 'notation', text_color: 'grey' },
});

const MARKUP = /[*_~[\]()#\-!+:/\\`$<>"'&|@{}^=.]/g;
/** Inside a number, a date or a time these mean nothing, and escaping them triples the size of a table. */
const BETWEEN_DIGITS = /[-:/.]/;

/** A text that markdown shows letter by letter; line breaks become `lineBreak`. */
export function escapeMd(text: string, lineBreak = '<br/>'): string {
  const safe = cleaned(text);
  return safe
    .replace(MARKUP, (sign, at: number) => (isInNumber(safe, sign, at) ? sign : entity(sign)))
    .replaceAll('\n', lineBreak);
}

const isInNumber = (text: string, sign: string, at: number): boolean =>
  BETWEEN_DIGITS.test(sign) && /\d/.test(text.charAt(at - 1)) && /\d/.test(text.charAt(at + 1));

// The platform's table has `&sim;` where one would expect a number.
const entity = (sign: string): string => (sign === '~' ? '&sim;' : `&#${sign.charCodeAt(0)};`);

const COLOURS: Readonly<Record<Tone, string>> = {
  info: 'blue',
  good: 'green',
  warn: 'orange',
  bad: 'red',
  quiet: 'grey',
};

export const coloured = (markdown: string, tone: Tone): string =>
  `<font color='${COLOURS[tone]}'>${markdown}</font>`;

/** Nothing, invisible: keeps two signs of markdown from being read as one. */
const GAP = '\u200B';
const isLetter = (char: string | undefined): boolean => /^[\p{L}\p{N}]$/u.test(char ?? '');

/**
 * Bold. A `**` next to punctuation or a space is no emphasis in CommonMark (“**截止。**请” shows asterisks), next to an
 * invisible character it is.
 */
export function strong(text: string, lineBreak?: string): string {
  const chars = [...text];
  const before = isLetter(chars[0]) ? '' : GAP;
  const after = isLetter(chars.at(-1)) ? '' : GAP;
  return `**${before}${escapeMd(text, lineBreak)}${after}**`;
}

/** Whether a text says all it has to say without markup. Links to actions never are markup: see `actionsIn`. */
export const isPlain = (rich: Rich, publicUrl: string): boolean =>
  typeof rich === 'string' ||
  rich.every(
    (piece) =>
      typeof piece === 'string' || (!piece.bold && !piece.tone && linkOf(piece, publicUrl) === undefined),
  );

/** A text as markdown. Without an address there are no links (cells that only show). */
export function markdownOf(rich: Rich, publicUrl: string, lineBreak = '<br/>'): string {
  const pieces = typeof rich === 'string' ? [rich] : rich;
  return pieces
    .map((piece) => inlineMd(piece, publicUrl, lineBreak))
    .reduce(
      (text, next) => (text.endsWith('*') && next.startsWith('*') ? text + GAP + next : text + next),
      '',
    )
    .replace(/^ +/, '');
}

function inlineMd(piece: Inline, publicUrl: string, lineBreak: string): string {
  if (typeof piece === 'string') return escapeMd(piece, lineBreak);
  if (piece.text === '') return '';
  const url = linkOf(piece, publicUrl);
  const shown =
    piece.bold && piece.text.trim() !== '' ? strong(piece.text, lineBreak) : escapeMd(piece.text, lineBreak);
  if (url !== undefined) return `[${shown}](${url})`;
  return piece.tone ? coloured(shown, piece.tone) : shown;
}

const linkOf = (piece: Exclude<Inline, string>, publicUrl: string): string | undefined =>
  piece.link && 'page' in piece.link ? pageUrl(piece.link.page, publicUrl) : undefined;

/**
 * The full address of a page of this service; `undefined` for what is no path of it, or too long to be an address.
 * @param publicUrl where people reach the service, with or without a slash at the end
 */
export function pageUrl(path: string, publicUrl: string): string | undefined {
  if (safePath(path) === '#') return undefined;
  const url = new URL(publicUrl.replace(/\/+$/, '') + path).href.replace(/[()'*!~[\]|$<>`"\\]/g, percent);
  return url.length > FEISHU.url ? undefined : url;
}

const percent = (char: string): string =>
  `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/**
 * The actions that stand in a text as links. Feishu's markdown cannot call back, so the words stay words and each
 * action becomes a button (or, under a table, a choice) right below.
 */
export function actionsIn(rich: Rich): { label: string; ref: ActionRef }[] {
  if (typeof rich === 'string') return [];
  return rich.flatMap((piece) =>
    typeof piece !== 'string' && piece.link && 'action' in piece.link
      ? [{ label: plain([piece]), ref: piece.link }]
      : [],
  );
}
