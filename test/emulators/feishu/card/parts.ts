import { z } from 'zod';

/** The small pieces that components of JSON 2.0 are made of (feishu.md 5.1, 5.2, 5.5, 5.7). */

const HUES =
  'default grey light_grey neutral white blue wathet turquoise green lime yellow sunflower orange red carmine violet purple indigo'.split(
    ' ',
  );
const RGBA = /^rgba\(\s*\d{1,3}\s*,\s*\d{1,3}\s*,\s*\d{1,3}\s*,\s*(0|1|0?\.\d+|1\.0+|\d{1,3}%)\s*\)$/;
/** 5.1: a name that `config.style` may declare; the documents' `cus-0` is an example only. */
export const CUSTOM_NAME = /^[A-Za-z][\w-]*$/;

/** A colour of the platform's own, none at all, or a value; every other name must be declared (rules.ts). */
export const isBuiltInColour = (text: string): boolean =>
  text === '' ||
  HUES.includes(text) ||
  (/^[a-z]+-(50|[1-9]00)$/.test(text) && HUES.includes(text.split('-')[0] ?? '')) ||
  RGBA.test(text);

export const colour = z
  .string()
  .refine((text) => isBuiltInColour(text) || CUSTOM_NAME.test(text), 'not a colour (5.2)');
export const rgba = z.string().regex(RGBA);

const NAMED_SPACES = ['', 'default', 'small', 'medium', 'large', 'extra_large'];
const isPixels = (text: string, min: number, max: number) =>
  /^(-?\d+px|0)$/.test(text) && Number.parseInt(text, 10) >= min && Number.parseInt(text, 10) <= max;
export const pixels = (min: number, max: number) =>
  z.string().refine((text) => isPixels(text, min, max), `not [${min},${max}]px`);
const boxOf = (min: number) =>
  z.string().refine((text) => {
    const parts = text.split(' ');
    return [1, 2, 4].includes(parts.length) && parts.every((part) => isPixels(part, min, 99));
  }, `not one, two or four of [${min},99]px`);
export const spacing = z
  .string()
  .refine((text) => NAMED_SPACES.includes(text) || isPixels(text, 0, 99), 'not a spacing (5.2)');
export const margin = boxOf(-99);
export const padding = boxOf(0);

/** 5.5: pixels, or a share of the side. */
export const radius = z.union([pixels(0, 999), z.string().regex(/^(\d|[1-9]\d|100)%$/)]);

export const align = z.enum(['left', 'center', 'right']);
export const verticalAlign = z.enum(['top', 'center', 'bottom']);
export const direction = z.enum(['horizontal', 'vertical']);

const SIZES = [
  'heading-0',
  'heading-1',
  'heading-2',
  'heading-3',
  'heading-4',
  'heading',
  'normal',
  'notation',
  'xxxx-large',
  'xxx-large',
  'xx-large',
  'x-large',
  'large',
  'medium',
  'small',
  'x-small',
];
export const isBuiltInSize = (text: string): boolean => SIZES.includes(text);
export const textSize = z
  .string()
  .refine((text) => isBuiltInSize(text) || CUSTOM_NAME.test(text), 'not a text size (5.5)');

/** http or https, percent-encoded (5.1). */
export const url = z
  .string()
  .refine(
    (text) => /^https?:\/\/[\u0021-\u007e]+$/.test(text) && URL.canParse(text),
    'not an encoded http(s) URL (5.1)',
  );
export const platformUrl = z.union([url, z.literal('lark://msgcard/unsupported_action')]);
/** 5.1: any of the four; the client takes `url` where its own is not given. */
export const urls = z.strictObject({
  url: url.optional(),
  pc_url: platformUrl.optional(),
  ios_url: platformUrl.optional(),
  android_url: platformUrl.optional(),
});

export const i18n = z.record(z.string().regex(/^[a-z]{2}_[a-z]{2}$/), z.string());

const words = { content: z.string(), i18n_content: i18n.optional() };
export const plainText = z.strictObject({ tag: z.literal('plain_text'), ...words });
/** 5.7: at most 100 characters on a button, in a placeholder, on an entry of a menu. */
export const shortText = plainText.extend({ content: z.string().max(100) });
const larkText = z.strictObject({ tag: z.literal('lark_md'), ...words });
/** What is shown when a pointer rests on it, or it cannot be used; an empty one is none. */
export const tips = z.union([z.strictObject({}), plainText]);
export const titleText = z.discriminatedUnion('tag', [plainText, larkText]);

/** 5.5: the text of a div; a colour is for plain text only. */
const run = {
  text_size: textSize.optional(),
  text_align: align.optional(),
  lines: z.int().min(1).optional(),
};
export const divText = z.discriminatedUnion('tag', [
  plainText.extend({ ...run, text_color: colour.optional() }),
  larkText.extend(run),
]);

const TOKEN = /^[a-zA-Z0-9-]+_(outlined|filled|colorful)$/;
/** 5.5: a token or a picture; what belongs to the other kind is passed over. `size` as of a panel's header. */
const iconParts = {
  token: z.string().regex(TOKEN, 'not an icon token (5.2)').optional(),
  color: colour.optional(),
  img_key: z.string().optional(),
  size: z
    .string()
    .regex(/^\d{1,4}px \d{1,4}px$/)
    .optional(),
};
export const icon = z.discriminatedUnion('tag', [
  z.strictObject({
    tag: z.literal('standard_icon'),
    ...iconParts,
    token: z.string().regex(TOKEN, 'token (5.2)'),
  }),
  z.strictObject({ tag: z.literal('custom_icon'), ...iconParts, img_key: z.string().min(1) }),
]);

export const behavior = z.discriminatedUnion('type', [
  // 5.7: an object; older examples have a text
  z.strictObject({
    type: z.literal('callback'),
    value: z.union([z.record(z.string(), z.unknown()), z.string()]),
  }),
  z.strictObject({
    type: z.literal('open_url'),
    default_url: url,
    pc_url: platformUrl.optional(),
    ios_url: platformUrl.optional(),
    android_url: platformUrl.optional(),
  }),
]);
export const behaviors = z.array(behavior);
export const confirm = z.union([z.strictObject({}), z.strictObject({ title: plainText, text: plainText })]);

/** What every component may carry (5.5). */
export const common = {
  // what clients too old for it show (5.4)
  fallback: z.record(z.string(), z.unknown()).optional(),
  element_id: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_]{0,19}$/, 'element_id (5.2)')
    .optional(),
  margin: margin.optional(),
};

/** How 1.0 said what a click gives and where it leads; the pages of 2.0 still name them (5.7). */
const older = {
  value: z.union([z.record(z.string(), z.unknown()), z.string()]).optional(),
  url: z.union([url, z.literal('')]).optional(),
  multi_url: urls.optional(),
};

/** What the interactive ones add (5.7). Whether `name` and `required` fit the place is checked in rules.ts. */
export const width = z
  .string()
  .refine(
    (text) => ['', 'default', 'auto'].includes(text) || text === 'fill' || isPixels(text, 100, 9999),
    'default, fill or at least 100px (5.7)',
  );
export const interactive = {
  ...common,
  name: z.string().min(1).optional(),
  required: z.boolean().optional(),
  disabled: z.boolean().optional(),
  width: width.optional(),
  placeholder: shortText.optional(),
  behaviors: behaviors.optional(),
  confirm: confirm.optional(),
  disabled_tips: tips.optional(),
  hover_tips: tips.optional(),
  ...older,
};
