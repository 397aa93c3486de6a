import { z } from 'zod';

/**
 * WeCom app messages as the platform takes them, written from wecom.md 4.1 and 4.3 and not from the renderer: every object
 * is strict, lists and bytes are hard, and what the client would cut from a text is not let through either.
 */
const text = (most: number) =>
  z.string().min(1).max(most).refine(isClean, 'control characters or half a character');
const bytes = (most: number) =>
  z
    .string()
    .min(1)
    .refine((value) => Buffer.byteLength(value) <= most, `over ${most} bytes`);
const url = bytes(2048).refine((value) => /^https?:\/\//.test(value), 'no address');

function isClean(value: string): boolean {
  return !/[\p{Cs}]/u.test(value) && !/(?!\n)\p{Cc}/u.test(value);
}
const isUnique = (values: readonly string[]): boolean => new Set(values).size === values.length;

const row = z.union([
  z.strictObject({ keyname: text(5), value: text(30) }),
  z.strictObject({ type: z.literal(1), keyname: text(5), value: text(30), url }),
]);
const head = {
  source: z.strictObject({
    desc: text(20),
    desc_color: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
  }),
  main_title: z.strictObject({ title: text(36), desc: text(44).optional() }),
};
const read = {
  sub_title_text: text(160).optional(),
  horizontal_content_list: z.array(row).min(1).max(6).optional(),
  card_action: z.strictObject({ type: z.literal(1), url }),
};
const task = { task_id: bytes(128).regex(/^[0-9A-Za-z_\-@]+$/) };
const submit = { submit_button: z.strictObject({ text: text(10), key: bytes(1024) }) };
const style = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);
const button = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal(0), text: text(10), style, key: bytes(1024) }),
  z.strictObject({ type: z.literal(1), text: text(10), style, url }),
]);
const keys = (buttons: readonly z.infer<typeof button>[]) =>
  buttons.flatMap((one) => (one.type === 0 ? [one.key] : []));
const option = (most: number) => ({ id: bytes(128), text: text(most) });

const card = z.discriminatedUnion('card_type', [
  z.strictObject({
    card_type: z.literal('text_notice'),
    ...head,
    ...read,
    jump_list: z
      .array(z.strictObject({ type: z.literal(1), title: text(18), url }))
      .min(1)
      .max(3)
      .optional(),
  }),
  z.strictObject({
    card_type: z.literal('button_interaction'),
    ...head,
    ...read,
    ...task,
    button_list: z
      .array(button)
      .min(1)
      .max(6)
      .refine((list) => isUnique(keys(list)), 'a key twice'),
  }),
  z.strictObject({
    card_type: z.literal('vote_interaction'),
    ...head,
    ...task,
    ...submit,
    checkbox: z.strictObject({
      question_key: bytes(1024),
      mode: z.union([z.literal(0), z.literal(1)]),
      option_list: z
        .array(z.strictObject({ ...option(17), is_checked: z.boolean() }))
        .min(1)
        .max(20)
        .refine((list) => isUnique(list.map(({ id }) => id)), 'an option twice'),
    }),
  }),
  z.strictObject({
    card_type: z.literal('multiple_interaction'),
    ...head,
    ...task,
    ...submit,
    select_list: z
      .array(
        z
          .strictObject({
            question_key: bytes(1024),
            title: text(16),
            selected_id: z.string(),
            option_list: z
              .array(z.strictObject(option(16)))
              .min(1)
              .max(10),
          })
          .refine(
            ({ selected_id: id, option_list: list }) => list.some((one) => one.id === id),
            'chosen is no option',
          )
          .refine(({ option_list: list }) => isUnique(list.map(({ id }) => id)), 'an option twice'),
      )
      .min(1)
      .max(3)
      .refine((list) => isUnique(list.map((select) => select.question_key)), 'a question twice'),
  }),
]);

const content = z.strictObject({
  content: bytes(2048).refine(isClean, 'control characters or half a character'),
});
const message = z.discriminatedUnion('msgtype', [
  z.strictObject({ msgtype: z.literal('template_card'), template_card: card }),
  z.strictObject({ msgtype: z.literal('markdown'), markdown: content }),
  z.strictObject({ msgtype: z.literal('text'), text: content }),
]);

/** What the platform would refuse or cut a message for; empty when nothing. */
export function wecomFaults(candidate: unknown): string[] {
  const parsed = message.safeParse(candidate);
  return parsed.success ? [] : [parsed.error.message];
}
