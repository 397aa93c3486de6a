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
  EventOf,
} from '../../ledgers/engine/define.ts';
import { hasLimits, isLimited } from '../../ledgers/engine/deadlines.ts';
import { AppError, Outdated } from '../../rules/errors.ts';
import { broughtBy, takeMove } from '../../ledgers/engine/machine.ts';
import type { Viewer } from '../../rules/permissions.ts';
import { demand, mayOn, type Permit } from '../../rules/rights.ts';
import type { AuditEntry } from './audit.ts';
import { answersIn, settingsOf, unanswered, withoutAsked } from './asked-fields.ts';
import type { ChangeContext, Gathered, InsertOptions } from './change-context.ts';
import { allotCodes } from './codes.ts';
import { differences, fieldsOf, type Difference } from './diff.ts';
import { entryOf, type Chained } from './entry.ts';
import { duplicate, invalid, outOfScope } from './faults.ts';
import type { Decided, NewNotice } from '../messages/notices.ts';
import type { NewMessage } from '../messages/message.ts';
import { isId, rowsOf, toId, type Rows } from './rows.ts';
import { demandRefs } from './referred.ts';
import type { RowDocument } from './schema.ts';
import type { StoreParts } from '../store-parts.ts';

type Version = Pick<RowEnvelope, 'id' | 'version'>;
/** A row as it stands in the transaction, stored and opened. */
interface Current {
  document: RowDocument;
  row: LooseRow;
}

/**
 * One action's changes: they are kept together or not at all, each with its audit entry, the messages they cause and
 * the mark of the event that caused them (architecture.md 3).
 */
export class Change {
  readonly context: ChangeContext;
  readonly #parts: StoreParts;
  readonly #session: ClientSession;
  readonly #check: CheckContext;
  readonly #gathered: Gathered;

  constructor(
    parts: StoreParts,
    context: ChangeContext,
    session: ClientSession,
    gathered: Gathered = { audit: [], messages: [], notices: [], timed: new Map(), atEnd: new Map() },
  ) {
    this.#parts = parts;
    this.context = context;
    this.#session = session;
    this.#check = parts.checkContext(context.at);
    this.#gathered = gathered;
  }

  /**
   * The same change for what follows from a move that was allowed: the right was asked at the move, its consequences
   * are the service's, in the mover's name.
   */
  consequences(): Change {
    const viewer: Viewer = { ...this.context.viewer, system: true };
    return new Change(this.#parts, { ...this.context, viewer }, this.#session, this.#gathered);
  }

  /** Reads that see this transaction's own writes. */
  rows<L extends AnyLedger>(ledger: L): Rows<RowOf<L>> {
    return rowsOf(ledger, this.#parts, this.#session);
  }

  get #reader(): { viewer: Viewer; session: ClientSession } {
    return { viewer: this.context.viewer, session: this.#session };
  }

  /** For stores beside the ledgers that must be written in the same transaction. */
  get session(): ClientSession {
    return this.#session;
  }

  /** Names of the ledgers that are changed. */
  get touched(): string[] {
    return this.#gathered.audit.map(({ entity }) => entity);
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
    for (const row of completed) this.#allow(ledger, ledger.rights.create, row);
    await demandRefs(this.#parts, this.#reader, { ledger, rows: completed });
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
        ...(ledger.machine ? { status: ledger.machine.initial, since: at } : {}),
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
    this.retime(
      ledger,
      rows.filter((row) => isLimited(ledger, row)),
    );
    await this.#parts
      .model(ledger)
      .collection.insertMany(documents, { session: this.#session, ignoreUndefined: true })
      .catch((error: unknown) => {
        throw duplicate(ledger, error);
      });
    // One after the other: a transaction's session does one thing at a time.
    for (const [i, row] of rows.entries()) rows[i] = await this.#bring(ledger, {}, row);
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
    const current = await this.#current(ledger, at);
    this.#allow(ledger, ledger.rights.edit, current.row);
    await demandRefs(this.#parts, this.#reader, { ledger, rows: [patch] });
    const written = await this.#write(ledger, current, patch, event);
    this.#allow(ledger, ledger.rights.edit, written);
    return this.#bring(ledger, current.row, written);
  }

  /**
   * Makes a move of the ledger's machine: with what the mover was asked, and what the move sets by itself. Fields that
   * are only asked go into the history, not into the row.
   * @throws AppError STALE, ILLEGAL_MOVE from this state or by the guard, FORBIDDEN without the move's right, INVALID
   *   for what was asked and not filled
   */
  async move<L extends AnyLedger>(
    ledger: L,
    at: Version,
    event: EventOf<L>,
    patch: ChangeOf<L> = {} as ChangeOf<L>,
  ): Promise<RowOf<L>> {
    if (!ledger.machine) throw new Error(`${ledger.name} has no machine`);
    const current = await this.#current(ledger, at);
    const { viewer, at: now } = this.context;
    const move = takeMove(ledger.machine, current.row, event, { viewer, now });
    const asked = fieldsOf(ledger, applyPatch({}, patch));
    const missing = unanswered(ledger, move, { ...current.row, ...asked });
    if (missing.length > 0) throw new AppError('INVALID', missing.join('；'));
    await demandRefs(this.#parts, this.#reader, { ledger, rows: [asked] });
    const status = move.to ?? String(current.row.status);
    return this.#write(
      ledger,
      current,
      { ...patch, ...settingsOf(move, { viewer, now, today: this.#check.today }) },
      event,
      {
        status,
        ...(status === current.row.status ? {} : { since: now }),
        ...(ledger.remembered.includes(event)
          ? { actors: { ...current.document.actors, [event]: viewer.post } }
          : {}),
      },
    );
  }

  /** The move that a write brings with it, if any (Machine.onWrite), in the writer's name. */
  async #bring<L extends AnyLedger>(ledger: L, before: LooseRow, row: RowOf<L>): Promise<RowOf<L>> {
    const { viewer } = this.context;
    const event = ledger.machine && broughtBy(ledger.machine, { before, row, viewer, ...this.#check });
    return event === undefined ? row : this.consequences().move(ledger, row, event as EventOf<L>);
  }

  /** Takes a row out of the ledger; its history stays. */
  async remove(ledger: AnyLedger, at: Version): Promise<void> {
    const current = await this.#current(ledger, at);
    this.#allow(ledger, ledger.rights.edit, current.row);
    await this.#write(ledger, current, {}, 'delete', { deleted: true });
  }

  /**
   * Ties files that this post has sent to a row (a column of kind `files`): they stay, and who may read the row may open
   * them.
   * @throws AppError INVALID when a file is gone or another's
   */
  async attach(
    ledger: AnyLedger,
    { code }: { code: string },
    files: readonly { id: string }[],
  ): Promise<void> {
    const to = { ledger: ledger.name, code, post: this.context.viewer.post };
    const ids = files.map(({ id }) => id);
    await this.#parts.evidence.attach(ids, to, this.#session);
  }

  /** Has the timers of rows worked out anew with this change; of rows that it writes they are anyway. */
  retime(ledger: AnyLedger, rows: readonly RowEnvelope[]): void {
    if (hasLimits(ledger))
      for (const row of rows) this.#gathered.timed.set(`${ledger.name}:${row.id}`, { ledger, row });
  }

  /** Puts a message into the outbox; it leaves when, and only when, this change is kept. */
  send(message: NewMessage): void {
    this.#gathered.messages.push(message);
  }

  /** Keeps a notice, which waits until a moment or is decided upon already, together with this change. */
  note(notice: NewNotice & { dueAt: Date; decided?: Decided }): void {
    this.#gathered.notices.push(notice);
  }

  /** Does something once when all else of the change is done, however many of its rows ask for it. */
  atEnd(about: string, work: () => Promise<void>): void {
    this.#gathered.atEnd.set(about, work);
  }

  /**
   * Keeps what the person is answered together with the change, and gives it back. A repeat of the event then gets the
   * same answer even if the process dies right after, and the dispatcher saves a write. The first answer kept is what
   * the person sees. Without one the dispatcher keeps what the action returns, afterwards. Messages do not belong into
   * it: `send` them.
   */
  answer<R extends object>(reply: R): R {
    this.#gathered.reply = reply;
    return reply;
  }

  /** Writes what has gathered, messages by that method of the outbox. Called by the store, last in the transaction. */
  async flush(send: 'insert' | 'add'): Promise<void> {
    const { at } = this.context;
    for (const work of this.#gathered.atEnd.values()) await work();
    await this.#parts.audit.append(this.#gathered.audit, this.#session);
    await this.#parts.outbox[send](this.#gathered.messages, at, this.#session);
    await this.#parts.notices.add(this.#gathered.notices, at, this.#session);
    await this.#retime();
    await this.#mark();
  }

  async #retime(): Promise<void> {
    const { timers, deadlineOf } = this.#parts;
    const timed = [...this.#gathered.timed.values()];
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
    const reply = this.#gathered.reply;
    if (!progress?.marked)
      await this.#parts.handled.mark({ id, at, ...(reply ? { reply } : {}) }, this.#session);
    else if (reply) await this.#parts.handled.answer(id, at, reply, this.#session);
  }

  /** Notes that the transaction was kept. Called once by the store, after the commit. */
  kept(): void {
    const { eventId, progress } = this.context;
    if (!eventId || !progress) return;
    progress.marked = true;
    if (this.#gathered.reply) progress.reply ??= this.#gathered.reply;
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
    envelope: Pick<RowEnvelope, 'status' | 'since' | 'actors'> & { deleted?: true } = {},
  ): Promise<RowOf<L>> {
    const { at, viewer } = this.context;
    const before = fieldsOf(ledger, row);
    const filled = applyPatch(before, patch);
    const after = envelope.deleted ? before : withoutAsked(ledger, this.#accept(ledger, filled, false));
    const changes = differences(before, after);
    const gone = changes.flatMap((change) => (change.after === undefined ? [change.field] : []));
    const changed: LooseRow = {};
    for (const change of changes) if (change.after !== undefined) changed[change.field] = change.after;
    const { _id, code, auditHead: prev } = document;
    const version = document.version + 1;
    const chained = { entityId: String(_id), code, seq: version, prev };
    const answers = differences({}, answersIn(ledger, filled));
    const entry = this.#entry(ledger, chained, event, [...changes, ...answers]);
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
    if (next.status !== row.status || isLimited(ledger, row)) this.retime(ledger, [next as RowOf<L>]);
    return next as RowOf<L>;
  }

  /** Completion and check of a row that is about to be stored. */
  #accept(ledger: AnyLedger, values: LooseRow, isNew: boolean): LooseRow {
    const row = completeRow(ledger, values, this.#check, isNew);
    const faults = checkRow(ledger, row, this.#check).filter((fault) => fault.level === 'error');
    if (faults.length > 0) throw invalid(ledger, row, faults);
    return fieldsOf(ledger, row);
  }

  /** @throws AppError FORBIDDEN without the right at all, or on this row */
  #allow(ledger: AnyLedger, permit: Permit, row: object): void {
    const { viewer } = this.context;
    demand(viewer, permit);
    if (!mayOn(permit.right, viewer, row)) throw outOfScope(ledger, viewer);
  }

  #entry(ledger: AnyLedger, chained: Chained, event: string, changes: readonly Difference[]): AuditEntry {
    const codec = this.#parts.codec(ledger);
    const entry = entryOf({ entity: ledger.name, isSecret: (field) => codec.isSecret(field) }, this.context, {
      ...chained,
      event,
      changes,
    });
    this.#gathered.audit.push(entry);
    return entry;
  }
}
