import { EVIDENCE, LOOK } from '../../../../models/rules/files/limits.ts';
import { crowdedZip, largeFile, unwantedFile } from '../../../../models/rules/files/refusals.ts';
import { isRunByName } from '../../../../models/rules/files/types.ts';
import { inMemory, type Content } from './content.ts';
import { unpack, type Budget, type StoredPart } from './zip-parts.ts';

/** What systems put into a zip by themselves, and nobody has sent. */
const BY_THE_WAY = /(?:^|\/)(?:__MACOSX\/.*|\._[^/]*|\.DS_Store|Thumbs\.db|desktop\.ini)$/i;

/**
 * The files in a zip that somebody packed.
 * @throws AppError INVALID when one would be run by its name
 */
export function filesIn({ name }: Content, parts: readonly StoredPart[]): StoredPart[] {
  if (parts.some(({ path }) => isRunByName(baseOf(path)))) throw unwantedFile(name, '含有程序或脚本的压缩包');
  return parts.filter(({ path }) => !path.endsWith('/') && !BY_THE_WAY.test(path));
}

/**
 * What may still be looked through inside a zip.
 * @throws AppError INVALID for a zip that lies in too many others
 */
export function notDeeper({ name }: Content, budget: Budget): Budget {
  if (budget.depth >= LOOK.zipDepth) throw crowdedZip(name);
  return { ...budget, depth: budget.depth + 1 };
}

/**
 * A file in a zip, unpacked into memory: one at a time, and none larger than one that may come alone.
 * @throws AppError INVALID for one too many, too large, damaged, or when it would blow up
 */
export async function memberOf(content: Content, part: StoredPart, budget: Budget): Promise<Content> {
  if (budget.members-- <= 0) throw crowdedZip(content.name);
  // In refusals: “资料.zip”里的“合同.docx”.
  const name = `${content.name}”里的“${baseOf(part.path)}`;
  const pieces: Buffer[] = [];
  let size = 0;
  await unpack(content, part, budget, async (unpacked) => {
    for await (const piece of unpacked) {
      size += piece.length;
      if (size > EVIDENCE.fileBytes) throw largeFile(name);
      pieces.push(piece);
    }
  });
  return inMemory(name, Buffer.concat(pieces));
}

const baseOf = (path: string): string => path.split('/').at(-1) ?? '';
