import type { ActionRef, ClickedAction } from '../../card.ts';
import { fromJson, isParams, isRecord } from '../params.ts';
import type { CallbackValue } from './types.ts';

/** What a card puts into its buttons and inputs, and how the same is read out of a card.action.trigger event again. */

export const callbackValue = ({ action, params = {} }: ActionRef): CallbackValue => ({ action, params });

/** The value of “none of them” in a choice that may stay open: a select cannot be emptied once something is chosen. */
export const FEISHU_NONE = '-';

/** The name of a submit button says what it does, because some clients drop a form's `value` (feishu.md 3.4). */
export const submitName = (ref: ActionRef): string =>
  Buffer.from(JSON.stringify(callbackValue(ref))).toString('base64url');

/**
 * Component names are unique across a card, input names only within their form: a second one with the same name gets
 * a number in front, and so does a name that looks numbered, so that `bareName` always gives the input's own name.
 */
export function uniqueName(name: string, taken: Set<string>): string {
  const readsBack = name !== '' && bareName(name) === name;
  let unique = readsBack ? name : `1.${name}`;
  for (let n = 2; taken.has(unique); n += 1) unique = `${n}.${name}`;
  taken.add(unique);
  return unique;
}

export const bareName = (name: string): string => name.replace(/^\d+\./, '');

/** The part of a callback event's `action` that says what was clicked (feishu.md 3.4). */
export interface ClickedComponent {
  value?: unknown;
  name?: unknown;
  option?: unknown;
}

/**
 * The action behind a click: of a button by its value, of a form by its button's value or else its name, of a list by
 * the picked option. Undefined when it is none of ours. Whether the clicker may do it is decided elsewhere: a value is
 * a hint from outside.
 */
export function feishuClick({ value, name, option }: ClickedComponent): ClickedAction | undefined {
  return actionOf(value) ?? actionOf(fromJson(option)) ?? actionOf(fromJson(fromBase64(name)));
}

function actionOf(value: unknown): ClickedAction | undefined {
  if (!isRecord(value) || typeof value.action !== 'string') return undefined;
  const params = value.params ?? {};
  return isParams(params) ? { action: value.action, params } : undefined;
}

const fromBase64 = (name: unknown): string | undefined =>
  typeof name === 'string' ? Buffer.from(bareName(name), 'base64url').toString() : undefined;

const PICKED_DAY = /^(\d{4}-\d{2}-\d{2}) [+-]\d{4}$/;

/**
 * What was filled in, by input name, as every channel hands it in: text as typed, days as `YYYY-MM-DD`, flags as
 * 'true' or 'false', several values as a list, an empty input as ''. Anything of another kind is left out.
 */
export function formValues(formValue: unknown): Record<string, string | string[]> {
  if (!isRecord(formValue)) return {};
  return Object.fromEntries(
    Object.entries(formValue).flatMap(([name, value]) => {
      const read = inputValue(value);
      return read === undefined ? [] : [[bareName(name), read]];
    }),
  );
}

function inputValue(value: unknown): string | string[] | undefined {
  if (value === null) return '';
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.filter((item) => typeof item === 'string');
  if (typeof value !== 'string') return undefined;
  return value === FEISHU_NONE ? '' : (PICKED_DAY.exec(value)?.[1] ?? value);
}
