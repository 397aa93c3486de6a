import type { z } from 'zod';
import { type Code, Refusal } from '../errors.ts';
import { type IdType, isIdType } from '../state/people.ts';

/** One request that passed the gateway. */
export interface Call {
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** Parsed JSON, or `undefined` for a form. */
  body: unknown;
  raw: Buffer;
  contentType: string;
  /** For calls that a person's token opens. */
  authorization: string;
}

/** The body by its schema; what does not fit is 99992402 with the field's name, as the gateway answers (4.6). */
export function bodyOf<T extends z.ZodType>(call: Call, schema: T, code: Code = 99992402): z.output<T> {
  const parsed = schema.safeParse(call.body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  throw new Refusal(code, `${field} ${issue?.message ?? ''}`.trim(), {
    extra: { field_violations: [{ field, description: issue?.message }] },
  });
}

/** `user_id_type` and its kin: open_id unless said otherwise. */
export function idTypeOf(call: Call, name = 'user_id_type'): IdType {
  const type = call.query.get(name) ?? 'open_id';
  if (!isIdType(type)) throw new Refusal(99992402, name);
  return type;
}

/** `page_size` within its limit, and where the page starts. */
export function pageOf(call: Call, limit: number): { size: number; from: number } {
  const size = Number(call.query.get('page_size') ?? Math.min(20, limit));
  const from = Number(call.query.get('page_token') ?? 0);
  if (!Number.isInteger(size) || size < 1 || size > limit) throw new Refusal(99992402, 'page_size');
  if (!Number.isInteger(from) || from < 0) throw new Refusal(99992402, 'page_token');
  return { size, from };
}

export function paged<T>(items: readonly T[], { size, from }: { size: number; from: number }) {
  const next = from + size;
  const more = next < items.length;
  return { items: items.slice(from, next), has_more: more, page_token: more ? String(next) : '' };
}
