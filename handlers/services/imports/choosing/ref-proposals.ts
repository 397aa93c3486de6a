import { unitFieldOf, type AnyLedger } from '../../../../models/ledgers/engine/define.ts';
import { showValue } from '../../../../models/ledgers/engine/show.ts';
import { SimilarityIndex } from '../../../../models/rules/names/similarity-index.ts';
import { AppError } from '../../../../models/rules/errors.ts';
import type { Ctx } from '../../context.ts';
import type { RefNamed } from '../../../../models/ledgers/engine/kinds/kind.ts';
import { namesFor, scopeOf } from '../../ledgers/titles.ts';

export interface RefProposal {
  value: string;
  label: string;
}

/** As many as a preview asks about; every look-up takes a millisecond. */
const MOST_ASKED = 300;
const SHOWN = 6;
/** A name with its code behind it, as files of ours have it: the code says which row is meant. */
const WITH_CODE = /（[A-Z][A-Z0-9_-]*）$/;

/**
 * Rows of other ledgers that a text may mean which names none of them, or several: those of the same or of a like name,
 * among those that the writer may see. A ledger's names are read when the first such text comes.
 */
export class RefProposals {
  readonly #ctx: Ctx;
  readonly #known = new Map<string, readonly RefProposal[]>();
  readonly #indexes = new Map<string, SimilarityIndex>();

  constructor(ctx: Ctx) {
    this.#ctx = ctx;
  }

  /** @param codes the rows that the text names already, where it names several */
  async learn(named: RefNamed, codes: readonly string[]): Promise<void> {
    const [name, text, within] = named;
    const ledger = this.#ctx.store.ledgers.find((each) => each.name === name);
    if (!ledger || this.#known.size >= MOST_ASKED || WITH_CODE.test(text)) return;
    const meant = codes.length > 0 ? codes : await this.#like(ledger, text, within);
    this.#known.set(keyOf(...named), await this.#called(ledger, meant.slice(0, SHOWN)));
  }

  readonly of = (...named: RefNamed): readonly RefProposal[] => this.#known.get(keyOf(...named)) ?? [];

  async #like(ledger: AnyLedger, text: string, within?: 'edit'): Promise<string[]> {
    const { titleField, fields } = ledger;
    const title = fields[titleField];
    if (title?.type !== 'text' || title.secret !== undefined) return [];
    const key = keyOf(ledger.name, '', within);
    const index = this.#indexes.get(key) ?? new SimilarityIndex([], this.#places());
    if (!this.#indexes.has(key)) {
      this.#indexes.set(key, index);
      for await (const row of this.#rows(ledger, within)) {
        const name: unknown = new Map<string, unknown>(Object.entries(row)).get(titleField);
        if (typeof name === 'string') index.add({ id: row.code, name });
      }
    }
    return index.candidates({ name: text }, SHOWN).map(({ id }) => id);
  }

  async *#rows(ledger: AnyLedger, within?: 'edit') {
    const wanted = { fields: [ledger.titleField], where: scopeOf(this.#ctx, ledger, within) };
    try {
      yield* this.#ctx.store.rows(ledger).stream(this.#ctx.viewer, wanted);
    } catch (error) {
      if (AppError.from(error).code !== 'FORBIDDEN') throw error;
    }
  }

  /** Each by its name, its code, and whose it is. */
  async #called(ledger: AnyLedger, codes: readonly string[]): Promise<RefProposal[]> {
    if (codes.length === 0) return [];
    const unit = unitFieldOf(ledger);
    const shown = [ledger.titleField, ...(unit ? [unit] : [])];
    const where = { code: { in: codes } };
    const rows = await this.#ctx.store.rows(ledger).find(this.#ctx.viewer, { where, fields: shown });
    const nameOf = await namesFor(this.#ctx, ledger, rows);
    const labels = new Map(
      rows.map((row) => {
        const values = new Map(Object.entries(row));
        const texts = shown.flatMap((name) => {
          const field = ledger.fields[name];
          const value = values.get(name);
          return field && value !== undefined ? [showValue(field, value, nameOf)] : [];
        });
        return [row.code, `${texts[0] ?? ''}（${[row.code, ...texts.slice(1)].join('，')}）`];
      }),
    );
    return codes.flatMap((value) => {
      const label = labels.get(value);
      return label === undefined ? [] : [{ value, label }];
    });
  }

  #places(): string[] {
    const { city } = this.#ctx;
    return [city.name, city.short, ...city.units.map(({ short }) => short)];
  }
}

const keyOf = (...[ledger, text, within]: RefNamed): string => `${ledger}:${within ?? ''}:${text}`;
