import { z } from 'zod';

/**
 * Properties of events as they really come (feishu.md 3.1 to 3.4): empty, null or missing where the documents have a text.
 * What is strange about one costs what it says and not the event, which would else come again for hours, unanswered.
 */

/** A text that says something. */
export const text = z.string().min(1).optional().catch(undefined);

/** The ids of somebody; of @所有人 all are empty, of somebody outside there are none. */
export const ids = z.looseObject({ open_id: text }).catch({ open_id: undefined });

/** Somebody without whom there is no event. */
export const person = z.looseObject({ open_id: z.string().min(1) });

const mention = z
  .looseObject({
    key: z.string().min(1),
    id: z.union([z.string(), ids]).catch({ open_id: undefined }),
    name: text,
  })
  .transform(({ key, id, name }) => ({ key, openId: typeof id === 'string' ? id : id.open_id, name }));

/** The mentions that can be told apart; one without its key stands nowhere in the words. */
export const mentions = z
  .array(z.unknown())
  .catch([])
  .transform((list) => list.flatMap((each) => mention.safeParse(each).data ?? []));
