import { Schema, type Connection, type Model, type SchemaDefinition, type Types } from 'mongoose';
import type { AnyLedger } from '../../ledgers/engine/define.ts';
import { kindOf } from '../../ledgers/engine/kinds/all.ts';
import type { Stored } from '../../ledgers/engine/kinds/kind.ts';

/** A row as MongoDB holds it: the envelope and the ledger's fields side by side. */
export interface RowDocument {
  _id: Types.ObjectId;
  code: string;
  version: number;
  /** Hash of the row's newest audit entry: the end of its chain. */
  auditHead: string;
  status?: string;
  since?: Date;
  actors?: Readonly<Record<string, string>>;
  deleted: boolean;
  createdAt: Date;
  createdBy: string;
  updatedAt: Date;
  updatedBy: string;
  source?: { file: string; sheet: string; row: number };
  [field: string]: unknown;
}

const ENVELOPE: SchemaDefinition = {
  code: { type: String, required: true },
  version: { type: Number, required: true },
  auditHead: { type: String, required: true },
  status: String,
  since: Date,
  actors: Object,
  deleted: { type: Boolean, required: true },
  createdAt: Date,
  createdBy: String,
  updatedAt: Date,
  updatedBy: String,
  source: { type: { file: String, sheet: String, row: Number }, _id: false },
};

const MONGO_TYPES: Readonly<Record<Stored, SchemaDefinition[string]>> = {
  string: String,
  number: Number,
  boolean: Boolean,
  objects: { type: [Schema.Types.Mixed], default: undefined },
  strings: { type: [String], default: undefined },
};

/** The mongoose model of a ledger, with its unique and query indexes. Rows that are deleted free their identity. */
export function modelOf(connection: Connection, ledger: AnyLedger): Model<RowDocument> {
  const existing = connection.models[ledger.name];
  if (existing) return existing as Model<RowDocument>;
  const fields = Object.entries(ledger.fields).map(([key, field]) => {
    if (key in ENVELOPE) throw new Error(`${ledger.name}.${key}: the name belongs to the envelope`);
    return [key, MONGO_TYPES[kindOf(field).stored]] as const;
  });
  const schema = new Schema<RowDocument>(
    { ...ENVELOPE, ...Object.fromEntries(fields) },
    {
      versionKey: false,
      autoIndex: false,
      autoCreate: false,
      minimize: false,
      suppressReservedKeysWarning: true,
    },
  );
  schema.index({ code: 1 }, { unique: true });
  schema.index({ updatedAt: -1 });
  for (const names of ledger.identity) {
    schema.index(keyed(names), { unique: true, partialFilterExpression: { deleted: false } });
  }
  for (const names of ledger.indexes ?? []) schema.index(keyed(names));
  return connection.model<RowDocument>(ledger.name, schema, collectionOf(ledger));
}

const keyed = (names: readonly string[]): Record<string, 1> =>
  Object.fromEntries(names.map((name) => [name, 1]));

/** 'monthly-reports' is kept in the collection monthly_reports. */
const collectionOf = (ledger: AnyLedger): string => ledger.name.replaceAll('-', '_');
