import type { Clock } from '../../../models/rules/time/clock.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { type EventEnvelope, isCallback, type Refusal, sentAt } from './envelope.ts';

/**
 * Handles one envelope and gives what goes back to the platform: `{}`, or for a click a toast and a card (feishu.md
 * 3.5). `answered` resolves when that has left the house; only then may a delayed update follow (3.6).
 */
export type HandleEvent = (envelope: EventEnvelope, answered: Promise<void>) => Promise<object>;

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
  /** How long `take` may work; the platform's patience unless given. */
  answerWithinMs?: number;
}

const DAY_MS = 86_400_000;
/**
 * Handled events are remembered for 7 days from when they came (models/store/messages/handled-events.ts), and a recorded letter stays
 * genuine for ever: one that could outlive its mark is refused. At most a day early and at most six days late make
 * seven, so no letter is young enough to be taken when its mark is gone. The platform's last retry comes after about
 * 7 h (feishu.md 2.5).
 */
const OLDEST_MS = 6 * DAY_MS;
const EARLIEST_MS = DAY_MS;

/** Why an envelope is not for us or not for now, if so. One without a time is no recording: the platform dates all. */
export function objectionTo({ header }: EventEnvelope, { appId, clock }: Intake): Refusal | undefined {
  if (header.app_id !== appId) return 'app';
  if (header.create_time === undefined) return undefined;
  const age = clock.now().getTime() - sentAt(header.create_time);
  return age <= OLDEST_MS && age >= -EARLIEST_MS ? undefined : 'stale';
}

/** The platform waits 3 s (feishu.md 2.5); the rest is for the way there and back. */
const ANSWER_WITHIN_MS = 2_500;

/**
 * Has an envelope handled and gives the answer, in time whatever happens. Undefined is a failure that the platform must
 * see, so that it brings the event again; a click comes only once (2.5), so its person is told instead.
 */
export function answerInTime(
  envelope: EventEnvelope,
  answered: Promise<void>,
  intake: Intake,
): Promise<object | undefined> {
  const { answerWithinMs = ANSWER_WITHIN_MS } = intake;
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(failure(tooSlow(), 'info', envelope, intake)), answerWithinMs);
    void taken(envelope, answered, intake).then((answer) => {
      clearTimeout(timer);
      return resolve(answer);
    });
  });
}

/** Never rejects. */
async function taken(
  envelope: EventEnvelope,
  answered: Promise<void>,
  intake: Intake,
): Promise<object | undefined> {
  try {
    return await intake.take(envelope, answered);
  } catch (error) {
    return failure(error, 'error', envelope, intake);
  }
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
