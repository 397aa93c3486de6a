import { componentsOf, isRecord, stringsOf } from './walk.ts';

/** What a person reads on a card, in reading order, one line a run; and whom it calls (feishu.md 5.5). */

const NAMED: Readonly<Record<string, string>> = {
  sim: '~',
  zwj: '',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
};
const TEXT_KEYS = new Set(['content', 'text', 'display_name']);

export function textOf(card: Record<string, unknown>): string {
  const header = isRecord(card.header) ? card.header : {};
  const top = [header.title, header.subtitle, header.text_tag_list].flatMap(readable);
  const body = isRecord(card.body) ? readable(card.body.elements) : [];
  return [...top, ...body].filter((line) => line !== '').join('\n');
}

function readable(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(readable);
  if (!isRecord(value)) return [];
  if (value.tag === 'table') return tableText(value);
  const own = typeof value.content === 'string' ? [shown(String(value.tag), value.content)] : [];
  const inside = Object.entries(value).flatMap(([key, item]) =>
    key === 'behaviors' || key === 'chart_spec' ? [] : readable(item),
  );
  return [...own, ...inside];
}

function tableText(table: Record<string, unknown>): string[] {
  const columns = Array.isArray(table.columns) ? table.columns.filter(isRecord) : [];
  const rows: unknown[] = Array.isArray(table.rows) ? table.rows : [];
  const cell = (value: unknown, type: unknown): string =>
    typeof value === 'number'
      ? String(value)
      : stringsOf(value)
          .filter(({ key }) => key === '' || TEXT_KEYS.has(key))
          .map(({ text }) => shown(type === 'text' ? 'plain_text' : 'markdown', text))
          .join(' ');
  const head = columns.map((column) => String(column.display_name ?? column.name)).join(' | ');
  const lines = rows
    .filter(isRecord)
    .map((row) => columns.map((column) => cell(row[String(column.name)], column.data_type)).join(' | '));
  return [head, ...lines];
}

/** Markup as the client shows it: known tags give their text, unknown ones vanish, entities become characters. */
function shown(tag: string, content: string): string {
  if (tag === 'plain_text') return content;
  return content
    .replaceAll(/<at\s+(?:id|ids)=["']?([^"'\s>]+)["']?\s*>(<\/at>)?/g, '@$1')
    .replaceAll(/<br\s*\/?>/g, '\n')
    .replaceAll(/<\/?[a-z_][^>]*>/gi, '')
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/(\*\*|~~)(.+?)\1/g, '$2')
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/&([a-z]+);/g, (entity, name: string) => NAMED[name] ?? entity);
}

/** Ids behind the @ of a text, a post or a card, `all` among them: who is called, whatever the words say. */
export function mentionsOf(type: string, content: Record<string, unknown>): string[] {
  const at =
    type === 'interactive' ? /<at\s+(?:id|ids)=["']?([^"'\s>]+)/g : /<at\s+user_id=["']?([^"'\s>]+)/g;
  const marked = type === 'interactive' ? markedUp(content) : stringsOf(content).map(({ text }) => text);
  const tagged = type === 'post' ? stringsOf(content).filter(({ key }) => key === 'user_id') : [];
  const inText = marked.flatMap((text) => [...text.matchAll(at)].flatMap(([, ids]) => ids?.split(',') ?? []));
  return [...new Set([...inText, ...tagged.map(({ text }) => text)])];
}

/** Strings of a card that are read as markup. In plain_text nothing is. */
function markedUp(card: Record<string, unknown>): string[] {
  return componentsOf(card).flatMap(({ node, tag }) => {
    if (tag === 'markdown') return [String(node.content)];
    if (tag === 'table') return markedUpCells(node);
    return isRecord(node.text) && node.text.tag === 'lark_md' ? [String(node.text.content)] : [];
  });
}

/** 5.8: cells are markup only in columns that say so. */
function markedUpCells(table: Record<string, unknown>): string[] {
  const columns = Array.isArray(table.columns) ? table.columns.filter(isRecord) : [];
  const marked = columns.filter(({ data_type: type }) => type === 'lark_md' || type === 'markdown');
  const names = new Set(marked.map(({ name }) => name));
  return stringsOf(table.rows).flatMap(({ key, text }) => (names.has(key) ? [text] : []));
}
