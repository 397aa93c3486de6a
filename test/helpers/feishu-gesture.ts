import { bareName, FEISHU_NONE } from '../../cards/render/feishu/callback.ts';
import { componentsOf, isRecord, type Placed } from '../emulators/feishu/card/walk.ts';
import type { Gesture } from '../emulators/feishu/deeds/gesture.ts';
import type { Filled } from './platform.ts';

type Content = Record<string, unknown>;

/** Whether a card has something to press that is called so. */
export const hasComponent = (content: Content, label: string): boolean =>
  buttonCalled(content, label) !== undefined || pickerOf(content, label) !== undefined;

/** How a person presses what is called so: a button with its form filled in, or an entry of a list to pick from. */
export function gestureOn(content: Content, label: string, form: Filled = {}): Gesture {
  const button = buttonCalled(content, label);
  if (!button) {
    const picker = pickerOf(content, label);
    if (!picker) throw new Error(`nothing is called ${label}`);
    return { on: wordsIn(picker.node.placeholder), value: valueOfOption(picker, label) ?? '' };
  }
  const fields = fieldsBeside(content, button);
  const filled = Object.entries(form).map(([name, value]) => {
    const field = fields.find(({ node }) => bareName(String(node.name)) === name);
    if (!field) throw new Error(`the form of ${label} has no ${name}`);
    return [String(field.node.name), fitted(field, value)] as const;
  });
  return {
    on: typeof button.node.name === 'string' ? button.node.name : label,
    form: Object.fromEntries(filled),
  };
}

const wordsIn = (text: unknown): string => (isRecord(text) ? String(text.content) : '');

const buttonCalled = (content: Content, label: string): Placed | undefined =>
  componentsOf(content).find(({ tag, node }) => tag === 'button' && wordsIn(node.text) === label);

const pickerOf = (content: Content, label: string): Placed | undefined =>
  componentsOf(content).find(
    (placed) =>
      placed.tag === 'select_static' &&
      !placed.around.includes('form') &&
      valueOfOption(placed, label) !== undefined,
  );

function valueOfOption({ node }: Placed, label: string): string | undefined {
  const options: unknown[] = Array.isArray(node.options) ? node.options : [];
  const option = options.filter(isRecord).find(({ text }) => wordsIn(text) === label);
  return option && String(option.value);
}

/** The fields of the form in which a submit button stands. */
function fieldsBeside(content: Content, button: Placed): Placed[] {
  const placed = componentsOf(content);
  const form = placed.find(({ tag, path }) => tag === 'form' && button.path.startsWith(`${path} -> `));
  return placed.filter(
    ({ tag, path, node }) =>
      form && path.startsWith(`${form.path} -> `) && typeof node.name === 'string' && tag !== 'button',
  );
}

/** A value as the component takes it; nothing chosen is the entry for it where there is one. */
function fitted({ tag, node }: Placed, value: string | string[]): unknown {
  if (tag === 'checker') return value === 'true';
  const options: unknown[] = Array.isArray(node.options) ? node.options : [];
  const hasNone = options.filter(isRecord).some((option) => option.value === FEISHU_NONE);
  return value === '' && hasNone ? FEISHU_NONE : value;
}
