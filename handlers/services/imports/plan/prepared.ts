import type { ImportRecord, ImportStore } from '../../../../models/store/imports.ts';
import type { Change } from '../../../../models/store/rows/change.ts';
import type { Store } from '../../../../models/store/store.ts';
import type { ImportAnswers, ImportHead, PlanRow, UndoStep } from './types.ts';

export type Imports = ImportStore<ImportHead, ImportAnswers, PlanRow, UndoStep>;
export type PreparedImport = ImportRecord<ImportHead, ImportAnswers>;
/** A transaction as the ledger store names it. */
export type ClientSession = Change['session'];

/** The store's prepared imports, as the importer writes and reads them. */
export const importsOf = ({ imports }: Store): Imports => imports as Imports;
