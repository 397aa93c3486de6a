import { z } from 'zod';
import { DISPLAY } from './display.ts';
import { INPUTS } from './inputs.ts';
import * as p from './parts.ts';

/** JSON 2.0 as the platform takes it (feishu.md 5). Every object is strict: an unknown property is an error (5.2). */

const flow = {
  direction: p.direction.optional(),
  padding: p.padding.optional(),
  horizontal_spacing: p.spacing.optional(),
  horizontal_align: p.align.optional(),
  vertical_spacing: p.spacing.optional(),
  vertical_align: p.verticalAlign.optional(),
};

/** Any component. Inside containers it is looked up late, because containers hold components. */
export type CardNode = { tag: string } & Record<string, unknown>;
const child: z.ZodType<CardNode> = z.lazy(() => element);
const children = z.array(child);

const linkOnly = z.strictObject({ multi_url: p.urls });

const column = z.strictObject({
  tag: z.literal('column'),
  ...p.common,
  ...flow,
  width: z.union([z.enum(['auto', 'weighted']), p.pixels(16, 600)]).optional(),
  weight: z.int().min(1).max(5).optional(),
  background_style: p.colour.optional(),
  action: linkOnly.optional(),
  elements: z.array(child).optional(),
});

const columnSet = z.strictObject({
  tag: z.literal('column_set'),
  ...p.common,
  flex_mode: z.enum(['none', 'stretch', 'flow', 'bisect', 'trisect']).optional(),
  horizontal_spacing: p.spacing.optional(),
  horizontal_align: p.align.optional(),
  background_style: p.colour.optional(),
  action: linkOnly.optional(),
  columns: z.array(column).min(1),
});

const form = z.strictObject({
  tag: z.literal('form'),
  ...p.common,
  ...flow,
  name: z.string().min(1),
  elements: children,
});

const interactiveContainer = z.strictObject({
  tag: z.literal('interactive_container'),
  ...p.common,
  ...flow,
  behaviors: p.behaviors,
  width: z.union([z.enum(['fill', 'auto']), p.pixels(16, 999)]).optional(),
  height: z.union([z.literal('auto'), p.pixels(10, 999)]).optional(),
  background_style: z.union([z.literal('laser'), p.colour]).optional(),
  has_border: z.boolean().optional(),
  border_color: p.colour.optional(),
  corner_radius: p.radius.optional(),
  hover_tips: p.tips.optional(),
  disabled: z.boolean().optional(),
  disabled_tips: p.tips.optional(),
  confirm: p.confirm.optional(),
  elements: children,
});

const panelTitle = z.discriminatedUnion('tag', [
  p.plainText.extend({ text_size: p.textSize.optional(), text_color: p.colour.optional() }),
  z.strictObject({ tag: z.literal('markdown'), content: z.string() }),
]);
const collapsiblePanel = z.strictObject({
  tag: z.literal('collapsible_panel'),
  ...p.common,
  ...flow,
  expanded: z.boolean().optional(),
  header: z.strictObject({
    title: panelTitle,
    background_color: p.colour.optional(),
    icon: p.icon.optional(),
    icon_position: z.enum(['left', 'right', 'follow_text']).optional(),
    icon_expanded_angle: z.union([z.literal(90), z.literal(-90), z.literal(180), z.literal(-180)]).optional(),
    width: z.enum(['fill', 'auto', 'auto_when_fold']).optional(),
    vertical_align: p.verticalAlign.optional(),
    padding: p.padding.optional(),
    // the page's structure has it beside vertical_align
    position: z.string().optional(),
  }),
  border: z.strictObject({ color: p.colour.optional(), corner_radius: p.radius.optional() }).optional(),
  background_color: p.colour.optional(),
  elements: children,
});

const element: z.ZodType<CardNode> = z.discriminatedUnion('tag', [
  ...DISPLAY,
  ...INPUTS,
  columnSet,
  form,
  interactiveContainer,
  collapsiblePanel,
]);

const TAG_COLOURS = [
  'neutral',
  'blue',
  'turquoise',
  'lime',
  'orange',
  'violet',
  'indigo',
  'wathet',
  'green',
  'yellow',
  'red',
  'purple',
  'carmine',
] as const;
const textTags = z
  .array(
    z.strictObject({
      tag: z.literal('text_tag'),
      element_id: p.common.element_id,
      text: p.plainText,
      color: z.enum(TAG_COLOURS).optional(),
    }),
  )
  .max(3);

const TEMPLATES = [
  'blue',
  'wathet',
  'turquoise',
  'green',
  'yellow',
  'orange',
  'red',
  'carmine',
  'violet',
  'purple',
  'indigo',
  'grey',
  'default',
] as const;
const header = z.strictObject({
  title: p.titleText,
  subtitle: p.titleText.optional(),
  text_tag_list: textTags.optional(),
  i18n_text_tag_list: z.record(z.string(), textTags).optional(),
  template: z.enum(TEMPLATES).optional(),
  icon: p.icon.optional(),
  padding: p.padding.optional(),
});

const named = <T extends z.ZodType>(value: T) => z.record(z.string().regex(p.CUSTOM_NAME), value);
const config = z.strictObject({
  // 5.1: only `true` is allowed, and a patch wants it written out (4.1)
  update_multi: z.literal(true).optional(),
  width_mode: z.enum(['default', 'compact', 'fill']).optional(),
  enable_forward: z.boolean().optional(),
  enable_forward_interaction: z.boolean().optional(),
  summary: z
    .strictObject({ content: z.string(), i18n_content: z.record(z.string(), z.string()).optional() })
    .optional(),
  style: z
    .strictObject({
      text_size: named(
        z.strictObject({ default: z.string(), pc: z.string().optional(), mobile: z.string().optional() }),
      ).optional(),
      color: named(z.strictObject({ light_mode: p.rgba, dark_mode: p.rgba })).optional(),
    })
    .optional(),
  locales: z.array(z.string()).optional(),
  streaming_mode: z.boolean().optional(),
  streaming_config: z
    .strictObject({
      print_frequency_ms: z.record(z.string(), z.int()).optional(),
      print_step: z.record(z.string(), z.int()).optional(),
      print_strategy: z.enum(['fast', 'delay']).optional(),
    })
    .optional(),
  use_custom_translation: z.boolean().optional(),
  // of 1.0: a page of 2.0 has it in its sample (5.4)
  wide_screen_mode: z.boolean().optional(),
});

export const cardSchema = z.strictObject({
  schema: z.literal('2.0'),
  config: config.optional(),
  card_link: p.urls.optional(),
  header: header.optional(),
  // of 1.0: a page of 2.0 still has it in its example (5.4)
  i18n_header: z.record(z.string(), header).optional(),
  // what clients too old for the card show (5.4)
  fallback: z.record(z.string(), z.unknown()).optional(),
  body: z.strictObject({ ...flow, elements: z.array(child) }).optional(),
});
export type FeishuCard = z.infer<typeof cardSchema>;
