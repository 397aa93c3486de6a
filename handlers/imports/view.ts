import type { ImportView } from '../../cards/imports/view.ts';
import { dayOf, timeOf } from '../../models/rules/time/day.ts';
import type { PreparedImport } from '../services/imports/plan/prepared.ts';
import { previewOf } from '../services/imports/service.ts';

/** The preview in the words of the card. */
export function viewOf(record: PreparedImport): ImportView {
  const { importedAt, ...preview } = previewOf(record);
  if (importedAt === undefined) return preview;
  const at = new Date(importedAt);
  return { ...preview, importedAt: `${dayOf(at)} ${timeOf(at)}` };
}
