import { LOOK } from '../../../../models/rules/files/limits.ts';
import { lockedFile, sealedFile, secretFile, unwantedFile } from '../../../../models/rules/files/refusals.ts';
import { secrecyMarkIn, secrecyMarkInName } from '../../../../models/rules/files/secrecy.ts';
import {
  compoundType,
  isCommaTable,
  sniff,
  zipType,
  type TextEncoding,
} from '../../../../models/rules/files/signatures.ts';
import { type FileType } from '../../../../models/rules/files/types.ts';
import { compoundEntries, isLocked } from './compound-file.ts';
import { refuseMarked, type Content } from './content.ts';
import { pdfPieces } from './pdf-words.ts';
import { xmlWords } from './xml-words.ts';
import { filesIn, memberOf, notDeeper } from './zip-members.ts';
import { storedParts, unpack, type Budget, type StoredPart } from './zip-parts.ts';

/**
 * What a file is, by its content.
 * @throws AppError INVALID for one that is not kept: programs and scripts, locked ones, those with a secrecy mark
 * (domain.md Appendix F), damaged ones and what nobody knows
 */
export const inspect = (content: Content): Promise<FileType> =>
  look(content, { left: LOOK.unpackedBytes, members: LOOK.zipMembers, depth: 0 });

async function look(content: Content, budget: Budget): Promise<FileType> {
  const head = await content.slice(0, LOOK.headBytes);
  const seen = sniff(head);
  if ('unwanted' in seen) throw unwantedFile(content.name, seen.unwanted);
  if ('sealed' in seen) throw sealedFile(content.name, seen.sealed);
  if ('text' in seen) return inspectText(content, head, seen.text);
  if ('container' in seen)
    return seen.container === 'zip' ? inspectZip(content, budget) : inspectCompound(content);
  if (seen.type === 'application/pdf') await inspectPdf(content);
  return seen.type;
}

async function inspectText(content: Content, head: Buffer, encoding: TextEncoding): Promise<FileType> {
  await refuseMarked(decoded(content.pieces(), encoding));
  const start = new TextDecoder(encoding).decode(head);
  return isCommaTable(start) ? 'text/csv' : 'text/plain';
}

async function* decoded(pieces: AsyncIterable<Buffer>, encoding: TextEncoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const piece of pieces) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}

async function inspectZip(content: Content, budget: Budget): Promise<FileType> {
  const parts = await storedParts(content);
  const kind = zipType(parts.map(({ path }) => path));
  if ('unwanted' in kind) throw unwantedFile(content.name, kind.unwanted);
  const names = parts.map(({ path }) => path.split('/').at(-1) ?? '');
  if (names.some((name) => secrecyMarkInName(name) !== undefined)) throw secretFile();
  if (kind.type === 'application/zip') {
    await inspectMembers(content, parts, budget);
    return kind.type;
  }
  for (const part of parts.filter(({ path }) => path.toLowerCase().endsWith('.xml')))
    await unpack(content, part, budget, (pieces) => refuseMarked(xmlWords(decoded(pieces, 'utf-8'))));
  return kind.type;
}

/** Every file in a zip is judged like one that comes alone: what would be refused there does not come in packed. */
async function inspectMembers(content: Content, parts: readonly StoredPart[], budget: Budget): Promise<void> {
  const inner = notDeeper(content, budget);
  for (const part of filesIn(content, parts)) {
    const member = await memberOf(content, part, inner);
    if (member.size > 0) await look(member, inner);
    budget.members = inner.members;
    budget.left = inner.left;
  }
}

async function inspectCompound(content: Content): Promise<FileType> {
  const entries = await compoundEntries(content);
  const kind = compoundType(entries.map(({ name }) => name));
  if (kind === 'locked' || entries.some(isLocked)) throw lockedFile(content.name);
  if ('unwanted' in kind) throw unwantedFile(content.name, kind.unwanted);
  // Old documents keep their text in one of these two, at even places.
  for (const encoding of ['utf-16le', 'gb18030'] as const)
    await refuseMarked(decoded(content.pieces(), encoding));
  return kind.type;
}

async function inspectPdf(content: Content): Promise<void> {
  for await (const piece of pdfPieces(content.pieces())) {
    if ('locked' in piece) throw lockedFile(content.name);
    if (piece.words.some((words) => secrecyMarkIn(words) !== undefined)) throw secretFile();
  }
}
