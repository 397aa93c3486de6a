import mongoose, { type ClientSession } from 'mongoose';
import { applyPatch, checkRow, completeRow, type CheckContext } from '../../ledgers/engine/check.ts';
import type {
  AnyLedger,
  ChangeOf,
  RowEnvelope,
  LooseRow,
  NewOf,
  Patch,
  RowOf,
} from '../../ledgers/engine/define.ts';
import { hasLimits } from '../../ledgers/engine/deadlines.ts';
import { AppError, Outdated } from '../../rules/errors.ts';
import { takeMove } from '../../rules/machine.ts';
import { demand, type Viewer } from '../../rules/permissions.ts';
import { passes } from '../../rules/where.ts';
import { hashEntry, type AuditEntry } from './audit.ts';
import { allotCodes } from './codes.ts';
import { differences, fieldsOf, type Difference } from './diff.ts';
import { duplicate, invalid, outOfScope } from './faults.ts';
import type { Decided, NewNotice } from '../messages/notices.ts';
import type { NewMessage } from '../messages/outbox.ts';
import type { EventProgress } from '../messages/handled-events.ts';
import { isId, rowsOf, toId, type Rows } from './rows.ts';
import type { RowDocument } from './schema.ts';
import type { StoreParts } from '../store-parts.ts';

/** Who changes something, through what, when (by the Clock), and which inbound event made them. */
export interface ChangeContext {
  viewer: Viewer;
  channel: string;
  at: Date;
  /** Marked as handled in the same transaction, so a repeat of the event changes nothing. */
  eventId?: string;
  /** For an event whose handling may make several changes: what of it is kept so far. */
  progress?: EventProgress;
  reason?: string;
}

export interface InsertOptions {
  /** A given code instead of the next of the series; for the demo city and restored data. */
  code?: string;
  source?: { file: string; sheet: string; row: number };
}

type Version = Pick<RowEnvelope, 'id' | 'version'>;
/** A row as it stands in the transaction, stored and opened. */
interface Current {
  document: RowDocument;
  row: LooseRow;
}
/** Where an entry stands in which chain. */
type Chained = Pick<AuditEntry, 'entityId' | 'code' | 'seq' | 'prev'>;

/**
 * One action's changes: they are kept together or not at all, each with its audit entry, the messages they cause and
 * the mark of the event that caused them (design.md 3).
 */
export class Change {
  readonly context: ChangeContext;
  readonly #parts: StoreParts;
  readonly #session: ClientSession;
  readonly #check: CheckContext;
  readonly #audit: AuditEntry[] = [];
  readonly #messages: NewMessage[] = [];
  readonly #notices: (NewNotice & { dueAt: Date; decided?: Decided })[] = [];
  /** Rows whose deadlines may have changed, as they stand now. */
  readonly #timed = new Map<string, { ledger: AnyLedger; row: RowEnvelope }>();
  #reply: object | undefined;

  constructor(parts: StoreParts, context: ChangeContext, session: ClientSession) {
    this.#parts = parts;
    this.context = context;
    this.#session = session;
    this.#check = parts.checkContext(context.at);
  }

  /** Reads that see this transaction's own writes. */
  rows<L extends AnyLedger>(ledger: L): Rows<RowOf<L>> {
    return rowsOf(ledger, this.#parts.model(ledger), this.#parts.codec(ledger), this.#session);
  }

  /** For stores beside the ledgers that must be written in the same transaction. */
  get session(): ClientSession {
    return this.#session;
  }

  /** Names of the ledgers that are changed. */
  get touched(): string[] {
    return this.#audit.map(({ entity }) => entity);
  }

  /**
   * Adds a row.
   * @throws AppError INVALID naming every fault, FORBIDDEN outside the write scope, DUPLICATE when its identity is taken
   */
  async insert<L extends AnyLedger>(
    ledger: L,
    values: NewOf<L>,
    options: InsertOptions = {},
  ): Promise<RowOf<L>> {
    const [row] = await this.insertMany(ledger, [{ values, ...options }]);
    if (!row) throw new AppError('INTERNAL', '没有写入', { detail: `${ledger.name}: nothing inserted` });
    return row;
  }

  /** Adds many rows in one round trip; the same checks for each. */
  async insertMany<L extends AnyLedger>(
    ledger: L,
    items: readonly ({ values: NewOf<L> } & InsertOptions)[],
  ): Promise<RowOf<L>[]> {
    const completed = items.map((item) => this.#accept(ledger, item.values as LooseRow, true));
    const codes = await allotCodes(this.#parts, ledger, completed, items, this.#check.today, this.#session);
    const { at, viewer } = this.context;
    const codec = this.#parts.codec(ledger);
    const documents = completed.map((row, i): RowDocument => {
      const id = new mongoose.Types.ObjectId();
      const chained = { entityId: String(id), code: codes[i] ?? '', seq: 1, prev: '' };
      const entry = this.#entry(ledger, chained, 'create', differences({}, row));
      const source = items[i]?.source;
      return {
        _id: id,
        code: codes[i] ?? '',
        version: 1,
        auditHead: entry.hash,
        ...(ledger.machine ? { status: ledger.machine.initial } : {}),
        deleted: false,
        createdAt: at,
        createdBy: viewer.post,
        updatedAt: at,
        updatedBy: viewer.post,
        ...(source ? { source } : {}),
        ...codec.toStored(row),
      };
    });
    if (documents.length === 0) return [];
    const rows = documents.map((document) => codec.toRow(document) as RowOf<L>);
    this.retime(ledger, rows);
    await this.#parts
      .model(ledger)
      .collection.insertMany(documents, { session: this.#session, ignoreUndefined: true })
      .catch((error: unknown) => {
        throw duplicate(ledger, error);
      });
    return rows;
  }

  /**
   * Changes a row by compare-and-set on its version.
   * @throws AppError STALE when somebody was faster, INVALID, FORBIDDEN, DUPLICATE as for insert
   */
  async update<L extends AnyLedger>(
    ledger: L,
    at: Version,
    patch: ChangeOf<L>,
    event = 'change',
  ): Promise<RowOf<L>> {
    return this.#write(ledger, await this.#current(ledger, at), patch, event);
  }

  /** Makes a move of the ledger's machine, with the fields that the move brings. */
  async move<L extends AnyLedger>(
    ledger: L,
    at: Version,
    event: string,
    patch: ChangeOf<L> = {} as ChangeOf<L>,
  ): Promise<RowOf<L>> {
    if (!ledger.machine) throw new Error(`${ledger.name} has no machine`);
    const current = await this.#current(ledger, at);
    const transition = takeMove(
      ledger.machine,
      String(current.row.status),
      event,
      current.row,
      this.context.viewer,
    );
    return this.#write(ledger, current, patch, event, { status: transition.to });
  }

  /** Takes a row out of the ledger; its history stays. */
  async remove(ledger: AnyLedger, at: Version): Promise<void> {
    await this.#write(ledger, await this.#current(ledger, at), {}, 'delete', { deleted: true });
  }

  /** Has the timers of rows worked out anew with this change; of rows that it writes they are anyway. */
  retime(ledger: AnyLedger, rows: readonly RowEnvelope[]): void {
    if (hasLimits(ledger))
      for (const row of rows) this.#timed.set(`${ledger.name}:${row.id}`, { ledger, row });
  }

  /** Puts a message into the outbox; it leaves when, and only when, this change is kept. */
  send(message: NewMessage): void {
    this.#messages.push(message);
  }

  /** Keeps a notice, which waits until a moment or is decided upon already, together with this change. */
  note(notice: NewNotice & { dueAt: Date; decided?: Decided }): void {
    this.#notices.push(notice);
  }

  /**
   * Keeps what the person is answered together with the change, and gives it back. A repeat of the event then gets the
   * same answer even if the process dies right after, and the dispatcher saves a write. The first answer kept is what
   * the person sees. Without one the dispatcher keeps what the action returns, afterwards. Messages do not belong into
   * it: `send` them.
   */
  answer<R extends object>(reply: R): R {
    this.#reply = reply;
    return reply;
  }

  /** Writes what has gathered, messages by that method of the outbox. Called by the store, last in the transaction. */
  async flush(send: 'insert' | 'add'): Promise<void> {
    const { at } = this.context;
    await this.#parts.audit.append(this.#audit, this.#session);
    await this.#parts.outbox[send](this.#messages, at, this.#session);
    await this.#parts.notices.add(this.#notices, at, this.#session);
    await this.#retime();
    await this.#mark();
  }

  async #retime(): Promise<void> {
    const { timers, deadlineOf } = this.#parts;
    const timed = [...this.#timed.values()];
    for (const ledger of new Set(timed.map((each) => each.ledger))) {
      const rows = timed.flatMap((each) => (each.ledger === ledger ? [each.row] : []));
      await timers.replace(
        ledger.name,
        rows,
        (row, standing) =>
          row.deleted ? undefined : deadlineOf(ledger, Object.fromEntries(Object.entries(row)), standing),
        this.#session,
      );
    }
  }

  async #mark(): Promise<void> {
    const { at, eventId: id, progress } = this.context;
    if (!id) return;
    const reply = this.#reply;
    if (!progress?.marked)
      await this.#parts.handled.mark({ id, at, ...(reply ? { reply } : {}) }, this.#session);
    else if (reply) await this.#parts.handled.answer(id, at, reply, this.#session);
  }

  /** Notes that the transaction was kept. Called once by the store, after the commit. */
  kept(): void {
    const { eventId, progress } = this.context;
    if (!eventId || !progress) return;
    progress.marked = true;
    if (this.#reply) progress.reply ??= this.#reply;
  }

  async #current(ledger: AnyLedger, { id, version }: Version): Promise<Current> {
    // By _id alone: the server has a short cut for exactly that.
    const found = isId(id)
      ? await this.#parts.model(ledger).collection.findOne({ _id: toId(id) }, { session: this.#session })
      : null;
    const document = found as RowDocument | null;
    if (!document || document.deleted) throw new AppError('NOT_FOUND', `这个${ledger.noun}已不在台账中`);
    if (document.version !== version) {
      throw new Outdated(ledger.noun, {
        by: document.updatedBy,
        at: document.updatedAt,
        detail: `${document.code}: version ${document.version}, asked for ${version}`,
      });
    }
    return { document, row: this.#parts.codec(ledger).toRow(document) };
  }

  async #write<L extends AnyLedger>(
    ledger: L,
    { document, row }: Current,
    patch: Patch,
    event: string,
    envelope: { status?: string; deleted?: true } = {},
  ): Promise<RowOf<L>> {
    const { at, viewer } = this.context;
    demand(viewer, ledger.permits.write);
    if (!passes(ledger.writeScope(viewer), row)) throw outOfScope(ledger, viewer);
    const before = fieldsOf(ledger, row);
    const after = envelope.deleted ? before : this.#accept(ledger, applyPatch(before, patch), false);
    const changes = differences(before, after);
    const gone = changes.flatMap((change) => (change.after === undefined ? [change.field] : []));
    const changed: LooseRow = {};
    for (const change of changes) if (change.after !== undefined) changed[change.field] = change.after;
    const { _id, code, auditHead: prev } = document;
    const version = document.version + 1;
    const chained = { entityId: String(_id), code, seq: version, prev };
    const entry = this.#entry(ledger, chained, event, changes);
    const kept = { ...envelope, version, updatedAt: at, updatedBy: viewer.post };
    const written = await this.#parts
      .model(ledger)
      .collection.updateOne(
        { _id, version: document.version },
        {
          $set: { ...this.#parts.codec(ledger).toStored(changed), ...kept, auditHead: entry.hash },
          ...(gone.length > 0 ? { $unset: Object.fromEntries(gone.map((key) => [key, true as const])) } : {}),
        },
        { session: this.#session },
      )
      .catch((error: unknown) => {
        throw duplicate(ledger, error);
      });
    if (written.matchedCount === 0)
      throw new AppError('STALE', `这个${ledger.noun}刚刚被别人更新，请看最新内容`);
    const next: Record<string, unknown> = { ...row, ...changed, ...kept };
    for (const key of gone) delete next[key];
    this.retime(ledger, [next as RowOf<L>]);
    return next as RowOf<L>;
  }

  /** Permit, completion, check and scope of a row that is about to be stored. */
  #accept(ledger: AnyLedger, values: LooseRow, isNew: boolean): LooseRow {
    demand(this.context.viewer, ledger.permits.write);
    const row = completeRow(ledger, values, this.#check, isNew);
    const faults = checkRow(ledger, row, this.#check).filter((fault) => fault.level === 'error');
    if (faults.length > 0) throw invalid(ledger, row, faults);
    if (!passes(ledger.writeScope(this.context.viewer), row)) throw outOfScope(ledger, this.context.viewer);
    return fieldsOf(ledger, row);
  }

  #entry(
    ledger: AnyLedger,
    { entityId, code, seq, prev }: Chained,
    event: string,
    changes: readonly Difference[],
  ): AuditEntry {
    const { viewer, channel, at, reason } = this.context;
    const codec = this.#parts.codec(ledger);
    const shown = (key: string, value: unknown) =>
      codec.isSecret(key) && value !== undefined ? '（已加密）' : (value ?? null);
    const body = {
      entity: ledger.name,
      entityId,
      code,
      seq,
      at,
      post: viewer.post,
      channel,
      event,
      ...(reason ? { reason } : {}),
      changes: changes.map(({ field, before, after }) => ({
        field,
        before: shown(field, before),
        after: shown(field, after),
      })),
      prev,
    };
    const entry = { ...body, hash: hashEntry(body) };
    this.#audit.push(entry);
    return entry;
  }
}
