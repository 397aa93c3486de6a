import mongoose, { type ClientSession, type Model } from 'mongoose';
import type { AnyLedger, LooseRow, RowOf } from '../../ledgers/engine/define.ts';
import { AppError } from '../../rules/errors.ts';
import type { Viewer } from '../../rules/permissions.ts';
import { demand, whereOf } from '../../rules/rights.ts';
import { and, isEverything, NOTHING, type Where } from '../../rules/where.ts';
import { refsOf } from '../../ledgers/engine/refs.ts';
import { isPlainSort, sortStages, toQuery, type Sort } from './query.ts';
import type { RowDocument } from './schema.ts';
import type { FieldEncryption } from '../field-encryption.ts';

export interface FindOptions {
  where?: Where;
  sort?: Sort;
  limit?: number;
  skip?: number;
  /** Only these fields (and id, code, version) are read: for figures over many rows. */
  fields?: readonly string[];
}

/**
 * Reading a ledger. Every read names who looks: the permit is demanded and the ledger's read scope is part of the
 * query, so a row outside it does not exist for this viewer (domain.md 0.1-11). Deleted rows are not there.
 */
export interface Rows<Row> {
  find(viewer: Viewer, options?: FindOptions): Promise<Row[]>;
  /** The same, one by one, for any number of rows in constant memory. */
  stream(viewer: Viewer, options?: FindOptions): AsyncIterable<Row>;
  count(viewer: Viewer, where?: Where): Promise<number>;
  /** By code (XM-2026-YC-0001); undefined when there is none that the viewer may see. */
  byCode(viewer: Viewer, code: string): Promise<Row | undefined>;
  byId(viewer: Viewer, id: string): Promise<Row | undefined>;
  /** Rows by database id, in ledger order of their codes; ids the viewer may not see are left out. */
  byIds(viewer: Viewer, ids: readonly string[]): Promise<Row[]>;
  /** Of these ids those of rows that the viewer may see and that pass `where`, in the order given. */
  among(viewer: Viewer, ids: readonly string[], where?: Where): Promise<string[]>;
  /** Changes whenever any row of the ledger does: for caches over a whole ledger. */
  stamp(): Promise<string>;
}

/** Turns stored documents into rows and back; the only place that knows both shapes. */
export class Codec {
  readonly #secretFields: readonly string[];
  readonly #secrets: FieldEncryption;

  constructor(ledger: AnyLedger, secrets: FieldEncryption) {
    this.#secrets = secrets;
    this.#secretFields = Object.entries(ledger.fields).flatMap(([key, field]) =>
      'secret' in field && field.secret ? [key] : [],
    );
  }

  toRow(document: RowDocument): LooseRow {
    // Leaving keys out of a rest takes V8 four times as long, and every row that is read comes by here.
    const row: Partial<RowDocument> & { id: string } = { ...document, id: String(document._id) };
    delete row._id;
    delete row.auditHead;
    for (const key of this.#secretFields) {
      const value = row[key];
      if (typeof value === 'string') row[key] = this.#secrets.open(value);
    }
    return row as LooseRow;
  }

  /** The fields as they are stored: secrets sealed. */
  toStored(row: LooseRow): Record<string, unknown> {
    const stored: Record<string, unknown> = { ...row };
    for (const key of this.#secretFields) {
      const value = stored[key];
      if (typeof value === 'string') stored[key] = this.#secrets.seal(value);
    }
    return stored;
  }

  isSecret(field: string): boolean {
    return this.#secretFields.includes(field);
  }
}

/** Is this the text of a database id? */
export const isId = (text: string): boolean => /^[0-9a-f]{24}$/.test(text);

export const toId = (text: string): mongoose.Types.ObjectId => {
  if (!isId(text)) throw new AppError('NOT_FOUND', '没有这一行', { detail: `not an id: ${text}` });
  return new mongoose.Types.ObjectId(text);
};

/** What reading a ledger stands on: its model, its codec, and the ledgers that its rows refer to. */
export interface RowsParts {
  model(ledger: AnyLedger): Model<RowDocument>;
  codec(ledger: AnyLedger): Codec;
  ledgerNamed(name: string): AnyLedger | undefined;
}

export function rowsOf<L extends AnyLedger>(
  ledger: L,
  parts: RowsParts,
  session?: ClientSession,
): Rows<RowOf<L>> {
  const model = parts.model(ledger);
  const codec = parts.codec(ledger);
  /** The viewer's rows that fit: the permit is demanded, and what a row refers to may hide it. */
  const scopeOf = async (viewer: Viewer, where: Where = {}): Promise<Where> => {
    demand(viewer, ledger.rights.read);
    return and(
      whereOf(ledger.rights.read.right, viewer),
      ...(await followed(ledger, parts, viewer, session)),
      where,
    );
  };
  const query = (scope: Where, { sort = {}, limit, skip, fields }: FindOptions) => {
    const filter = { deleted: false, ...toQuery(scope) };
    const only =
      fields && Object.fromEntries([...fields, 'code', 'version'].map((field) => [field, 1 as const]));
    const found = isPlainSort(sort)
      ? model.find(filter, only).sort(sort).lean<RowDocument[]>()
      : model
          .aggregate<RowDocument>([
            { $match: filter },
            ...sortStages(sort),
            ...(only ? [{ $project: only }] : []),
          ])
          .allowDiskUse(true);
    if (session) found.session(session);
    if (skip) found.skip(skip);
    if (limit) found.limit(limit);
    return found;
  };
  const toRow = (document: RowDocument) => codec.toRow(document) as RowOf<L>;
  const first = async (viewer: Viewer, where: Where) => {
    const [document] = await query(await scopeOf(viewer, where), { limit: 1 });
    return document && toRow(document);
  };
  const filterOf = async (viewer: Viewer, ids: readonly string[], where?: Where) => {
    const scope = toQuery(await scopeOf(viewer, where));
    return { _id: { $in: ids.filter(isId).map(toId) }, deleted: false, $and: [scope] };
  };
  const options = session ? { session } : {};
  const byIds = async (viewer: Viewer, ids: readonly string[]) => {
    const found = model.find(await filterOf(viewer, ids), null, options).sort({ code: 1 });
    return (await found.lean<RowDocument[]>()).map(toRow);
  };

  return {
    async find(viewer, options = {}) {
      return (await query(await scopeOf(viewer, options.where), options)).map(toRow);
    },
    async *stream(viewer, options = {}) {
      const scope = await scopeOf(viewer, options.where);
      for await (const document of query(scope, options).cursor({ batchSize: 500 })) yield toRow(document);
    },
    async count(viewer, where) {
      const scope = toQuery(await scopeOf(viewer, where));
      return model.countDocuments({ deleted: false, ...scope }, session ? { session } : {});
    },
    byCode: (viewer, code) => first(viewer, { code }),
    byId: async (viewer, id) => (await byIds(viewer, [id]))[0],
    byIds,
    async among(viewer, ids, where) {
      const found = await model
        .find(await filterOf(viewer, ids, where), { _id: 1 }, options)
        .lean<RowDocument[]>();
      const seen = new Set(found.map(({ _id }) => String(_id)));
      return ids.filter((id) => seen.has(id));
    },
    async stamp() {
      const [count, newest] = await Promise.all([
        model.estimatedDocumentCount(),
        model.findOne({}, { version: 1, updatedAt: 1 }).sort({ updatedAt: -1 }).lean<RowDocument>(),
      ]);
      return `${count}/${String(newest?._id)}/${newest?.version ?? 0}/${newest?.updatedAt.getTime() ?? 0}`;
    },
  };
}

/**
 * What hides rows because of the rows they refer to (domain.md 0.1-11): a report on a project that the viewer may not
 * see is not seen either. Rows that refer to nothing stay.
 */
async function followed(
  ledger: AnyLedger,
  parts: RowsParts,
  viewer: Viewer,
  session?: ClientSession,
): Promise<Where[]> {
  const refs = refsOf(ledger).filter(({ field, item }) => field.follows && item === undefined);
  const hidden = await Promise.all(
    refs.map(async ({ key, field }): Promise<Where> => {
      const to = parts.ledgerNamed(field.ref);
      const seen = to ? whereOf(to.rights.read.right, viewer) : NOTHING;
      if (!to || isEverything(seen)) return {};
      const found = parts
        .model(to)
        .find(toQuery({ none: [seen] }), { code: 1 })
        .lean<{ code: string }[]>();
      if (session) found.session(session);
      const codes = (await found).map(({ code }) => code);
      return codes.length === 0 ? {} : { [key]: { not: codes } };
    }),
  );
  return hidden.filter((where) => !isEverything(where));
}
