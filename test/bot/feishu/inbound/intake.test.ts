import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { answerEnvelope, type HandleEvent } from '../../../../bot/feishu/inbound/intake.ts';
import { SettableClock } from '../../../../models/rules/time/clock.ts';
import { bookedIntake } from './webhook-server.ts';
import { APP, click, SENT } from './requests.ts';

/** The answer's deadline; the rest of the way in is in webhook.test.ts and websocket.test.ts. */

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const work = (take: HandleEvent) => bookedIntake(APP.appId, new SettableClock(new Date(SENT)), take);
const answered = Promise.resolve();
const message = () => click({ event_type: 'im.message.receive_v1' });

/** Work that ends after so many ms. */
const lasting =
  (ms: number, end: () => object = () => ({ toast: { type: 'success', content: '已办' } })): HandleEvent =>
  () =>
    new Promise((resolve) => void setTimeout(resolve, ms)).then(end);

test('work that ends in time is what is answered, and leaves no timer behind', async () => {
  const { intake, book } = work(lasting(2_400));
  const answer = answerEnvelope(click(), answered, intake);
  await vi.advanceTimersByTimeAsync(2_400);
  expect(await answer).toMatchObject({ toast: { content: '已办' } });
  expect(book.faults).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test('for a click that takes longer there is a word within the platform’s 3 s', async () => {
  const { intake, book } = work(lasting(60_000));
  const answer = answerEnvelope(click(), answered, intake);
  await vi.advanceTimersByTimeAsync(2_999);
  expect(await answer).toEqual({ toast: { type: 'info', content: '处理时间较长，请稍后查看结果' } });
  expect(book.faults).toMatchObject([{ code: 'UNAVAILABLE' }]);
});

test('an event that takes longer is to come again, and a failure after that is still reported', async () => {
  const { intake, book } = work(
    lasting(60_000, () => {
      throw new Error('after all that');
    }),
  );
  const answer = answerEnvelope(message(), answered, intake);
  await vi.advanceTimersByTimeAsync(2_999);
  expect(await answer).toBeUndefined();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(book.faults).toMatchObject([{ code: 'UNAVAILABLE' }, { code: 'INTERNAL' }]);
});
