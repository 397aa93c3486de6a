import type { Card } from '../../../cards/card.ts';
import { evidenceCard, type EvidenceFacts } from '../../../cards/evidence.ts';
import { questionsOf } from '../../../models/ledgers/engine/questions.ts';
import { sameFileIn, sameFileText, type EvidenceFile } from '../../../models/rules/files/evidence.ts';
import { EVIDENCE } from '../../../models/rules/files/limits.ts';
import { manyFiles } from '../../../models/rules/files/refusals.ts';
import { AppError } from '../../../models/rules/errors.ts';
import type { Change } from '../../../models/store/rows/change.ts';
import type { Awaited, AwaitedFor, Talk } from '../../../models/store/awaited-files.ts';
import type { Ctx } from '../context.ts';
import { receiveFile, type FileStream } from './receive.ts';

/** Where somebody sends files: the channel, and the chat that they alone read. Every inbound event is one. */
export interface Talking {
  channel: string;
  privately: string;
}

const talkOf = ({ viewer }: Ctx, { channel, privately }: Talking): Talk => ({
  post: viewer.post,
  chat: `${channel}:${privately}`,
});

const aDayAgo = ({ clock }: Ctx): Date => new Date(clock.now().getTime() - EVIDENCE.unattachedMs);

/**
 * From now on what this post sends in this talk is evidence for a move, for a day or until it is handed in. What was
 * awaited here before is given up with its files.
 */
export async function awaitFiles(ctx: Ctx, where: Talking, what: AwaitedFor): Promise<Awaited> {
  const { now, before } = await ctx.store.awaited.begin(talkOf(ctx, where), what, ctx.clock.now());
  for (const { id } of before?.files ?? []) await ctx.store.evidence.discard(id);
  return now;
}

/**
 * Within a change: a successor goes on with the files that are awaited from a post and not handed in. Gives a card for
 * each of these waitings.
 */
export async function passOnAwaited(ctx: Ctx, change: Change, post: string): Promise<Card[]> {
  const left = await ctx.store.awaited.passOn(post, aDayAgo(ctx), change.session);
  return left.map((awaited) => awaitedCard(ctx, awaited));
}

/** What this post's files are awaited for in this talk; undefined when they are not. */
export const awaitedFor = (ctx: Ctx, where: Talking): Promise<Awaited | undefined> =>
  ctx.store.awaited.find(talkOf(ctx, where), aDayAgo(ctx));

/** The card of what is awaited, with what has come so far: also for whoever begins to wait. */
export const awaitedCard = (ctx: Pick<Ctx, 'store'>, awaited: Awaited): Card =>
  evidenceCard(awaitedWords(ctx, awaited));

/** What a waiting is for, in words. */
export function awaitedWords(
  { store }: Pick<Ctx, 'store'>,
  { token, ledger: name, code, event, field, files }: Awaited,
): EvidenceFacts {
  const ledger = store.ledgers.find((each) => each.name === name);
  const move = ledger?.machine?.moves.find((each) => each.event === event);
  const asked = ledger && move && questionsOf(ledger, move).find(({ key }) => key === field)?.field;
  return { token, code, column: (asked ?? ledger?.fields[field])?.label ?? '附件', files };
}

/**
 * Takes a file in for what is awaited.
 * @throws AppError INVALID when it is not kept: its content, the same file is there already, or there are too many
 */
export async function receiveAwaited(
  ctx: Ctx,
  where: Talking,
  awaited: Awaited,
  file: FileStream,
): Promise<EvidenceFile> {
  const received = await receiveFile(ctx, { ...file, field: awaited.field });
  try {
    const inRow = sameFileIn(await rowOf(ctx, awaited), received);
    if (inRow !== undefined) throw same(received, inRow);
    const { token } = awaited;
    const talk = talkOf(ctx, where);
    if (await ctx.store.awaited.add(talk, token, received, EVIDENCE.filesPerColumn)) return received;
    const now = await awaitedFor(ctx, where);
    const inHand = now?.token === token ? sameFileIn(now, received) : undefined;
    if (inHand !== undefined) throw same(received, inHand);
    throw now?.token === token ? manyFiles() : over();
  } catch (error) {
    await ctx.store.evidence.discard(received.id);
    throw error;
  }
}

const same = ({ name }: EvidenceFile, place: number): AppError =>
  new AppError('INVALID', sameFileText(name, place));

async function rowOf({ store, viewer }: Ctx, { ledger: name, code }: Awaited): Promise<object> {
  const ledger = store.ledgers.find((each) => each.name === name);
  return (ledger && (await store.rows(ledger).byCode(viewer, code))) ?? {};
}

/** What is handed in: the move, and what was filled in for it with the files in their column. */
export interface HandedIn extends Omit<AwaitedFor, 'form'> {
  values: Readonly<Record<string, string | readonly string[] | readonly EvidenceFile[]>>;
  files: readonly EvidenceFile[];
}

/**
 * What has been received for a waiting, to be handed in. It goes on until `endAwaited`, so that a refused move loses
 * nothing.
 * @throws AppError NOT_FOUND when it has ended, INVALID when no file has come yet
 */
export async function takeAwaited(ctx: Ctx, where: Talking, token: string): Promise<HandedIn> {
  const { ledger, code, version, event, field, form, files } = await demandAwaited(ctx, where, token);
  if (files.length === 0) throw new AppError('INVALID', '还没有收到文件。请先把文件发给我，再点“提交”');
  return { ledger, code, version, event, field, files, values: { ...form, [field]: files } };
}

/** A waiting by its token. @throws AppError NOT_FOUND when it has ended */
async function demandAwaited(ctx: Ctx, where: Talking, token: string): Promise<Awaited> {
  const awaited = await awaitedFor(ctx, where);
  if (awaited?.token !== token) throw over();
  return awaited;
}

const over = (): AppError =>
  new AppError('NOT_FOUND', '这张卡片已失效：文件已经提交、取消，或超过了一天。请重新打开事项再传');

/** The files are where they belong: nothing is awaited any more. */
export const endAwaited = (ctx: Ctx, where: Talking, token: string): Promise<void> =>
  ctx.store.awaited.clear(talkOf(ctx, where), token);

/** Takes one of the files off again and gives what is then awaited. @throws AppError NOT_FOUND when it has ended */
export async function removeAwaited(ctx: Ctx, where: Talking, token: string, file: string): Promise<Awaited> {
  const { files } = await demandAwaited(ctx, where, token);
  const now = await ctx.store.awaited.remove(talkOf(ctx, where), token, file);
  if (!now) throw over();
  if (files.some(({ id }) => id === file)) await ctx.store.evidence.discard(file);
  return now;
}

/** Gives the waiting up with its files; gives what was awaited. @throws AppError NOT_FOUND when it has ended */
export async function cancelAwaited(ctx: Ctx, where: Talking, token: string): Promise<Awaited> {
  const awaited = await demandAwaited(ctx, where, token);
  await endAwaited(ctx, where, token);
  for (const { id } of awaited.files) await ctx.store.evidence.discard(id);
  return awaited;
}

/**
 * Takes away what has waited for its row, or on its way, for more than a day. Gives a line for the record of the job.
 */
export async function clearFiles(ctx: Ctx): Promise<string> {
  const { store } = ctx;
  const before = aDayAgo(ctx);
  await store.awaited.clearBefore(before);
  const loose = await store.evidence.clear(before);
  const passing = await store.files.clearPutDown(before);
  return `已清理 ${loose} 个没有提交的附件，${passing} 个中转文件`;
}
