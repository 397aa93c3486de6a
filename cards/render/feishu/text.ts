import { personWords, type Inline, type Person, type Rich, type TextPiece, type Tone } from '../../card.ts';
import { FEISHU } from '../limits.ts';
import { addressOf, cleaned, short } from '../text.ts';
import type { DivElement, PlainText } from './types.ts';

/**
 * Texts for Feishu. What has no emphasis and no page link goes out as `plain_text`, which knows no markup at all; the
 * rest becomes markdown in which everything that a person wrote is escaped by feishu.md 5.5, so that it can neither
 * format nor link nor mention anybody.
 */

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

/** What texts need to know of the world to become markdown. */
export interface TextOptions {
  /** Where people reach the service; pages become addresses under it. */
  publicUrl: string;
  /**
   * Whether the platform shows this user id of its own. One that it does not know spoils the whole card
   * (feishu.md 5.5, 100290), so without an answer people stand by name only.
   */
  isPerson?: (id: string) => boolean;
}

/** Whether a text says all it has to say without markup. Links to actions never are markup: see `actionsIn`. */
export const isPlain = (rich: Rich, options: TextOptions): boolean =>
  typeof rich === 'string' || rich.every((piece) => isPlainPiece(piece, options));

function isPlainPiece(piece: Inline, options: TextOptions): boolean {
  if (typeof piece === 'string') return true;
  if ('person' in piece) return chipOf(piece.person, options) === '';
  return !piece.bold && !piece.tone && linkOf(piece, options.publicUrl) === undefined;
}

/** A text as markdown. */
export function markdownOf(rich: Rich, options: TextOptions, lineBreak = '<br/>'): string {
  const pieces = typeof rich === 'string' ? [rich] : rich;
  return pieces
    .map((piece) => inlineMd(piece, options, lineBreak))
    .reduce(
      (text, next) => (text.endsWith('*') && next.startsWith('*') ? text + GAP + next : text + next),
      '',
    )
    .replace(/^ +/, '');
}

function inlineMd(piece: Inline, options: TextOptions, lineBreak: string): string {
  if (typeof piece === 'string') return escapeMd(piece, lineBreak);
  if ('person' in piece)
    return chipOf(piece.person, options) + escapeMd(personWords(piece.person), lineBreak);
  if (piece.text === '') return '';
  const url = linkOf(piece, options.publicUrl);
  const shown =
    piece.bold && piece.text.trim() !== '' ? strong(piece.text, lineBreak) : escapeMd(piece.text, lineBreak);
  if (url !== undefined) return `[${shown}](${url})`;
  return piece.tone ? coloured(shown, piece.tone) : shown;
}

const USER_ID = /^[\w-]{1,64}$/;

/** The face that the platform has for a person (feishu.md 5.5), before the name, which is ours and always there. */
function chipOf({ ids }: Person, { isPerson }: TextOptions): string {
  const id = ids?.feishu ?? '';
  if (!USER_ID.test(id) || !isPerson?.(id)) return '';
  return `<person id='${id}' show_name=false show_avatar=true style='normal'></person>`;
}

const linkOf = (piece: TextPiece, publicUrl: string): string | undefined =>
  piece.link && 'page' in piece.link ? feishuPageUrl(piece.link.page, publicUrl) : undefined;

/** The full address of a page of this service; `undefined` for what is no path of it, or too long. */
export const feishuPageUrl = (path: string, publicUrl: string): string | undefined =>
  addressOf(path, publicUrl, FEISHU.url);
