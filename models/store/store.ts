import type { Connection } from 'mongoose';
import type { CheckContext } from '../ledgers/check.ts';
import type { AnyLedger, RowOf } from '../ledgers/define.ts';
import { AuditLog, type AuditFault } from './audit.ts';
import { ChatBook } from './chatbook.ts';
import { Change, type ChangeContext } from './change.ts';
import { counterModel } from './codes.ts';
import { FileStore } from './files.ts';
import { Inbox } from './inbox.ts';
import { Memory } from './memory.ts';
import { MessageThere, Outbox } from './outbox.ts';
import type { StoreParts } from './parts.ts';
import { PlatformFiles } from './platform-files.ts';
import { Quotas } from './quotas.ts';
import { Codec, rowsOf, type Rows } from './rows.ts';
import { Runs } from './runs.ts';
import { modelOf, type RowDocument } from './schema.ts';
import type { Secrets } from './secrets.ts';
import { Seen } from './seen.ts';
import { Settings } from './settings.ts';

export interface StoreOptions {
  ledgers: readonly AnyLedger[];
  secrets: Secrets;
  checkContext: (at: Date) => CheckContext;
}

/**
 * Everything that is kept, in one MongoDB. Reading goes through `rows`, writing through `change`; both know the
 * viewer, so no path leads around the permits and scopes.
 */
export class Store {
  readonly connection: Connection;
  readonly audit: AuditLog;
  readonly outbox: Outbox;
  readonly inbox: Inbox;
  readonly seen: Seen;
  readonly runs: Runs;
  readonly settings: Settings;
  readonly files: FileStore;
  readonly chatBook: ChatBook;
  readonly quotas: Quotas;
  readonly platformFiles: PlatformFiles;
  readonly ledgers: readonly AnyLedger[];
  readonly #parts: StoreParts;
  readonly #memory = new Memory();

  constructor(connection: Connection, { ledgers, secrets, checkContext }: StoreOptions) {
    this.connection = connection;
    this.ledgers = ledgers;
    this.audit = new AuditLog(connection);
    this.outbox = new Outbox(connection);
    this.inbox = new Inbox(connection);
    this.seen = new Seen(connection);
    this.runs = new Runs(connection);
    this.settings = new Settings(connection);
    this.files = new FileStore(connection);
    this.chatBook = new ChatBook(connection);
    this.quotas = new Quotas(connection);
    this.platformFiles = new PlatformFiles(connection);
    const codecs = new Map(ledgers.map((ledger) => [ledger.name, new Codec(ledger, secrets)]));
    this.#parts = {
      model: (ledger) => modelOf(connection, ledger),
      codec: (ledger) => codecs.get(ledger.name) ?? new Codec(ledger, secrets),
      checkContext,
      counters: counterModel(connection),
      audit: this.audit,
      outbox: this.outbox,
      seen: this.seen,
    };
  }

  /** Makes collections and indexes. Once at start; repeating it is harmless. */
  async prepare(): Promise<void> {
    const models = [
      ...this.ledgers.map((ledger) => this.#parts.model(ledger)),
      this.#parts.counters,
      this.audit.model,
      this.audit.seals,
      this.outbox.model,
      this.inbox.model,
      this.seen.model,
      this.runs.model,
      this.settings.model,
      this.chatBook.chats,
      this.chatBook.gone,
    ];
    for (const model of models) {
      await model.createCollection();
      await model.createIndexes();
    }
    await this.files.prepare();
    await this.quotas.prepare();
    await this.platformFiles.prepare();
  }

  rows<L extends AnyLedger>(ledger: L): Rows<RowOf<L>> {
    return rowsOf(ledger, this.#parts.model(ledger), this.#parts.codec(ledger));
  }

  /** What `read` finds out about a ledger, at most a second old, older than no change made here (memory.ts). */
  recent<T>(ledger: AnyLedger, question: string, read: () => Promise<T>): Promise<T> {
    return this.#memory.recall(ledger.name, question, read);
  }

  /**
   * One action: all that `work` changes, with its audit entries, messages and event mark, is kept together or not at
   * all. MongoDB may run `work` again after a transient conflict, so it must have no effect outside the change.
   */
  async change<T>(context: ChangeContext, work: (change: Change) => Promise<T>): Promise<T> {
    try {
      return await this.#transact(context, work, 'insert');
    } catch (error) {
      if (!(error instanceof MessageThere)) throw error;
      return this.#transact(context, work, 'add');
    }
  }

  async #transact<T>(
    context: ChangeContext,
    work: (change: Change) => Promise<T>,
    send: 'insert' | 'add',
  ): Promise<T> {
    const touched = new Set<string>();
    return this.connection
      .withSession(async (session) => {
        const { change, result } = await session.withTransaction(
          async () => {
            const change = new Change(this.#parts, context, session);
            const result = await work(change);
            for (const ledger of change.touched) touched.add(ledger);
            await change.flush(send);
            return { change, result };
          },
          { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } },
        );
        change.kept();
        return result;
      })
      .finally(() => touched.forEach((ledger) => this.#memory.forget(ledger)));
  }

  /** What judging rows needs as of a moment: for previews that check before anything is written. */
  checkContext(at: Date): CheckContext {
    return this.#parts.checkContext(at);
  }

  /** Walks the whole change history against the rows (`zy audit verify`). */
  async verifyAudit(): Promise<{ entries: number; seals: number; faults: AuditFault[] }> {
    return this.audit.verify(this.#heads());
  }

  async *#heads() {
    for (const ledger of this.ledgers) {
      const fields = { code: 1, version: 1, auditHead: 1 };
      const rows = this.#parts.model(ledger).find({}, fields).lean<RowDocument>().cursor();
      for await (const row of rows as AsyncIterable<RowDocument>) {
        const { _id, code, version, auditHead } = row;
        yield { entity: ledger.name, id: String(_id), code, version, head: auditHead };
      }
    }
  }
}
