import {
  createCipheriv,
  createDecipheriv,
  createHash,
  type Decipher,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/** The headers `X-Lark-Request-Timestamp`, `X-Lark-Request-Nonce` and `X-Lark-Signature`; '' for none. */
export interface SignatureHeaders {
  timestamp: string;
  nonce: string;
  signature: string;
}

const BLOCK = 16;

/** What the Encrypt Key does: it signs and it encrypts (feishu.md 2.3). */
export class EncryptKey {
  readonly #encryptKey: string;
  readonly #key: Buffer;
  /**
   * One for all letters: to make one takes as long as to use it. CBC allows it, because the initial vector is but the
   * ciphertext block before the first: a letter fed with its vector in front comes out right behind one block of
   * rubbish, whatever went through before. So padding is ours to check.
   */
  readonly #decipher: Decipher;

  constructor(encryptKey: string) {
    this.#encryptKey = encryptKey;
    this.#key = createHash('sha256').update(encryptKey).digest();
    this.#decipher = createDecipheriv('aes-256-cbc', this.#key, Buffer.alloc(BLOCK)).setAutoPadding(false);
  }

  /** Over the exact bytes received, without separators and without HMAC; lower-case hex. */
  hasSigned(raw: Buffer, { timestamp, nonce, signature }: SignatureHeaders): boolean {
    const hash = createHash('sha256').update(timestamp + nonce + this.#encryptKey);
    return sameText(signature, Buffer.from(hash.update(raw).digest('hex')));
  }

  /** The way the platform seals: for `doctor`, which asks the running service as the console does. */
  close(text: string): string {
    const vector = randomBytes(BLOCK);
    const cipher = createCipheriv('aes-256-cbc', this.#key, vector);
    return Buffer.concat([vector, cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
  }

  /** base64 of the initial vector and AES-256-CBC with PKCS7, as text. Undefined when this key does not fit. */
  open(sealed: string): string | undefined {
    const bytes = Buffer.from(sealed, 'base64');
    // Whole blocks only: a remainder would stay in the decipher and spoil the next letter.
    if (bytes.length < 2 * BLOCK || bytes.length % BLOCK !== 0) return undefined;
    const plain = this.#decipher.update(bytes);
    const padding = plain.at(-1) ?? 0;
    const end = plain.length - padding;
    const padded = padding > 0 && padding <= BLOCK && plain.subarray(end).every((byte) => byte === padding);
    return padded ? plain.toString('utf8', BLOCK, end) : undefined;
  }
}

/** In a time that does not tell how much of it is right. */
export function sameText(given: unknown, expected: Buffer): boolean {
  if (typeof given !== 'string') return false;
  const bytes = Buffer.from(given);
  return bytes.length === expected.length && timingSafeEqual(bytes, expected);
}
