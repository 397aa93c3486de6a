import { sameFileIn, sameFileText, type EvidenceFile } from '../../../models/rules/files/evidence.ts';
import { manyFiles } from '../../../models/rules/files/refusals.ts';
import { EVIDENCE } from '../../../models/rules/files/limits.ts';
import { AppError } from '../../../models/rules/errors.ts';
import type { Ctx } from '../context.ts';

/**
 * The files behind what a form sends for its input of kind `files`: their ids, in order. A file that is in the row
 * already, or twice in the form, is told and not kept twice.
 * @throws AppError INVALID for an id that is gone or was not sent by this post, for a repetition, and for too many
 */
export async function chosenFiles(
  ctx: Ctx,
  ids: string | readonly string[] | undefined,
  row: object = {},
): Promise<EvidenceFile[]> {
  const { store, viewer } = ctx;
  const wanted = [ids ?? []].flat().filter((id) => id !== '');
  if (wanted.length > EVIDENCE.filesPerColumn) throw manyFiles();
  const chosen: EvidenceFile[] = [];
  for (const id of wanted) {
    const kept = await store.evidence.find(id);
    if (!kept || kept.row || kept.post !== viewer.post)
      throw new AppError('INVALID', '附件已失效，请重新选择文件再提交', { detail: `${viewer.post}: ${id}` });
    const place = sameFileIn(row, kept.file) ?? sameFileIn({ chosen }, kept.file);
    if (place !== undefined) {
      if (chosen.every((file) => file.id !== id)) await store.evidence.discard(id);
      throw new AppError('INVALID', sameFileText(kept.file.name, place));
    }
    chosen.push(kept.file);
  }
  return chosen;
}
