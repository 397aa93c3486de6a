import type { Audience } from '../../../cards/ledger.ts';
import type { AnyLedger, LooseRow } from '../../../models/ledgers/engine/define.ts';
import type { Value } from '../../../models/ledgers/engine/fields.ts';
import { asRecords, type RefNamed } from '../../../models/ledgers/engine/kinds/kind.ts';
import { refsOf } from '../../../models/ledgers/engine/refs.ts';
import { namesOf, showValue, type NameOf } from '../../../models/ledgers/engine/show.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { whereOf } from '../../../models/rules/rights.ts';
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

/** The field that says whose a row is, in the ledgers that have it. */
const UNIT = 'unit';

/** Rows that the viewer may see, with their titles and units; none where the whole ledger is closed to them. */
async function visible(ctx: Ctx, ledger: AnyLedger, where: Where) {
  try {
    return await ctx.store.rows(ledger).find(ctx.viewer, {
      where,
      fields: [ledger.titleField, ...(ledger.fields[UNIT]?.type === 'unit' ? [UNIT] : [])],
    });
  } catch (error) {
    if (AppError.from(error).code === 'FORBIDDEN') return [];
    throw error;
  }
}

interface LearnsProposals {
  learn(named: RefNamed, codes: readonly string[]): Promise<void>;
}

const scopeKey = (ledger: string, within = 'read'): string => `${ledger}:${within}`;

/** The rows that may be named: those that the writer may edit, where the column asks for that. */
export const scopeOf = ({ viewer }: Ctx, { rights }: AnyLedger, within?: 'edit'): Where =>
  within === 'edit' ? whereOf(rights.edit.right, viewer) : {};

/**
 * Which rows of other ledgers texts name, by code or exact title, among those the writer may see. What is to be read is
 * looked up first, a batch at a time, because reading itself waits for nothing.
 */
export class RefLookup {
  readonly #ctx: Ctx;
  readonly #known = new Map<string, Map<string, readonly string[]>>();
  /** Of what was found, by ledger and code. */
  readonly #units = new Map<string, string>();
  readonly #proposals: LearnsProposals | undefined;

  /** @param proposals is told of what names no row or several, where somebody will be asked */
  constructor(ctx: Ctx, proposals?: LearnsProposals) {
    this.#ctx = ctx;
    this.#proposals = proposals;
  }

  /** Looks up what is not known yet, as the kinds ask for it. One query a ledger and scope. */
  async learn(wanted: Iterable<RefNamed>): Promise<void> {
    const fresh = new Map<string, { ledger: string; within?: 'edit'; texts: Set<string> }>();
    for (const [ledger, text, within] of wanted) {
      const key = scopeKey(ledger, within);
      if (this.#known.get(key)?.has(text)) continue;
      const scope = fresh.get(key) ?? { ledger, ...(within ? { within } : {}), texts: new Set<string>() };
      scope.texts.add(text);
      fresh.set(key, scope);
    }
    for (const [key, { ledger, within, texts }] of fresh) {
      const known = this.#known.get(key) ?? new Map<string, readonly string[]>();
      this.#known.set(key, known);
      const found = await this.#find(ledger, [...texts], within);
      for (const text of texts) {
        const codes = found.get(text) ?? [];
        known.set(text, codes);
        if (codes.length !== 1) await this.#proposals?.learn([ledger, text, within], codes);
      }
    }
  }

  /** Codes of the rows that a text names; a code goes before a title. */
  readonly codesOf = (...[ledger, text, within]: RefNamed): readonly string[] =>
    this.#known.get(scopeKey(ledger, within))?.get(text) ?? [];

  /** The unit that a row belongs to which was found. */
  readonly unitOf = (ledger: string, code: string): string | undefined =>
    this.#units.get(`${ledger}:${code}`);

  async #find(
    name: string,
    texts: readonly string[],
    within?: 'edit',
  ): Promise<ReadonlyMap<string, readonly string[]>> {
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
    const rows = await visible(this.#ctx, ledger, and(asked, scopeOf(this.#ctx, ledger, within)));
    if (byTitle)
      for (const row of rows) {
        const text = String(row[titleField]);
        found.set(text, [...(found.get(text) ?? []), row.code]);
      }
    for (const row of rows) {
      found.set(row.code, [row.code]);
      const { [UNIT]: unit } = row as LooseRow;
      if (typeof unit === 'string') this.#units.set(`${name}:${row.code}`, unit);
    }
    return found;
  }
}
