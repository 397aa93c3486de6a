import type { ActionRef, ClickedAction } from '../../card.ts';
import { fromJson, isParams } from '../params.ts';

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
