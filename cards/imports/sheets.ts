import type { FoldBlock } from '../card.ts';
import type { ImportSheetView, ImportView } from './view.ts';

/** How each sheet was understood: its header, its columns, and what was left out. */
export function sheetFolds({ sheets: all }: ImportView): FoldBlock[] {
  return all.map((sheet) => {
    if (sheet.leftOut !== undefined) {
      return {
        kind: 'fold',
        title: `工作表“${sheet.name}”未导入`,
        blocks: [{ kind: 'note', text: sheet.leftOut }],
      };
    }
    const [first, last] = sheet.headerRows ?? [1, 1];
    const where = first === last ? `第 ${first} 行` : `第 ${first}—${last} 行`;
    return {
      kind: 'fold',
      title: `工作表“${sheet.name}”：认出 ${sheet.columns.length} 列`,
      blocks: [
        {
          kind: 'note',
          text: `表头在${where}；${unitWords(sheet)}`,
        },
        {
          kind: 'table',
          byRow: true,
          columns: [{ label: '列' }, { label: '表头' }, { label: '对应' }, { label: '依据' }],
          rows: sheet.columns.map(({ column, header, label, how, unit }) => [
            column,
            header,
            unit ? `${label}（${unit}）` : label,
            how,
          ]),
        },
        ...sheetNotes(sheet),
      ],
    };
  });
}

/** What the amounts are in: said for the sheet, by each column, or by nobody. */
function unitWords({ unit, columns }: ImportSheetView): string {
  if (unit) return `金额单位：${unit}`;
  return columns.some((column) => column.unit) ? '金额单位见各列表头' : '表上没有写金额单位，按万元';
}

function sheetNotes({ ignored, skipped, comments }: ImportSheetView): { kind: 'note'; text: string }[] {
  const left = ignored.map(({ column, header, why }) => `${column} 列“${header}”：${why}`);
  const lines = skipped.map(
    ({ why, rows, count }) => `${why} ${count} 行（第 ${rows.slice(0, 8).join('、')} 行）`,
  );
  const remarks = comments.slice(0, 5).map(({ cell, text }) => `${cell}：${text.slice(0, 40)}`);
  return [
    ...(left.length > 0 ? [`没有导入的列：${left.join('；')}`] : []),
    ...(lines.length > 0 ? [`跳过：${lines.join('；')}`] : []),
    ...(remarks.length > 0 ? [`批注不导入：${remarks.join('；')}`] : []),
  ].map((text) => ({ kind: 'note', text }));
}

/** What is only told. */
export function toldFold({ notes: all, place }: ImportView): FoldBlock[] {
  if (all.length === 0) return [];
  const lines = all.slice(0, place ? all.length : 12).map(({ text, count, cells }) => {
    const shown = cells.slice(0, place ? cells.length : 3);
    const where = cells.length > 0 ? `（${shown.join('、')}${count > shown.length ? ' 等' : ''}）` : '';
    return { kind: 'note' as const, text: `${text}${count > 1 ? `，共 ${count} 处` : ''}${where}` };
  });
  return [{ kind: 'fold', title: `提示（${all.length} 类）`, blocks: lines }];
}
