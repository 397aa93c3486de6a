import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { wrongsOf } from './checks.ts';
import { ownMongod } from './mongod.ts';
import { HOUR, MINUTE, SCALE, SECOND, seedOf, Stage, TIMEOUT } from './scene.ts';

const LIVES = 6 * SCALE;
/** Of the first commands of a duty every one is met in a long run, every second one, by turns, in a short one. */
const STRIDE = SCALE > 1 ? 1 : 2;

/** Kill it anywhere, restart it, and nothing is lost or done twice (architecture.md 3 and 9). */
test(`killed ${LIVES} times, the service loses nothing and does nothing twice`, TIMEOUT, async () => {
  const stage = await Stage.open((await ownMongod()).fresh(), seedOf());
  const since = stage.services.clock.now();
  const { random } = stage;
  for (let life = 0; life < LIVES; life++) {
    const side = random.pick(['commandStarted', 'commandSucceeded'] as const);
    const byItself = random.chance(0.75);
    const worker = await stage.start(
      byItself ? { failpoint: { command: random.int(1, random.pick([25, 250])), side } } : {},
    );
    if (!byItself) {
      await sleep(random.int(1, 120));
      worker.signal('SIGKILL');
    }
    await worker.died;
    stage.pass(random.pick([SECOND, 61 * SECOND, 11 * MINUTE, 5 * HOUR, 20 * HOUR]));
  }
  await stage.startLast();
  await stage.settle();
  expect(await wrongsOf(stage, since)).toEqual([]);
  expect(stage.faults).toEqual([]);
});

test('a duty cut off after each of its first commands is taken up again', TIMEOUT, async () => {
  const stage = await Stage.open((await ownMongod()).fresh(), seedOf());
  const since = stage.services.clock.now();
  stage.crowd.close();
  for (let command = 1 + stage.random.int(1, STRIDE); command < 11; command += STRIDE) {
    stage.pass(24 * HOUR);
    const worker = await stage.start({ failpoint: { command, side: 'commandSucceeded' } });
    await worker.died;
  }
  await stage.startLast();
  await stage.settle();
  expect(await wrongsOf(stage, since)).toEqual([]);
});
