import { SYSTEM } from '../../../models/rules/permissions.ts';
import { viewerOf, type Services } from '../context.ts';
import { resumeImport } from './apply.ts';
import { importsOf, type PreparedImport } from './plan/prepared.ts';
import type { ImportPreview } from './plan/types.ts';

export { answerImport, findImport, type Answering } from './answer.ts';
export { cancelImport, confirmImport, type Confirmed } from './apply.ts';
export { prepareImport } from './prepare.ts';
export { latestImport, rereadImport } from './read-again.ts';
export type { ImportOptions, ImportPreview } from './plan/types.ts';

/** A prepared import as cards and `--json` show it. */
export function previewOf({ _id: token, status, head }: PreparedImport): ImportPreview {
  const { counts, ready, unknown = [], fields = [] } = head;
  return {
    token,
    status,
    ...head,
    unknown,
    fields,
    open: status === 'READY' ? counts.new + counts.changed - ready : 0,
  };
}

/**
 * Takes up the imports that a crash left half way. Once at start; gives how many there were. Another replica that is
 * at the same one is left to it.
 */
export async function resumeImports(services: Services): Promise<number> {
  const left = await importsOf(services.store).unfinished();
  for (const record of left) {
    const viewer = record.post === SYSTEM.post ? SYSTEM : viewerOf(services.city, record.post);
    await resumeImport({ ...services, viewer, channel: 'import' }, record);
  }
  return left.length;
}
