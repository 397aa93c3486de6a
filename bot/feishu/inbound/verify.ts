import { type EventEnvelope, envelopeOf, isJson, type Json, type Refusal } from './envelope.ts';
import { type SignatureHeaders, sameText, EncryptKey } from './crypto.ts';

/** The two secrets of the console's page 事件与回调; an empty one counts as none. */
export interface ConsoleSecrets {
  encryptKey?: string | undefined;
  verificationToken?: string | undefined;
}

/** The same, made ready once and not again for every letter. */
export interface VerifyKeys {
  seal: EncryptKey | undefined;
  token: Buffer | undefined;
}

export type Verified =
  | { kind: 'genuine'; envelope: EventEnvelope }
  | { kind: 'challenge'; challenge: string }
  | { kind: 'refused'; why: Refusal };

export const verifyKeys = ({ encryptKey, verificationToken }: ConsoleSecrets): VerifyKeys => ({
  seal: encryptKey ? new EncryptKey(encryptKey) : undefined,
  token: verificationToken ? Buffer.from(verificationToken) : undefined,
});

/**
 * Opens what came to the webhook (feishu.md 2.2, 2.3). Never throws: whatever is not from the platform is refused.
 * With an encrypt key only what is encrypted is taken, and unsigned nothing but the console's challenge, which never is
 * signed. The verification token is checked wherever we have one; without an encrypt key it is all there is.
 */
export function verifyRequest(raw: Buffer, headers: SignatureHeaders, keys: VerifyKeys): Verified {
  const { seal, token } = keys;
  if (!seal) return token ? read(raw.toString('utf8'), token) : refused('no-keys');
  const signed = headers.signature !== '';
  // Before anything is decrypted: a stranger must not be able to try out ciphertexts of their own.
  if (signed && !seal.hasSigned(raw, headers)) return refused('signature');
  const sealed = sealedIn(raw);
  if (sealed === undefined) return refused(isJson(parse(raw.toString('latin1'))) ? 'plaintext' : 'malformed');
  const text = seal.open(sealed);
  if (text === undefined) return refused('undecipherable');
  const letter = read(text, token);
  return letter.kind === 'genuine' && !signed ? refused('unsigned') : letter;
}

const HEAD = '{"encrypt":"';
const TAIL = '"}';

/** The base64 of `{"encrypt":"…"}`: cut out where it is written as the platform does, else parsed. */
function sealedIn(raw: Buffer): string | undefined {
  // Nothing but base64 is read of it, so the quickest decoding will do.
  const text = raw.toString('latin1');
  const end = text.length - TAIL.length;
  const plain = text.startsWith(HEAD) && text.indexOf('"', HEAD.length) === end && text.endsWith(TAIL);
  if (plain && !text.includes('\\')) return text.slice(HEAD.length, end);
  const outer = parse(text);
  return isJson(outer) && typeof outer.encrypt === 'string' ? outer.encrypt : undefined;
}

const refused = (why: Refusal): Verified => ({ kind: 'refused', why });

function read(text: string, token: Buffer | undefined): Verified {
  const body = parse(text);
  if (!isJson(body) || !isTame(body, MAX_DEPTH)) return refused('malformed');
  // 2.3: v2 carries it in the header; v1 and the challenge outside.
  const given = isJson(body.header) ? body.header.token : body.token;
  if (token && !sameText(given, token)) return refused('token');
  if (body.type === 'url_verification') {
    const { challenge } = body;
    return typeof challenge === 'string' ? { kind: 'challenge', challenge } : refused('malformed');
  }
  const envelope = envelopeOf(body);
  return envelope ? { kind: 'genuine', envelope } : refused('malformed');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Deeper than anything of the platform (contact events nest six levels), and far from what recursion can bear. */
const MAX_DEPTH = 32;

/** Not so deep that later code could overflow on it, and without a key that would become somebody's prototype. */
function isTame(value: object, depth: number): boolean {
  if (depth === 0) return false;
  for (const key in value) {
    if (key === '__proto__') return false;
    const inner = (value as Json)[key];
    if (typeof inner === 'object' && inner !== null && !isTame(inner, depth - 1)) return false;
  }
  return true;
}
