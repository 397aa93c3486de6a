import type { XlsxValue } from './xlsx-sheet.ts';

/**
 * A table as separated text that Excel opens as it is: UTF-8 with its mark, commas, CRLF (RFC 4180). What Excel would
 * work out or round is kept from it by a tab in front, which our own import takes off again: formulas (also a telephone
 * number that begins with +), what begins with the ' that marks texts, numbers of a register with leading zeros or more digits than Excel keeps.
 */
export async function csv(
  headers: readonly string[],
  rows: AsyncIterable<readonly XlsxValue[]>,
): Promise<Uint8Array> {
  const lines = [lineOf(headers)];
  for await (const row of rows) lines.push(lineOf(row));
  return new TextEncoder().encode(`\uFEFF${lines.join('')}`);
}

const lineOf = (values: readonly XlsxValue[]): string => `${values.map(fieldOf).join(',')}\r\n`;

const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?$/;
const MISREAD = /^[=+\-@'\t\r]|^\d+$/;

function fieldOf(value: XlsxValue): string {
  const text = value === null ? '' : String(value);
  const guarded = !NUMBER.test(text) && MISREAD.test(text) ? `\t${text}` : text;
  return /[",\r\n\t]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
