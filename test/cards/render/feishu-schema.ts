import { z } from 'zod';

/**
 * Card JSON 2.0 as feishu.md 5 describes it, written from the reference and not from the renderer's types: unknown
 * tags and properties are refused, as the platform does. Only what this service's cards can hold is listed.
 */
const plainText = z.strictObject({ tag: z.literal('plain_text'), content: z.string().min(1) });
const label = plainText.extend({ content: z.string().min(1).max(100) });
const textSize = z.enum(['heading', 'normal', 'notation']);
const url = z.url({ protocol: /^https?$/ }).regex(/^[\x21-\x7e]+$/);
const name = z.string().min(1);

const markdown = z.strictObject({
  tag: z.literal('markdown'),
  content: z.string().min(1),
  text_size: textSize.optional(),
});
const div = z.strictObject({
  tag: z.literal('div'),
  text: plainText.extend({ text_size: textSize.optional(), text_color: z.literal('grey').optional() }),
});
const hr = z.strictObject({ tag: z.literal('hr') });
const img = z.strictObject({ tag: z.literal('img'), img_key: z.string().min(1), alt: plainText });
const chart = z.strictObject({
  tag: z.literal('chart'),
  chart_spec: z.looseObject({
    type: z.enum(['bar', 'line']),
    data: z.object({ values: z.array(z.object({})) }),
  }),
  height: z.string().regex(/^[1-9]\d{0,2}px$/),
});

const callback = z.strictObject({
  type: z.literal('callback'),
  value: z.strictObject({
    action: z.string(),
    params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  }),
});
const openUrl = z.strictObject({ type: z.literal('open_url'), default_url: url });
const confirm = z.strictObject({ title: label, text: plainText });
const button = z.strictObject({
  tag: z.literal('button'),
  text: label,
  type: z.enum(['default', 'primary', 'danger']),
  behaviors: z.array(z.union([callback, openUrl])).min(1),
  confirm: confirm.optional(),
});
const options = z
  .array(z.strictObject({ text: label, value: z.string().min(1) }))
  .min(1)
  .refine((all) => new Set(all.map(({ value }) => value)).size === all.length, 'option values are unique');
const select = z.strictObject({
  tag: z.literal('select_static'),
  placeholder: label,
  options,
  width: z.literal('fill'),
  behaviors: z.array(
    z.strictObject({ type: z.literal('callback'), value: z.strictObject({ pick: z.literal(true) }) }),
  ),
});

const leaf = [markdown, div, hr, img, chart, button, select] as const;
/** Containers within containers, as deep as 5.3 lets them stand. */
const columnSet = z.strictObject({
  tag: z.literal('column_set'),
  flex_mode: z.enum(['none', 'flow', 'bisect']),
  horizontal_spacing: z.enum(['small', 'medium']),
  columns: z
    .array(
      z.strictObject({
        tag: z.literal('column'),
        width: z.enum(['auto', 'weighted']),
        weight: z.int().min(1).max(5).optional(),
        elements: z.array(z.union(leaf)).min(1),
      }),
    )
    .min(1),
});
const panel = z.strictObject({
  tag: z.literal('collapsible_panel'),
  expanded: z.boolean(),
  header: z.strictObject({ title: plainText }),
  border: z.strictObject({ color: z.literal('grey'), corner_radius: z.string() }),
  elements: z.array(z.union([...leaf, columnSet])).min(1),
});

const field = { name, required: z.boolean(), width: z.literal('fill') };
const input = z.strictObject({
  ...field,
  tag: z.literal('input'),
  label: plainText,
  label_position: z.literal('top'),
  input_type: z.enum(['text', 'multiline_text']),
  rows: z.int().min(1).optional(),
  max_length: z.int().min(1).max(1000),
  placeholder: label.optional(),
  default_value: z.string().min(1).max(1000).optional(),
});
const formSelect = z.strictObject({
  ...field,
  tag: z.literal('select_static'),
  placeholder: label,
  options,
  initial_option: z.string().optional(),
});
const multiSelect = z.strictObject({
  ...field,
  tag: z.literal('multi_select_static'),
  placeholder: label,
  options,
  selected_values: z.array(z.string()).min(1).optional(),
});
const datePicker = z.strictObject({
  ...field,
  tag: z.literal('date_picker'),
  placeholder: label,
  initial_date: z.iso.date().optional(),
});
const checker = z.strictObject({ tag: z.literal('checker'), name, checked: z.boolean(), text: plainText });
const submit = button.extend({
  name,
  form_action_type: z.literal('submit'),
  type: z.enum(['primary_filled', 'danger_filled']),
  behaviors: z.array(callback).min(1),
});
const form = z.strictObject({
  tag: z.literal('form'),
  name,
  elements: z
    .array(z.union([div, input, formSelect, multiSelect, datePicker, checker, submit]))
    .refine((all) => all.some((element) => 'form_action_type' in element), 'a form has a submit button'),
});

const table = z
  .strictObject({
    tag: z.literal('table'),
    page_size: z.int().min(1).max(10),
    row_height: z.enum(['low', 'middle', 'high']),
    freeze_first_column: z.boolean(),
    header_style: z.strictObject({
      background_style: z.enum(['none', 'grey']),
      bold: z.boolean(),
      text_align: z.enum(['left', 'center', 'right']),
      lines: z.int().min(1),
    }),
    columns: z
      .array(
        z.strictObject({
          name,
          display_name: z.string().min(1),
          data_type: z.enum(['text', 'lark_md']),
          horizontal_align: z.enum(['left', 'center', 'right']),
          width: z.literal('auto'),
        }),
      )
      .min(1)
      .max(50),
    rows: z.array(z.record(z.string(), z.string())).max(50),
  })
  .refine(({ columns, rows }) => {
    const names = new Set(columns.map((column) => column.name));
    return (
      names.size === columns.length && rows.every((row) => Object.keys(row).every((key) => names.has(key)))
    );
  }, 'rows use the columns’ names, each of which stands once');

export const cardSchema = z.strictObject({
  schema: z.literal('2.0'),
  config: z.strictObject({
    update_multi: z.literal(true),
    width_mode: z.enum(['default', 'fill']),
    summary: z.strictObject({ content: z.string().min(1) }),
  }),
  header: z.strictObject({
    title: plainText,
    subtitle: plainText.optional(),
    template: z.enum(['blue', 'green', 'orange', 'red', 'grey']),
  }),
  body: z.strictObject({ elements: z.array(z.union([...leaf, columnSet, panel, table, form])).min(1) }),
});
