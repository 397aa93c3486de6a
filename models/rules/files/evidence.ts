import { EVIDENCE } from './limits.ts';
import { suffixOf } from './types.ts';

/** A file that was received: the value of a column of kind `files` is a list of these. */
export interface EvidenceFile {
  /** In the store of evidence. */
  id: string;
  name: string;
  /** In bytes. */
  size: number;
  /** The media type that its content showed. */
  type: string;
  sha256: string;
  /** When it came in, an ISO instant. */
  at: string;
}

/**
 * Where in a row the very same file is already, by its content: its number within its column, from 1; undefined when it
 * is new there. Columns of other kinds are left alone.
 */
export function sameFileIn(row: object, { sha256 }: Pick<EvidenceFile, 'sha256'>): number | undefined {
  for (const value of Object.values(row)) {
    if (!Array.isArray(value)) continue;
    const at = value.findIndex((each: unknown) => Reflect.get(Object(each), 'sha256') === sha256);
    if (at >= 0) return at + 1;
  }
  return undefined;
}

/** What to tell somebody who sends a file again. */
export const sameFileText = (name: string, place: number): string =>
  `“${name}”：这份文件已在第 ${place} 个附件中，没有重复收`;

/** A file's name as it may be kept and shown: no folders, no control or direction signs, not longer than the limit. */
export function cleanFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .trim();
  if (plain === '' || /^\.+$/.test(plain)) return '未命名文件';
  const signs = [...plain];
  if (signs.length <= EVIDENCE.nameChars) return plain;
  const suffix = suffixOf(plain);
  const kept = signs.slice(0, EVIDENCE.nameChars - suffix.length - 2).join('');
  return suffix === '' ? `${kept}…` : `${kept}….${suffix}`;
}

/** 1.2 MB, 35 KB: a size as people read it. */
export function fileSizeWords(bytes: number): string {
  const KB = 1024;
  if (bytes < KB) return `${bytes} 字节`;
  if (bytes < KB * KB) return `${Math.round(bytes / KB)} KB`;
  return `${(bytes / KB / KB).toFixed(1)} MB`;
}
