import { AppError } from '../models/rules/errors.ts';
import { demand } from '../models/rules/permissions.ts';
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

/**
 * The one way in: seen? → row → parse → who → may he? → run → reply. Never throws for a person's fault; a fault of
 * ours becomes a polite sentence and a report. A repeated event gets the answer it got before.
 */
export function createDispatch(parts: DispatchParts): Dispatch {
  return async (inbound) => {
    const id = `${inbound.channel}:${inbound.eventId}`;
    const before = await parts.services.store.seen.find(id);
    if (before) return (before.reply as Reply | undefined) ?? {};
    return withinBudget(parts, id, inbound, handle(parts, id, inbound));
  };
}

/** Runs and settles one event: its answers go to the outbox, its mark and its reply are kept. */
async function handle(parts: DispatchParts, id: string, inbound: Inbound): Promise<Reply> {
  const { store, clock } = parts.services;
  try {
    const { say, ...reply } = await route(parts, id, inbound);
    await answer(parts, id, inbound, say ?? []);
    await store.seen.answer(id, clock.now(), reply);
    return reply;
  } catch (error) {
    const fault = AppError.from(error);
    if (fault.report) parts.onFault(fault, inbound);
    const reply = await refusal(parts, id, inbound, fault);
    // What may go better next time is not remembered, so that the platform's repeat gets another chance.
    if (!fault.report && fault.code !== 'UNAVAILABLE') await store.seen.answer(id, clock.now(), reply);
    return reply;
  }
}

async function route(parts: DispatchParts, id: string, inbound: Inbound): Promise<Reply> {
  const { services, commands, receiveFiles } = parts;
  const viewer = await identify(services, inbound.channel, inbound.from);
  if (!viewer) {
    throw new AppError('FORBIDDEN', '还没有把您和岗位对应起来，请联系本单位管理员在系统中登记岗位任职');
  }
  const ctx: Ctx = { ...services, viewer, channel: inbound.channel, eventId: id };
  if (inbound.kind === 'files') return receiveFiles(ctx, inbound);
  if (inbound.kind === 'action') return act(parts, ctx, inbound);
  const { command, rest } = findCommand(commands, inbound.text);
  if (command.permit) demand(viewer, command.permit);
  return command.run(ctx, rest, inbound);
}

async function act(parts: DispatchParts, ctx: Ctx, inbound: Inbound & { kind: 'action' }): Promise<Reply> {
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
    const outdated = fault.code === 'STALE' || fault.code === 'ILLEGAL_MOVE' || fault.code === 'DUPLICATE';
    const card = outdated ? await row.refresh?.(ctx, parsed.data) : undefined;
    if (!card) throw fault;
    return { toast: { tone: 'warn', text: fault.userText }, card };
  }
}

/** Answers travel through the outbox like every other message, so they survive a crash and are sent once. */
async function answer(
  parts: DispatchParts,
  id: string,
  inbound: Inbound,
  say: readonly Say[],
): Promise<void> {
  if (say.length === 0) return;
  const { store, clock } = parts.services;
  const to = { channel: inbound.channel, chat: inbound.chat.id };
  const messages = say.map((content, i) => ({ key: `${id}:say:${i}`, to, kind: 'reply' as const, content }));
  await store.outbox.add(messages, clock.now());
  parts.wake();
}

/** A refused action shows a toast; a refused message is answered in the chat, where a toast cannot be seen. */
async function refusal(parts: DispatchParts, id: string, inbound: Inbound, fault: AppError): Promise<Reply> {
  if (inbound.kind !== 'action') await answer(parts, id, inbound, [{ text: fault.userText }]);
  return { toast: { tone: 'bad', text: fault.userText } };
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
  void finishLate(parts, id, inbound, work);
  return { toast: { tone: 'info', text: '已收到，正在处理，结果稍后发给您' } };
}

/** What came of work that outlasted the budget, sent into the chat. */
async function finishLate(
  parts: DispatchParts,
  id: string,
  inbound: Inbound,
  work: Promise<Reply>,
): Promise<void> {
  const { card, toast } = await work;
  const late: Say[] = card ? [{ card }] : toast ? [{ text: toast.text }] : [];
  await answer(parts, `${id}:late`, inbound, late);
}
