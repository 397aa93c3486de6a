import type { Delivery } from '../../handlers/services/messages/channel.ts';

/**
 * What a platform's answer means for the one who sends. Each kind asks for one reaction, and `outcomeAfter` says which;
 * which code of a platform is of which kind stands in the platform's own table.
 */
export type FaultKind =
  /** The app asks too often: nothing more until the reset. */
  | 'throttled'
  /** One person, group or message gets too much. */
  | 'target-busy'
  /** The same message is being sent at this moment. */
  | 'under-way'
  /** Somebody is working the card at this moment. */
  | 'locked'
  /** The platform or the way to it is down, and nothing has happened. */
  | 'unavailable'
  /** No answer, or an internal error: the request may have taken effect all the same. */
  | 'unanswered'
  /** The access token is not valid (any more). */
  | 'token'
  /** The target takes nothing from this bot, until it shows itself again. */
  | 'target-gone'
  /** The target takes nothing as things are set now. */
  | 'target-closed'
  /** The message cannot be updated; a new one can be sent. */
  | 'message-gone'
  /** The leave to update a clicked card is used up or has expired. */
  | 'ticket-spent'
  /** The content is refused. */
  | 'refused'
  /** The request itself is wrong: a fault of ours. */
  | 'malformed'
  /** Calling the person (加急) is not possible here. */
  | 'urgent-refused'
  /** Nothing can be sent until an operator mends the configuration. */
  | 'stopped'
  /** A code that stands in no document we have. */
  | 'unexplained';

/** What an attempt met. */
export interface SendingFault {
  kind: FaultKind;
  /** For the operator and for whoever asks why a message did not come. */
  reason: string;
  /** What the platform told to wait, in milliseconds. */
  afterMs?: number | undefined;
  /** The quota that is used up is that of all sends: nothing at all goes out now. */
  whole?: boolean;
}

/** How long to wait where a platform does not say, in milliseconds; the numbers are the platform's. */
export interface OutcomeWaits {
  throttled: number;
  targetBusy: number;
  underWay: number;
  locked: number;
}

/** What becomes of a message whose sending met this fault. */
export function outcomeAfter(fault: SendingFault, waits: OutcomeWaits): Delivery {
  const { kind, reason } = fault;
  switch (kind) {
    case 'throttled':
      return {
        kind: 'wait',
        afterMs: fault.afterMs ?? waits.throttled,
        ...(fault.whole ? { whole: true } : {}),
      };
    case 'target-busy':
      return { kind: 'wait', afterMs: waits.targetBusy };
    case 'under-way':
      return { kind: 'retry', reason, afterMs: waits.underWay, unsure: true };
    case 'locked':
      return { kind: 'retry', reason, afterMs: waits.locked };
    case 'unanswered':
      return { kind: 'retry', reason, unsure: true };
    case 'unavailable':
    case 'token':
    // Whatever it is: somebody will see the reason, and a message that waits is not lost.
    case 'unexplained':
      return { kind: 'retry', reason };
    case 'target-gone':
    case 'target-closed':
      return { kind: 'dead', reason };
    // On its way to a new message these name something the message itself refers to.
    case 'message-gone':
    case 'ticket-spent':
    case 'refused':
    case 'malformed':
    case 'urgent-refused':
      return { kind: 'bad', reason };
    case 'stopped':
      return { kind: 'stopped', reason };
  }
}

/** The same after a part of the message has gone out already: whatever comes, that part is there. */
export function afterPart(delivery: Delivery): Delivery {
  if (delivery.kind === 'wait' || delivery.kind === 'stopped' || delivery.kind === 'retry') {
    const reason = 'reason' in delivery ? delivery.reason : '消息的其余部分要稍后发送';
    const afterMs = 'afterMs' in delivery ? delivery.afterMs : undefined;
    return { kind: 'retry', reason, unsure: true, ...(afterMs === undefined ? {} : { afterMs }) };
  }
  return delivery;
}

/** An attempt ends before anything was asked of the platform: what becomes of the message is known already. */
export class AttemptEnded extends Error {
  override readonly name = 'AttemptEnded';
  readonly delivery: Delivery;

  constructor(delivery: Delivery) {
    super(delivery.kind);
    this.delivery = delivery;
  }
}
