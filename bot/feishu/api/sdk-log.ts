import type { Log } from '../../log.ts';

/** The SDK's five levels, as its clients call them. */
export type SdkLogger = Record<'error' | 'warn' | 'info' | 'debug' | 'trace', (...parts: unknown[]) => void>;

/**
 * Our log as the SDK's logger. The SDK hands over one nested array, in it whole HTTP errors with app_secret and
 * Authorization in their requests (feishu.md 1.3): of an error only its message is kept, of other objects nothing,
 * and the log itself hides what looks like a secret in a text. What the SDK calls info is for whoever looks for a fault.
 */
export function sdkLogger(log: Log): SdkLogger {
  const at = (level: 'error' | 'warn' | 'debug') => (parts: unknown[]) =>
    log[level]({ sdk: parts.flat(Infinity).map(wordsOf).join(' ') }, 'feishu sdk');
  const quiet = () => undefined;
  return {
    error: (...parts) => at('error')(parts),
    warn: (...parts) => at('warn')(parts),
    info: (...parts) => at('debug')(parts),
    // These print addresses with tickets, and what people wrote.
    debug: quiet,
    trace: quiet,
  };
}

function wordsOf(part: unknown): string {
  if (part instanceof Error) return part.message;
  return typeof part === 'object' && part !== null ? '[object]' : String(part);
}
