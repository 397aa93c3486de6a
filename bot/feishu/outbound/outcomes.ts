import type { Delivery } from '../../../handlers/services/messages/channel.ts';
import { outcomeAfter } from '../../channel/outcomes.ts';
import type { FeishuFault } from '../api/errors.ts';
import { type Tier, WAITS } from '../api/limits.ts';

/** What becomes of a message whose sending met this fault (feishu.md 4.6). */
export const deliveryOf = (fault: FeishuFault): Delivery => {
  const { kind, reason, afterMs } = fault;
  return outcomeAfter({ kind, reason, afterMs, whole: tierOf(fault) === 'send' }, WAITS);
};

/** Which of the app's quotas a call is of. */
const TIER_OF: Readonly<Record<string, Tier>> = {
  'card.update': 'update',
  'file.create': 'upload',
  'image.create': 'upload',
  'message.list': 'read',
  'message.resource': 'read',
};
export const tierOf = ({ facts }: FeishuFault): Tier => TIER_OF[facts.call] ?? 'send';

/** Of a call that is made before the message or may be made twice: that its outcome is open does no harm. */
export const harmless = (fault: FeishuFault): FeishuFault =>
  fault.kind === 'unanswered' ? fault.as('unavailable') : fault;

/** The connection broke off without an answer, at once: not the way in which a platform is down. */
export const isCut = ({ code }: FeishuFault): boolean => code === 'ECONNRESET' || code === 'EPIPE';
