import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { postName } from '../cards/history.ts';
import { namesOf } from '../models/ledgers/engine/show.ts';
import { dayOf, timeOf } from '../models/rules/time/day.ts';
import { AppError, Outdated } from '../models/rules/errors.ts';
import { stranger, SYSTEM, type Viewer } from '../models/rules/permissions.ts';
import { demand } from '../models/rules/rights.ts';
import type { EventProgress, HandledEvents } from '../models/store/messages/handled-events.ts';
import { expiredCard } from '../cards/expired.ts';
import type { Ctx } from './services/context.ts';
import { identify } from './services/people/identify.ts';
import { readersOf } from './services/people/readers.ts';
import { demandPost, answerText } from './dispatch/text-message.ts';
import { answer, isInPlace } from './dispatch/reply.ts';
import type { DispatchParts, Dispatcher } from './dispatch/parts.ts';
import { incomingFiles } from './dispatch/incoming-files.ts';
import type { Inbound, Reply } from './inbound.ts';
import { resume, withinPatience } from './dispatch/late-answers.ts';
import { messageKey } from './services/messages/keys.ts';

/** How long a repeat waits for another process that is about to answer the event, well within any channel's patience. */
const LOOKS = 20;
const LOOK_EVERY_MS = 50;

/**
 * The one way in: seen? → row → parse → who → may he? → run → reply. Never throws for a person's fault; a fault of
 * ours becomes a polite sentence and a report. A repeated event gets the answer it got before. Work that outlasts the
 * channel's patience is promised, and a promise survives the process.
 */
export function createDispatch(parts: DispatchParts): Dispatcher {
  /** Events at work in this process: their repeats wait for the same answer. */
  const answering = new Map<string, Promise<Reply>>();
  const atWork = new Set<Promise<unknown>>();

  const dispatch = (inbound: Inbound): Promise<Reply> => {
    const id = `${inbound.channel}:${inbound.eventId}`;
    const running = answering.get(id);
    if (running) return running;
    const work = handle(parts, id, inbound).finally(() => answering.delete(id));
    const reply = withinPatience(parts, id, inbound, work, track);
    answering.set(id, reply);
    track(work);
    return reply;
  };
  const track = (work: Promise<unknown>): void => {
    const settled = work.catch(() => undefined).finally(() => atWork.delete(settled));
    atWork.add(settled);
  };
  const idle = async (): Promise<void> => {
    while (atWork.size > 0) await Promise.all(atWork);
  };
  return Object.assign(dispatch, { idle, resume: () => resume(parts, handle) });
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
    const before = inbound.kind === 'action' ? undefined : await answeredBefore(store.handled, id);
    if (before) return before;
    const { say, ...reply } = await route(parts, id, inbound, progress);
    // What a click in a group brings is for the one who clicked.
    const how = { privately: inbound.kind === 'action', shared: isShared(parts, inbound) };
    await answer(parts, messageKey(id, 'say'), inbound, say ?? [], how);
    const isAway = say && say.length > 0 && isElsewhere(inbound, how.shared);
    const told = { ...(isAway ? { toast: ELSEWHERE } : {}), ...reply };
    return progress.reply ?? (await store.handled.answer(id, clock.now(), told));
  } catch (error) {
    return refuse(parts, id, inbound, AppError.from(error));
  }
}

/** Where one clicks in a group nothing seems to happen: the answer is in another chat. */
const ELSEWHERE = { tone: 'info', text: '已发到您和招优助手的会话' } as const;
const isElsewhere = (inbound: Inbound, shared: boolean): boolean =>
  inbound.kind === 'action' && inbound.chat.kind === 'group' && !isInPlace(inbound, shared);

const isShared = ({ actions }: DispatchParts, inbound: Inbound): boolean =>
  inbound.kind === 'action' && actions.get(inbound.action)?.shared === true;

/** What an event was answered before; undefined when it is new. */
async function answeredBefore(seen: HandledEvents, id: string): Promise<Reply | undefined> {
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
  const { services, commands } = parts;
  const as = (viewer: Viewer): Ctx => ({
    ...services,
    viewer,
    channel: inbound.channel,
    eventId: id,
    progress,
  });
  if (inbound.kind === 'platform-event') return parts.onPlatformEvent(as(SYSTEM), inbound);
  const viewer = (await identify(services, inbound)) ?? stranger(inbound.from);
  const ctx: Ctx = {
    ...as(viewer),
    ...(inbound.chat.kind === 'group' ? { readers: await readersOf(services, inbound) } : {}),
  };
  if (inbound.kind === 'action') return act(parts, ctx, id, inbound);
  if (inbound.kind === 'files') {
    demandPost(viewer);
    return parts.receiveFiles(ctx, inbound, incomingFiles(services, inbound, parts.fetchFile));
  }
  return answerText(commands, ctx, inbound);
}

async function act(
  parts: DispatchParts,
  ctx: Ctx,
  id: string,
  inbound: Inbound & { kind: 'action' },
): Promise<Reply> {
  const row = parts.actions.get(inbound.action);
  if (!row?.open) demandPost(ctx.viewer);
  if (!row)
    return { toast: { tone: 'warn', text: '这张卡片已失效，请发送“帮助”重新开始' }, card: expiredCard() };
  if (row.permit) demand(ctx.viewer, row.permit);
  const parsed = row.input.safeParse({ ...inbound.params, ...inbound.form }, { error: () => INCOMPLETE });
  if (!parsed.success) {
    const texts = new Set(parsed.error.issues.map((issue) => issue.message));
    throw new AppError('INVALID', [...texts].join('；'), { detail: z.prettifyError(parsed.error) });
  }
  try {
    return await row.run(ctx, parsed.data, inbound);
  } catch (error) {
    const fault = inWords(ctx, AppError.from(error));
    // What a repeat finds done already looks like a fault; a mark that this handling has set does not make it one.
    const before = ctx.progress?.marked ? undefined : await answeredBefore(ctx.store.handled, id);
    if (before) return before;
    const outdated = fault.code === 'STALE' || fault.code === 'ILLEGAL_MOVE' || fault.code === 'DUPLICATE';
    const card = outdated ? await row.refresh?.(ctx, parsed.data, inbound) : undefined;
    if (!card) throw fault;
    return { toast: { tone: 'warn', text: fault.userText }, card };
  }
}

/** For what the input's own rules have no words: a value that is missing, or of a kind that no form of ours sends. */
const INCOMPLETE = '内容不完整或格式不对，请重新打开卡片填写';

/** Who was faster, and when: the store knows posts by their codes only. */
function inWords({ city }: Ctx, fault: AppError): AppError {
  if (!(fault instanceof Outdated)) return fault;
  const who = postName(fault.by, namesOf(city));
  const when = `${dayOf(fault.at)} ${timeOf(fault.at)}`;
  return new AppError('STALE', `这个${fault.noun}已由${who}于 ${when} 更新，请看最新内容`, { cause: fault });
}

/**
 * A refused action shows a toast; a refused message is answered in the chat, where a toast cannot be seen. What may go
 * better next time is not remembered, so that the platform's repeat gets another chance.
 */
async function refuse(parts: DispatchParts, id: string, inbound: Inbound, fault: AppError): Promise<Reply> {
  const { store, clock } = parts.services;
  const final = !fault.report && fault.code !== 'UNAVAILABLE';
  const reply: Reply = { toast: { tone: 'bad', text: fault.userText }, ...(final ? {} : { again: true }) };
  if (fault.report) parts.onFault(fault, inbound);
  try {
    if (inbound.kind !== 'action')
      await answer(parts, messageKey(id, final ? 'say' : 'fault'), inbound, [{ text: fault.userText }]);
    return final ? await store.handled.answer(id, clock.now(), reply) : reply;
  } catch (error) {
    parts.onFault(AppError.from(error), inbound);
    return reply;
  }
}
