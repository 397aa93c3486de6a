import type { Delivery } from '../../../handlers/services/messages/channel.ts';
import type { FaultKind } from '../api/error-codes.ts';
import type { FeishuFault } from '../api/errors.ts';
import { type Tier, WAITS } from '../api/limits.ts';

const retry = (fault: FeishuFault, more: { afterMs?: number; unsure?: true } = {}): Delivery => ({
  kind: 'retry',
  reason: fault.reason,
  ...more,
});
const bad = ({ reason }: FeishuFault): Delivery => ({ kind: 'bad', reason });
const dead = ({ reason }: FeishuFault): Delivery => ({ kind: 'dead', reason });

/** What becomes of a message whose sending met this fault (feishu.md 4.6). */
export const OUTCOMES: Readonly<Record<FaultKind, (fault: FeishuFault) => Delivery>> = {
  throttled: (fault) => ({
    kind: 'wait',
    afterMs: fault.afterMs ?? WAITS.throttled,
    ...(tierOf(fault) === 'send' ? { whole: true } : {}),
  }),
  'target-busy': () => ({ kind: 'wait', afterMs: WAITS.targetBusy }),
  'under-way': (fault) => retry(fault, { afterMs: WAITS.underWay, unsure: true }),
  locked: (fault) => retry(fault, { afterMs: WAITS.locked }),
  unavailable: (fault) => retry(fault),
  unanswered: (fault) => retry(fault, { unsure: true }),
  token: (fault) => retry(fault),
  'target-gone': dead,
  'target-closed': dead,
  // On its way to a new message these name something the message itself refers to.
  'message-gone': bad,
  'ticket-spent': bad,
  refused: bad,
  malformed: bad,
  'urgent-refused': bad,
  stopped: ({ reason }) => ({ kind: 'stopped', reason }),
  // Whatever it is: somebody will see the reason, and a message that waits is not lost.
  unexplained: (fault) => retry(fault),
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

/** The same after a part of the message has gone out already: whatever comes, that part is there. */
export function afterPart(delivery: Delivery): Delivery {
  if (delivery.kind === 'wait' || delivery.kind === 'stopped' || delivery.kind === 'retry') {
    const reason = 'reason' in delivery ? delivery.reason : '消息的其余部分要稍后发送';
    const afterMs = 'afterMs' in delivery ? delivery.afterMs : undefined;
    return { kind: 'retry', reason, unsure: true, ...(afterMs === undefined ? {} : { afterMs }) };
  }
  return delivery;
}

/** Of a call that is made before the message or may be made twice: that its outcome is open does no harm. */
export const harmless = (fault: FeishuFault): FeishuFault =>
  fault.kind === 'unanswered' ? fault.as('unavailable') : fault;

/** The connection broke off without an answer, at once: not the way in which a platform is down. */
export const isCut = ({ code }: FeishuFault): boolean => code === 'ECONNRESET' || code === 'EPIPE';
