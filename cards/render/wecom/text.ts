import { WECOM } from '../limits.ts';
import { addressOf, cleaned, short } from '../text.ts';

/** A text for a place that shows `most` characters; WeCom refuses an empty one in most places. */
export const label = (text: string, most: number, otherwise: string): string =>
  short(wecomLine(text) || otherwise, most);

/** A text on one line. */
export const wecomLine = (text: string): string => cleaned(text).replaceAll('\n', ' ').trim();

export const bytesOf = (text: string): number => Buffer.byteLength(text);

/** The full address of a page of this service; undefined for what is no path of it, or too long. */
export const wecomPageUrl = (path: string, publicUrl: string): string | undefined =>
  addressOf(path, publicUrl, WECOM.urlBytes);
