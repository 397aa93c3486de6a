import type { Button, Card, Rich } from '../card.ts';
import { ROW_FILTERS, type ImportRowsView, type ImportRowView, type RowFilter } from './view.ts';

const KINDS: Readonly<Record<ImportRowView['kind'], string>> = {
  new: '新增',
  changed: '更新',
  same: '未变',
  faulty: '有错',
  skipped: '跳过',
};

/** The rows of an import as they were read, the cell's own words under each reading that is not literal. */
export function importRowsCard(view: ImportRowsView): Card {
  const { title, file, filter, counts, page, pages, columns, rows } = view;
  const what = `${ROW_FILTERS[filter]} ${counts[filter]} 行`;
  const sheets = new Set(rows.map(({ sheet }) => sheet)).size;
  const place = pages > 1 ? `，第 ${page} 页，共 ${pages} 页` : '';
  return {
    title: `逐行核对：${title}`,
    subtitle: file,
    tone: counts.faulty + counts.open > 0 ? 'warn' : 'info',
    summary: what,
    blocks: [
      { kind: 'actions', buttons: filterButtons(view) },
      { kind: 'text', text: `${what}${place}` },
      ...(rows.length === 0
        ? []
        : [
            {
              kind: 'table' as const,
              byRow: true as const,
              columns: [
                { label: '行' },
                { label: '名称' },
                { label: '情况' },
                ...columns.map((label) => ({ label })),
              ],
              rows: rows.map((row) => lineOf(row, columns, sheets > 1)),
            },
          ]),
      { kind: 'note', text: '灰字是表里的原文；没有灰字的，读法与原文相同' },
      { kind: 'actions', buttons: turning(view) },
    ],
  };
}

function lineOf(row: ImportRowView, columns: readonly string[], several: boolean): Rich[] {
  const { sheet, row: number, title, values } = row;
  const cells = columns.map((label): Rich => {
    const { text = '', said } = values[label] ?? {};
    if (said === undefined) return text;
    return [text === '' ? '没有读' : text, { text: `\n${said}`, tone: 'quiet' }];
  });
  return [several ? `${sheet} ${number}` : String(number), title, stateOf(row), ...cells];
}

/** What would become of a row, and what stands in its way. */
function stateOf({ kind, faults, asks, reason }: ImportRowView): Rich {
  const why = [...faults, ...asks, ...(reason ? [reason] : [])];
  const tone = kind === 'faulty' ? 'bad' : 'warn';
  return [
    { text: KINDS[kind], ...(kind === 'faulty' ? { tone } : {}) },
    ...why.map((text) => ({ text: `\n${text}`, tone }) as const),
  ];
}

function filterButtons({ token, filter, counts }: ImportRowsView): Button[] {
  const filters = Object.keys(ROW_FILTERS) as RowFilter[];
  return filters
    .filter((each) => each === filter || counts[each] > 0)
    .map((each) => ({
      label: `${ROW_FILTERS[each]} ${counts[each]}`,
      page: `/imports/${token}/rows/${each}/1`,
      ...(each === filter ? { style: 'primary' as const } : {}),
    }));
}

function turning({ token, filter, page, pages }: ImportRowsView): Button[] {
  const to = (n: number, label: string): Button[] =>
    n < 1 || n > pages ? [] : [{ label, page: `/imports/${token}/rows/${filter}/${n}` }];
  return [
    ...to(page - 1, '上一页'),
    ...to(page + 1, '下一页'),
    { label: '回到预览', page: `/imports/${token}` },
  ];
}
