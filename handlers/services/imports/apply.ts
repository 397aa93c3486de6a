import type { AnyLedger, NewOf, Patch } from '../../../models/ledgers/engine/define.ts';
import { completeRow } from '../../../models/ledgers/engine/check.ts';
import { AppError } from '../../../models/rules/errors.ts';
import type { Change } from '../../../models/store/rows/change.ts';
import { changeOf, type Ctx } from '../context.ts';
import { answersOf, findImport, ledgerOf, openImport, overWords } from './answer.ts';
import { outcomeOf, type PlanAnswers } from './plan/digest.ts';
import { Existing, identitiesOf } from './plan/existing.ts';
import { remember } from './plan/learned.ts';
import { filledOf } from './plan/differences.ts';
import { STRUCK } from './plan/line-faults.ts';
import { prepareAgain } from './read-again.ts';
import { importsOf, type Imports, type PreparedImport } from './plan/prepared.ts';
import type { PlanRow, UndoStep } from './plan/types.ts';

/** Up to here one transaction writes all; beyond, one a chunk, with a journal (architecture.md 3). */
export const ONE_TRANSACTION_ROWS = 1000;

export type Confirmed =
  | { kind: 'done'; record: PreparedImport; inserted: number; updated: number; codes: string[] }
  /** The ledger changed since the preview: nothing was written, this is how things are now. */
  | { kind: 'stale'; record: PreparedImport };

interface Written {
  undo: UndoStep[];
  codes: string[];
  inserted: number;
  updated: number;
}

/**
 * Writes a prepared import, all of it or nothing.
 * @param onlyGood leaves out rows that are faulty or still have a question
 * @throws AppError INVALID while faults or questions are open, STALE when it is over already
 */
export async function confirmImport(
  ctx: Ctx,
  token: string,
  options: { onlyGood?: boolean } = {},
): Promise<Confirmed> {
  const before = await findImport(ctx, token);
  const answered = await answeredBefore(ctx, before);
  if (answered) return answered;
  const record = await openImport(ctx, token);
  const { counts, ready } = record.head;
  if (ctx.eventId !== undefined) record.head.confirmedBy = ctx.eventId;
  if (!options.onlyGood) refuseOpen(record);
  if (ready === 0 && options.onlyGood)
    throw new AppError('INVALID', '没有可以导入的行：请先改正错误或回答问题');
  const job = new Job(ctx, importsOf(ctx.store), record);
  if (counts.new + counts.changed <= ONE_TRANSACTION_ROWS) return job.atOnce();
  return job.inChunks();
}

/** What became of an import that this very event has confirmed before: a process may have died over the answer. */
async function answeredBefore(ctx: Ctx, record: PreparedImport): Promise<Confirmed | undefined> {
  const { confirmedBy, written, next } = record.head;
  if (ctx.eventId === undefined || confirmedBy !== ctx.eventId) return undefined;
  if (record.status === 'DONE' && written) return { kind: 'done', record, ...written };
  if (record.status !== 'STALE' || next === undefined) return undefined;
  return { kind: 'stale', record: await findImport(ctx, next) };
}

function refuseOpen({ head }: PreparedImport): void {
  const { counts, ready, noun } = head;
  if (counts.faulty > 0) {
    const [first] = head.faults.filter(({ level }) => level === 'error');
    throw new AppError(
      'INVALID',
      `还有 ${counts.faulty} 行有错误${first ? `（如 ${first.sheet}!${first.cell}：${first.text}）` : ''}，` +
        '台账没有改动。请改正后重新上传，或选“只导入正确的行”',
    );
  }
  const open = counts.new + counts.changed - ready;
  if (open > 0) throw new AppError('INVALID', `还有 ${open} 个${noun}的问题没有回答，台账没有改动。请先回答`);
}

/** Drops a prepared import. */
export async function cancelImport(ctx: Ctx, token: string): Promise<PreparedImport> {
  const record = await openImport(ctx, token);
  const change = { status: 'CANCELLED' as const, updatedAt: ctx.clock.now() };
  await importsOf(ctx.store).advance(token, { status: 'READY' }, change);
  return { ...record, ...change };
}

/** Goes on with an import that a crash left half way: forward where it was writing, back where it was undoing. */
export async function resumeImport(ctx: Ctx, record: PreparedImport): Promise<Confirmed> {
  const job = new Job(ctx, importsOf(ctx.store), record);
  return record.status === 'UNDOING' ? job.undo(record.nextChunk) : job.write(record.nextChunk);
}

class Job {
  readonly #ctx: Ctx;
  readonly #imports: Imports;
  readonly #record: PreparedImport;
  readonly #ledger: AnyLedger;
  readonly #answers: PlanAnswers;
  #total = { inserted: 0, updated: 0, codes: [] as string[] };

  constructor(ctx: Ctx, imports: Imports, record: PreparedImport) {
    this.#ctx = ctx;
    this.#imports = imports;
    this.#record = record;
    this.#ledger = ledgerOf(ctx, record);
    this.#answers = answersOf(record);
  }

  get #context() {
    return changeOf(this.#ctx, `导入 ${this.#record.fileName}`);
  }

  async atOnce(): Promise<Confirmed> {
    const { _id: id, chunks } = this.#record;
    try {
      await this.#ctx.store.change(this.#context, async (change) => {
        this.#total = { inserted: 0, updated: 0, codes: [] };
        for (let n = 0; n < chunks; n++) this.#count(await this.#writeRows(change, await this.#rows(n)));
        await this.#finish(change, id, { status: 'READY' });
      });
    } catch (error) {
      if (!isConflict(error)) throw error;
      return this.#fresh({ status: 'READY' });
    }
    return this.#done();
  }

  async inChunks(): Promise<Confirmed> {
    const { _id: id } = this.#record;
    if (!(await this.#stillFits())) return this.#fresh({ status: 'READY' });
    const now = this.#ctx.clock.now();
    const mine = await this.#imports.advance(
      id,
      { status: 'READY' },
      { status: 'APPLYING', nextChunk: 0, updatedAt: now, head: this.#record.head },
    );
    if (!mine) throw await this.#over();
    return this.write(0);
  }

  /** From a chunk on. The journal moves in the transaction of the rows, so no chunk is written twice or left out. */
  async write(from: number): Promise<Confirmed> {
    const { _id: id, chunks } = this.#record;
    const { eventId: _seen, ...context } = this.#context;
    for (let n = 0; n < from; n++) {
      const steps = await this.#imports.undoOf(id, n);
      this.#total.inserted += steps.filter(({ back }) => !back).length;
      this.#total.updated += steps.filter(({ back }) => back).length;
    }
    for (let n = from; n < chunks; n++) {
      const rows = await this.#rows(n);
      try {
        const written = await this.#ctx.store.change(n === 0 ? this.#context : context, async (change) => {
          const result = await this.#writeRows(change, rows);
          await this.#imports.keepUndo(id, n, result.undo, change.session);
          await this.#step(change, { status: 'APPLYING', nextChunk: n }, { nextChunk: n + 1 });
          return result;
        });
        this.#count(written);
      } catch (error) {
        if (!isConflict(error)) throw error;
        await this.#imports.advance(id, { status: 'APPLYING', nextChunk: n }, { status: 'UNDOING' });
        return this.undo(n);
      }
    }
    await this.#ctx.store.change(context, (change) =>
      this.#finish(change, id, { status: 'APPLYING', nextChunk: chunks }),
    );
    return this.#done();
  }

  /** Takes back the chunks below `from`, newest first. A row that somebody has changed since stays theirs. */
  async undo(from: number): Promise<Confirmed> {
    const { _id: id } = this.#record;
    const { eventId: _seen, ...context } = this.#context;
    for (let n = from - 1; n >= 0; n--) {
      const steps = await this.#imports.undoOf(id, n);
      const touched = await this.#changedSince(steps);
      await this.#ctx.store.change(
        { ...context, reason: `撤回导入 ${this.#record.fileName}` },
        async (change) => {
          for (const step of steps.filter((s) => !touched.has(s.id))) {
            if (step.back) await change.update(this.#ledger, step, step.back, 'import-undo');
            else await change.remove(this.#ledger, step);
          }
          await this.#step(change, { status: 'UNDOING', nextChunk: n + 1 }, { nextChunk: n });
        },
      );
    }
    return this.#fresh({ status: 'UNDOING', nextChunk: 0 });
  }

  async #rows(n: number): Promise<PlanRow[]> {
    const rows = await this.#imports.chunk(this.#record._id, n);
    return rows.filter((row) => outcomeOf(row, this.#answers) === 'ready').map((row) => this.#answered(row));
  }

  /** A struck row that goes on all the same keeps what its own cells say. */
  #answered(row: PlanRow): PlanRow {
    const asked = row.asks.find((id) => id.startsWith(`${STRUCK}:`));
    if (asked === undefined || this.#answers.get(asked) !== 'keep') return row;
    // Previews from before rows said so themselves were of the ledger's whole meaning.
    const struck = new Set(row.struck ?? Object.keys(this.#ledger.doors.struck?.sets ?? {}));
    const rest = <V>(of: Readonly<Record<string, V>>): Record<string, V> =>
      Object.fromEntries(Object.entries(of).filter(([field]) => !struck.has(field)));
    return { ...row, values: rest(row.values), patch: rest(row.patch ?? {}) };
  }

  async #writeRows(change: Change, rows: readonly PlanRow[]): Promise<Written> {
    const ledger = this.#ledger;
    const fresh = rows.filter(({ kind }) => kind === 'new');
    const inserted = await change.insertMany(
      ledger,
      fresh.map(({ sheet, row, values, context }) => ({
        values: { ...context, ...values } as NewOf<AnyLedger>,
        source: { file: this.#record.fileName, sheet, row },
      })),
    );
    const undo: UndoStep[] = inserted.map(({ id, version }) => ({ id, version }));
    let updated = 0;
    for (const { target, patch } of rows) {
      if (!target || !patch || Object.keys(patch).length === 0) continue;
      const before = await change.rows(ledger).byId(this.#ctx.viewer, target.id);
      const after = await change.update(ledger, target, patch, 'import');
      updated++;
      undo.push({ id: target.id, version: after.version, back: backOf(ledger, before ?? {}, patch) });
    }
    return { undo, inserted: inserted.length, updated, codes: inserted.map(({ code }) => code) };
  }

  async #finish(
    change: Change,
    id: string,
    from: { status: 'READY' | 'APPLYING'; nextChunk?: number },
  ): Promise<void> {
    const { head } = this.#record;
    const { columns, words } = head.readAs;
    await remember(this.#ctx.store, change, this.#ledger, { columns, words, aliases: await this.#aliases() });
    const codes = this.#total.codes.slice(0, 20);
    const written = { inserted: this.#total.inserted, updated: this.#total.updated, codes };
    const done = await this.#imports.advance(
      id,
      from,
      { status: 'DONE', head: { ...head, written }, updatedAt: this.#ctx.clock.now() },
      change.session,
    );
    if (!done) throw new AppError('STALE', '这次导入已由别处处理');
  }

  /** Names that were said to be a ledger row: the next file finds it at once. */
  async #aliases(): Promise<[string, string][]> {
    const aliases: [string, string][] = [];
    const answered = this.#record.head.duplicates.some(({ answer }) => answer === 'same');
    if (!answered) return aliases;
    const check = this.#ctx.store.checkContext(this.#ctx.clock.now());
    for (let n = 0; n < this.#record.chunks; n++) {
      for (const row of await this.#imports.chunk(this.#record._id, n)) {
        if (row.choice !== 'same' || !row.target) continue;
        const complete = completeRow(this.#ledger, { ...row.context, ...row.values }, check, true);
        for (const key of identitiesOf(this.#ledger, complete)) aliases.push([key, row.target.code]);
      }
    }
    return aliases;
  }

  async #step(
    change: Change,
    from: Parameters<Imports['advance']>[1],
    to: Partial<PreparedImport>,
  ): Promise<void> {
    const moved = await this.#imports.advance(this.#record._id, from, to, change.session);
    if (!moved) throw new AppError('UNAVAILABLE', '这次导入正由另一个进程写入');
  }

  /** Has nothing that the plan stands on changed? Asked before a long write, so that undoing is rare. */
  async #stillFits(): Promise<boolean> {
    const existing = new Existing(this.#ctx.store, this.#ledger, this.#ctx.viewer, new Map());
    const check = this.#ctx.store.checkContext(this.#ctx.clock.now());
    for (let n = 0; n < this.#record.chunks; n++) {
      const rows = await this.#rows(n);
      const found = await existing.find(
        rows.map(({ target, context, values }) => ({
          complete: target ? {} : completeRow(this.#ledger, { ...context, ...values }, check, true),
          ...(target ? { code: target.code } : {}),
        })),
      );
      if (rows.some(({ target }, i) => found[i]?.version !== target?.version)) return false;
    }
    return true;
  }

  async #changedSince(steps: readonly UndoStep[]): Promise<Set<string>> {
    const touched = new Set<string>();
    for (const { id, version } of steps) {
      const row = await this.#ctx.store.rows(this.#ledger).byId(this.#ctx.viewer, id);
      if (row?.version !== version) touched.add(id);
    }
    return touched;
  }

  #count({ inserted, updated, codes }: Written): void {
    this.#total.inserted += inserted;
    this.#total.updated += updated;
    this.#total.codes.push(...codes.slice(0, 20));
  }

  async #done(): Promise<Confirmed> {
    const record = (await this.#imports.get(this.#record._id)) ?? this.#record;
    return { kind: 'done', record, ...this.#total };
  }

  /** It is not this one's to write any more: in words, by how it stands. */
  async #over(): Promise<AppError> {
    return new AppError('STALE', overWords(this.#ctx, await findImport(this.#ctx, this.#record._id)));
  }

  /** The preview is void; the same file is compared again with the ledger as it is now. */
  async #fresh(from: Parameters<Imports['advance']>[1]): Promise<Confirmed> {
    const { _id: id } = this.#record;
    const mine = await this.#imports.advance(id, from, { status: 'STALE', updatedAt: this.#ctx.clock.now() });
    if (!mine) {
      // The same click came twice, and the other one has written it; or somebody has confirmed it elsewhere.
      const same = await answeredBefore(this.#ctx, await findImport(this.#ctx, id));
      if (same) return same;
      throw await this.#over();
    }
    const { eventId: _seen, ...ctx } = this.#ctx;
    const fresh = await prepareAgain(ctx, this.#record);
    const head = { ...this.#record.head, next: fresh._id };
    await this.#imports.advance(id, { status: 'STALE' }, { head });
    return { kind: 'stale', record: fresh };
  }
}

/** How to undo a patch on a row. */
const backOf = (ledger: AnyLedger, before: object, patch: Patch): Patch => {
  const values = filledOf(ledger, before);
  return Object.fromEntries(Object.keys(patch).map((name) => [name, values[name] ?? null]));
};

/** Somebody was faster: a version moved on, a row is gone, an identity is taken. */
const isConflict = (error: unknown): boolean =>
  error instanceof AppError &&
  (error.code === 'STALE' || error.code === 'DUPLICATE' || error.code === 'NOT_FOUND');
