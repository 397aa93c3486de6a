import type { Ctx } from '../../../handlers/services/context.ts';
import type { PreparedImport } from '../../../handlers/services/imports/plan/prepared.ts';
import { allRows } from '../../../handlers/services/imports/preview/rows-read.ts';
import { previewOf, type ImportPreview } from '../../../handlers/services/imports/service.ts';
import type { CliResult } from '../command.ts';
import { columnLines, missingLine } from './columns.ts';

type Sheet = ImportPreview['sheets'][number];
type Asked = ImportPreview['questions'][number];

/**
 * A preview in words: how the file was read and what it comes to, what would change, what stands in the way. As data
 * what is wrong (`faults`) apart from what is asked (`asks`), every row (`rows`: sheet, row, kind, values by label, faults, asks, reason) and every column (`columns`: column,
 * header, the field it was read as and its unit, or why it was left out).
 */
export async function shownImport(ctx: Ctx, record: PreparedImport): Promise<CliResult> {
  const preview = previewOf(record);
  const rows = (await allRows(ctx, record)).map(({ values, ...row }) => ({
    ...row,
    values: Object.fromEntries(Object.entries(values).map(([label, { text }]) => [label, text])),
  }));
  const faults = preview.faults.filter(({ level }) => level === 'error');
  const asks = preview.faults.filter(({ level }) => level === 'ask');
  const data = { ...preview, faults, asks, rows, columns: preview.sheets.flatMap(columnsOf) };
  return { data, text: linesOf(preview).join('\n') };
}

const columnsOf = ({ name: sheet, columns, ignored }: Sheet) =>
  [
    ...columns.map(({ column, header, field, unit }) => ({
      sheet,
      column,
      header,
      field,
      ...(unit ? { unit } : {}),
    })),
    ...ignored.map(({ column, header, why }) => ({ sheet, column, header, why })),
  ].sort((a, b) => a.column.length - b.column.length || a.column.localeCompare(b.column));

function linesOf(preview: ImportPreview): string[] {
  const { counts, sheets, faults, questions, duplicates, readings, notes } = preview;
  return [
    ...sheets.flatMap(sheetLines),
    ...columnLines(preview),
    ...(preview.others ?? []).map(
      ({ ledger, title }) => `这份表也像“${title}”：要按它读，用 zy import ${ledger}`,
    ),
    `新增 ${counts.new}，变化 ${counts.changed}，未变 ${counts.same}，有错 ${counts.faulty}，略过 ${counts.skipped}`,
    ...(counts.new > 0
      ? sheets.flatMap(({ presumed = [] }) => presumed.map((text) => `新增的行：${text}`))
      : []),
    ...readings.map(
      ({ sheet, cell, label, said, read }) => `读法 ${sheet}!${cell} ${label}：“${said}”读作 ${read}`,
    ),
    ...notes.map(
      ({ text, count, cells }) =>
        `提示 ${text}${count > 1 ? `（共 ${count} 处）` : ''}${cells.length > 0 ? `：${cells.slice(0, 3).join('、')}` : ''}`,
    ),
    ...faults
      .filter(({ level }) => level === 'error')
      .map(
        ({ sheet, cell, text, suggestion }) =>
          `${sheet}!${cell} ${text}${suggestion ? `（${suggestion}）` : ''}`,
      ),
    ...questions.filter(({ answer }) => !answer).flatMap(questionLines),
    ...duplicates
      .filter(({ answer }) => !answer)
      .map(
        ({ id, name, candidates }) =>
          `疑似重复 ${id} ${name} ≈ ${candidates.map((c) => c.code ?? c.place ?? c.name).join('、')}`,
      ),
  ];
}

/** How a sheet was read, what was left out of it, and what its rows come to beside its own totals. */
function sheetLines({ name, unit, columns, ignored, leftOut, other, sums }: Sheet): string[] {
  if (leftOut)
    return [
      `${name}：未读取，${leftOut}${other ? `（zy import ${other.ledger} 文件 --sheet '${name}'）` : ''}`,
    ];
  const left = ignored.map(({ column, header, why }) => `${column} 列“${header}”（${why}）`);
  const totals = (sums?.totals ?? []).map(
    ({ row, title, label, said, read, agrees }) =>
      `${name} 第 ${row} 行“${title.slice(0, 12)}”的${label}：表中 ${said}，识别合计 ${read} ${agrees ? '✓' : '✗'}`,
  );
  const groups = (sums?.groups ?? []).map(
    ({ label, items }) =>
      `${name} 按${label}：${items.map(({ name: item, rows, sum }) => [item, `${rows} 行`, sum].filter(Boolean).join(' ')).join('，')}`,
  );
  return [
    `${name}：识别 ${columns.length} 列，金额单位 ${unit ?? '按各列'}`,
    ...(left.length > 0 ? [`${name} 没有导入的列：${left.join('、')}`] : []),
    ...(sums
      ? [
          `${name} 合计：${[`${sums.rows} 行`, ...sums.columns.map(({ label, sum }) => `${label} ${sum}`)].join('，')}`,
        ]
      : []),
    ...groups,
    ...totals,
  ];
}

function questionLines({ text, cells, count, readings, units = [], word, missing }: Asked): string[] {
  if (word) return [wordAsked(word, text, cells)];
  if (missing) return [missingLine(missing, text, count)];
  const cures = units.map(
    ({ label, all, column, unit }) => `${label}：加 --unit ${all ? '' : `${column}=`}${unit}`,
  );
  const other = cures.length > 0 ? `（${cures.join('；')}）` : '';
  return [
    `待确认 ${text}：${cells.slice(0, 5).join('、')}${other}`,
    ...(readings ?? []).map((each) => `  ${each.cell} ${each.text}`),
  ];
}

/** A word to be explained, with the likely answers and how to give one. */
function wordAsked(
  { field, word: asked, means }: NonNullable<Asked['word']>,
  text: string,
  cells: Asked['cells'],
) {
  const likely = means.filter((each) => each.likely);
  const offered = (likely.length > 0 ? likely : means).map(({ label }) => label).join('、');
  return `待说明 ${text}：${cells.slice(0, 5).join('、')}（可选：${offered}；加 --word ${field}:${asked}=选项，留空写“空”）`;
}
