import type { z } from 'zod';
import type { CardFault } from '../errors.ts';
import { type Known, RULES, viewOf } from './rules.ts';
import { cardSchema, type FeishuCard } from './schema.ts';
import { isRecord } from './walk.ts';

export type CardVerdict = { card: FeishuCard; fault?: undefined } | { card?: undefined; fault: CardFault };

/** Says what the platform would say about a card: the card, or the first thing it would refuse (feishu.md 4.6, 5). */
export function checkCard(value: unknown, known: Known): CardVerdict {
  if (!isRecord(value)) return { fault: { code: 200621, message: 'parse card json err', path: 'ROOT' } };
  const parsed = cardSchema.safeParse(value);
  if (!parsed.success) return { fault: faultOf(parsed.error, value) };
  const view = viewOf(value, known);
  const fault = RULES.flatMap((rule) => rule(view))[0];
  return fault === undefined ? { card: parsed.data } : { fault };
}

function faultOf(error: z.ZodError, card: unknown): CardFault {
  const issue = deepest(error.issues[0]);
  const path = platformPath(issue?.path ?? [], card);
  // an unknown tag has its own number
  if (issue?.code === 'invalid_union' && issue.path.at(-1) === 'tag') {
    return { code: 200861, message: 'not support tag', path };
  }
  return { code: 200621, message: `parse card json err, ${issue?.message ?? 'not a card'}`, path };
}

/** Where alternatives were tried in vain, the one that came closest tells more than the union does. */
function deepest(issue: z.core.$ZodIssue | undefined): z.core.$ZodIssue | undefined {
  if (issue?.code !== 'invalid_union' || issue.errors.length === 0) return issue;
  const tried = issue.errors.flatMap((list) => list.slice(0, 1));
  const closest = tried.sort((a, b) => b.path.length - a.path.length)[0];
  return closest && { ...closest, path: [...issue.path, ...closest.path] };
}

/** `ROOT -> body -> elements -> [0](tag: markdown) -> content` */
function platformPath(path: readonly PropertyKey[], card: unknown): string {
  let at = card;
  const steps = path.map((step) => {
    at = isRecord(at) || Array.isArray(at) ? Reflect.get(at, step) : undefined;
    const tag = isRecord(at) && typeof at.tag === 'string' ? `(tag: ${at.tag})` : '';
    return typeof step === 'number' ? `[${step}]${tag}` : String(step);
  });
  return ['ROOT', ...steps].join(' -> ');
}
