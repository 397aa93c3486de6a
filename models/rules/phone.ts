import { isOverlong, refuseOverlong } from './parse/bounds.ts';
import { read, refuse, type Parsed } from './parse/result.ts';
import { cellText, isBlankMark, quote, type Cell } from './parse/text.ts';

const MOBILE = /^1[3-9]\d{9}$/;

export const isMobile = (text: string): boolean => MOBILE.test(text);

/** Reads an 11-digit mobile number; spaces, dashes and +86 are dropped. Never throws. */
export function parseMobile(cell: Cell): Parsed<string> {
  if (isBlankMark(cell)) return read<string>(null);
  if (isOverlong(cell)) return refuseOverlong(cell);
  const text = cellText(cell);
  if (text === undefined) return refuse('单元格里不是手机号', '请填写 11 位手机号');
  const digits = text.replace(/[\s()-]/g, '').replace(/^(?:\+|00)?86(?=1)/, '');
  if (isMobile(digits)) return read(digits);
  if (/^\d+$/.test(digits) && digits.startsWith('1') && digits.length !== 11)
    return refuse(`手机号应为 11 位，现为 ${digits.length} 位`, '请核对后填写 11 位手机号');
  return refuse(`${quote(maskDigits(text))}不是手机号`, '请填写 11 位手机号，座机请写入备注');
}

/** 138****1234: first three and last four digits; anything shorter than a mobile number is all stars. */
export const maskMobile = (mobile: string): string =>
  mobile.length >= 11 ? `${mobile.slice(0, 3)}****${mobile.slice(-4)}` : '*'.repeat(mobile.length);

/** 张三 -> 张*, 欧阳明 -> 欧**: only the first character stays. */
export const maskName = (name: string): string => {
  const [first = '', ...rest] = name.trim();
  return first + '*'.repeat(rest.length);
};

/** A number that was refused may still be somebody's: the message shows its middle as stars. */
const maskDigits = (text: string) => text.replace(/\d(?=\d{4})/g, '*');
