import type { ActionRef, ClickedAction, Params } from '../../card.ts';

/** What a card puts into the keys of its buttons, and how the same is read out of a click again. */

/** The id of “nothing chosen” in a dropdown: WeCom takes the first option for chosen where none is (wecom.md 4.3). */
export const WECOM_NONE = '-';

/** An action as a button's key. Keys are unique on a card: `n` tells apart two buttons that do the same. */
export const keyOf = ({ action, params = {} }: ActionRef, n = 0): string =>
  JSON.stringify(n === 0 ? [action, params] : [action, params, n]);

/** The action behind a key; undefined when it is none of ours. Whether the clicker may do it is decided elsewhere. */
export function wecomClick(key: string): ClickedAction | undefined {
  const parts = fromJson(key);
  if (!Array.isArray(parts)) return undefined;
  const [action, params] = parts as readonly unknown[];
  return typeof action === 'string' && isParams(params) ? { action, params } : undefined;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isParams = (value: unknown): value is Params =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((param) => ['string', 'number', 'boolean'].includes(typeof param));
