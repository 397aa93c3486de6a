import { LOOK } from '../../../../models/rules/files/limits.ts';
import {
  compoundType,
  encodingOf,
  markupOf,
  otherOffice,
  sniff,
  zipType,
} from '../../../../models/rules/files/signatures.ts';
import { fileTypeLabel } from '../../../../models/rules/files/types.ts';
import { compoundEntries } from '../../files/inspect/compound-file.ts';
import { inMemory } from '../../files/inspect/content.ts';
import { openCsv } from './formats/written/csv.ts';
import { openPage } from './formats/written/page.ts';
import { openSpreadsheetMl } from './formats/spreadsheetml.ts';
import { decodeText } from './formats/written/text.ts';
import { openXlsx } from './formats/ooxml/xlsx.ts';
import { ZipParts } from './formats/ooxml/zip.ts';
import { broken, encrypted, LIMITS, tooBig } from './limits.ts';
import {
  bytelessFile,
  misnamed,
  noTable,
  otherTable,
  ownerFile,
  packedFile,
  pageWithoutTable,
  unknownFile,
} from './refusals.ts';
import type { Book, InputFile } from './sheet.ts';

const startsWith = (bytes: Uint8Array, magic: readonly number[]): boolean =>
  magic.every((byte, i) => bytes[i] === byte);
/** The container of old Office files, and of new ones under a password. */
const CFB = [0xd0, 0xcf, 0x11, 0xe0];
/** How a bare BIFF stream begins, older still: versions 2, 3, 4 and 5. */
const BIFF = [0x00, 0x02, 0x04, 0x08].map((version) => [0x09, version]);

const isBiff = (bytes: Uint8Array): boolean =>
  BIFF.some((magic) => startsWith(bytes, magic)) && (bytes[2] ?? 0) <= 16 && bytes[3] === 0;

/** Is it a spreadsheet from before .xlsx, or nothing that we read? */
export const isOld = ({ bytes }: InputFile): boolean => startsWith(bytes, CFB) || isBiff(bytes);

/**
 * Opens a file that a person sent as a book of sheets. What it is, is told by its content: counties rename files.
 * @throws AppError INVALID, saying what is wrong with the file and what to do: no table, one of a kind that is not read,
 *   damaged, under a password, too big, a zip bomb
 */
export async function openBook(file: InputFile): Promise<Book> {
  const { name, bytes } = file;
  if (bytes.length > LIMITS.fileBytes) throw tooBig(name, bytes.length);
  if (bytes.length === 0) throw bytelessFile(name);
  if (isBiff(bytes)) return openOld(file);
  const seen = sniff(bytes.subarray(0, LOOK.headBytes));
  if ('container' in seen) return seen.container === 'zip' ? openZip(file) : openCompound(file);
  if (isOwnerFile(file)) throw ownerFile(name);
  if ('type' in seen) throw noTable(name, fileTypeLabel(seen.type));
  if ('sealed' in seen) throw packedFile(name, seen.sealed);
  if (encodingOf(bytes.subarray(0, LOOK.headBytes)) || isStrayText(file)) return openText(file);
  if (bytes.every((byte) => byte === 0)) throw broken('nothing but empty bytes');
  const what = 'unwanted' in seen ? seen.unwanted : UNKNOWN;
  throw what === UNKNOWN ? unknownFile(name) : noTable(name, what);
}

/** Separated text in which a few signs stand that no text has: what a program or a scanner left in a cell or two. */
function isStrayText({ name, bytes }: InputFile): boolean {
  const head = bytes.subarray(0, LOOK.headBytes);
  const clean = head.filter((byte) => byte >= 0x20 || LINE_SIGNS.includes(byte));
  const isFew = head.length - clean.length <= head.length * MOST_STRAY;
  return /\.(?:csv|tsv|txt)$/i.test(name) && isFew && 'text' in sniff(clean);
}

const LINE_SIGNS: readonly number[] = [0x09, 0x0a, 0x0d];
const MOST_STRAY = 0.01;

const UNKNOWN = '认不出的文件';

/** What Excel and WPS put beside a file that is open: the user's name, its length before it, in 165 bytes. */
const isOwnerFile = ({ name, bytes }: InputFile): boolean =>
  name.startsWith('~$') ||
  (bytes.length === 165 && (bytes[0] ?? 0) > 0 && (bytes[0] ?? 0) <= 54 && bytes[54] === 0x20);

async function openZip({ name, bytes }: InputFile): Promise<Book> {
  const zip = new ZipParts(bytes, name);
  const { paths } = zip;
  const has = (path: string) => paths.some((each) => each.toLowerCase() === path);
  if (has('xl/workbook.bin')) throw otherTable(name, `Excel 二进制工作簿（.xlsb）`);
  if (has('[content_types].xml') && paths.some((path) => path.toLowerCase().startsWith('xl/')))
    return { kind: 'xlsx', sheets: await openXlsx(zip) };
  const other = otherOffice(paths, bytes);
  if (other) throw other.includes('表格') ? otherTable(name, other) : noTable(name, other);
  const kind = zipType(paths);
  if ('unwanted' in kind) throw noTable(name, kind.unwanted);
  if (kind.type !== 'application/zip') throw noTable(name, fileTypeLabel(kind.type));
  throw packedFile(name, fileTypeLabel(kind.type), tablesIn(paths));
}

const NAMED = 3;
const tablesIn = (paths: readonly string[]): string[] =>
  paths
    .map((path) => path.split('/').at(-1) ?? '')
    .filter((path) => /^(?!\._|~\$).+\.(?:xlsx?|et|csv)$/i.test(path))
    .slice(0, NAMED);

async function openCompound(file: InputFile): Promise<Book> {
  const { name, bytes } = file;
  const entries = await compoundEntries(
    inMemory(name, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
  ).catch((error: unknown) => Promise.reject(broken(String(error))));
  const names = entries.filter(({ top }) => top).map((entry) => entry.name);
  if (names.length === 0) throw broken('compound file: no directory');
  const kind = compoundType(names);
  if (kind === 'locked') throw encrypted(name);
  // One with macros is a workbook none the less: nothing of it is run.
  if (names.some((each) => /^(?:work)?book$/i.test(each))) return openOld(file);
  if ('unwanted' in kind) throw kind.unwanted === UNKNOWN ? unknownFile(name) : noTable(name, kind.unwanted);
  throw noTable(name, fileTypeLabel(kind.type));
}

/** What reads these is large, and loaded when one comes. */
async function openOld({ name, bytes }: InputFile): Promise<Book> {
  const { openXls } = await import('./formats/xls.ts');
  return { kind: 'xls', sheets: openXls(bytes, name) };
}

async function openText({ name, bytes }: InputFile): Promise<Book> {
  const text = decodeText(bytes);
  if (text.trim() === '') throw bytelessFile(name);
  const markup = markupOf(text);
  switch (markup) {
    case 'page': {
      const sheets = openPage(text, name);
      if (sheets.length === 0) throw pageWithoutTable(name);
      return { kind: 'page', sheets };
    }
    case 'spreadsheetml':
      return { kind: 'xml', sheets: openSpreadsheetMl(text) };
    case 'mht':
      throw otherTable(name, `单个文件网页（.mht）${misnamed(name)}`);
    case undefined:
      return { kind: 'csv', sheets: [openCsv(text, name)] };
    default:
      throw markup.other.includes('表格') ? otherTable(name, markup.other) : noTable(name, markup.other);
  }
}
