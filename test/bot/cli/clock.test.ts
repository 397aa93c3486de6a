import { beforeEach, describe, expect, test } from 'vitest';
import { followClock } from '../../../bot/sandbox.ts';
import { SandboxMessages } from '../../../models/store/messages/sandbox-messages.ts';
import { SettableClock, ShiftedClock } from '../../../models/rules/time/clock.ts';
import { atEnd } from '../../helpers/at-end.ts';
import { freshUri } from '../../helpers/mongod.ts';
import { testServices, type TestServices } from '../../helpers/services.ts';
import { aDataDir, zy } from '../process.ts';
import { cliOf } from './run-cli.ts';

const real = new SettableClock(new Date('2026-05-29T10:20:00+08:00'));
let services: TestServices;
let clock: ShiftedClock;
const run = cliOf(
  () => services,
  () => clock,
);
beforeEach(async () => {
  services = await testServices();
  clock = new ShiftedClock(real);
});
const moved = async (options: Record<string, string>) =>
  (await run('clock', [], options)).data as { now: Date; ran: { slot: string }[] };
const at = (moment: string) => new Date(`${moment}+08:00`);

describe('the sandbox’s time from the command line', () => {
  test('is told, and nothing happens', async () => {
    expect(await moved({})).toEqual({ now: at('2026-05-29T10:20'), ran: [] });
  });

  test('--add minutes, hours, days and working days, one after another', async () => {
    for (const [add, to] of [
      ['30m', '2026-05-29T10:50'],
      ['2h', '2026-05-29T12:50'],
      ['1d', '2026-05-30T12:50'],
      ['3wd', '2026-06-03T12:50'],
    ] as const)
      expect((await moved({ add })).now, add).toEqual(at(to));
  });

  test('everything due on the way has happened, and its messages are in the chats', async () => {
    await moved({ add: '30m' });
    const { ran, now } = await moved({ set: '2026-06-12T12:00+08:00' });
    expect(now).toEqual(at('2026-06-12T12:00'));
    expect(ran.map(({ slot }) => slot)).toContain('monthly-open@2026-06-01');
    expect(await services.store.outbox.nextDueAt()).toBeUndefined();
    expect(await new SandboxMessages(services.store.connection).head()).toBeGreaterThan(0);
  });

  test('does not go back, and takes no other words', async () => {
    await expect(moved({ set: '2026-05-01' })).rejects.toMatchObject({ code: 'INVALID' });
    const wrong: Record<string, string>[] = [
      { add: '3' },
      { add: '0d' },
      { set: '明天' },
      { set: '2026-06-01', add: '1d' },
    ];
    for (const options of wrong) await expect(moved(options)).rejects.toMatchObject({ code: 'USAGE' });
  });

  test('a running service follows, and looks for what is due', async () => {
    const other = new ShiftedClock(real);
    const noticed = new Promise<void>((done) => {
      const stop = followClock(services, other, done);
      atEnd(async () => stop());
    });
    await moved({ add: '1d' });
    await noticed;
    // It follows step by step: what falls due on the way has moments of its own.
    await expect.poll(() => other.now()).toEqual(at('2026-05-30T10:20'));
  });

  test('a shift that is behind changes nothing', () => {
    expect(clock.follow(60_000)).toBe(true);
    expect(clock.follow(30_000)).toBe(false);
    expect(clock.now()).toEqual(at('2026-05-29T10:21'));
  });
});

test('outside the sandbox it is refused with a reason', async () => {
  const env = { MONGODB_URI: freshUri(), SANDBOX: 'off', DATA_DIR: await aDataDir() };
  const { code, stdout } = await zy(env, 'clock', '--add', '1d', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ error: { text: '只有演示沙箱的时间可以调整，这里不是沙箱' } });
});
