/**
 * Secrecy marks as the state writes them: level, star, period (domain.md Appendix F: 秘密★/机密★/绝密). What a file holds
 * is brought into one spelling first, because marks are spaced out, typed full width, or broken up by markup.
 */

/** domain.md Appendix F: stands wherever files are handed in. */
export const SECRECY_NOTICE = '严禁上传涉密文件、内部敏感文件。';

const LEVEL = '(?:秘密|机密|绝密)';
const STAR = '[★☆⭐✩✪✭]';
const PERIOD = String.raw`(?:\d{1,3}|[一二三四五六七八九十百]{1,4})(?:年|个月|月|天|日)|长期|启封|解密`;

/** 商业秘密 and its like are no levels of the state's. */
const NOT_OURS = '(?<!商业|工作|个人|技术|企业|贸易)';

const IN_TEXT: readonly RegExp[] = [
  new RegExp(`${NOT_OURS}${LEVEL}${STAR}`),
  // The star is often typed as an asterisk; only a period behind it makes that a mark.
  new RegExp(`${NOT_OURS}${LEVEL}[*﹡](?:${PERIOD})`),
  new RegExp(`(?:密级|保密等级|秘密等级)(?:和保密期限)?[:为]?${LEVEL}`),
];
const IN_NAME: readonly RegExp[] = [
  ...IN_TEXT,
  new RegExp(`[[(【〔《]${LEVEL}[\\])】〕》]`),
  new RegExp(`^${LEVEL}(?:[-_—.·]|文件|件|$)`),
  /绝密/,
];

/** The secrecy mark in a text as it stands there in its plain spelling; undefined when there is none. */
export const secrecyMarkIn = (text: string): string | undefined => firstOf(IN_TEXT, oneSpelling(text));

/** The same in a file's name, where a level in brackets is a mark as well. */
export const secrecyMarkInName = (name: string): string | undefined => firstOf(IN_NAME, oneSpelling(name));

function firstOf(patterns: readonly RegExp[], text: string): string | undefined {
  for (const pattern of patterns) {
    const [found] = pattern.exec(text) ?? [];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Spaces within a line go, lines stay apart: a bullet below “…秘密” is no star of it. */
const oneSpelling = (text: string): string =>
  text.normalize('NFKC').replaceAll(/[^\S\r\n]|[\u200B-\u200F\u2060\uFEFF\u00AD]/g, '');

/** Looks for marks in a text that comes in pieces, also across their borders. */
export class MarkSearch {
  #rest = '';
  found: string | undefined;

  /** Takes the next piece; true once there is a mark. */
  sees(piece: string): boolean {
    if (this.found !== undefined) return true;
    const text = this.#rest + piece;
    this.found = secrecyMarkIn(text);
    this.#rest = text.slice(-LONGEST);
    return this.found !== undefined;
  }
}

/** Longer than any mark, spaced out as they come. */
const LONGEST = 80;
