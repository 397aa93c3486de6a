import type { Block, FoldBlock, Rich, TextPiece } from '../card.ts';
import type { ImportSheetView, ImportView, PreviewRoom } from './view.ts';

type SheetWithSums = ImportSheetView & { sums: NonNullable<ImportSheetView['sums']> };

const summed = ({ sheets }: ImportView): SheetWithSums[] =>
  sheets.flatMap((sheet) => (sheet.sums && sheet.sums.rows > 0 ? [{ ...sheet, sums: sheet.sums }] : []));

/** The sheet's own totals that say something else than the rows do. */
export const partedTotals = (view: ImportView) =>
  summed(view).flatMap(({ sums: { totals } }) => totals.filter(({ agrees }) => !agrees));

/** What the rows come to, to be held against the sheet: how many, the main sum, and its own 合计. */
export function sums(view: ImportView, room: PreviewRoom): Block[] {
  const sheets = summed(view);
  return sheets.flatMap((sheet): Block[] => {
    const { rows, columns, groups } = sheet.sums;
    const where = sheets.length > 1 ? `工作表“${sheet.name}”：` : '';
    const [main] = columns;
    const total = main ? `，${main.label}合计 ${main.sum}` : '';
    return [
      { kind: 'text', text: [`${where}识别 `, { text: `${rows} 行${total}`, bold: true }] },
      ...totalLines(sheet, room),
      ...(columns.length > 1 || groups.length > 0 ? [sumsFold(sheet, where)] : []),
    ];
  });
}

/** 表中合计 32.15 亿元，识别合计 32.15 亿元 ✓, or each line where they part. */
function totalLines({ sums: { totals, moreTotals } }: SheetWithSums, room: PreviewRoom): Block[] {
  const parted = totals.filter(({ agrees }) => !agrees);
  const agreeing = totals.filter(({ agrees }) => agrees);
  const [one] = agreeing;
  const lines: Block[] = parted.slice(0, room.totals).map(({ row, title, label, said, read }) => ({
    kind: 'text',
    text: [
      { text: '不一致：', tone: 'bad' },
      `第 ${row} 行“${title.slice(0, 16)}”的${label}：表中 `,
      bold(said),
      '，识别合计 ',
      bold(read),
    ],
  }));
  if (parted.length > room.totals)
    lines.push({ kind: 'note', text: `还有 ${parted.length - room.totals} 处合计与识别的不一致` });
  if (one && agreeing.length === 1)
    lines.push({
      kind: 'text',
      text: [`表中${one.label}合计 ${one.said}，识别合计 ${one.read} `, { text: '✓', tone: 'good' }],
    });
  if (one && agreeing.length > 1)
    lines.push({
      kind: 'text',
      text: [`表中 ${agreeing.length} 处合计、小计与识别的一致 `, { text: '✓', tone: 'good' }],
    });
  if (moreTotals > 0) lines.push({ kind: 'note', text: `还有 ${moreTotals} 行合计没有核对` });
  return lines;
}

const bold = (text: string): TextPiece => ({ text, bold: true });

function sumsFold({ sums: { columns, groups } }: SheetWithSums, where: string): FoldBlock {
  const names = [...(columns.length > 1 ? ['各列'] : []), ...groups.map(({ label }) => label)];
  return {
    kind: 'fold',
    title: `${where}合计：按${names.join('、')}`,
    blocks: [
      ...(columns.length > 1
        ? [
            {
              kind: 'table' as const,
              columns: [{ label: '列' }, { label: '合计', align: 'right' as const }],
              rows: columns.map(({ label, sum }) => [label, sum]),
            },
          ]
        : []),
      ...groups.map(({ label, of, items }) => ({
        kind: 'table' as const,
        columns: [
          { label },
          { label: '行数', align: 'right' as const },
          ...(of === '' ? [] : [{ label: of, align: 'right' as const }]),
        ],
        rows: items.map(({ name, rows, sum }) => [name, String(rows), ...(of === '' ? [] : [sum])]),
      })),
    ],
  };
}

/** Each kind of reading that is not what the cell shows, beside the cell's own words. */
export function readings(
  { readings: all = [], moreReadings = 0, sheets, token }: ImportView,
  room: PreviewRoom,
): Block[] {
  if (all.length === 0) return [];
  const several = sheets.filter(({ leftOut }) => leftOut === undefined).length > 1;
  const more = all.length + moreReadings - room.readings;
  return [
    {
      kind: 'table',
      caption: '读法与原文不同，请看一眼',
      columns: [{ label: '单元格' }, { label: '原文' }, { label: '读作' }],
      rows: all
        .slice(0, room.readings)
        .map(({ sheet, cell, label, said, read }): Rich[] => [
          several ? `${sheet}!${cell}` : cell,
          said,
          `${label}：${read}`,
        ]),
      ...(more > 0 ? { more: { count: more, page: `/imports/${token}/rows/differs/1` } } : {}),
    },
  ];
}

/** The first new rows with what they say. */
export function newRows({ rows, counts, noun, token }: ImportView, room: PreviewRoom): FoldBlock[] {
  const fresh = rows.filter(({ kind }) => kind === 'new');
  if (fresh.length === 0) return [];
  const shown = fresh.slice(0, room.rows);
  const more = counts.new - shown.length;
  return [
    {
      kind: 'fold',
      title: `新增的${noun}（${counts.new}${more > 0 ? `，先看 ${shown.length} 个` : ''}）`,
      blocks: [
        {
          kind: 'table',
          byRow: true,
          columns: [{ label: '行' }, { label: '名称' }, { label: '读到的内容' }],
          rows: shown.map(({ row, title, says = [] }) => [String(row), title, says.join('，')]),
          ...(more > 0 ? { more: { count: more, page: `/imports/${token}/rows/all/1` } } : {}),
        },
      ],
    },
  ];
}
