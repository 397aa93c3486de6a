import { AppError } from '../../../../models/rules/errors.ts';

/** What a file may be at most. Real ledgers of a whole city stay far below. */
export const LIMITS = {
  fileBytes: 50 * 1024 * 1024,
  /** All parts of a workbook unpacked. A 100,000 row ledger is about 130 MB. */
  unpackedBytes: 600 * 1024 * 1024,
  /** A part that grows more than this when unpacked is a bomb: spreadsheets reach about 40. */
  ratio: 200,
  /** Parts smaller than this may have any ratio: empty styled rows pack extremely well. */
  ratioFrom: 20 * 1024 * 1024,
  entries: 5000,
  rows: 200_000,
  columns: 300,
  cellChars: 32_767,
  /** Of shared texts, styles, merged cells or comments, which are kept while the rows are read. 100,000 rows share some 2,500,000. */
  kept: 6_000_000,
  /**
   * The heap in which a file is read apart. An .xls of 65,000 rows and 25 columns, 47 MB, needs between 512 and 1024; the
   * bytes of the file are not in it, nor what is made of them on the way, about twice as much.
   */
  heapMb: 1024,
} as const;

const invalid = (text: string, detail?: string) =>
  new AppError('INVALID', text, detail === undefined ? {} : { detail });

export const broken = (detail: string) =>
  invalid('这个文件打不开，可能没有传完整或已损坏，请在 Excel 里打开后另存为 .xlsx 再上传', detail);

export const encrypted = (name: string) =>
  invalid(`“${name}”设了打开密码，请在 Excel 里去掉密码（文件—信息—保护工作簿）后再上传`);

export const tooBig = (name: string, bytes: number) =>
  invalid(
    `“${name}”有 ${megabytes(bytes)} MB，超过 ${megabytes(LIMITS.fileBytes)} MB，请删去图片或按年度拆成几个文件再上传`,
  );

export const bomb = (detail: string) =>
  invalid('这个文件解压后异常膨胀，为安全起见没有读取，请把数据复制到新建的表格里再上传', detail);

/** @throws AppError INVALID when a part of the workbook has more of something than is kept */
export function refuseMore(what: string, count: number): void {
  if (count > LIMITS.kept) throw bomb(`more than ${LIMITS.kept} ${what}`);
}

export const tooMuch = (name: string, detail: string) =>
  invalid(
    `“${name}”要占的内存太多，读不了，台账没有改动。请在 Excel 里另存为 .xlsx，或按年度拆成几个文件，再上传`,
    detail,
  );

export const tooSlow = (name: string) =>
  invalid(
    `“${name}”读了很久还没有读完，已停下，台账没有改动。请在 Excel 里另存为 .xlsx，或按年度拆成几个文件，再上传`,
    'no answer from the reader in time',
  );

export const tooManyRows = (sheet: string) =>
  invalid(`工作表“${sheet}”超过 ${LIMITS.rows} 行，请删去多余的空行或拆成几个文件再上传`);

export const tooManyColumns = (sheet: string) =>
  invalid(`工作表“${sheet}”超过 ${LIMITS.columns} 列，请删去多余的列再上传`);

export const emptyWorkbook = (name: string) => invalid(`“${name}”里没有数据，请检查是否选错了文件`);

/** What was found of a sheet in which nothing is to be imported. */
interface EmptySheet {
  name: string;
  headerRows: readonly [number, number] | null;
  skipped: readonly { why: string; count: number }[];
}

/** A header was found and nothing to import below it: a template sent back unfilled, or totals and remarks only. */
export function noDataRows(name: string, noun: string, sheets: readonly EmptySheet[]): AppError {
  const heads = sheets.map(({ name: sheet, headerRows }) => `工作表“${sheet}”第 ${headerRows?.[1] ?? 1} 行`);
  const passed = sheets.flatMap(({ skipped }) => skipped.map(({ why, count }) => `${why} ${count} 行`));
  const below = passed.length > 0 ? `只有${passed.join('、')}，没有数据行` : '没有数据行';
  return invalid(
    `“${name}”里有表头（${heads.join('、')}），表头下面${below}，没有可导入的内容，台账没有改动。` +
      `请在表头下面一行一个${noun}填好再上传；数据如在隐藏的行或工作表里，请先取消隐藏`,
  );
}

const megabytes = (bytes: number): string => String(Math.ceil(bytes / (1024 * 1024)));
