import type { Clock } from '../../models/rules/time/clock.ts';

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

export interface TokenSourceParts {
  fetchToken: () => Promise<Token>;
  /** How long before its end a token is replaced. */
  marginMs: number;
  clock: Clock;
}

/**
 * A platform's access token, fetched once for all who need it at a time and kept until shortly before its end. A
 * failure is not kept: the next call asks again.
 */
export function createTokenSource({ fetchToken, marginMs, clock }: TokenSourceParts): TokenSource {
  let held: { value: string; until: number } | undefined;
  let underWay: Promise<string> | undefined;
  const now = () => clock.now().getTime();
  const fresh = async () => {
    // Counted from before the request: its answer may have been long on the way.
    const asked = now();
    const { value, lifeMs } = await fetchToken();
    held = { value, until: asked + lifeMs - marginMs };
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
