import { z } from 'zod';
import { importCard, importDoneCard, importPageCard } from '../../cards/imports/import.ts';
import type { ImportView } from '../../cards/imports/view.ts';
import { dayOf, timeOf } from '../../models/rules/time/day.ts';
import type { PreparedImport } from '../services/imports/plan/prepared.ts';
import { previewOf, type Confirmed } from '../services/imports/service.ts';

/** The preview in the words of the card. */
export function viewOf(record: PreparedImport): ImportView {
  const { importedAt, ...preview } = previewOf(record);
  if (importedAt === undefined) return preview;
  const at = new Date(importedAt);
  return { ...preview, importedAt: `${dayOf(at)} ${timeOf(at)}` };
}

/** An action on a preview says where it was clicked. */
export const onPreview = z.object({
  token: z.string().min(1, '缺少导入编号'),
  place: z.literal('page').optional().catch(undefined),
});

/** The preview as it then is, where it was clicked: short in a chat, whole on its page. */
export const previewCard = (record: PreparedImport, { place }: { place?: 'page' | undefined }) =>
  place === 'page' ? importPageCard(viewOf(record)) : importCard(viewOf(record));

/** What was written, or the preview as it now is where the ledger has changed since. */
export const confirmedCard = (result: Confirmed) =>
  result.kind === 'done' ? importDoneCard(viewOf(result.record), result) : importCard(viewOf(result.record));
