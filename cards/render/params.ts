import type { Params } from '../card.ts';

/** What a card gave along comes back from outside: read with doubt, the same on every platform. */

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isParams = (value: unknown): value is Params =>
  isRecord(value) &&
  Object.values(value).every((param) => ['string', 'number', 'boolean'].includes(typeof param));

/** The value that a text is the JSON of; undefined for all else. */
export function fromJson(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
