import type { FileType } from './types.ts';

/**
 * What the first bytes say: a kind of file, a container whose parts say more, text whose words say more, or something
 * that is not kept and what it is called.
 */
export type Sniffed =
  | { type: FileType }
  | { container: 'zip' | 'compound' }
  | { text: TextEncoding }
  | { unwanted: string }
  /** A container that cannot be looked into for secrecy marks, and what it is called. */
  | { sealed: string };
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';

type Signature = readonly [at: number, hex: string];

const TYPES: readonly (readonly [FileType, ...Signature[]])[] = [
  ['image/png', [0, '89504e470d0a1a0a']],
  ['image/jpeg', [0, 'ffd8ff']],
  ['image/gif', [0, '474946383761']],
  ['image/gif', [0, '474946383961']],
  ['image/webp', [0, '52494646'], [8, '57454250']],
];

const SEALED: readonly (readonly [string, Signature])[] = [
  ['RAR 压缩包', [0, '526172211a07']],
  ['7z 压缩包', [0, '377abcaf271c']],
];

/** ISO 23008-12: the brands by which phones write HEIC and HEIF. */
const HEIC_BRANDS: ReadonlySet<string> = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'mif1', 'msf1']);

const PROGRAM = '可执行程序';
const UNWANTED: readonly (readonly [string, ...Signature[]])[] = [
  [PROGRAM, [0, '4d5a']],
  [PROGRAM, [0, '7f454c46']],
  [PROGRAM, [0, 'cafebabe']],
  [PROGRAM, [0, 'feedface']],
  [PROGRAM, [0, 'feedfacf']],
  [PROGRAM, [0, 'cefaedfe']],
  [PROGRAM, [0, 'cffaedfe']],
  [PROGRAM, [0, '6465780a']],
  ['快捷方式', [0, '4c00000001140200']],
  ['音视频', [4, '66747970']],
  ['音视频', [0, '494433']],
  ['音视频', [0, '1a45dfa3']],
];

/** How text begins that a system or a browser would run. */
const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  ['脚本', /^#!/],
  ['脚本', /^<\?php/i],
  ['脚本', /^@echo\s+off/i],
  ['脚本', /^(?:set-executionpolicy|powershell)\b/i],
  ['网页文件', /<!doctype\s+html|<html[\s>]|<script[\s>]/i],
  ['SVG 图形', /<svg[\s>]/i],
];

/** Reads the beginning of a file. @param head its first bytes, LOOK.headBytes or all there are */
export function sniff(head: Uint8Array): Sniffed {
  const hex = Array.from(head.subarray(0, 32), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const has = ([at, bytes]: Signature) => hex.startsWith(bytes, at * 2);
  const known = TYPES.find(([, ...signatures]) => signatures.every(has));
  if (known) return { type: known[0] };
  const sealed = SEALED.find(([, signature]) => has(signature));
  if (sealed) return { sealed: sealed[0] };
  if (has([4, '66747970']) && HEIC_BRANDS.has(latin(head.subarray(8, 12)))) return { type: 'image/heic' };
  if (has([0, '504b0304']) || has([0, '504b0506'])) return { container: 'zip' };
  if (has([0, 'd0cf11e0a1b11ae1'])) return { container: 'compound' };
  // Readers take a PDF whose first line stands within the first 1024 bytes (ISO 32000-1, Annex H.3.4.1).
  if (latin(head.subarray(0, 1024)).includes('%PDF-')) return { type: 'application/pdf' };
  const encoding = encodingOf(head);
  if (encoding) return asText(head, encoding);
  const unwanted = UNWANTED.find(([, ...signatures]) => signatures.every(has));
  return { unwanted: unwanted?.[0] ?? '认不出的文件' };
}

function asText(head: Uint8Array, encoding: TextEncoding): Sniffed {
  const words = new TextDecoder(encoding)
    .decode(head)
    .replace(/^\uFEFF/, '')
    .trimStart();
  const script = SCRIPTS.find(([, pattern]) => pattern.test(words));
  return script ? { unwanted: script[0] } : { text: encoding };
}

/** How text is written; undefined for what is no text. */
function encodingOf(head: Uint8Array): TextEncoding | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const isControl = (byte: number) => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte);
  if (head.some(isControl)) return undefined;
  return (['utf-8', 'gb18030'] as const).find((encoding) => isWritten(head, encoding));
}

/** The last sign may be cut off where the head ends: `stream` forgives that and nothing else. */
function isWritten(head: Uint8Array, encoding: TextEncoding): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

const latin = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** Lines that all have the same number of commas, more than none, are a table. */
export function isCommaTable(text: string): boolean {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  // The last line may be cut off.
  const whole = lines.slice(0, lines.length > 2 ? -1 : undefined).slice(0, 20);
  const counts = new Set(whole.map((line) => line.replaceAll(/"[^"]*"/g, '').split(',').length));
  return whole.length > 1 && counts.size === 1 && !counts.has(1);
}

const OOXML = 'application/vnd.openxmlformats-officedocument';

/** What a zip is by the names of its parts: an Office or OFD document, a program, or just a zip. */
export function zipType(names: readonly string[]): { type: FileType } | { unwanted: string } {
  const has = (name: string) => names.some((each) => each.toLowerCase() === name.toLowerCase());
  const ends = (end: string) => names.some((each) => each.toLowerCase().endsWith(end));
  if (has('[Content_Types].xml')) {
    if (ends('vbaproject.bin')) return { unwanted: '带宏的 Office 文件' };
    if (has('word/document.xml')) return { type: `${OOXML}.wordprocessingml.document` };
    if (has('xl/workbook.xml') || has('xl/workbook.bin')) return { type: `${OOXML}.spreadsheetml.sheet` };
    if (has('ppt/presentation.xml')) return { type: `${OOXML}.presentationml.presentation` };
  }
  if (has('OFD.xml')) return { type: 'application/ofd' };
  if (has('META-INF/MANIFEST.MF') || has('AndroidManifest.xml')) return { unwanted: PROGRAM };
  return { type: 'application/zip' };
}

/** What a compound file is by the names in its directory: an old Office document, a locked new one, or neither. */
export function compoundType(names: readonly string[]): { type: FileType } | { unwanted: string } | 'locked' {
  const has = (...wanted: string[]) => wanted.some((name) => names.includes(name));
  if (has('EncryptedPackage', 'EncryptedSummary')) return 'locked';
  if (has('Macros', '_VBA_PROJECT_CUR', 'VBA')) return { unwanted: '带宏的 Office 文件' };
  if (has('WordDocument')) return { type: 'application/msword' };
  if (has('Workbook', 'Book')) return { type: 'application/vnd.ms-excel' };
  if (has('PowerPoint Document')) return { type: 'application/vnd.ms-powerpoint' };
  return { unwanted: '认不出的文件' };
}
