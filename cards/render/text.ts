import { plain, type ActionRef, type Rich } from '../card.ts';
import { safePath } from './html-text.ts';

/** What all platforms want of a text before their own escaping. */

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

/**
 * The full address of a page of this service; `undefined` for what is no path of it, or too long to be an address.
 * @param publicUrl where people reach the service, with or without a slash at the end
 * @param most the longest address that the platform takes
 */
export function addressOf(path: string, publicUrl: string, most: number): string | undefined {
  if (safePath(path) === '#') return undefined;
  const url = new URL(publicUrl.replace(/\/+$/, '') + path).href.replace(/[()'*!~[\]|$<>`"\\]/g, percent);
  return url.length > most ? undefined : url;
}

const percent = (char: string): string =>
  `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** The actions that stand in a text as links. No chat calls back from a text: there each becomes a button instead. */
export function actionsIn(rich: Rich): { label: string; ref: ActionRef }[] {
  if (typeof rich === 'string') return [];
  return rich.flatMap((piece) =>
    typeof piece !== 'string' && 'text' in piece && piece.link && 'action' in piece.link
      ? [{ label: plain([piece]), ref: piece.link }]
      : [],
  );
}
