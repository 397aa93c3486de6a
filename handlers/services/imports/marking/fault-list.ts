import { heightOf, linesOf } from '../../../../cards/documents/print.ts';
import { escapeXml, letter } from '../../../../cards/documents/xlsx-text.ts';
import type { CellFault } from '../sheets/rows.ts';

/** The sheet on which all that is marked is listed. */
export const FAULT_LIST = '校验结果';
export const LIST_WIDTHS = [14, 10, 10, 60, 50] as const;
const LEVELS = { error: '错误', ask: '待确认', note: '提示' } as const;

/** Its rows, headings first. */
export const faultRows = (faults: readonly CellFault[]): string[][] => [
  ['工作表', '单元格', '类型', '问题', '怎么改'],
  ...faults.map(({ sheet, cell, level, text, suggestion }) => [
    sheet,
    cell,
    LEVELS[level],
    text,
    suggestion ?? '',
  ]),
];

/** It as the part of a workbook, in a style of that workbook; printed on A4 across, headings on every page. */
export function listSheetXml(faults: readonly CellFault[], style: number): string {
  const rows = faultRows(faults).map((cells, i) => {
    const lines = cells.map((text, c) => linesOf(text, LIST_WIDTHS[c] ?? 10));
    const written = cells.map(
      (text, c) =>
        `<c r="${letter(c)}${i + 1}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`,
    );
    return `<row r="${i + 1}" ht="${heightOf(Math.max(...lines))}" customHeight="1">${written.join('')}</row>`;
  });
  const columns = LIST_WIDTHS.map(
    (width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`,
  );
  return (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
    '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0">' +
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
    `<cols>${columns.join('')}</cols><sheetData>${rows.join('')}</sheetData>` +
    '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>' +
    '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>'
  );
}
