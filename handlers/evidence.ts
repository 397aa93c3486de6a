import { z } from 'zod';
import type { Say } from '../cards/card.ts';
import { evidenceCancelledCard } from '../cards/evidence.ts';
import { AppError } from '../models/rules/errors.ts';
import { misnamedNote } from '../models/rules/files/types.ts';
import type { Awaited } from '../models/store/awaited-files.ts';
import type { Ctx } from './services/context.ts';
import {
  awaitedCard,
  awaitedFor,
  awaitedWords,
  cancelAwaited,
  endAwaited,
  receiveAwaited,
  removeAwaited,
  takeAwaited,
  type HandedIn,
} from './services/files/awaited.ts';
import type { Inbound, IncomingFile, Reply } from './inbound.ts';
import { action, type ActionRow } from './action.ts';

/** Files that came while some were awaited: each is taken in or told why not, and the card lists what is there. */
export async function receiveEvidence(
  ctx: Ctx,
  inbound: Inbound,
  awaited: Awaited,
  files: readonly IncomingFile[],
): Promise<Reply> {
  const names: string[] = [];
  const lines: string[] = [];
  for (const file of files) {
    try {
      const stream = await file.open();
      const received = await receiveAwaited(ctx, inbound, awaited, { name: file.name, stream });
      names.push(received.name);
      const note = misnamedNote(received);
      if (note) lines.push(note);
    } catch (error) {
      const fault = AppError.from(error);
      // The platform may bring a message again; the others of it would then be told as sent twice.
      if (fault.report || (fault.code === 'UNAVAILABLE' && files.length === 1)) throw fault;
      lines.push(fault.userText);
    } finally {
      await file.forget();
    }
  }
  const head = `收到 ${names.length} 个文件：${names.join('、')}。还可以继续发；发完请点“提交”。`;
  const say: Say[] = [{ text: [...(names.length > 0 ? [head] : []), ...lines].join('\n') }];
  const now = await awaitedFor(ctx, inbound);
  if (now?.token === awaited.token) say.push({ card: awaitedCard(ctx, now) });
  return { say };
}

/** Hands the files in: makes the move they were awaited for. Throws what refuses it; nothing is lost then. */
export type SubmitEvidence = (ctx: Ctx, handedIn: HandedIn, inbound: Inbound) => Promise<Reply>;

const token = z.string().min(1, '缺少编号').max(60, '缺少编号');

/** What the card of evidence can do. @param submit makes the move that the files were awaited for */
export const evidenceActions = (submit: SubmitEvidence): readonly ActionRow[] => [
  action({
    action: 'evidence.submit',
    input: z.object({ token }),
    async run(ctx, input, inbound): Promise<Reply> {
      const reply = await submit(ctx, await takeAwaited(ctx, inbound, input.token), inbound);
      await endAwaited(ctx, inbound, input.token);
      return reply;
    },
  }),
  action({
    action: 'evidence.remove',
    input: z.object({ token, file: z.string().max(60) }),
    async run(ctx, input, inbound): Promise<Reply> {
      const now = await removeAwaited(ctx, inbound, input.token, input.file);
      return { toast: { tone: 'info', text: '已删除' }, card: awaitedCard(ctx, now) };
    },
  }),
  action({
    action: 'evidence.cancel',
    input: z.object({ token }),
    async run(ctx, input, inbound): Promise<Reply> {
      return {
        card: evidenceCancelledCard(awaitedWords(ctx, await cancelAwaited(ctx, inbound, input.token))),
      };
    },
  }),
];
