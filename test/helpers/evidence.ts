import { deflateSync } from 'node:zlib';
import { CFB } from '@e965/xlsx';
import { zip } from '../../cards/documents/zip.ts';

/** Files as officials send them, made by hand so that each is exactly what its test says. */

export const PNG_BYTES = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
export const JPEG_BYTES = Buffer.from('ffd8ffe000104a46494600010100', 'hex');

export interface PdfOptions {
  /** As a content stream has it: operators and strings. */
  content?: string;
  packed?: boolean;
  locked?: boolean;
  /** Further streams, packed: a font's map. */
  more?: readonly string[];
}

/** A PDF of one page. */
export function pdf({
  content = '(hello) Tj',
  packed = true,
  locked = false,
  more = [],
}: PdfOptions = {}): Buffer {
  const streams = [content, ...more].map((text, i) => {
    const plain = Buffer.from(text, 'latin1');
    const data = packed ? deflateSync(plain) : plain;
    const head = `${i + 4} 0 obj\n<< /Length ${data.length}${packed ? ' /Filter /FlateDecode' : ''} >>\nstream\n`;
    return Buffer.concat([Buffer.from(head), data, Buffer.from('\nendstream\nendobj\n')]);
  });
  const encrypt = locked ? ' /Encrypt 9 0 R' : '';
  return Buffer.concat([
    Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n'),
    ...streams,
    Buffer.from(`trailer\n<< /Root 1 0 R${encrypt} >>\nstartxref\n0\n%%EOF\n`),
  ]);
}

/** Text as a hex string of a PDF, in the encoding of a font without a map (UniGB-UCS2-H). */
export const hexText = (text: string): string =>
  `<${Buffer.from(text, 'utf16le').swap16().toString('hex')}> Tj`;

/** A zip with these parts. */
export async function zipped(parts: Readonly<Record<string, string>>): Promise<Buffer> {
  return Buffer.from(await zip(Object.entries(parts).map(([path, text]) => ({ path, pieces: [text] }))));
}

/** A zip of whole files, stored as they are: documents in it, and zips. */
export function zippedFiles(files: Readonly<Record<string, Uint8Array>>): Buffer {
  const parts: Buffer[] = [];
  const list: Buffer[] = [];
  let offset = 0;
  for (const [path, bytes] of Object.entries(files)) {
    const name = Buffer.from(path);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt32LE(bytes.length, 18);
    local.writeUInt32LE(bytes.length, 22);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(1 << 11, 8);
    entry.writeUInt32LE(bytes.length, 20);
    entry.writeUInt32LE(bytes.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    parts.push(local, name, Buffer.from(bytes));
    list.push(entry, name);
    offset += local.length + name.length + bytes.length;
  }
  const directory = Buffer.concat(list);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, directory, end]);
}

const TYPES_PART = { '[Content_Types].xml': '<Types/>' };

/** A Word document whose paragraphs are made of runs. */
export const docx = (
  paragraphs: readonly (readonly string[])[],
  more: Readonly<Record<string, string>> = {},
) =>
  zipped({
    ...TYPES_PART,
    'word/document.xml': `<w:document>${paragraphs
      .map((runs) => `<w:p>${runs.map((run) => `<w:r><w:t>${run}</w:t></w:r>`).join('')}</w:p>`)
      .join('')}</w:document>`,
    ...more,
  });

export const xlsxOf = (...texts: readonly string[]) =>
  zipped({
    ...TYPES_PART,
    'xl/workbook.xml': '<workbook/>',
    'xl/sharedStrings.xml': `<sst>${texts.map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`,
  });

export const pptxOf = (text: string) =>
  zipped({
    ...TYPES_PART,
    'ppt/presentation.xml': '<p/>',
    'ppt/slides/slide1.xml': `<a:p><a:t>${text}</a:t></a:p>`,
  });

export const ofd = (text: string) =>
  zipped({ 'OFD.xml': '<ofd/>', 'Doc_0/Pages/Page_0/Content.xml': `<ofd:TextCode>${text}</ofd:TextCode>` });

/** A zip whose parts are marked as locked. */
export async function lockedZip(): Promise<Buffer> {
  const bytes = await zipped({ '合同.txt': '甲方' });
  const entry = bytes.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  bytes.writeUInt16LE(bytes.readUInt16LE(entry + 8) | 1, entry + 8);
  return bytes;
}

/** A compound file with these streams, as old Office documents are. */
export function compound(streams: Readonly<Record<string, Buffer>>): Buffer {
  const container = CFB.utils.cfb_new();
  for (const [name, bytes] of Object.entries(streams)) CFB.utils.cfb_add(container, `/${name}`, bytes);
  return Buffer.from(CFB.write(container, { type: 'buffer' }) as Uint8Array);
}

/** An old Word document with a text; `locked` as by a password. */
export function doc(text: string, locked = false): Buffer {
  const stream = Buffer.alloc(8192);
  stream.writeUInt16LE(0xa5ec, 0);
  if (locked) stream.writeUInt16LE(0x0100, 10);
  stream.write(text, 1024, 'utf16le');
  return compound({ WordDocument: stream });
}

/** An old workbook; `locked` with the record of a password. */
export function xls(locked = false): Buffer {
  const stream = Buffer.alloc(8192);
  stream.writeUInt16LE(0x0809, 0);
  stream.writeUInt16LE(16, 2);
  stream.writeUInt16LE(locked ? 0x2f : 0xe1, 20);
  stream.writeUInt16LE(2, 22);
  return compound({ Workbook: stream });
}

/** Bytes as they come over a line: piece by piece, each taken only when it is asked for. */
export async function* inPieces(bytes: Uint8Array, piece = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
}

/** All of a stream at once. */
export async function wholeOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}
