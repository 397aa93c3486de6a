import { createHash } from 'node:crypto';
import type { Connection, Model, Schema } from 'mongoose';
import type { CheckContext } from '../ledgers/engine/check.ts';
import type { AnyLedger, RowOf } from '../ledgers/engine/define.ts';
import { PERMITS, type Permit } from '../rules/rights.ts';
import { AwaitedFiles } from './awaited-files.ts';
import { EvidenceFiles } from './evidence-files.ts';
import { AuditLog, type AuditFault } from './rows/audit.ts';
import { KnownChats } from './messages/known-chats.ts';
import { Change } from './rows/change.ts';
import type { ChangeContext } from './rows/change-context.ts';
import { counterModel } from './rows/codes.ts';
import { FileStore } from './files.ts';
import { DeferredEvents } from './messages/deferred-events.ts';
import { ShortCache } from './short-cache.ts';
import { MessageThere, Outbox } from './messages/outbox.ts';
import type { StoreParts } from './store-parts.ts';
import { PlatformFiles } from './messages/platform-files.ts';
import { Quotas } from './messages/quotas.ts';
import { Codec, rowsOf, type Rows } from './rows/rows.ts';
import { Runs } from './runs.ts';
import { modelOf, type RowDocument } from './rows/schema.ts';
import type { FieldEncryption } from './field-encryption.ts';
import { ImportStore } from './imports.ts';
import { HandledEvents } from './messages/handled-events.ts';
import { Notices } from './messages/notices.ts';
import { Settings } from './settings.ts';
import { Timers } from './timers.ts';

export interface StoreOptions {
  ledgers: readonly AnyLedger[];
  secrets: FieldEncryption;
  checkContext: (at: Date) => CheckContext;
  /** What falls due on a row; absent: nothing does. */
  deadlineOf?: StoreParts['deadlineOf'];
}

/** A collection with its indexes. */
interface Made extends Pick<Model<unknown>, 'modelName' | 'createCollection' | 'collection'> {
  schema: Pick<Schema, 'indexes'>;
}

/** Makes a collection and its indexes, all of them by one command: one by one each waits for the disk. */
async function make(model: Made): Promise<void> {
  const indexes = model.schema.indexes().map(([key, { unique, ...options }]) => ({
    ...options,
    key: key as Record<string, 1 | -1>,
    unique: unique === true,
  }));
  // Indexes make their collection along with them.
  if (indexes.length > 0) await model.collection.createIndexes(indexes);
  else await model.createCollection();
}

/** Where the store notes which collections and indexes it has made. */
const PREPARED = 'store:prepared';

/**
 * Everything that is kept, in one MongoDB. Reading goes through `rows`, writing through `change`; both know the
 * viewer, so no path leads around the permits and scopes.
 */
export class Store {
  readonly connection: Connection;
  readonly audit: AuditLog;
  readonly outbox: Outbox;
  readonly deferred: DeferredEvents;
  readonly handled: HandledEvents;
  readonly runs: Runs;
  readonly settings: Settings;
  readonly timers: Timers;
  readonly notices: Notices;
  readonly files: FileStore;
  readonly evidence: EvidenceFiles;
  readonly awaited: AwaitedFiles;
  readonly knownChats: KnownChats;
  readonly quotas: Quotas;
  readonly platformFiles: PlatformFiles;
  readonly imports: ImportStore;
  readonly ledgers: readonly AnyLedger[];
  readonly #parts: StoreParts;
  readonly #shortCache = new ShortCache();

  constructor(connection: Connection, options: StoreOptions) {
    const { ledgers, secrets, checkContext, deadlineOf } = options;
    const permits = new Map(
      [...Object.values(PERMITS), ...ledgers.flatMap(({ rights }) => Object.values(rights))].map(
        (permit: Permit) => [permit.name, permit],
      ),
    );
    this.connection = connection;
    this.ledgers = ledgers;
    this.audit = new AuditLog(connection);
    this.outbox = new Outbox(connection);
    this.deferred = new DeferredEvents(connection);
    this.handled = new HandledEvents(connection);
    this.runs = new Runs(connection);
    this.settings = new Settings(connection);
    this.files = new FileStore(connection, (name) => permits.get(name));
    this.evidence = new EvidenceFiles(connection);
    this.awaited = new AwaitedFiles(connection);
    this.timers = new Timers(connection);
    this.notices = new Notices(connection);
    this.knownChats = new KnownChats(connection);
    this.quotas = new Quotas(connection);
    this.platformFiles = new PlatformFiles(connection);
    this.imports = new ImportStore(connection);
    const codecs = new Map(ledgers.map((ledger) => [ledger.name, new Codec(ledger, secrets)]));
    this.#parts = {
      model: (ledger) => modelOf(connection, ledger),
      ledgerNamed: (name) => ledgers.find((ledger) => ledger.name === name),
      codec: (ledger) => codecs.get(ledger.name) ?? new Codec(ledger, secrets),
      checkContext,
      counters: counterModel(connection),
      audit: this.audit,
      outbox: this.outbox,
      handled: this.handled,
      evidence: this.evidence,
      timers: this.timers,
      notices: this.notices,
      deadlineOf: deadlineOf ?? (() => undefined),
    };
  }

  get #models(): readonly Made[] {
    return [
      ...this.ledgers.map((ledger) => this.#parts.model(ledger)),
      this.#parts.counters,
      this.audit.model,
      this.audit.seals,
      this.outbox.model,
      this.deferred.model,
      this.handled.model,
      this.runs.model,
      this.settings.model,
      this.timers.model,
      this.notices.model,
      this.timers.outcomes,
      this.knownChats.chats,
      this.knownChats.gone,
      this.awaited.model,
      this.imports.records,
      this.imports.chunks,
    ];
  }

  /** Makes collections and indexes. Once at start; repeating it is harmless. */
  async prepare(): Promise<void> {
    await Promise.all([
      ...this.#models.map(make),
      this.files.prepare(),
      this.evidence.prepare(),
      this.quotas.prepare(),
      this.platformFiles.prepare(),
    ]);
    await this.#giveStates();
    await this.settings.set(PREPARED, this.#plan());
  }

  /** Rows from before their ledger had a machine begin in its first state, as of their last change. */
  async #giveStates(): Promise<void> {
    for (const ledger of this.ledgers)
      if (ledger.machine)
        await this.#parts
          .model(ledger)
          .collection.updateMany({ status: { $exists: false } }, [
            { $set: { status: ledger.machine.initial, since: '$updatedAt' } },
          ]);
  }

  /** The same where these collections and indexes have not been made before. */
  async prepareOnce(): Promise<void> {
    if ((await this.settings.get<string>(PREPARED)) !== this.#plan()) await this.prepare();
  }

  /** What is to be made, as one short text. */
  #plan(): string {
    const made = this.#models.map(({ modelName, schema }) => [modelName, schema.indexes()]);
    return createHash('sha256').update(JSON.stringify(made)).digest('base64');
  }

  rows<L extends AnyLedger>(ledger: L): Rows<RowOf<L>> {
    return rowsOf(ledger, this.#parts);
  }

  /** What `read` finds out about a ledger, at most a second old, older than no change made here (short-cache.ts). */
  recent<T>(ledger: AnyLedger, question: string, read: () => Promise<T>): Promise<T> {
    return this.#shortCache.recall(ledger.name, question, read);
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
      .finally(() => touched.forEach((ledger) => this.#shortCache.forget(ledger)));
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
