import { oncePer } from '../../rules/once-per.ts';
import type { AnyLedger } from './define.ts';
import type { RefField } from './fields.ts';

/** A field that names rows of another ledger. */
export interface LedgerRef {
  key: string;
  /** Where the field is a part of a list's records: its key there. */
  item?: string;
  field: RefField;
}

/** Every field of a ledger that names rows of another, parts of its lists among them. */
export const refsOf = oncePer(({ fields }: AnyLedger): readonly LedgerRef[] =>
  Object.entries(fields).flatMap(([key, field]): LedgerRef[] => {
    if (field.type === 'ref') return [{ key, field }];
    if (field.type !== 'list') return [];
    return Object.entries(field.fields).flatMap(([item, part]) =>
      part.type === 'ref' ? [{ key, item, field: part }] : [],
    );
  }),
);
