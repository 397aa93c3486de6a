import { cleanFileName, type EvidenceFile } from '../../../models/rules/files/evidence.ts';
import { EVIDENCE } from '../../../models/rules/files/limits.ts';
import { emptyFile, largeFile, secretFile, unwantedFile } from '../../../models/rules/files/refusals.ts';
import { secrecyMarkInName } from '../../../models/rules/files/secrecy.ts';
import { isRunByName, namedAs } from '../../../models/rules/files/types.ts';
import type { Ctx } from '../context.ts';
import type { Content } from './inspect/content.ts';
import { inspect } from './inspect/inspect.ts';

/** A file on its way in. */
export interface FileStream {
  name: string;
  stream: AsyncIterable<Uint8Array>;
  /** The column that it is meant for, where the page says so. */
  field?: string;
}

/**
 * Takes a file in as evidence: streams it into the store, looks at what it is, and gives it as a column of kind `files`
 * holds it. It belongs to no row yet: `Change.attach` ties it to one, and without that it is cleared after a day.
 * @throws AppError INVALID in words for whoever sent it when it is not kept; then nothing of it is
 */
export async function receiveFile(ctx: Ctx, { name: given, stream }: FileStream): Promise<EvidenceFile> {
  const { store, clock, viewer } = ctx;
  const name = cleanFileName(given);
  if (secrecyMarkInName(given) !== undefined) throw secretFile();
  if (isRunByName(name)) throw unwantedFile(name, '程序、脚本或网页一类的文件');
  const at = clock.now();
  const taken = await store.evidence.take(stream, {
    name,
    post: viewer.post,
    at,
    limit: EVIDENCE.fileBytes,
  });
  if (!taken) throw largeFile(name);
  try {
    if (taken.size === 0) throw emptyFile(name);
    const type = await inspect(contentOf(ctx, name, taken));
    return await store.evidence.settle(taken.id, { name: namedAs(name, type), type });
  } catch (error) {
    await store.evidence.discard(taken.id);
    throw error;
  }
}

const contentOf = (
  { store: { evidence } }: Ctx,
  name: string,
  { id, size }: { id: string; size: number },
): Content => ({
  name,
  size,
  slice: (from, to) => evidence.slice(id, from, Math.min(to, size)),
  pieces: (from = 0, to = size) => evidence.content(id, { start: from, end: to }),
});
