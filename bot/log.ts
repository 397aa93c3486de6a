import { type DestinationStream, type Logger, pino } from 'pino';

/** The log as other parts of bot/ take it. */
export type Log = Logger;

/** The service's log: one JSON line an entry, on stderr, because stdout belongs to the CLI's result. */
export function createLog(
  level: string,
  destination: DestinationStream = pino.destination({ dest: 2, sync: true }),
): Logger {
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: {
        logMethod(args, method) {
          const [first, ...rest] = args;
          const entry = first instanceof Error ? { err: first } : first;
          const message = first instanceof Error && rest.length === 0 ? [first.message] : rest;
          Reflect.apply(method, this, [redact(entry), ...message.map((part) => redact(part))]);
        },
      },
    },
    destination,
  );
  // The hook above does not see a child's bindings, and pino drops a formatter of bindings in children.
  const child: typeof log.child = Reflect.get(log, 'child');
  return Object.assign(log, {
    child(this: Logger, bindings: object, ...options: unknown[]) {
      return Reflect.apply(child, this, [redactRecord(bindings), ...options]);
    },
  });
}

const HIDDEN = '[已隐去]';
/** Compared with the key in lower case without `_` and `-`, so app_secret, appSecret and App-Secret are one. */
const SECRET_KEYS =
  /(secret|token|password|passwd|authorization|cookie|ticket|(encrypt|aes|secret|api)key|phone|mobile|openid|unionid|userid)$|^tel$/;
const MAX_DEPTH = 10;

const STRING_RULES: readonly [RegExp, string][] = [
  // A mobile number keeps its ends, so that two entries can still be told apart.
  [/(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)/g, '$1****$2'],
  // user:password@ in a connection string
  [/(:\/\/[^:/@\s]+:)[^@\s]+@/g, `$1${HIDDEN}@`],
  // ?access_token=… in an address
  [/([?&][\w-]*(?:token|secret|ticket|code|key|signature)=)[^&\s"']+/gi, `$1${HIDDEN}`],
  // "app_secret":"…" in a body that was printed as text
  [/("[\w-]*(?:secret|token|password|ticket|_key)\\?"\s*:\s*\\?")[^"\\]+/gi, `$1${HIDDEN}`],
  [/(Bearer\s+)[\w.~+/=-]+/g, `$1${HIDDEN}`],
];

/** A copy of anything without secrets and personal data: by key name at any depth, and inside strings. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactString(value);
  if (typeof value === 'number' || typeof value === 'bigint') return redactNumber(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth >= MAX_DEPTH) return '[过深]';
  if (value instanceof Error) return redactError(value, depth);
  if (ArrayBuffer.isView(value)) return `[二进制 ${value.byteLength} 字节]`;
  if (value instanceof Map) return redact(Object.fromEntries(value), depth);
  if (Array.isArray(value) || value instanceof Set) return [...value].map((item) => redact(item, depth + 1));
  return redactRecord(value, depth);
}

function redactRecord(value: object, depth = 0): Record<string, unknown> {
  const entries = Object.entries(value).map(([key, item]: [string, unknown]) => {
    const secret = SECRET_KEYS.test(key.toLowerCase().replaceAll(/[_-]/g, ''));
    const empty = item === undefined || item === null || item === '';
    return [key, secret && !empty ? HIDDEN : redact(item, depth + 1)];
  });
  return Object.fromEntries(entries);
}

const redactString = (text: string): string =>
  STRING_RULES.reduce((rest, [pattern, by]) => rest.replace(pattern, by), text);

function redactNumber(value: number | bigint): unknown {
  const text = String(value);
  const hidden = redactString(text);
  return hidden === text ? value : hidden;
}

/** Only what describes the error: HTTP clients hang the whole request, with its secrets, on theirs. */
function redactError(error: Error, depth: number): Record<string, unknown> {
  const picked: Record<string, unknown> = { type: error.name, message: error.message, stack: error.stack };
  for (const key of ['code', 'userText', 'cause'] as const) {
    if (key in error) picked[key] = Reflect.get(error, key);
  }
  return redactRecord(picked, depth);
}
