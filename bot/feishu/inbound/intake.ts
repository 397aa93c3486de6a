import type { Clock } from '../../../models/rules/time/clock.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { answerInTime, type Patience, type Waiting } from '../../channel/answer-in-time.ts';
import { isTimely } from '../../channel/event-age.ts';
import { PATIENCE } from '../api/limits.ts';
import { type EventEnvelope, isCallback, type Refusal, sentAt } from './envelope.ts';

/** What the handling of an envelope is told of the platform, which waits for its answer. */
export interface PlatformWaiting extends Waiting {
  /** Resolves when the answer has left the house; only then may a delayed update follow (feishu.md 3.6). */
  answered: Promise<void>;
}

/** Handles one envelope and gives what goes back to the platform: `{}`, or for a click a toast and a card (3.5). */
export type HandleEvent = (envelope: EventEnvelope, waiting: PlatformWaiting) => Promise<object>;

/** Where what came in goes and who hears of it: the same for the webhook and for the long connection. */
export interface Intake {
  appId: string;
  clock: Clock;
  take: HandleEvent;
  /** Something genuine came, of this event type. */
  onGenuine: (type: string) => void;
  onRefused: (why: Refusal) => void;
  /** `take` failed or was too slow; whoever waits has been told. */
  onFault: (error: AppError, about: { type: string; event: string }) => void;
  /** The platform's own unless given. */
  patience?: Patience;
}

/**
 * Why an envelope is not for us or not for now, if so. One without a time is no recording: the platform dates all. Its
 * last retry comes after about 7 h (feishu.md 2.5).
 */
export function objectionTo({ header }: EventEnvelope, { appId, clock }: Intake): Refusal | undefined {
  if (header.app_id !== appId) return 'app';
  if (header.create_time === undefined) return undefined;
  return isTimely(sentAt(header.create_time), clock.now()) ? undefined : 'stale';
}

/**
 * Has an envelope handled and gives the answer, in time whatever happens. Undefined is a failure that the platform must
 * see, so that it brings the event again; a click comes only once (2.5), so its person is told instead.
 */
export function answerEnvelope(
  envelope: EventEnvelope,
  answered: Promise<void>,
  intake: Intake,
): Promise<object | undefined> {
  const { patience = PATIENCE, take } = intake;
  return answerInTime<object | undefined>(({ late }) => take(envelope, { answered, late }), patience, {
    tooSlow: () => failure(tooSlow(), 'info', envelope, intake),
    failed: (error) => failure(error, 'error', envelope, intake),
  });
}

const tooSlow = () =>
  new AppError('UNAVAILABLE', '处理时间较长，请稍后查看结果', { detail: 'no answer in time' });

function failure(
  error: unknown,
  type: 'info' | 'error',
  envelope: EventEnvelope,
  { onFault }: Intake,
): object | undefined {
  const fault = AppError.from(error);
  onFault(fault, { type: envelope.header.event_type, event: envelope.header.event_id });
  return isCallback(envelope) ? { toast: { type, content: fault.userText } } : undefined;
}
