import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { wrongsOf } from './checks.ts';
import { ownMongod } from './mongod.ts';
import { SCALE, seedOf, Stage, TIMEOUT } from './scene.ts';

const KILLS = 3 * SCALE;

test(
  `the database killed ${KILLS} times: what was answered is there, the rest is there whole or not at all`,
  TIMEOUT,
  async () => {
    const mongod = await ownMongod();
    const stage = await Stage.open(mongod.fresh(), seedOf());
    const since = stage.services.clock.now();
    const worker = await stage.startLast();
    const answered = () =>
      [...stage.crowd.events.values()].filter(({ replies }) => replies.length > 0).length;
    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(stage.random.int(50, 600));
      const before = answered();
      await mongod.kill();
      await stage.until('the worker to go on', () => answered() >= before + 20);
    }
    await stage.settle();
    expect(worker.alive).toBe(true);
    expect(await wrongsOf(stage, since)).toEqual([]);
  },
);
