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
  // E-SafeNet, which many offices have: whoever sent the file sees it open, nobody else can.
  ['被加密软件加密的文件', [0, '62142365']],
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

/** How text is written; undefined for what is no text. @param head the beginning of a file */
export function encodingOf(head: Uint8Array): TextEncoding | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const wide = wideWithoutMark(head);
  if (wide) return wide;
  const isControl = (byte: number) => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte);
  if (head.some(isControl)) return undefined;
  return (['utf-8', 'gb18030'] as const).find((encoding) => isWritten(head, encoding));
}

/** UTF-16 without its mark: line ends and commas have an empty half, on the same side, and hardly anything else has. */
function wideWithoutMark(head: Uint8Array): TextEncoding | undefined {
  const empty = [0, 0];
  for (const [at, byte] of head.entries()) if (byte === 0) empty[at % 2] = (empty[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = empty;
  // Some ideographs (一) have an empty half on the other side.
  if (even + odd < 3 || Math.max(even, odd) < 3 * Math.min(even, odd)) return undefined;
  const encoding = even > odd ? 'utf-16be' : 'utf-16le';
  const text = new TextDecoder(encoding).decode(head.subarray(0, head.length - (head.length % 2)));
  return /^[\t\n\r -~\u00A0-\u00FF\u2000-\u9FFF\uFF00-\uFFEF]*$/.test(text) ? encoding : undefined;
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

/**
 * What a text is written for, where that is more than words and separators.
 * @param start its beginning, decoded
 */
export function markupOf(start: string): 'page' | 'spreadsheetml' | 'mht' | { other: string } | undefined {
  const text = start
    .slice(0, MARKUP_WITHIN)
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (/^(?:MIME-Version:|From:\s|Content-Type:\s*multipart)/i.test(text)) return 'mht';
  if (/^<\?xml|^<(?:\w+:)?Workbook[\s>]/.test(text)) {
    if (text.includes('urn:schemas-microsoft-com:office:spreadsheet')) return 'spreadsheetml';
    if (!/<html[\s>]/i.test(text)) return { other: 'XML 数据文件' };
  }
  if (
    /^<(?:!doctype\s+html|!--|html|head|meta|style|body|table|div|center|font|form|title|script)[\s>\-[]/i.test(
      text,
    )
  )
    return 'page';
  if (/<html[\s>]|<table[\s>]/i.test(text)) return 'page';
  return OTHER_TEXTS.find(([, pattern]) => pattern.test(text))?.[0];
}

const MARKUP_WITHIN = 4096;
const OTHER_TEXTS: readonly (readonly [{ other: string }, RegExp])[] = [
  [{ other: 'RTF 文档' }, /^\{\\rtf/],
  [{ other: 'SYLK 表格' }, /^ID;/],
  [{ other: 'JSON 数据文件' }, /^(?:\{\s*"|\[\s*(?:\{\s*"|\[?\s*["\d]))/],
];

/** Documents of other office programs among the zips; `head` is the beginning of the file. */
export function otherOffice(names: readonly string[], head: Uint8Array): string | undefined {
  // OpenDocument has its type as a first part, unpacked, so that it can be read there (ODF 1.3 part 2, 3.3).
  const kind = /application\/vnd\.oasis\.opendocument\.(spreadsheet|\w)/.exec(
    latin(head.subarray(0, 200)),
  )?.[1];
  if (kind) return kind === 'spreadsheet' ? 'ODS 表格' : 'OpenDocument 文字或演示文稿';
  return names.some((name) => name.endsWith('.iwa')) ? '苹果 iWork 文件（Numbers 表格等）' : undefined;
}

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
  // Names in a compound file differ by more than case ([MS-CFB] 2.6.4): some programs write WORKBOOK.
  const known = new Set(names.map((name) => name.toLowerCase()));
  const has = (...wanted: string[]) => wanted.some((name) => known.has(name.toLowerCase()));
  if (has('EncryptedPackage', 'EncryptedSummary')) return 'locked';
  if (has('Macros', '_VBA_PROJECT_CUR', 'VBA')) return { unwanted: '带宏的 Office 文件' };
  if (has('WordDocument')) return { type: 'application/msword' };
  if (has('Workbook', 'Book')) return { type: 'application/vnd.ms-excel' };
  if (has('PowerPoint Document')) return { type: 'application/vnd.ms-powerpoint' };
  return { unwanted: '认不出的文件' };
}
