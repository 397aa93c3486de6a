import type { BodyLimits } from '../../channel/body.ts';
import type { Patience } from '../../channel/answer-in-time.ts';
import type { SendLimit, PlatformLimits } from '../../channel/rate-limit.ts';
import type { OutcomeWaits } from '../../channel/outcomes.ts';

/**
 * What the platform allows us to send, and the margins we keep from it. Beside each number stands the section of
 * feishu.md it was read from; what a card may hold is in cards/render/limits.ts.
 */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const MB = 1024 * 1024;

/**
 * 4.2: 50 a second and 1000 a minute for the app. The windows are a little wider than the platform's, because requests
 * leave evenly and arrive in bunches.
 */
const OF_APP: readonly SendLimit[] = [
  { max: 50, perMs: 1.1 * SECOND },
  { max: 1_000, perMs: MINUTE + 0.5 * SECOND },
];

/** 4.2: each group of calls has the app's limits for itself. */
export const TIERS = {
  /** create, patch, urgent */
  send: OF_APP,
  /** the delayed update of a clicked card (3.6) */
  update: OF_APP,
  upload: OF_APP,
  read: OF_APP,
} as const satisfies Record<string, readonly SendLimit[]>;
export type Tier = keyof typeof TIERS;

/**
 * 4.2: 5 a second to one person or group, and on one message. We keep to 4 a second on the average, because a group's
 * 5 are shared by all its bots; five at once are needed for a card that goes out in parts.
 */
const PER_TARGET: readonly SendLimit[] = [{ max: 5, perMs: 1.25 * SECOND }];

export const SEND_LIMITS: PlatformLimits<Tier> = { tiers: TIERS, sends: 'send', perTarget: PER_TARGET };

/**
 * 2.5: the platform waits 3 s for an answer, the way there and back included. At 2 s the result is promised for later;
 * half a second is enough to write the promise down, and the rest is for the way.
 */
export const PATIENCE: Patience = { promiseMs: 2 * SECOND, answerMs: 2.5 * SECOND };

/** Events are a few kilobytes, and messages end at 150 KB (4.2); the platform gives up on us after 3 s (2.5). */
export const BODY_LIMITS: BodyLimits = { bytes: MB, ms: 3 * SECOND };

/** How long to wait where the platform does not say. */
export const WAITS: OutcomeWaits = {
  /** 4.2: 429 without a reset header. */
  throttled: SECOND,
  /** 4.6: 230020 comes without one. */
  targetBusy: 1.1 * SECOND,
  /** 4.6: 230049, again after 1–3 s. */
  underWay: 2 * SECOND,
  /** 4.6: the card is being worked, again after 1 s. */
  locked: SECOND,
};

export const TIMES = {
  /** Our own: the SDK waits for ever (1.6). */
  request: 10 * SECOND,
  /** 1.3: a token lives two hours; it is replaced before its last minutes. */
  tokenMargin: 5 * MINUTE,
  /** 4.2: a uuid makes a repetition safe for 1 h. Beyond this, less a margin, the chat is read instead. */
  uuidWindow: 50 * MINUTE,
  /** Clocks of the platform and ours need not agree to the second. */
  clockSkew: MINUTE,
} as const;

export const SIZES = {
  /** 4.2 */
  file: 30 * MB,
  /** 4.2 */
  image: 10 * MB,
  /** 4.2 */
  download: 100 * MB,
  /** Of an error that comes as a stream (1.5): more than this is not read. */
  errorBody: 64 * 1024,
} as const;

export const COUNTS = {
  /** 4.2: characters of a uuid */
  uuid: 50,
  /** 4.1 */
  messagesPage: 50,
  /** 6.2 */
  lookup: 50,
  /** 6.3 */
  chatsPage: 100,
  /** Our own: a chat in which more than this was said since is not read to its end. */
  pagesRead: 40,
} as const;
