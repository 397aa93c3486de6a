import { LOOK } from '../../../../../../models/rules/files/limits.ts';
import { encodingOf } from '../../../../../../models/rules/files/signatures.ts';

/** A text file's words: UTF-8 or UTF-16 with or without its mark, else GB 18030 as Chinese programs save. */
export function decodeText(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes.subarray(0, LOOK.headBytes));
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return new TextDecoder(encoding).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Beyond its beginning as well: most of a file may be ASCII.
    return new TextDecoder('gb18030').decode(bytes);
  }
}
