import { z } from 'zod';
import { divText, i18n, icon, interactive, padding, plainText, shortText, tips, urls } from './parts.ts';

/** Components a person works (feishu.md 5.7). Where each may stand is checked in rules.ts. */

const TYPES = [
  'default',
  'primary',
  'danger',
  'text',
  'primary_text',
  'danger_text',
  'primary_filled',
  'danger_filled',
  'laser',
] as const;

const button = z.strictObject({
  tag: z.literal('button'),
  ...interactive,
  text: shortText.optional(),
  type: z.enum(TYPES).optional(),
  size: z.enum(['tiny', 'small', 'medium', 'large']).optional(),
  icon: icon.optional(),
  form_action_type: z.enum(['submit', 'reset']).optional(),
  // the form-container page still has the word of 1.0
  action_type: z.enum(['link', 'request', 'multi', 'form_submit', 'form_reset']).optional(),
});
/** What a button does to its form, by either word (5.6). */
export function formActionOf({
  form_action_type: now,
  action_type: before,
}: Readonly<Record<string, unknown>>): 'submit' | 'reset' | undefined {
  if (now === 'submit' || before === 'form_submit') return 'submit';
  return now === 'reset' || before === 'form_reset' ? 'reset' : undefined;
}
export type Button = z.infer<typeof button>;

const input = z
  .strictObject({
    tag: z.literal('input'),
    ...interactive,
    input_type: z.enum(['text', 'multiline_text', 'password']).optional(),
    default_value: z.string().optional(),
    i18n_default_value: i18n.optional(),
    max_length: z.int().min(1).max(1000).optional(),
    rows: z.int().min(1).optional(),
    auto_resize: z.boolean().optional(),
    max_rows: z.int().min(1).optional(),
    show_icon: z.boolean().optional(),
    label: plainText.optional(),
    label_position: z.enum(['top', 'left']).optional(),
  })
  .refine(
    (it) => (it.default_value?.length ?? 0) <= (it.max_length ?? 1000),
    'default_value beyond max_length (5.7)',
  )
  .refine(
    (it) => it.input_type === 'multiline_text' || (it.rows === undefined && it.max_rows === undefined),
    'rows are for multiline_text (5.7)',
  );

const option = z.strictObject({ text: plainText, value: z.string().min(1), icon: icon.optional() });
const options = z
  .array(option)
  .min(1)
  .refine(
    (list) => new Set(list.map(({ value }) => value)).size === list.length,
    'option values are unique (5.7)',
  );
const chosen = (list: readonly { value: string }[], value: string | undefined) =>
  value === undefined || value === '' || list.some((each) => each.value === value);

const selectStatic = z
  .strictObject({
    tag: z.literal('select_static'),
    ...interactive,
    options,
    initial_option: z.string().optional(),
    initial_index: z.int().min(0).optional(),
    type: z.enum(['default', 'text']).optional(),
  })
  .refine((it) => chosen(it.options, it.initial_option), 'initial_option is the value of an option (5.7)')
  .refine((it) => (it.initial_index ?? 0) <= it.options.length, 'initial_index counts options from 1 (5.7)');

const multiSelectStatic = z
  .strictObject({
    tag: z.literal('multi_select_static'),
    ...interactive,
    options,
    selected_values: z.array(z.string()).optional(),
    type: z.enum(['default', 'text']).optional(),
  })
  .refine(
    (it) => (it.selected_values ?? []).every((value) => chosen(it.options, value)),
    'selected_values are values of options (5.7)',
  );

const people = z.array(z.strictObject({ value: z.string().min(1) })).optional();
const selectPerson = z
  .strictObject({
    tag: z.literal('select_person'),
    ...interactive,
    options: people,
    initial_option: z.string().optional(),
    type: z.enum(['default', 'text']).optional(),
  })
  .refine((it) => chosen(it.options ?? [], it.initial_option), 'initial_option is in options (5.7)');
const multiSelectPerson = z.strictObject({
  tag: z.literal('multi_select_person'),
  ...interactive,
  options: people,
  selected_values: z.array(z.string()).optional(),
  type: z.enum(['default', 'text']).optional(),
});

const datePicker = z.strictObject({
  tag: z.literal('date_picker'),
  ...interactive,
  initial_date: z.iso.date().optional(),
});
const pickerTime = z
  .strictObject({
    tag: z.literal('picker_time'),
    ...interactive,
    initial_time: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
      .optional(),
  })
  .refine(
    (it) => it.initial_time !== undefined || it.placeholder !== undefined,
    'placeholder or initial_time (5.7)',
  );
const pickerDatetime = z
  .strictObject({
    tag: z.literal('picker_datetime'),
    ...interactive,
    initial_datetime: z
      .string()
      .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]) ([01]\d|2[0-3]):[0-5]\d$/)
      .optional(),
  })
  .refine(
    (it) => it.initial_datetime !== undefined || it.placeholder !== undefined,
    'placeholder or initial_datetime (5.7)',
  );

const overflow = z.strictObject({
  tag: z.literal('overflow'),
  ...interactive,
  options: z
    .array(z.strictObject({ text: shortText, value: z.string().optional(), multi_url: urls.optional() }))
    .min(1),
});

const checker = z.strictObject({
  tag: z.literal('checker'),
  ...interactive,
  checked: z.boolean().optional(),
  text: divText.optional(),
  overall_checkable: z.boolean().optional(),
  button_area: z
    .strictObject({
      pc_display_rule: z.enum(['always', 'on_hover']).optional(),
      buttons: z.array(button).min(1).max(3),
    })
    .optional(),
  checked_style: z
    .strictObject({
      show_strikethrough: z.boolean().optional(),
      opacity: z.number().min(0).max(1).optional(),
    })
    .optional(),
  padding: padding.optional(),
});

const selectImg = z.strictObject({
  tag: z.literal('select_img'),
  ...interactive,
  options: z
    .array(
      z.strictObject({
        img_key: z.string().min(1),
        value: z.string().min(1),
        disabled: z.boolean().optional(),
        disabled_tips: tips.optional(),
        hover_tips: tips.optional(),
      }),
    )
    .min(1),
  multi_select: z.boolean().optional(),
  layout: z.enum(['stretch', 'bisect', 'trisect']).optional(),
  aspect_ratio: z.enum(['1:1', '16:9', '4:3']).optional(),
  can_preview: z.boolean().optional(),
});

export const INPUTS = [
  button,
  input,
  selectStatic,
  multiSelectStatic,
  selectPerson,
  multiSelectPerson,
  datePicker,
  pickerTime,
  pickerDatetime,
  overflow,
  checker,
  selectImg,
] as const;

/** Tags that need a name inside a form and carry a value out of it. */
export const INTERACTIVE_TAGS: readonly string[] = INPUTS.map((schema) => schema.shape.tag.value);
/** 5.3 */
export const FORM_ONLY_TAGS: readonly string[] = ['multi_select_static', 'multi_select_person'];
