import type { EvidenceFile } from '../../../models/rules/files/evidence.ts';
import { AppError } from '../../../models/rules/errors.ts';
import type { KeptFile } from '../../../models/store/evidence-files.ts';
import type { Ctx } from '../context.ts';

export interface OpenedEvidence {
  file: EvidenceFile;
  content: NodeJS.ReadableStream;
}

/**
 * A file of evidence for one who may read the row it belongs to; before it belongs to one, for the post that sent it.
 * Undefined for everybody else, as when there is no such file.
 */
export async function openEvidence(ctx: Ctx, id: string): Promise<OpenedEvidence | undefined> {
  const kept = await ctx.store.evidence.find(id);
  if (!kept || !(await mayOpen(ctx, kept))) return undefined;
  return { file: kept.file, content: ctx.store.evidence.content(id) };
}

async function mayOpen({ store, viewer }: Ctx, { post, row }: KeptFile): Promise<boolean> {
  if (!row) return post === viewer.post;
  const ledger = store.ledgers.find(({ name }) => name === row.ledger);
  if (!ledger) return false;
  try {
    return (await store.rows(ledger).byCode(viewer, row.code)) !== undefined;
  } catch (error) {
    if (error instanceof AppError && error.code === 'FORBIDDEN') return false;
    throw error;
  }
}
