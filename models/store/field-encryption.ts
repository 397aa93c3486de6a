import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { AppError } from '../rules/errors.ts';

const PREFIX = 'enc1:';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Keeps the secret fields of ledgers (names, mobiles) unreadable in the database and its backups. */
export interface FieldEncryption {
  seal(plain: string): string;
  /** @throws AppError INTERNAL when the text was sealed with another key or was altered */
  open(sealed: string): string;
}

/** AES-256-GCM under a key derived from SECRET_KEY; each value carries its own nonce. */
export function createFieldEncryption(secretKey: string): FieldEncryption {
  const key = Buffer.from(hkdfSync('sha256', secretKey, 'zhaoyou', 'ledger-fields', 32));
  return {
    seal(plain) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return PREFIX + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(sealed) {
      if (!sealed.startsWith(PREFIX))
        throw new AppError('INTERNAL', '加密字段格式不对', { detail: 'not sealed' });
      const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64url');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES));
        decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        return (
          decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
        );
      } catch (cause) {
        throw new AppError('INTERNAL', '加密字段打不开，请检查 SECRET_KEY 是否换过', { cause });
      }
    },
  };
}
