import { beforeEach, expect, test } from 'vitest';
import { CLOCK_SETTING } from '../../bot/services.ts';
import { createSandbox } from '../../bot/sandbox.ts';
import type { SandboxControls } from '../../bot/web/ports.ts';
import type { Outgoing } from '../../handlers/services/messages/channel.ts';
import { moveByMachine } from '../../handlers/services/reminders/move.ts';
import { DigestRunner } from '../../jobs/digest.ts';
import { TimerRunner } from '../../jobs/timers.ts';
import { Sender } from '../../jobs/sender.ts';
import { Runner } from '../../jobs/runner.ts';
import { jobTable } from '../../jobs/table.ts';
import { SettableClock, ShiftedClock } from '../../models/rules/time/clock.ts';
import { dayOf, timeOf } from '../../models/rules/time/day.ts';
import { testServices, type TestServices } from '../helpers/services.ts';

/** The clock of the sandbox: as if the days had passed, each thing at its own moment. */
let sandbox: SandboxControls;
let base: TestServices;
let runner: Runner;
let clock: ShiftedClock;
let sent: { at: string; message: Outgoing }[];
let offset: () => Promise<number | undefined>;
const real = new SettableClock(new Date('2026-05-29T09:01:00+08:00'));

beforeEach(async () => {
  real.set(new Date('2026-05-29T09:01:00+08:00'));
  base = await testServices();
  clock = new ShiftedClock(real);
  const services = { ...base, clock };
  sent = [];
  const sender = new Sender({
    services,
    channels: [
      {
        name: 'web',
        async send(message) {
          sent.push({ at: shown(clock.now()), message });
          return { kind: 'sent', messageId: message.id };
        },
      },
    ],
    onDead: (_, reason) => expect.fail(reason),
  });
  runner = new Runner({
    services,
    jobs: jobTable(services.rules),
    onFault: (error) => expect.fail(error.message),
  });
  const onFault = (error: Error) => expect.fail(error.message);
  const timers = new TimerRunner({ services, moveRow: moveByMachine, onFault });
  const digest = new DigestRunner({ services, channels: [], onFault });
  sandbox = createSandbox(services, clock, { runner, sender, timers, digest });
  offset = () => services.store.settings.get<number>(CLOCK_SETTING);
  await runner.tick();
});
const shown = (at: Date) => `${dayOf(at)} ${timeOf(at)}`;
const to = (moment: string) => sandbox.moveTo(new Date(`${moment}+08:00`));

test('what is due on the way happens at its own moment and in its order', async () => {
  const report = await to('2026-06-12T12:00');
  const monthly = report.ran.map(({ slot }) => slot).filter((slot) => slot.startsWith('monthly'));
  expect(monthly).toEqual([
    'monthly-open@2026-06-01',
    'monthly-remind@2026-06-03',
    'monthly-review@2026-06-04',
    'monthly-freeze@2026-06-09',
    'monthly-verify@2026-06-10',
    'monthly-sign@2026-06-11',
    'monthly-issue@2026-06-12',
  ]);
  expect(report.ran.filter(({ job }) => job === 'lights')).toHaveLength(14);
  expect(report.sent).toBe(sent.length);
  // What takes the place of a card disturbs nobody.
  const pushed = sent.filter(({ message }) => message.chat.endsWith('_FILL') && !message.replaces);
  const reminders = pushed.map(({ at }) => at);
  expect(reminders.length).toBeGreaterThanOrEqual(16);
  for (const at of reminders) expect(at).toMatch(/^2026-06-0[13] (08:4[5-9]|08:5\d|09:[0-2]\d)$/);
  expect(shown(sandbox.now())).toBe('2026-06-12 12:00');
});

test('a restart goes on where the clock was, and it runs on with the real one', async () => {
  await to('2026-06-03T10:00');
  const kept = await offset();
  expect(kept).toBe(new Date('2026-06-03T10:00+08:00').getTime() - real.now().getTime());
  const restarted = new ShiftedClock(new SettableClock(new Date(real.now().getTime() + 60_000)), kept);
  expect(shown(restarted.now())).toBe('2026-06-03 10:01');
});

test('the buttons lead to the next duty of the month and to the next working day, over the holidays', async () => {
  real.set(new Date('2026-09-29T09:01:00+08:00'));
  expect(await sandbox.nextDuty()).toMatchObject({ name: 'monthly-open', title: '发起月报' });
  await to('2026-09-30T10:00');
  const duty = await sandbox.nextDuty();
  expect(duty && shown(duty.at)).toBe('2026-10-08 08:45');
  // off the full hour, when every other system fires
  expect(shown(sandbox.nextWorkday())).toBe('2026-10-08 09:01');
});

test.each([
  ['2026-05-29T09:00', '时间只能往后走'],
  ['2026-05-29T09:01', '时间只能往后走'],
  ['2027-09-01T00:00', '一次最多往后走 400 天'],
])('%s is refused: %s', async (moment, reason) => {
  await expect(to(moment)).rejects.toMatchObject({ code: 'INVALID', userText: reason });
  expect(shown(sandbox.now())).toBe('2026-05-29 09:01');
});

test('a step goes on until its messages are out, and no further', async () => {
  await to('2026-05-31T20:00');
  const duty = await sandbox.nextDuty();
  if (!duty) throw new Error('there is always a next one');
  expect(shown(duty.at)).toBe('2026-06-01 08:45');
  const report = await sandbox.moveTo(duty.at, { settles: true });
  expect(report.ran.map(({ slot }) => slot)).toContain('monthly-open@2026-06-01');
  const asked = sent.filter(({ message }) => message.chat.endsWith('_FILL'));
  expect(asked.length).toBeGreaterThanOrEqual(8);
  expect(report.sent).toBe(sent.length);
  const now = shown(sandbox.now());
  expect(now).toBe(sent.at(-1)?.at);
  expect(now.slice(0, 10)).toBe('2026-06-01');
  expect(now < '2026-06-01 09:45').toBe(true);
});

test('a step is over only when what another process is sending has arrived', async () => {
  const { outbox } = base.store;
  const soon = new Date('2026-05-29T09:02:00+08:00');
  await outbox.add(
    [{ key: 'elsewhere', to: { post: 'YC_FILL' }, kind: 'reply', content: { text: '一' } }],
    soon,
  );
  const claimed = await outbox.claim(soon, 60_000);
  if (!claimed) throw new Error('it was just put in');
  let over = false;
  const moving = to('2026-05-29T09:02').then(() => (over = true));
  await expect.poll(() => shown(sandbox.now())).toBe('2026-05-29 09:02');
  expect(over).toBe(false);
  await outbox.sent(claimed, soon, { messageId: 'm1' });
  await moving;
  expect(over).toBe(true);
});
