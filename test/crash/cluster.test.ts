import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { wrongsOf } from './checks.ts';
import { ownMongod, type OwnMongod } from './mongod.ts';
import { HOUR, MINUTE, SCALE, SECOND, seedOf, Stage, TIMEOUT } from './scene.ts';

const ROUNDS = 5 * SCALE;

let mongod: OwnMongod;
beforeAll(async () => {
  mongod = await ownMongod();
});

test('two workers at once, killed and frozen in turn, do everything once', TIMEOUT, async () => {
  const stage = await Stage.open(mongod.fresh(), seedOf());
  const since = stage.services.clock.now();
  const { random } = stage;
  for (let round = 0; round < ROUNDS; round++) {
    while (stage.working.size < 2) await stage.start();
    await sleep(random.int(20, 150));
    const [one, other] = random.shuffled([...stage.working]);
    if (!one || !other) continue;
    if (random.chance(0.5)) {
      one.signal('SIGKILL');
      await one.died;
      stage.pass(random.pick([SECOND, 61 * SECOND, 11 * MINUTE, 5 * HOUR]));
      continue;
    }
    // Frozen for longer than any lease: the other takes over, and the first goes on as if nothing had been.
    one.signal('SIGSTOP');
    stage.crowd.lost(one);
    stage.crowd.feed(other);
    stage.pass(random.pick([61 * SECOND, 11 * MINUTE, 5 * HOUR]), other);
    await stage.turned(other, ['duties']);
    one.signal('SIGCONT');
  }
  while (stage.working.size < 2) await stage.startLast();
  await stage.settle();
  expect(await wrongsOf(stage, since)).toEqual([]);
});

describe('who has lost the lease writes nothing (fencing)', () => {
  test('a duty', async () => {
    const stage = await Stage.open(mongod.fresh(), seedOf());
    const since = stage.services.clock.now();
    stage.crowd.close();
    const { runs } = stage.services.store;
    const zombie = await stage.start({ holdJobs: true });
    stage.pass(24 * HOUR);
    await stage.until('a duty under way', () => stage.held.length > 0);
    const slot = stage.held[0] ?? '';
    expect(await runs.get(slot)).toMatchObject({ status: 'running', fence: 1 });
    zombie.signal('SIGSTOP');
    const heir = await stage.startLast();
    stage.pass(11 * MINUTE, heir);
    await stage.until('the heir to do it', async () => (await runs.get(slot))?.status === 'done');
    await stage.turned(heir);
    const done = await runs.get(slot);
    expect(done).toMatchObject({ fence: 2, attempts: 2, report: heir.name });
    zombie.signal('SIGCONT');
    zombie.tell({ order: 'go' });
    await stage.turned(zombie);
    expect(stage.faults.join()).toContain(`"job":"${slot.split('@')[0]}"`);
    expect(await runs.get(slot)).toEqual(done);
    expect(await wrongsOf(stage, since)).toEqual([]);
  });

  test('a message', async () => {
    const stage = await Stage.open(mongod.fresh(), seedOf());
    stage.crowd.close();
    const { outbox } = stage.services.store;
    const zombie = await stage.start();
    stage.muted.add(zombie);
    const to = { channel: 'web', chat: 'one' };
    const message = { key: 'once', to, kind: 'reply' as const, content: { text: 'once' } };
    await outbox.add([message], stage.services.clock.now());
    await stage.until('the message on its way', () => stage.shown.size > 0);
    zombie.signal('SIGSTOP');
    const heir = await stage.startLast();
    stage.pass(2 * MINUTE, heir);
    await stage.until('the heir to send it', async () => (await outbox.countByStatus()).sent === 1);
    const sent = await outbox.list('sent', 9);
    expect(sent).toMatchObject([{ fence: 2, attempts: 2 }]);
    zombie.signal('SIGCONT');
    const [id = ''] = stage.shown.keys();
    zombie.tell({ order: 'delivered', id });
    await stage.turned(zombie);
    expect(await outbox.list('sent', 9)).toEqual(sent);
    expect([...stage.shown.values()]).toEqual([{ chat: 'one', text: 'once', attempts: 2 }]);
  });
});
