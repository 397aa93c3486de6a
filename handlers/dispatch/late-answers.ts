import { AppError } from '../../models/rules/errors.ts';
import { answer } from './reply.ts';
import type { DispatchParts } from './parts.ts';
import { keptForm } from './incoming-files.ts';
import type { Inbound, Reply } from '../inbound.ts';
import { messageKey } from '../services/messages/keys.ts';

/** After this long a promised answer is taken for lost: longer than any handling takes. */
const PROMISE_LEASE_MS = 5 * 60_000;
/** An event whose handling ends the process again and again is given up. */
const PROMISE_ATTEMPTS = 3;

/**
 * Work that outlasts the channel's patience (`Inbound.late`) is answered now and finishes on its own; its result follows by message.
 * The promise is written down before it is given.
 */
export async function withinPatience(
  parts: DispatchParts,
  id: string,
  inbound: Inbound,
  work: Promise<Reply>,
  track: (work: Promise<unknown>) => void,
): Promise<Reply> {
  const { services, onFault } = parts;
  if (!inbound.late) return work;
  const first = await Promise.race([work, inbound.late]);
  if (first) return first;
  const until = new Date(services.clock.now().getTime() + PROMISE_LEASE_MS);
  const promise = keptForm(services, inbound).then((event) => services.store.deferred.keep(id, event, until));
  track(
    Promise.all([work, promise])
      .then(([reply]) => keepPromise(parts, id, inbound, reply))
      .catch((error: unknown) => onFault(AppError.from(error), inbound)),
  );
  return promise.then(
    () => PROMISED,
    (error: unknown) => {
      onFault(AppError.from(error), inbound);
      return { toast: { tone: 'bad', text: '系统繁忙，请稍后再试' } };
    },
  );
}

const PROMISED: Reply = { toast: { tone: 'info', text: '已收到，正在处理，结果稍后发给您' } };

/** Brings a promised answer: in place of the clicked card, or as a line to the one who acted. */
async function keepPromise(
  parts: DispatchParts,
  id: string,
  inbound: Inbound,
  { card, toast }: Reply,
): Promise<void> {
  await inbound.answered;
  const replaces = inbound.kind === 'action' ? inbound.clicked : undefined;
  if (card) await answer(parts, messageKey(id, 'late'), inbound, [{ card }], replaces ? { replaces } : {});
  else if (toast)
    await answer(parts, messageKey(id, 'late'), inbound, [{ text: toast.text }], { privately: true });
  await parts.services.store.deferred.settle(id);
}

/**
 * Takes up events whose promised answer was lost with a process and brings it; gives how many. What had been done before
 * is not done again: `handle` answers a repeat as before.
 */
export async function resume(
  parts: DispatchParts,
  handle: (parts: DispatchParts, id: string, inbound: Inbound) => Promise<Reply>,
): Promise<number> {
  const { store, clock } = parts.services;
  for (let taken = 0; ; taken++) {
    const promised = await store.deferred.claim(clock.now(), PROMISE_LEASE_MS);
    if (!promised) return taken;
    const inbound = promised.event as Inbound;
    const reply =
      promised.attempts > PROMISE_ATTEMPTS ? givenUp(inbound) : await handle(parts, promised.id, inbound);
    await keepPromise(parts, promised.id, inbound, reply);
  }
}

const givenUp = (inbound: Inbound): Reply => {
  const text =
    inbound.kind === 'files'
      ? `${inbound.files.map(({ name }) => `“${name}”`).join('、')}没有读完，请重新发送文件`
      : '刚才的操作没有完成，请再试一次';
  return { toast: { tone: 'bad', text } };
};
