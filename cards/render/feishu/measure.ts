import type { FeishuCard, RootElement } from './types.ts';

/** How large a card or a part of it is, in the units in which Feishu limits it (feishu.md 5.2). */
export interface Size {
  /** As it travels: a JSON string inside the JSON of the request. */
  bytes: number;
  /** Everything with a tag: components, and the plain texts in them. */
  elements: number;
  /** Table components, and tables written in markdown. */
  tables: number;
  charts: number;
}

export const sizeOf = (parts: FeishuCard | readonly RootElement[]): Size => ({
  bytes: Buffer.byteLength(JSON.stringify(JSON.stringify(parts))),
  ...count(parts),
});

/** What holds no components, however much it looks like them. */
const DATA = new Set(['chart_spec', 'behaviors', 'rows']);

function count(node: unknown): Omit<Size, 'bytes'> {
  const sum = { elements: 0, tables: 0, charts: 0 };
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('tag' in value && typeof value.tag === 'string') {
      sum.elements += 1;
      if (value.tag === 'table' || (value.tag === 'markdown' && isTable(value))) sum.tables += 1;
      if (value.tag === 'chart') sum.charts += 1;
    }
    for (const [key, child] of Object.entries(value)) if (!DATA.has(key)) visit(child);
  };
  visit(node);
  return sum;
}

/** No text can fake one: line breaks and bars in texts are escaped. */
const isTable = (value: object): boolean =>
  'content' in value && typeof value.content === 'string' && value.content.includes('|\n|');
