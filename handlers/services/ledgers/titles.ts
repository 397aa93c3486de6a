import type { Audience } from '../../../cards/ledger.ts';
import type { AnyLedger, LooseRow } from '../../../models/ledgers/engine/define.ts';
import type { Value } from '../../../models/ledgers/engine/fields.ts';
import { asRecords } from '../../../models/ledgers/engine/kinds/kind.ts';
import { refsOf } from '../../../models/ledgers/engine/refs.ts';
import { namesOf, showValue, type NameOf } from '../../../models/ledgers/engine/show.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { and, type Where } from '../../../models/rules/where.ts';
import type { Ctx } from '../context.ts';
import { audienceScope } from './access.ts';

/** Codes of other ledgers' rows that some rows of a ledger hold, by the other ledger. Gathered as rows go by. */
export class RefCodes {
  readonly #refs;
  readonly #codes = new Map<string, Set<string>>();

  constructor(ledger: AnyLedger) {
    this.#refs = refsOf(ledger);
  }

  add(row: object): void {
    for (const { key, item, field } of this.#refs) {
      const value = (row as LooseRow)[key];
      if (value === undefined || value === null) continue;
      for (const code of codesIn(value, item)) this.#of(field.ref).add(code);
    }
  }

  /**
   * The city's names, and of the rows that were added the titles of those they name, as far as this viewer may see them
   * before this audience: one query a ledger.
   */
  async names(ctx: Ctx, audience: Audience): Promise<NameOf> {
    const cityNames = namesOf(ctx.city);
    const titles = new Map<string, ReadonlyMap<string, string>>();
    for (const [name, codes] of this.#codes) {
      const ledger = ctx.store.ledgers.find((each) => each.name === name);
      if (ledger) titles.set(`ref:${name}`, await titlesOf(ctx, ledger, [...codes], audience));
    }
    return (kind, code) => titles.get(kind)?.get(code) ?? cityNames(kind, code);
  }

  #of(ledger: string): Set<string> {
    const codes = this.#codes.get(ledger) ?? new Set();
    this.#codes.set(ledger, codes);
    return codes;
  }
}

function codesIn(value: Value, item: string | undefined): string[] {
  if (item === undefined) return [String(value)];
  return asRecords(value).flatMap((record) => {
    const code = Object.entries(record).find(([key]) => key === item)?.[1];
    return typeof code === 'string' ? [code] : [];
  });
}

/** Names for showing these rows of a ledger: the city's, and the titles of the rows of other ledgers that they name. */
export function namesFor(
  ctx: Ctx,
  ledger: AnyLedger,
  rows: Iterable<object>,
  audience: Audience = 'private',
): Promise<NameOf> {
  const codes = new RefCodes(ledger);
  for (const row of rows) codes.add(row);
  return codes.names(ctx, audience);
}

/** What rows of a ledger are called, by code, of those that the viewer may see before this audience. */
export async function titlesOf(
  ctx: Ctx,
  ledger: AnyLedger,
  codes: readonly string[],
  audience: Audience,
): Promise<ReadonlyMap<string, string>> {
  const field = ledger.fields[ledger.titleField];
  if (!field || (audience === 'group' && field.sensitivity === '敏感')) return new Map();
  const where = and({ code: { in: codes } }, audienceScope(ctx, ledger, audience));
  const rows = await visible(ctx, ledger, where);
  const nameOf = await namesFor(ctx, ledger, rows, audience);
  return new Map(rows.map((row) => [row.code, showValue(field, row[ledger.titleField], nameOf)]));
}

/** Rows that the viewer may see, with their titles; none where the whole ledger is closed to them. */
async function visible(ctx: Ctx, ledger: AnyLedger, where: Where) {
  try {
    return await ctx.store.rows(ledger).find(ctx.viewer, { where, fields: [ledger.titleField] });
  } catch (error) {
    if (AppError.from(error).code === 'FORBIDDEN') return [];
    throw error;
  }
}

/**
 * Which rows of other ledgers texts name, by code or exact title, among those the writer may see. What is to be read is
 * looked up first, a batch at a time, because reading itself waits for nothing.
 */
export class RefLookup {
  readonly #ctx: Ctx;
  readonly #known = new Map<string, Map<string, readonly string[]>>();

  constructor(ctx: Ctx) {
    this.#ctx = ctx;
  }

  /** Looks up what is not known yet: [ledger, text] as the kinds ask for them. One query a ledger. */
  async learn(wanted: Iterable<readonly [string, string]>): Promise<void> {
    const fresh = new Map<string, Set<string>>();
    for (const [ledger, text] of wanted) {
      if (this.#known.get(ledger)?.has(text)) continue;
      fresh.set(ledger, (fresh.get(ledger) ?? new Set()).add(text));
    }
    for (const [name, texts] of fresh) {
      const known = this.#known.get(name) ?? new Map<string, readonly string[]>();
      this.#known.set(name, known);
      const found = await this.#find(name, [...texts]);
      for (const text of texts) known.set(text, found.get(text) ?? []);
    }
  }

  /** Codes of the rows that a text names; a code goes before a title. */
  readonly codesOf = (ledger: string, text: string): readonly string[] =>
    this.#known.get(ledger)?.get(text) ?? [];

  async #find(name: string, texts: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const ledger = this.#ctx.store.ledgers.find((each) => each.name === name);
    const found = new Map<string, string[]>();
    if (!ledger) return found;
    const { titleField } = ledger;
    const title = ledger.fields[titleField];
    // What is sealed or shown by another name than it is stored by cannot be looked for by its text.
    const byTitle = title?.type === 'text' && title.secret === undefined;
    const asked: Where = {
      any: [{ code: { in: texts } }, ...(byTitle ? [{ [titleField]: { in: texts } }] : [])],
    };
    const rows = await visible(this.#ctx, ledger, asked);
    if (byTitle)
      for (const row of rows) {
        const text = String(row[titleField]);
        found.set(text, [...(found.get(text) ?? []), row.code]);
      }
    for (const { code } of rows) found.set(code, [code]);
    return found;
  }
}
