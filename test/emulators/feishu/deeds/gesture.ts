import { formActionOf } from '../card/inputs.ts';
import { componentsOf, isRecord, type Placed } from '../card/walk.ts';

/** What a person does with one component of a card. */
export interface Gesture {
  /** Its name, its text or its placeholder. */
  on: string;
  /** Outside a form: what is chosen, typed or ticked. */
  value?: string | boolean;
  /** In a form: what is filled in before the button is pressed, by the names of the fields. */
  form?: Readonly<Record<string, unknown>>;
}

type Refuse = (why: string) => Error;

/** The client's zone: dates carry its offset (feishu.md 3.4). */
const OFFSET = '+0800';
const ZONE = 'Asia/Shanghai';
/** Tags whose value is a local time. */
const TIMED = ['date_picker', 'picker_time', 'picker_datetime'];

/** The `action` of card.action.trigger, or the client's refusal (3.4, 5.7). */
export function actionOf(
  card: Record<string, unknown>,
  gesture: Gesture,
  refuse: Refuse,
): Record<string, unknown> {
  const placed = componentsOf(card);
  const found = placed.find((each) => labelsOf(each).includes(gesture.on));
  if (!found) throw refuse(`nothing on the card is called ${gesture.on}`);
  const { node, tag } = found;
  if (node.disabled === true) throw refuse(`${gesture.on} is disabled`);
  const name = typeof node.name === 'string' ? { name: node.name } : {};
  const value = callbackValue(node);
  if (formActionOf(node) === 'submit') {
    return {
      tag,
      ...name,
      ...value,
      form_value: formValue(placed, found, gesture.form ?? {}, refuse),
      timezone: ZONE,
    };
  }
  if (found.around.includes('form') && tag !== 'button') throw refuse('a field calls back on submit only');
  if ((tag === 'button' || tag === 'interactive_container') && !('value' in value))
    throw refuse('no callback here');
  return { tag, ...name, ...value, ...chosen(found, gesture.value, refuse) };
}

function labelsOf({ node, tag }: Placed): unknown[] {
  const words = [node.text, node.placeholder, node.label].map((text) =>
    isRecord(text) ? text.content : undefined,
  );
  return tag === 'div' || tag === 'markdown' ? [] : [node.name, ...words, node.element_id];
}

function callbackValue(node: Record<string, unknown>): { value?: unknown } {
  const list: unknown[] = Array.isArray(node.behaviors) ? node.behaviors : [];
  const callback = list.filter(isRecord).find(({ type }) => type === 'callback');
  // what 1.0 called it (5.7)
  const value = callback ? callback.value : node.value;
  return value === undefined ? {} : { value };
}

/** The field each component fills when it stands outside a form. */
function chosen({ node, tag }: Placed, value: Gesture['value'], refuse: Refuse): Record<string, unknown> {
  if (tag === 'button' || tag === 'interactive_container') return {};
  if (tag === 'checker') return { checked: value ?? node.checked !== true };
  if (typeof value !== 'string') throw refuse('a value is needed');
  if (tag === 'input') return { input_value: value };
  if (tag === 'select_img') return { options: value };
  if (TIMED.includes(tag)) return { option: `${value} ${OFFSET}`, timezone: ZONE };
  if (!optionsOf(node).includes(value) && optionsOf(node).length > 0) throw refuse(`${value} is no option`);
  return { option: value };
}

/** Everything the form's fields hold when the button is pressed. */
function formValue(
  placed: readonly Placed[],
  button: Placed,
  filled: Readonly<Record<string, unknown>>,
  refuse: Refuse,
): Record<string, unknown> {
  const form = placed.find(({ tag, path }) => tag === 'form' && button.path.startsWith(`${path} -> `));
  const fields = placed.filter(
    ({ tag, path, node }) =>
      form && path.startsWith(`${form.path} -> `) && typeof node.name === 'string' && tag !== 'button',
  );
  const strange = Object.keys(filled).find((name) => !fields.some(({ node }) => node.name === name));
  if (strange !== undefined) throw refuse(`the form has no field ${strange}`);
  return Object.fromEntries(
    fields.flatMap((field) => {
      const name = String(field.node.name);
      const value = name in filled ? filled[name] : initialOf(field);
      checkField(field, value, refuse);
      return value === undefined ? [] : [[name, stamped(field, value)]];
    }),
  );
}

function checkField({ node, tag }: Placed, value: unknown, refuse: Refuse): void {
  const empty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
  // 5.7: the document gives multi_select_static a `required` that is true when left out
  const required = node.required ?? tag === 'multi_select_static';
  if (empty && required === true) throw refuse(`${String(node.name)} is required`);
  if (node.disabled === true && value !== initialOf({ node, tag, path: '', around: [] })) {
    throw refuse(`${String(node.name)} is disabled`);
  }
  if (tag === 'input' && typeof value === 'string' && value.length > Number(node.max_length ?? 1000)) {
    throw refuse(`${String(node.name)} is too long`);
  }
  const options = optionsOf(node);
  const picked: unknown[] = empty ? [] : Array.isArray(value) ? value : [value];
  if (
    tag.includes('select') &&
    options.length > 0 &&
    picked.some((each) => !options.includes(String(each)))
  ) {
    throw refuse(`${String(node.name)} has no option ${picked.join(',')}`);
  }
}

const optionsOf = (node: Record<string, unknown>): string[] =>
  Array.isArray(node.options) ? node.options.filter(isRecord).map(({ value }) => String(value)) : [];

/** What a field holds before anybody touched it. An empty optional input arrives as "" (3.4). */
function initialOf({ node, tag }: Placed): unknown {
  const index = Number(node.initial_index ?? 0);
  const first: Readonly<Record<string, unknown>> = {
    input: node.default_value ?? '',
    select_static: node.initial_option ?? (index > 0 ? optionsOf(node)[index - 1] : undefined),
    select_person: node.initial_option,
    multi_select_static: node.selected_values ?? [],
    multi_select_person: node.selected_values ?? [],
    date_picker: node.initial_date,
    picker_time: node.initial_time,
    picker_datetime: node.initial_datetime,
    checker: node.checked === true,
  };
  return first[tag];
}

const stamped = ({ tag }: Placed, value: unknown): unknown =>
  TIMED.includes(tag) && typeof value === 'string' && value !== '' ? `${value} ${OFFSET}` : value;
