/** 0 -> A, 26 -> AA. */
export function letter(column: number): string {
  let name = '';
  for (let n = column + 1; n > 0; n = Math.floor((n - 1) / 26))
    name = String.fromCharCode(65 + ((n - 1) % 26)) + name;
  return name;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML forbids most control characters; Excel writes them, and what looks like its escapes, as _x0001_. */
export const escapeXml = (text: string): string =>
  text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/[\p{Cc}\uFFFE\uFFFF]/gu, (c) => (c === '\t' || c === '\n' ? c : escaped(c)))
    .replace(/[&<>"]/g, (c) => ENTITIES[c] ?? c);

const escaped = (c: string): string => `_x${c.charCodeAt(0).toString(16).padStart(4, '0')}_`;
