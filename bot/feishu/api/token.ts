import type { Clock } from '../../../models/rules/time/clock.ts';
import { TIMES } from './limits.ts';

export interface Token {
  value: string;
  lifeMs: number;
}

export interface TokenSource {
  /** A token that is valid for minutes to come. */
  current(): Promise<string>;
  /** The platform says that this one is not valid: it is not given out again. */
  drop(value: string): void;
}

/**
 * The tenant token, fetched once for all who need it at a time and kept until shortly before its end (feishu.md 1.3:
 * the SDK's own cache does neither the one nor goes by our clock). A failure is not kept: the next call asks again.
 */
export function createTokenSource(fetchToken: () => Promise<Token>, clock: Clock): TokenSource {
  let held: { value: string; until: number } | undefined;
  let underWay: Promise<string> | undefined;
  const now = () => clock.now().getTime();
  const fresh = async () => {
    // Counted from before the request: its answer may have been long on the way.
    const asked = now();
    const { value, lifeMs } = await fetchToken();
    held = { value, until: asked + lifeMs - TIMES.tokenMargin };
    return value;
  };
  return {
    current() {
      if (held && now() < held.until) return Promise.resolve(held.value);
      underWay ??= fresh().finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
    drop(value) {
      if (held?.value === value) held = undefined;
    },
  };
}
