import { z } from 'zod';
import { checkCard } from '../card/check.ts';
import type { Known } from '../card/rules.ts';
import { isRecord } from '../card/walk.ts';
import { Refusal, refuseCard } from '../errors.ts';
import { SIZES } from '../numbers.ts';

/** The content of each message type on the way out (feishu.md 4.1): shapes, sizes, keys. */

const styled = { style: z.array(z.enum(['bold', 'italic', 'underline', 'lineThrough'])).optional() };
const postNode = z.discriminatedUnion('tag', [
  z.strictObject({ tag: z.literal('text'), text: z.string(), un_escape: z.boolean().optional(), ...styled }),
  z.strictObject({ tag: z.literal('a'), text: z.string(), href: z.url({ protocol: /^https?$/ }), ...styled }),
  z.strictObject({ tag: z.literal('at'), user_id: z.string(), user_name: z.string().optional(), ...styled }),
  z.strictObject({ tag: z.literal('img'), image_key: z.string() }),
  z.strictObject({ tag: z.literal('media'), file_key: z.string(), image_key: z.string().optional() }),
  z.strictObject({ tag: z.literal('emotion'), emoji_type: z.string() }),
  z.strictObject({ tag: z.literal('hr') }),
  z.strictObject({ tag: z.literal('code_block'), language: z.string().optional(), text: z.string() }),
  z.strictObject({ tag: z.literal('md'), text: z.string() }),
]);
const paragraph = z
  .array(postNode)
  .refine(
    (nodes) => nodes.length === 1 || nodes.every(({ tag }) => tag !== 'md'),
    'md stands alone in its paragraph',
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

/** A card that may be shown, or 230099 with its sub-code. */
export function readCard(card: unknown, known: Known): Record<string, unknown> {
  const verdict = checkCard(card, known);
  if (verdict.fault) throw refuseCard(verdict.fault);
  return isRecord(card) ? card : {};
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
