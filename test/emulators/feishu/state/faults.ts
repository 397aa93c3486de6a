import type { Random } from './random.ts';
import type { RouteName } from '../api/routes/all.ts';
import { type Code, Refusal } from '../errors.ts';

/**
 * Misfortunes on command. `before`: the request has no effect. `after`: it has, and only the answer suffers. The codes
 * stand in feishu.md 4.6.
 */
export const FAULTS = {
  /** Connection cut before anything happened. */
  reset: { when: 'before', cut: true },
  /** The request took effect, its answer is lost. */
  lost: { when: 'after', cut: true },
  /** The request took effect, its answer comes after `delay` of the emulator's clock. */
  slow: { when: 'after' },
  throttled: { when: 'before', code: 99991400 },
  'target-throttled': { when: 'before', code: 230020 },
  'server-error': { when: 'before', code: 2200 },
  /** A gateway's page, not JSON. */
  'bad-gateway': { when: 'before', html: 502 },
  /** 6.4 */
  'login-busy': { when: 'before', code: 20072 },
  'token-expired': { when: 'before', code: 99991663 },
  'still-sending': { when: 'before', code: 230049 },
  'card-locked': { when: 'before', code: 230099, more: 'ErrCode: 11310; ErrMsg: card action is lock; ' },
  'quota-used-up': { when: 'before', code: 99991403 },
  'ip-refused': { when: 'before', code: 99991401 },
  'sensitive-words': { when: 'before', code: 230022 },
  'upload-stopped': { when: 'before', code: 232096 },
  /** Events (2.5): the same event twice, … */
  duplicate: { when: 'event' },
  /** … the same message under another event_id, … */
  'duplicate-new-id': { when: 'event' },
  /** … an event that arrives after `delay`, behind later ones, … */
  'late-event': { when: 'event' },
  /** … an answer that gets lost, so that the event is retried although it was taken. */
  'answer-lost': { when: 'event' },
} as const satisfies Record<string, Effect>;
export type FaultName = keyof typeof FAULTS;

interface Effect {
  when: 'before' | 'after' | 'event';
  cut?: true;
  code?: Code;
  html?: number;
  more?: string;
}

export interface FaultRule {
  fault: FaultName;
  /** Only this call; every call but the token's when left out. */
  route?: RouteName;
  /** Strikes so many times, then is gone; 1 unless `share` is given. */
  times?: number;
  /** Strikes this share of requests, by the emulator's seed. */
  share?: number;
  /** `slow`: milliseconds of the emulator's clock; 30 s unless given. `throttled`: what the reset header says. */
  delay?: number;
}

export interface Struck {
  fault: FaultName;
  effect: Effect;
  delay: number;
}

export class Faults {
  readonly #random: Random;
  #rules: (FaultRule & { left: number })[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** Orders a misfortune; gives the way to call it off. */
  order(rule: FaultRule): () => void {
    const entry = { ...rule, left: rule.times ?? (rule.share === undefined ? 1 : Infinity) };
    this.#rules.push(entry);
    return () => {
      this.#rules = this.#rules.filter((each) => each !== entry);
    };
  }

  calm(): void {
    this.#rules = [];
  }

  /** What strikes this request. A rule with a share rolls the dice once a request. */
  strike(route: RouteName): Struck | undefined {
    const meets = (rule: FaultRule) => (rule.route === undefined ? route !== 'token' : rule.route === route);
    return this.#roll((rule) => FAULTS[rule.fault].when !== 'event' && meets(rule));
  }

  /** What strikes this event on its way to the service. */
  strikeEvent(): Struck | undefined {
    return this.#roll((rule) => FAULTS[rule.fault].when === 'event');
  }

  #roll(fits: (rule: FaultRule) => boolean): Struck | undefined {
    const fitting = this.#rules.filter((rule) => rule.left > 0 && fits(rule));
    const rule = fitting.find((each) => each.share === undefined || this.#random.next() < each.share);
    if (!rule) return undefined;
    rule.left--;
    return { fault: rule.fault, effect: FAULTS[rule.fault], delay: rule.delay ?? 30_000 };
  }
}

/** The refusal a `before` fault answers with. */
export function refusalOf({ effect, delay }: Struck): Refusal | undefined {
  if (effect.code === undefined) return undefined;
  const headers = effect.code === 99991400 ? rateHeaders(50, Math.min(delay, 1000)) : {};
  return new Refusal(effect.code, effect.more, { headers });
}

/** 4.2: the reset is in whole seconds. */
export const rateHeaders = (limit: number, wait: number): Record<string, string> => ({
  'x-ogw-ratelimit-limit': String(limit),
  'x-ogw-ratelimit-reset': String(Math.max(1, Math.ceil(wait / 1000))),
});
