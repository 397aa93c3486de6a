import type { TableElement } from '../feishu/types.ts';
import { attrs, escapeHtml } from '../html-text.ts';
import { inlineHtml } from './markdown.ts';

/** Longer cells wrap. */
const LINE_MOST = 14;

/** A table component (feishu.md 5.8). Where the client turns pages, all pages lie below each other in a scroll. */
export function tableHtml({
  columns,
  rows,
  page_size: page,
  freeze_first_column: frozen,
}: TableElement): string {
  const classOf = (i: number) =>
    `fs-to-${columns[i]?.horizontal_align ?? 'left'}${frozen && i === 0 ? ' fs-frozen' : ''}`;
  const head = columns.map(
    ({ display_name }, i) => `<th${attrs({ class: classOf(i) })}>${escapeHtml(display_name)}</th>`,
  );
  const body = rows.map((row) => {
    const cells = columns.map(({ name, data_type }, i) => {
      const text = row[name] ?? '';
      const inner = data_type === 'text' ? escapeHtml(text) : inlineHtml(text);
      const wraps = inner.replace(/<[^>]*>/g, '').length > LINE_MOST ? ' fs-wraps' : '';
      return `<td${attrs({ class: classOf(i) + wraps })}>${inner}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  const isPaged = rows.length > page;
  return (
    `<div${attrs({ class: `fs-scroll${isPaged ? ' fs-paged' : ''}`, tabindex: '0', role: 'region', 'aria-label': '表格' })}>` +
    `<table><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>` +
    (isPaged ? `<p class="fs-pages">共 ${rows.length} 行 · 每页 ${page} 行</p>` : '')
  );
}
