import { z } from 'zod';
import { CARD } from '../numbers.ts';
import {
  align,
  colour,
  common,
  divText,
  icon,
  pixels,
  plainText,
  radius,
  textSize,
  titleText,
  verticalAlign,
} from './parts.ts';

/** Components that only show something (feishu.md 5.5, 5.8, 5.9). */

const markdown = z.strictObject({
  tag: z.literal('markdown'),
  ...common,
  content: z.string(),
  i18n_content: z.record(z.string(), z.string()).optional(),
  text_align: align.optional(),
  text_size: textSize.optional(),
  icon: icon.optional(),
});

const div = z.strictObject({
  tag: z.literal('div'),
  ...common,
  text: divText.optional(),
  fields: z.array(z.strictObject({ is_short: z.boolean().optional(), text: divText })).optional(),
  icon: icon.optional(),
  width: z.union([z.enum(['fill', 'auto']), pixels(16, 999)]).optional(),
});

const hr = z.strictObject({ tag: z.literal('hr'), ...common });

const img = z
  .strictObject({
    tag: z.literal('img'),
    ...common,
    img_key: z.string().min(1),
    i18n_img_key: z.record(z.string(), z.string()).optional(),
    alt: plainText.optional(),
    title: titleText.optional(),
    corner_radius: radius.optional(),
    scale_type: z.enum(['crop_center', 'crop_top', 'fit_horizontal']).optional(),
    size: z
      .string()
      .regex(
        /^(stretch|large|medium|small|tiny|([1-9]\d{0,2}|1000)px ([1-9]\d{0,2}|1000)px|\d{1,2}:\d{1,2})$/,
      )
      .optional(),
    transparent: z.boolean().optional(),
    preview: z.boolean().optional(),
    // the page's structure still has these three of 1.0
    mode: z.string().optional(),
    custom_width: z.string().optional(),
    compact_width: z.boolean().optional(),
  })
  .refine(
    (it) => it.size === undefined || it.scale_type !== 'fit_horizontal',
    'size needs a crop_* scale_type (5.5)',
  );

/** 5.5: how many pictures a combination takes. */
const COMBINATIONS = { double: [2, 2], triple: [3, 3], bisect: [1, 6], trisect: [1, 9] } as const;
const imgCombination = z
  .strictObject({
    tag: z.literal('img_combination'),
    ...common,
    combination_mode: z.enum(['double', 'triple', 'bisect', 'trisect']),
    img_list: z
      .array(z.strictObject({ img_key: z.string().min(1), transparent: z.boolean().optional() }))
      .min(1),
    corner_radius: radius.optional(),
    combination_transparent: z.boolean().optional(),
  })
  .refine((it) => {
    const [min, max] = COMBINATIONS[it.combination_mode];
    return it.img_list.length >= min && it.img_list.length <= max;
  }, 'wrong number of pictures for combination_mode (5.5)');

const personSize = z.enum(['extra_small', 'small', 'medium', 'large']);
const person = z.strictObject({
  tag: z.literal('person'),
  ...common,
  user_id: z.string().min(1),
  size: personSize.optional(),
  show_avatar: z.boolean().optional(),
  show_name: z.boolean().optional(),
  style: z.enum(['normal', 'capsule']).optional(),
});
const personList = z.strictObject({
  tag: z.literal('person_list'),
  ...common,
  persons: z.array(z.strictObject({ id: z.string().min(1) })).min(1),
  drop_invalid_user_id: z.boolean().optional(),
  lines: z.int().min(1).optional(),
  show_name: z.boolean().optional(),
  show_avatar: z.boolean().optional(),
  size: personSize.optional(),
  icon: icon.optional(),
  // of 1.0: the page's structure still has it
  ud_icon: z.record(z.string(), z.unknown()).optional(),
});

const audio = z.strictObject({
  tag: z.literal('audio'),
  ...common,
  file_key: z.string().min(1),
  audio_id: z.string().optional(),
  show_time: z.boolean().optional(),
});

const column = z.strictObject({
  name: z.string().min(1),
  display_name: z.string().optional(),
  data_type: z.enum(['text', 'lark_md', 'markdown', 'options', 'number', 'persons', 'date']),
  width: z.union([z.literal('auto'), pixels(80, 600), z.string().regex(/^([1-9]\d?|100)%$/)]).optional(),
  vertical_align: verticalAlign.optional(),
  horizontal_align: align.optional(),
  format: z
    .strictObject({
      precision: z.int().min(0).max(10).optional(),
      symbol: z.string().length(1).optional(),
      separator: z.boolean().optional(),
    })
    .optional(),
  date_format: z.string().optional(),
});
export type TableColumn = z.infer<typeof column>;

const table = z
  .strictObject({
    tag: z.literal('table'),
    ...common,
    page_size: z.int().min(1).max(10).optional(),
    row_height: z.union([z.enum(['low', 'middle', 'high', 'auto']), pixels(32, 124)]).optional(),
    row_max_height: pixels(32, 999).optional(),
    freeze_first_column: z.boolean().optional(),
    header_style: z
      .strictObject({
        text_align: align.optional(),
        text_size: z.enum(['normal', 'heading']).optional(),
        background_style: z.enum(['none', 'grey']).optional(),
        text_color: z.enum(['default', 'grey']).optional(),
        bold: z.boolean().optional(),
        lines: z.int().min(1).optional(),
      })
      .optional(),
    columns: z.array(column).min(1).max(CARD.columns),
    rows: z.array(z.record(z.string(), z.unknown())),
  })
  .refine(
    (it) => new Set(it.columns.map(({ name }) => name)).size === it.columns.length,
    'columns have one name each (5.8)',
  )
  .refine(
    (it) => it.columns.every((each) => each.format === undefined || each.data_type === 'number'),
    'format is for numbers (5.8)',
  );
export type Table = z.infer<typeof table>;

const chart = z.strictObject({
  tag: z.literal('chart'),
  ...common,
  chart_spec: z.record(z.string(), z.unknown()),
  aspect_ratio: z.enum(['1:1', '2:1', '4:3', '16:9']).optional(),
  height: z.union([z.literal('auto'), pixels(1, 999)]).optional(),
  color_theme: z.enum(['brand', 'rainbow', 'complementary', 'converse', 'primary']).optional(),
  preview: z.boolean().optional(),
});

export const DISPLAY = [
  markdown,
  div,
  hr,
  img,
  imgCombination,
  person,
  personList,
  audio,
  table,
  chart,
] as const;

/** 5.8: what a cell of each data type may hold. */
const idOrIds = z.union([z.string().min(1), z.array(z.string().min(1))]);
export const CELLS: Readonly<Record<TableColumn['data_type'], z.ZodType>> = {
  text: z.string(),
  lark_md: z.string(),
  markdown: z.string(),
  options: z.union([z.string(), z.array(z.strictObject({ text: z.string(), color: colour.optional() }))]),
  number: z.number(),
  persons: idOrIds,
  date: z.int(),
};

const CHARTS = [
  'line',
  'area',
  'bar',
  'pie',
  'common',
  'funnel',
  'scatter',
  'radar',
  'linearProgress',
  'circularProgress',
  'wordCloud',
] as const;

/** 5.9: the chart types the documents show, and the shape of their data. */
const series = z.array(z.looseObject({ type: z.string() })).min(1);
const dataSet = z.looseObject({ id: z.string().optional(), values: z.array(z.unknown()) });
export const chartSpec = z
  .looseObject({
    type: z.enum(CHARTS),
    data: z.union([dataSet, z.array(dataSet).min(1)]),
    series: series.optional(),
  })
  .refine((spec) => spec.type !== 'common' || spec.series !== undefined, 'common needs series (5.9)');
