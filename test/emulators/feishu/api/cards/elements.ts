import { isRecord } from '../../card/walk.ts';

/** Changes to parts of a card, found by their element_id (feishu.md 5.10). All work on a copy that is theirs to change. */

type Node = Record<string, unknown>;

/** Where an element stands: in a list of its card. */
interface Place {
  list: unknown[];
  at: number;
  node: Node;
}

export function findElement(value: unknown, id: string): Place | undefined {
  if (Array.isArray(value)) {
    const list: unknown[] = value;
    const at = list.findIndex((each) => isRecord(each) && each.element_id === id);
    const node = list[at];
    if (isRecord(node)) return { list, at, node };
    return firstOf(list, id);
  }
  return isRecord(value) ? firstOf(Object.values(value), id) : undefined;
}

function firstOf(values: readonly unknown[], id: string): Place | undefined {
  for (const inner of values) {
    const found = findElement(inner, id);
    if (found) return found;
  }
  return undefined;
}

/** The list at the end of which elements are put: the body's, or that of a container. */
export function endOf(card: Node, container: string | undefined): unknown[] | undefined {
  const holder = container === undefined ? card.body : findElement(card, container)?.node;
  if (!isRecord(holder)) return undefined;
  if (!Array.isArray(holder.elements)) holder.elements = [];
  return Array.isArray(holder.elements) ? holder.elements : undefined;
}

/** The object of an element that holds its words: itself, or its text. */
export function wordsOf(node: Node): Node | undefined {
  const inner = node.tag === 'markdown' || node.tag === 'plain_text' ? node : node.text;
  return isRecord(inner) && typeof inner.content === 'string' ? inner : undefined;
}
