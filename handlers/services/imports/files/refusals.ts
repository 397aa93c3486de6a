import { AppError } from '../../../../models/rules/errors.ts';

/** Files that are no table we read: each by what it is, with its own cure. The lists of docs/imports.md follow these. */

const invalid = (text: string, detail?: string): AppError =>
  new AppError('INVALID', text, detail === undefined ? {} : { detail });

export const bytelessFile = (name: string): AppError =>
  invalid(`“${name}”是空文件（0 字节），没有数据。请打开原文件确认有内容，保存后再发`);

export const ownerFile = (name: string): AppError =>
  invalid(`“${name}”是 Excel 打开文件时的临时文件，没有数据，请发同一文件夹里不带 ~$ 的那个`);

/** What Excel or WPS opens and we do not: saving it anew is the cure. */
export const otherTable = (name: string, what: string): AppError =>
  invalid(`“${name}”是${what}，请用 Excel 或 WPS 打开后另存为 .xlsx 再发`);

export const packedFile = (name: string, what: string, inside: readonly string[] = []): AppError => {
  const tables = inside.length > 0 ? `（里面有：${inside.join('、')}）` : '';
  return invalid(`“${name}”是${what}${tables}，请解压后把里面的 Excel 文件逐个发给我`);
};

const ORIGINAL = '请发表格的 Excel 原文件（.xlsx）';
const CURES: readonly (readonly [RegExp, string])[] = [
  [/图片/, `图片里的表格读不了，${ORIGINAL}`],
  [/PDF|OFD/, `版式文件里的表格读不了，${ORIGINAL}`],
  [/Word|PPT|RTF|文字|演示/, '请把里面的表格复制到 Excel，保存为 .xlsx 再发'],
  [/加密软件/, '请先在本单位解密，再发'],
];

/** What holds no table that can be read. `what`: a kind of file in people's words. */
export function noTable(name: string, what: string): AppError {
  const cure = CURES.find(([pattern]) => pattern.test(what))?.[1] ?? '请上传 .xlsx、.xls 或 .csv 文件';
  return invalid(`“${name}”是${what}，不是 Excel 或 CSV 表格。${cure}`);
}

export const unknownFile = (name: string): AppError =>
  invalid(`“${name}”不是 Excel 或 CSV 表格，请上传 .xlsx、.xls 或 .csv 文件`);

/** A page without a table: what a system sends in the place of a file when its user has logged out. */
export const pageWithoutTable = (name: string): AppError =>
  invalid(
    `“${name}”是网页，里面没有表格，可能是导出时登录已失效。请重新登录原系统导出，用 Excel 打开确认后再发`,
  );

export const pageWithInputs = (name: string): AppError => otherTable(name, `带填写框的网页${misnamed(name)}`);

/** Said of a page or text whose name says something else. */
export const misnamed = (name: string): string => {
  const suffix = /\.(xlsx?|et|csv)$/i.exec(name)?.[0];
  return suffix ? `（扩展名写成了 ${suffix}）` : '';
};
