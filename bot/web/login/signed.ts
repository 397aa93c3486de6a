import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../../models/rules/time/clock.ts';

interface Parts<T> {
  key: string;
  /** Nothing that is signed with the key for one purpose passes for another. */
  purpose: string;
  content: z.ZodType<T>;
  /** The real time: the sandbox's can be moved. */
  clock: Clock;
}

/**
 * Texts that travel through a browser and come back: anybody can read one, nobody else can make one, and it is good for
 * a time. With a holder it is good in that holder's hand only.
 */
export class Signed<T> {
  readonly #parts: Parts<T>;
  readonly #envelope;

  constructor(parts: Parts<T>) {
    if (parts.key === '') throw new Error('signing needs a key');
    this.#parts = parts;
    this.#envelope = z.object({ content: parts.content, until: z.number() });
  }

  write(content: T, lifeMs: number, holder = ''): string {
    const until = this.#parts.clock.now().getTime() + lifeMs;
    const value = Buffer.from(JSON.stringify({ content, until })).toString('base64url');
    return `${value}.${this.#sign(value, holder)}`;
  }

  /** What was written; undefined when it is not ours, not this holder's, or too old. */
  read(text: string, holder = ''): T | undefined {
    const [value = '', signature = '', ...rest] = text.split('.');
    if (value === '' || rest.length > 0 || !same(signature, this.#sign(value, holder))) return undefined;
    const parsed = this.#envelope.safeParse(JSON.parse(Buffer.from(value, 'base64url').toString('utf8')));
    if (!parsed.success || parsed.data.until <= this.#parts.clock.now().getTime()) return undefined;
    return parsed.data.content;
  }

  #sign(value: string, holder: string): string {
    const { key, purpose } = this.#parts;
    return createHmac('sha256', key).update(`${purpose}:${holder}:${value}`).digest('base64url');
  }
}

function same(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
