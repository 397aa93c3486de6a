import type { AnyLedger } from './define.ts';
import type { FileRef, LooseRow, Patch } from './fields.ts';
import { kindOf } from './kinds/all.ts';
import { asRecords } from './kinds/kind.ts';

/**
 * What a move brings, as values of the row: records and files are added to those that it has, whoever brought those, and
 * never replace them.
 */
export const withAdded = ({ fields }: AnyLedger, row: object, brought: Patch): Patch =>
  Object.fromEntries(
    Object.entries(brought).map(([key, value]) => {
      const field = fields[key];
      if (!field || kindOf(field).stored !== 'objects' || !Array.isArray(value)) return [key, value];
      return [key, [...asRecords((row as LooseRow)[key]), ...value]];
    }),
  );

/** The files among what a move brings, in its records as well: they stay with the row from now on. */
export const filesBrought = ({ fields }: AnyLedger, brought: Patch): FileRef[] =>
  Object.entries(brought).flatMap(([key, value]) => {
    const field = fields[key];
    if (field?.type === 'files') return filesIn(value);
    if (field?.type !== 'list') return [];
    const parts = Object.keys(field.fields).filter((part) => field.fields[part]?.type === 'files');
    return asRecords(value ?? undefined).flatMap((record) =>
      parts.flatMap((part) => filesIn(new Map<string, unknown>(Object.entries(record)).get(part))),
    );
  });

const filesIn = (value: unknown): FileRef[] => (Array.isArray(value) ? (value as FileRef[]) : []);
