import { isRecord } from '../card/walk.ts';

/** A card that lives by itself and is shown by one message (feishu.md 5.10). */
export interface CardEntity {
  cardId: string;
  card: Record<string, unknown>;
  createdAt: number;
  /** Of the last change; each must come with a greater one. */
  sequence: number;
  /** What a repeated uuid was used for. */
  uuids: Map<string, string>;
  /** Where it was sent; it is sent once. */
  messageId: string | undefined;
}

/** A card of the card builder, by version; the last one published is shown unless another is named (4.1). */
export interface CardTemplate {
  templateId: string;
  versions: Map<string, Record<string, unknown>>;
}

/** The card of a template with the values of its variables; undefined for a version that is not there. */
export function filledTemplate(
  { versions }: CardTemplate,
  version: string | undefined,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> | undefined {
  const card = version === undefined ? [...versions.values()].at(-1) : versions.get(version);
  const filled = card && filledIn(card, values);
  return isRecord(filled) ? filled : undefined;
}

/** A text that is a variable alone becomes its value, of any kind; within other words its text. */
function filledIn(value: unknown, values: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value)) return value.map((item) => filledIn(item, values));
  if (isRecord(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filledIn(item, values)]));
  if (typeof value !== 'string') return value;
  const alone = /^\$\{(\w+)\}$/.exec(value)?.[1];
  if (alone !== undefined) return values[alone] ?? '';
  return value.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => textOf(values[name]));
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
