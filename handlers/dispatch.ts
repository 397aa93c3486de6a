import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../models/rules/errors.ts';
import { demand } from '../models/rules/permissions.ts';
import type { EventProgress, Seen } from '../models/store/seen.ts';
import type { Say } from '../cards/card.ts';
import type { Ctx, Services } from './services/context.ts';
import { identify } from './services/people.ts';
import type { Dispatch, Inbound, Reply } from './inbound.ts';
import { findCommand } from './commands.ts';
import type { ActionRow, Command } from './table.ts';

export interface DispatchParts {
  services: Services;
  actions: ReadonlyMap<string, ActionRow>;
  commands: readonly Command[];
  /** What a file sent to the bot does. */
  receiveFiles: (ctx: Ctx, inbound: Inbound & { kind: 'files' }) => Promise<Reply>;
  /** Wakes the sender: an answer is waiting in the outbox. */
  wake: () => void;
  /** Faults of ours, for the operator. */
  onFault: (error: AppError, inbound: Inbound) => void;
  /** How long a person may wait for the callback's answer (Feishu: 3 s in all). */
  budgetMs?: number;
}

const BUDGET_MS = 2500;
/** How long a repeat waits for another process that is about to answer the event, well within the budget. */
const LOOKS = 20;
const LOOK_EVERY_MS = 50;

/**
 * The one way in: seen? → row → parse → who → may he? → run → reply. Never throws for a person's fault; a fault of
 * ours becomes a polite sentence and a report. A repeated event gets the answer it got before.
 */
export function createDispatch(parts: DispatchParts): Dispatch {
  /** Events at work in this process: their repeats wait for the same answer. */
  const atWork = new Map<string, Promise<Reply>>();
  return (inbound) => {
    const id = `${inbound.channel}:${inbound.eventId}`;
    const running = atWork.get(id);
    if (running) return running;
    const work = handle(parts, id, inbound).finally(() => atWork.delete(id));
    const reply = withinBudget(parts, id, inbound, work);
    atWork.set(id, reply);
    return reply;
  };
}

/**
 * Runs and settles one event: its answers go to the outbox, its mark and its reply are kept. Actions are not looked up
 * first: what they change carries the event's unique mark, and what they answer yields to the first answer, so a
 * repeat costs more and a click less. Texts and files are: what they start is heavy.
 */
async function handle(parts: DispatchParts, id: string, inbound: Inbound): Promise<Reply> {
  const { store, clock } = parts.services;
  const progress: EventProgress = { marked: false };
  try {
    const before = inbound.kind === 'action' ? undefined : await answeredBefore(store.seen, id);
    if (before) return before;
    const { say, ...reply } = await route(parts, id, inbound, progress);
    await answer(parts, `${id}:say`, inbound, say ?? []);
    return progress.reply ?? (await store.seen.answer(id, clock.now(), reply));
  } catch (error) {
    return refuse(parts, id, inbound, AppError.from(error));
  }
}

/** What an event was answered before; undefined when it is new. */
async function answeredBefore(seen: Seen, id: string): Promise<Reply | undefined> {
  for (let looks = 0; looks < LOOKS; looks++) {
    const before = await seen.find(id);
    if (!before) return undefined;
    if (before.reply) return before.reply;
    await sleep(LOOK_EVERY_MS);
  }
  return { toast: { tone: 'info', text: '这次操作已经处理过' } };
}

async function route(
  parts: DispatchParts,
  id: string,
  inbound: Inbound,
  progress: EventProgress,
): Promise<Reply> {
  const { services, commands, receiveFiles } = parts;
  const viewer = await identify(services, inbound.channel, inbound.from);
  if (!viewer) {
    throw new AppError('FORBIDDEN', '还没有把您和岗位对应起来，请联系本单位管理员在系统中登记岗位任职');
  }
  const ctx: Ctx = { ...services, viewer, channel: inbound.channel, eventId: id, progress };
  if (inbound.kind === 'files') return receiveFiles(ctx, inbound);
  if (inbound.kind === 'action') return act(parts, ctx, id, inbound);
  const { command, rest } = findCommand(commands, inbound.text);
  if (command.permit) demand(viewer, command.permit);
  return command.run(ctx, rest, inbound);
}

async function act(
  parts: DispatchParts,
  ctx: Ctx,
  id: string,
  inbound: Inbound & { kind: 'action' },
): Promise<Reply> {
  const row = parts.actions.get(inbound.action);
  if (!row) throw new AppError('NOT_FOUND', '这张卡片来自旧版本，已失效，请发送“帮助”重新开始');
  const parsed = row.input.safeParse({ ...inbound.params, ...inbound.form });
  if (!parsed.success) {
    const texts = parsed.error.issues.map((issue) => issue.message);
    throw new AppError('INVALID', texts.join('；'), { detail: parsed.error.message });
  }
  if (row.permit) demand(ctx.viewer, row.permit);
  try {
    return await row.run(ctx, parsed.data, inbound);
  } catch (error) {
    const fault = AppError.from(error);
    // What a repeat finds done already looks like a fault; a mark that this handling has set does not make it one.
    const before = ctx.progress?.marked ? undefined : await answeredBefore(ctx.store.seen, id);
    if (before) return before;
    const outdated = fault.code === 'STALE' || fault.code === 'ILLEGAL_MOVE' || fault.code === 'DUPLICATE';
    const card = outdated ? await row.refresh?.(ctx, parsed.data) : undefined;
    if (!card) throw fault;
    return { toast: { tone: 'warn', text: fault.userText }, card };
  }
}

/** Answers travel through the outbox like every other message, so they survive a crash and are sent once. */
async function answer(
  parts: DispatchParts,
  key: string,
  inbound: Inbound,
  say: readonly Say[],
): Promise<void> {
  if (say.length === 0) return;
  const { store, clock } = parts.services;
  const to = { channel: inbound.channel, chat: inbound.chat.id };
  const messages = say.map((content, i) => ({ key: `${key}:${i}`, to, kind: 'reply' as const, content }));
  await store.outbox.add(messages, clock.now());
  parts.wake();
}

/**
 * A refused action shows a toast; a refused message is answered in the chat, where a toast cannot be seen. What may go
 * better next time is not remembered, so that the platform's repeat gets another chance.
 */
async function refuse(parts: DispatchParts, id: string, inbound: Inbound, fault: AppError): Promise<Reply> {
  const { store, clock } = parts.services;
  const final = !fault.report && fault.code !== 'UNAVAILABLE';
  const reply: Reply = { toast: { tone: 'bad', text: fault.userText } };
  if (fault.report) parts.onFault(fault, inbound);
  try {
    if (inbound.kind !== 'action')
      await answer(parts, `${id}:${final ? 'say' : 'fault'}`, inbound, [{ text: fault.userText }]);
    return final ? await store.seen.answer(id, clock.now(), reply) : reply;
  } catch (error) {
    parts.onFault(AppError.from(error), inbound);
    return reply;
  }
}

/** Work that outlasts the platform's patience is answered now and finishes on its own; its result follows by message. */
async function withinBudget(
  parts: DispatchParts,
  id: string,
  inbound: Inbound,
  work: Promise<Reply>,
): Promise<Reply> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), parts.budgetMs ?? BUDGET_MS);
  });
  const first = await Promise.race([work, patience]);
  clearTimeout(timer);
  if (first !== 'late') return first;
  void work
    .then(({ card, toast }) => answer(parts, `${id}:late`, inbound, lateAnswer(card, toast)))
    .catch((error: unknown) => parts.onFault(AppError.from(error), inbound));
  return { toast: { tone: 'info', text: '已收到，正在处理，结果稍后发给您' } };
}

/** A card stands for itself; a toast that nobody would see becomes a line. */
const lateAnswer = (card: Reply['card'], toast: Reply['toast']): Say[] =>
  card ? [{ card }] : toast ? [{ text: toast.text }] : [];
