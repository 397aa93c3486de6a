import { SYSTEM } from '../../../models/rules/permissions.ts';
import { viewerOf, type Services } from '../context.ts';
import { resumeImport, type Confirmed } from './apply.ts';
import { importsOf, type PreparedImport } from './plan/prepared.ts';
import type { ImportPreview } from './plan/types.ts';

export { answerImport, findImport, type Answering } from './answer.ts';
export { cancelImport, confirmImport, type Confirmed } from './apply.ts';
export { prepareImport } from './prepare.ts';
export { latestImport, readForLedger, rereadImport } from './read-again.ts';
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

/** An import that a crash had left half way, and what became of it. */
export interface ResumedImport {
  post: string;
  /** The event that confirmed it, where one did. */
  confirmedBy: string | undefined;
  result: Confirmed;
}

/**
 * Takes up the imports that a crash left half way. Once at start. Another replica that is at the same one is left to it.
 */
export async function resumeImports(services: Services): Promise<ResumedImport[]> {
  const left = await importsOf(services.store).unfinished();
  const resumed: ResumedImport[] = [];
  for (const record of left) {
    const { post, head } = record;
    const viewer = post === SYSTEM.post ? SYSTEM : viewerOf(services.city, post);
    const result = await resumeImport({ ...services, viewer, channel: 'import' }, record);
    resumed.push({ post, confirmedBy: head.confirmedBy, result });
  }
  return resumed;
}
