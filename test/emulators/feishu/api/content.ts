import { z } from 'zod';
import { checkCard } from '../card/check.ts';
import type { Known } from '../card/rules.ts';
import { isRecord } from '../card/walk.ts';
import { type CardEntity, type CardTemplate, filledTemplate } from '../state/cards.ts';
import { Refusal, refuseCard } from '../errors.ts';
import { SIZES } from '../numbers.ts';

/** The content of each message type on the way out (feishu.md 4.1): shapes, sizes, keys. */

const styled = { style: z.array(z.enum(['bold', 'italic', 'underline', 'lineThrough'])).optional() };
const words = { text: z.string(), un_escape: z.boolean().optional(), ...styled };
const postNode = z.discriminatedUnion('tag', [
  z.strictObject({ tag: z.literal('text'), ...words, lines: z.int().optional() }),
  z.strictObject({ tag: z.literal('a'), ...words, href: z.url({ protocol: /^https?$/ }), ...styled }),
  z.strictObject({ tag: z.literal('at'), user_id: z.string(), user_name: z.string().optional(), ...styled }),
  z.strictObject({ tag: z.literal('img'), image_key: z.string() }),
  z.strictObject({ tag: z.literal('media'), file_key: z.string(), image_key: z.string().optional() }),
  z.strictObject({ tag: z.literal('emotion'), emoji_type: z.string() }),
  z.strictObject({ tag: z.literal('hr') }),
  z.strictObject({ tag: z.literal('code_block'), language: z.string().optional(), text: z.string() }),
  z.strictObject({ tag: z.literal('md'), text: z.string() }),
]);
/** What takes a paragraph of its own. */
const ALONE: readonly string[] = ['md', 'img', 'media'];
const paragraph = z
  .array(postNode)
  .refine(
    (nodes) => nodes.length === 1 || nodes.every(({ tag }) => !ALONE.includes(tag)),
    'md, img and media stand alone in their paragraph',
  );
const postBody = z.strictObject({ title: z.string().optional(), content: z.array(paragraph) });

const CONTENTS: Readonly<Record<string, z.ZodType<Record<string, unknown>>>> = {
  text: z.strictObject({ text: z.string().min(1) }),
  // the language wrapper is required on the way out
  post: z
    .partialRecord(z.enum(['zh_cn', 'en_us', 'ja_jp', 'zh_hk', 'zh_tw']), postBody)
    .refine((post) => Object.keys(post).length > 0, 'a language is required'),
  image: z.strictObject({ image_key: z.string() }),
  file: z.strictObject({ file_key: z.string() }),
  audio: z.strictObject({ file_key: z.string() }),
  media: z.strictObject({ file_key: z.string(), image_key: z.string().optional() }),
  sticker: z.strictObject({ file_key: z.string() }),
  share_chat: z.strictObject({ chat_id: z.string() }),
  share_user: z.strictObject({ user_id: z.string() }),
  interactive: z.record(z.string(), z.unknown()),
  // a line across the private talk
  system: z.strictObject({
    type: z.literal('divider'),
    params: z.strictObject({
      divider_text: z.strictObject({
        text: z.string().min(1).max(20),
        i18n_text: z.record(z.string(), z.string()).optional(),
      }),
    }),
    options: z.strictObject({ need_rollup: z.boolean().optional() }).optional(),
  }),
};

/** 4.5: mp4 goes as media, opus as audio, everything else as file. */
const UPLOADED_AS: Readonly<Record<string, readonly string[]>> = {
  file: ['pdf', 'doc', 'xls', 'ppt', 'stream'],
  audio: ['opus'],
  media: ['mp4'],
};

export interface Resources extends Known {
  /** The `file_type` an uploaded file was given, if this app uploaded it. */
  fileType: (key: string) => string | undefined;
  template: (id: string) => CardTemplate | undefined;
  entity: (id: string) => CardEntity | undefined;
}

/** The parsed content of a message that may be sent, or the refusal (4.6). `bytes` is the size of the request body. */
export function readContent(
  type: string,
  content: string,
  bytes: number,
  resources: Resources,
): Record<string, unknown> {
  const schema = CONTENTS[type];
  if (!schema) throw new Refusal(230001, `msg_type ${type}`);
  const limit = type === 'text' ? SIZES.text : SIZES.card;
  if ((type === 'text' || type === 'post' || type === 'interactive') && bytes > limit)
    throw new Refusal(230025);
  const parsed = schema.safeParse(parse(content));
  if (!parsed.success) throw new Refusal(230001, parsed.error.issues[0]?.message);
  if (type === 'interactive') return readCard(parsed.data, resources);
  checkKeys(type, parsed.data, resources);
  return parsed.data;
}

/** A card that may be shown, or 230099 with its sub-code: the card itself, or one of a template or an entity (4.1). */
export function readCard(card: unknown, known: Resources): Record<string, unknown> {
  const shown = isRecord(card) ? namedCard(card, known) : card;
  const verdict = checkCard(shown, known);
  if (verdict.fault) throw refuseCard(verdict.fault);
  return isRecord(shown) ? shown : {};
}

const templateData = z.strictObject({
  template_id: z.string(),
  template_version_name: z.string().optional(),
  template_variable: z.record(z.string(), z.unknown()).optional(),
});

function namedCard(card: Record<string, unknown>, known: Resources): Record<string, unknown> {
  if (card.type === 'card') {
    const entity = known.entity(entityIn(card) ?? '');
    if (!entity) throw refuseCard({ code: 200740, message: 'card entity does not exist', path: 'ROOT' });
    return entity.card;
  }
  if (card.type !== 'template') return card;
  const data = templateData.safeParse(card.data).data;
  const template = data && known.template(data.template_id);
  const filled =
    template && filledTemplate(template, data.template_version_name, data.template_variable ?? {});
  if (!filled) throw refuseCard({ code: 200380, message: 'template does not exist', path: 'ROOT' });
  return filled;
}

/** The entity that a content names instead of holding a card. */
export function entityIn(content: unknown): string | undefined {
  if (!isRecord(content) || content.type !== 'card' || !isRecord(content.data)) return undefined;
  return typeof content.data.card_id === 'string' ? content.data.card_id : undefined;
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw new Refusal(230001, 'content is not a string in json format');
  }
}

function checkKeys(type: string, content: Record<string, unknown>, resources: Resources): void {
  const allowed = UPLOADED_AS[type];
  if (allowed) {
    const uploaded = resources.fileType(String(content.file_key));
    if (uploaded === undefined) throw new Refusal(230017);
    if (!allowed.includes(uploaded)) throw new Refusal(230055);
  }
  if (typeof content.image_key === 'string' && !resources.image(content.image_key)) throw new Refusal(230017);
}
