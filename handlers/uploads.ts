import { z } from 'zod';
import type { Card, Say } from '../cards/card.ts';
import { importCancelledCard, importCard, importPageCard } from '../cards/imports/import.ts';
import { importRowsCard } from '../cards/imports/rows.ts';
import { ROW_FILTERS, type RowFilter } from '../cards/imports/view.ts';
import { AppError } from '../models/rules/errors.ts';
import type { Ctx } from './services/context.ts';
import { awaitedFor } from './services/files/awaited.ts';
import { markedWorkbook } from './services/imports/mark.ts';
import {
  answerImport,
  cancelImport,
  confirmImport,
  findImport,
  latestImport,
  prepareImport,
  readForLedger,
  rereadImport,
  type Confirmed,
} from './services/imports/service.ts';
import { pageOfRows } from './services/imports/preview/rows-read.ts';
import type { PreparedImport } from './services/imports/plan/prepared.ts';
import { DUPLICATE_CHOICES, UNITS_SAID, type DuplicateChoice } from './services/imports/plan/types.ts';
import { receiveEvidence } from './evidence.ts';
import { confirmedCard, onPreview, previewCard, viewOf } from './imports/view.ts';
import type { Inbound, IncomingFile, Reply, UploadedFile } from './inbound.ts';
import { action, type ActionRow } from './action.ts';

/**
 * What files sent to the bot do: where evidence is awaited they are that. Else each is an import: its preview comes back,
 * nothing is written; several files are several imports, each with its own preview or its own fault.
 */
export async function receiveFiles(
  ctx: Ctx,
  inbound: Inbound & { kind: 'files' },
  files: readonly IncomingFile[],
): Promise<Reply> {
  if (inbound.chat.kind === 'group') {
    throw new AppError('INVALID', '台账里有企业信息，请在与我的单聊里发送文件，不要发在群里');
  }
  const awaited = await awaitedFor(ctx, inbound);
  return awaited ? receiveEvidence(ctx, inbound, awaited, files) : importFiles(ctx, files);
}

async function importFiles(ctx: Ctx, files: readonly IncomingFile[]): Promise<Reply> {
  const say: Say[] = [];
  if (files.length > 1) {
    const names = files.map(({ name }) => `“${name}”`).join('、');
    say.push({ text: `收到 ${files.length} 个文件：${names}。下面逐个预览，请分别确认` });
  }
  for (const file of files) say.push(await received(ctx, file, files.length > 1));
  return { say };
}

async function received(ctx: Ctx, file: IncomingFile, oneOfSeveral: boolean): Promise<Say> {
  try {
    return { card: importCard(viewOf(await prepareImport(ctx, { file: await whole(file) }))) };
  } catch (error) {
    const fault = AppError.from(error);
    if (!oneOfSeveral || fault.report) throw fault;
    return { text: `“${file.name}”：${fault.userText}` };
  }
}

/** Workbooks are read from memory: their parts lie all over the file. */
async function whole(file: IncomingFile): Promise<UploadedFile> {
  const pieces: Uint8Array[] = [];
  for await (const piece of await file.open()) pieces.push(piece);
  return { name: file.name, bytes: Buffer.concat(pieces) };
}

/** How an import stands by now, for one who clicked an old preview of it; undefined while it is being written. */
async function standing(ctx: Ctx, { token, place }: z.infer<typeof onPreview>): Promise<Card | undefined> {
  const record = await findImport(ctx, token);
  const { status, head } = record;
  if (head.next !== undefined) return previewCard(await latestImport(ctx, token), { place });
  if (status === 'DONE' && head.written) return confirmedCard({ kind: 'done', record, ...head.written });
  return status === 'CANCELLED' ? importCancelledCard(viewOf(record)) : undefined;
}

function confirmed(result: Confirmed): Reply {
  const card = confirmedCard(result);
  // The card that takes the preview's place says what was written.
  if (result.kind === 'done') return { card };
  return { toast: { tone: 'warn', text: '预览之后台账有变化，没有写入，请看新的预览' }, card };
}

/** d3 -> what was picked for the fourth likely double: `same|XM-2026-YC-0001`, `different`. */
function picked(record: PreparedImport, form: Readonly<Record<string, unknown>>) {
  const picks = record.head.duplicates.flatMap(({ id }, index) => {
    const said = form[`d${index}`];
    const [choice = '', code] = typeof said === 'string' ? said.split('|') : [];
    if (!(choice in DUPLICATE_CHOICES)) return [];
    return [[id, { choice: choice as DuplicateChoice, ...(code ? { code } : {}) }] as const];
  });
  if (picks.length === 0) throw new AppError('INVALID', '请至少选一项');
  return Object.fromEntries(picks);
}

export const uploadActions: readonly ActionRow[] = [
  action({
    action: 'imports.confirm',
    input: onPreview,
    run: async (ctx, input) => confirmed(await confirmImport(ctx, input.token)),
    refresh: standing,
  }),
  action({
    action: 'imports.confirmGood',
    input: onPreview,
    run: async (ctx, input) => confirmed(await confirmImport(ctx, input.token, { onlyGood: true })),
    refresh: standing,
  }),
  action({
    action: 'imports.cancel',
    input: onPreview,
    run: async (ctx, input) => ({ card: importCancelledCard(viewOf(await cancelImport(ctx, input.token))) }),
    refresh: standing,
  }),
  action({
    action: 'imports.marked',
    input: onPreview,
    run: async (ctx, input) => ({ say: [{ file: await markedWorkbook(ctx, input.token) }] }),
  }),
  action({
    action: 'imports.answer',
    input: onPreview.extend({ question: z.string(), value: z.enum(['accept', 'keep', 'skip']) }),
    run: async (ctx, input) => {
      const questions = { [input.question]: input.value };
      return { card: previewCard(await answerImport(ctx, input.token, { questions }), input) };
    },
    refresh: (ctx, { token, place }) => standing(ctx, { token, place }),
  }),
  action({
    action: 'imports.unit',
    input: onPreview.extend({ field: z.string(), unit: z.enum(UNITS_SAID), all: z.boolean() }),
    run: async (ctx, { token: id, place, ...correction }) => ({
      card: previewCard(await rereadImport(ctx, id, correction), { place }),
    }),
  }),
  action({
    action: 'imports.ledger',
    input: onPreview.extend({ ledger: z.string(), also: z.boolean() }),
    run: async (ctx, { token: id, place, ...to }) => {
      const fresh = await readForLedger(ctx, id, to);
      return to.also
        ? { say: [{ card: importCard(viewOf(fresh)) }] }
        : { card: previewCard(fresh, { place }) };
    },
  }),
  action({
    action: 'imports.duplicates',
    input: onPreview.loose(),
    run: async (ctx, input) => {
      const duplicates = picked(await findImport(ctx, input.token), input);
      return { card: previewCard(await answerImport(ctx, input.token, { duplicates }), input) };
    },
    refresh: (ctx, { token, place }) => standing(ctx, { token, place }),
  }),
  action({
    action: 'imports.allDifferent',
    input: onPreview,
    run: async (ctx, input) => ({
      card: previewCard(await answerImport(ctx, input.token, { allDuplicates: 'different' }), input),
    }),
    refresh: standing,
  }),
];

/** The pages behind the preview card: all faults, differences and questions that are kept, and every row as it was read. */
export const importPages = [
  {
    path: '/imports/:token',
    show: async (ctx: Ctx, params: Readonly<Record<string, string>>) =>
      importPageCard(viewOf(await latestImport(ctx, params.token ?? ''))),
  },
  {
    path: '/imports/:token/rows/:filter/:page',
    show: async (ctx: Ctx, params: Readonly<Record<string, string>>) => {
      const filter = Object.keys(ROW_FILTERS).find((key) => key === params.filter) as RowFilter | undefined;
      const record = await latestImport(ctx, params.token ?? '');
      const page = Math.max(1, Math.floor(Number(params.page)) || 1);
      return importRowsCard(await pageOfRows(ctx, record, filter ?? 'all', page));
    },
  },
];
