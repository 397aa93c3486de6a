import { openCsv } from './formats/csv.ts';
import { encrypted, LIMITS, notWorkbook, tooBig } from './limits.ts';
import type { Book, InputFile } from './sheet.ts';
import { openXlsx } from './formats/xlsx.ts';
import { ZipParts } from './formats/zip.ts';

const startsWith = (bytes: Uint8Array, magic: readonly number[]): boolean =>
  magic.every((byte, i) => bytes[i] === byte);
const ZIP = [0x50, 0x4b, 0x03, 0x04];
/** The container of old Office files, and of new ones under a password. */
const CFB = [0xd0, 0xcf, 0x11, 0xe0];
/** Older still: a bare BIFF stream. */
const BIFF = [0x09];

/** Is it a spreadsheet from before .xlsx, or nothing that we read? */
export const isOld = ({ name, bytes }: InputFile): boolean =>
  startsWith(bytes, CFB) || (startsWith(bytes, BIFF) && /\.xls$/i.test(name));

/**
 * Opens a file that a person sent as a book of sheets. What it is, is told by its content: counties rename files.
 * @throws AppError INVALID, saying what is wrong with the file and what to do: no workbook, damaged, under a password,
 *   too big, a zip bomb
 */
export async function openBook(file: InputFile): Promise<Book> {
  const { name, bytes } = file;
  if (bytes.length > LIMITS.fileBytes) throw tooBig(name, bytes.length);
  if (startsWith(bytes, ZIP)) {
    const zip = new ZipParts(bytes, name);
    if (!zip.has('[Content_Types].xml') || !zip.paths.some((path) => path.startsWith('xl/'))) {
      throw notWorkbook(name);
    }
    return { kind: 'xlsx', sheets: await openXlsx(zip) };
  }
  if (isOld(file)) {
    if (startsWith(bytes, CFB)) {
      if (holdsStream(bytes, 'EncryptedPackage')) throw encrypted(name);
      if (!holdsStream(bytes, 'Workbook') && !holdsStream(bytes, 'Book')) throw notWorkbook(name);
    }
    return openOld(bytes, name);
  }
  if (/\.(csv|txt|tsv)$/i.test(name) && looksLikeText(bytes)) {
    return { kind: 'csv', sheets: [openCsv(bytes, name)] };
  }
  throw notWorkbook(name);
}

/** What reads these is large, and loaded when one comes. */
async function openOld(bytes: Uint8Array, name: string): Promise<Book> {
  const { openXls } = await import('./formats/xls.ts');
  return { kind: 'xls', sheets: openXls(bytes, name) };
}

/** Directory entries of the container carry their names in UTF-16. */
const holdsStream = (bytes: Uint8Array, stream: string): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(
    Buffer.from(`${stream}\0`, 'utf16le'),
  );

const looksLikeText = (bytes: Uint8Array): boolean =>
  startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff]) || !bytes.subarray(0, 4096).includes(0);
