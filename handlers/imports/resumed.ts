import { SYSTEM } from '../../models/rules/permissions.ts';
import type { Services } from '../services/context.ts';
import { resumeImports } from '../services/imports/service.ts';
import { messageKey } from '../services/messages/keys.ts';
import { confirmedCard } from './view.ts';

/**
 * Goes on with imports that a crash left half way, and tells those who confirmed them what has become of them. Who was
 * promised an answer gets it by that promise (handlers/dispatch/late-answers.ts). Gives how many there were.
 */
export async function resumeAndTell(services: Services): Promise<number> {
  const { store, clock } = services;
  const resumed = await resumeImports(services);
  for (const { post, confirmedBy, result } of resumed) {
    const owed = confirmedBy !== undefined && (await store.deferred.has(confirmedBy));
    if (post === SYSTEM.post || owed) continue;
    const key = messageKey('import', result.record._id, 'resumed');
    const content = { card: confirmedCard(result) };
    await store.outbox.add([{ key, to: { post }, kind: 'reply', content }], clock.now());
  }
  return resumed.length;
}
