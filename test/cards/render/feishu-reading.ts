import { cardSchema } from './feishu-schema.ts';
import type { FeishuCard } from '../../../cards/render/feishu/types.ts';

/** What a strict platform and a reader make of a card, without the renderer's own measures. */

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** Every object of a card that has a tag, with its depth among containers. Chart data and callback values are not parts. */
export function components(card: FeishuCard): { node: Node; depth: number }[] {
  const found: { node: Node; depth: number }[] = [];
  const visit = (value: unknown, depth: number): void => {
    if (!isNode(value)) return;
    const isContainer = 'elements' in value || 'columns' in value;
    if (typeof value.tag === 'string') found.push({ node: value, depth });
    for (const [key, child] of Object.entries(value))
      if (!['chart_spec', 'behaviors', 'rows'].includes(key)) visit(child, depth + (isContainer ? 1 : 0));
  };
  visit({ header: card.header }, 0);
  visit(card.body, 0);
  return found;
}

/** What the platform would refuse the card for (feishu.md 5.2, 5.3); empty when nothing. */
export function refusals(card: FeishuCard): string[] {
  const parsed = cardSchema.safeParse(card);
  const all = components(card);
  const tables = all.filter(
    ({ node }) => node.tag === 'table' || (node.tag === 'markdown' && /\n\|/.test(String(node.content))),
  );
  const columns = all.flatMap(({ node }) => (node.tag === 'table' ? (node.columns as readonly Node[]) : []));
  const names = [...all.map(({ node }) => node), ...columns].flatMap(({ name }) =>
    typeof name === 'string' ? [name] : [],
  );
  const request = JSON.stringify({
    receive_id: `oc_${'x'.repeat(32)}`,
    msg_type: 'interactive',
    uuid: 'x'.repeat(50),
    content: JSON.stringify(card),
  });
  return [
    ...(parsed.success ? [] : [parsed.error.message]),
    ...(Buffer.byteLength(request) > 30_000 ? [`${Buffer.byteLength(request)} bytes`] : []),
    ...(all.length > 200 ? [`${all.length} elements`] : []),
    ...(tables.length > 5 ? [`${tables.length} tables`] : []),
    ...(all.filter(({ node }) => node.tag === 'chart').length > 5 ? ['too many charts'] : []),
    ...(all.some(({ depth }) => depth > 5) ? ['nested too deep'] : []),
    ...(new Set(names).size < names.length ? ['a name stands twice'] : []),
    ...(all.some(({ depth, node }) => depth > 1 && (node.tag === 'form' || node.tag === 'table'))
      ? ['not at the root']
      : []),
  ];
}

const ENTITIES: Readonly<Record<string, string>> = { '&sim;': '~' };

/** Markdown as it is read: our own markup taken away, entities shown as what they stand for. */
const readMarkdown = (markdown: string): string =>
  markdown
    .replace(/<br\/>/g, '\n')
    .replace(/<\/?(font|person)[^>]*>/g, '')
    .replace(/\*\*|\u200B/g, '')
    .replace(/\]\(https?:[^)]*\)/g, '')
    .replace(/\[/g, '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&sim;/g, (entity) => ENTITIES[entity] ?? entity);

/** All words that can be read on a card, in their order. */
export function words(card: FeishuCard): string {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isNode(value) || Array.isArray(value)) return;
    if (typeof value.content === 'string')
      found.push(value.tag === 'markdown' ? readMarkdown(value.content) : value.content);
    if (value.tag === 'table') found.push(tableWords(value));
    if (value.tag === 'chart') found.push(...strings(value.chart_spec));
    if (typeof value.default_value === 'string') found.push(value.default_value);
    for (const [key, child] of Object.entries(value))
      if (!['chart_spec', 'behaviors', 'rows', 'content'].includes(key)) visit(child);
  };
  visit(card.header);
  visit(card.body.elements);
  return found.join('\n');
}

const strings = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : isNode(value) ? Object.values(value).flatMap(strings) : [];

function tableWords({ columns, rows }: Node): string {
  const kinds = (columns as readonly Node[]).map(({ name, display_name, data_type }) => ({
    name,
    display_name,
    data_type,
  }));
  const cells = (rows as readonly Node[]).flatMap((row) =>
    kinds.map(({ name, data_type }) => {
      const text = String(row[String(name)]);
      return data_type === 'text' ? text : readMarkdown(text);
    }),
  );
  return [...kinds.map(({ display_name }) => String(display_name)), ...cells].join('\n');
}
