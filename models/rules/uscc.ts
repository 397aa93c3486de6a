import { isOverlong, refuseOverlong } from './parse/bounds.ts';
import { read, refuse, type Parsed } from './parse/result.ts';
import { cellText, isBlankMark, quote, type Cell } from './parse/text.ts';

/** GB 32100-2015: 31 characters without I O S V Z, weight 3^i mod 31 at place i. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const BASE = ALPHABET.length;
const LENGTH = 18;
/** Letters that the code does not have and what was most likely meant. */
const LOOKALIKES: Readonly<Record<string, string>> = { O: '0', I: '1', Z: '2', S: '5', V: 'U' };

/** The check character that the first 17 characters demand; undefined when they are not 17 characters of the code. */
export function usccCheckChar(first17: string): string | undefined {
  if (first17.length < LENGTH - 1) return undefined;
  let sum = 0;
  let weight = 1;
  for (const char of first17.slice(0, LENGTH - 1)) {
    const value = ALPHABET.indexOf(char);
    if (value < 0) return undefined;
    sum += value * weight;
    weight = (weight * 3) % BASE;
  }
  return ALPHABET[(BASE - (sum % BASE)) % BASE];
}

export const isUscc = (code: string): boolean =>
  code.length === LENGTH && /^[0-9A-Z]+$/.test(code) && usccCheckChar(code) === code[LENGTH - 1];

/** What is wrong with a code, to be read after its label; undefined when it is right. */
export function checkUscc(code: string): string | undefined {
  if (code.length !== LENGTH) return `应为 18 位，现为 ${code.length} 位`;
  const odd = [...code].find((char) => !ALPHABET.includes(char));
  if (odd !== undefined) {
    const meant = LOOKALIKES[odd];
    return `里不会出现“${odd}”${meant ? `，是不是 ${meant}？` : ''}`;
  }
  if (isUscc(code)) return undefined;
  return `校验位不对，按前 17 位末位应为 ${usccCheckChar(code)}`;
}

/**
 * Reads a 统一社会信用代码 (GB 32100). A wrong code is refused with what is wrong: length, a letter the code does not
 * have, or the check character, with the one that would be right. Never throws.
 */
export function parseUscc(cell: Cell): Parsed<string> {
  if (isBlankMark(cell)) return read<string>(null);
  if (isOverlong(cell)) return refuseOverlong(cell);
  const text = typeof cell === 'number' ? undefined : cellText(cell);
  if (text === undefined)
    return refuse('信用代码以数值保存，末几位可能已丢失', '请把该列设为文本格式后重新填写');
  const code = text.replace(/[\s-]/g, '').toUpperCase();
  const wrong = checkUscc(code);
  return wrong ? refuse(`统一社会信用代码${quote(text)}${wrong}`, '请对照营业执照核对') : read(code);
}
