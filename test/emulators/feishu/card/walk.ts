/** One component of a card with where it stands. */
export interface Placed {
  node: Record<string, unknown>;
  tag: string;
  /** As the platform writes it: `ROOT -> body -> elements -> [0](tag: form)`. */
  path: string;
  /** Tags of the components around it, the outermost first; columns belong to their column_set and are left out. */
  around: readonly string[];
}

/** Keys under which a component holds other components. */
const HOLDERS = ['elements', 'columns', 'buttons'];

/** Every component below the body, in reading order. */
export function componentsOf(card: Record<string, unknown>): Placed[] {
  const body = isRecord(card.body) ? card.body : {};
  return below(body, 'ROOT -> body', []);
}

function below(holder: Record<string, unknown>, path: string, around: readonly string[]): Placed[] {
  return HOLDERS.flatMap((key) => {
    const list: unknown[] = Array.isArray(holder[key]) ? holder[key] : [];
    return list.filter(isComponent).flatMap((node, i) => {
      const tag = String(node.tag);
      const here = `${path} -> ${key} -> [${i}](tag: ${tag})`;
      const inner = tag === 'column' ? around : [...around, tag];
      const area = isRecord(node.button_area) ? below(node.button_area, `${here} -> button_area`, inner) : [];
      return [{ node, tag, path: here, around }, ...below(node, here, inner), ...area];
    });
  });
}

/** A table's columns are none: they have a name and no tag. */
const isComponent = (value: unknown): value is Record<string, unknown> =>
  isRecord(value) && typeof value.tag === 'string';

/** Parts of a card that are data, not elements: nothing inside them counts. */
const OPAQUE = new Set(['chart_spec', 'rows', 'behaviors', 'style']);

/** Every object of the card that has a tag: elements, columns and text objects (feishu.md 5.2). */
export function taggedObjects(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(taggedObjects);
  if (!isRecord(value)) return [];
  const inside = Object.entries(value).flatMap(([key, item]) => (OPAQUE.has(key) ? [] : taggedObjects(item)));
  return typeof value.tag === 'string' ? [value, ...inside] : inside;
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Strings at any depth, with the key they stand under. */
export function stringsOf(value: unknown, key = ''): { key: string; text: string }[] {
  if (typeof value === 'string') return [{ key, text: value }];
  if (Array.isArray(value)) return value.flatMap((item) => stringsOf(item, key));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, item]) => stringsOf(item, name));
}
