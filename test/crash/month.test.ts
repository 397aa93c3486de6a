import { beforeAll, expect, test } from 'vitest';
import { jobTable } from '../../jobs/table.ts';
import { bulletins } from '../../models/ledgers/bulletin.ts';
import { postsWith } from '../../models/ledgers/city.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import type { LoadEvent } from './load.ts';
import { ownMongod, type OwnMongod } from './mongod.ts';
import { HOUR, MINUTE, SCALE, SECOND, seedOf, Stage, TIMEOUT } from './scene.ts';

/** The month of May 2026 (domain.md 5.1), killed between its steps and in the middle of them. */
const MAY = '2026-05';
const STEPS = {
  open: '2026-06-01T08:46+08:00',
  freeze: '2026-06-09T08:41+08:00',
  verify: '2026-06-10T08:41+08:00',
  submit: '2026-06-11T08:41+08:00',
  issue: '2026-06-12T08:41+08:00',
} as const;
type Step = keyof typeof STEPS;

let mongod: OwnMongod;
beforeAll(async () => {
  mongod = await ownMongod();
});

async function aMonth(): Promise<Stage> {
  const start = new Date('2026-05-29T09:00+08:00');
  const stage = await Stage.open(mongod.fresh(), seedOf(), start);
  const { store, rules } = stage.services;
  for (const { name } of jobTable(rules)) await store.settings.set(`watermark:${name}`, start);
  stage.crowd.close();
  return stage;
}

/** Lives that end at one of the first commands of the day, each going on where the last was cut off. */
async function die(stage: Stage, times: number, within: number): Promise<void> {
  const { random } = stage;
  for (let life = 0; life < times; life++) {
    const side = random.pick(['commandStarted', 'commandSucceeded'] as const);
    const worker = await stage.start({ play: 'month', failpoint: { command: random.int(1, within), side } });
    await worker.died;
    stage.pass(random.pick([5 * SECOND, 2 * MINUTE, 11 * MINUTE]));
  }
}

const bulletinOf = (stage: Stage) => stage.services.store.rows(bulletins).byCode(SYSTEM, `TB-${MAY}`);

async function sign(stage: Stage): Promise<LoadEvent> {
  const worker = await stage.start({ play: 'month' });
  await stage.until('the draft to sign', async () => {
    stage.pass(MINUTE);
    return (await bulletinOf(stage))?.status === 'SIGNING';
  });
  worker.signal('SIGKILL');
  await worker.died;
  stage.pass(11 * MINUTE);
  const bulletin = await bulletinOf(stage);
  const params = { code: bulletin?.code ?? '', version: bulletin?.version ?? 0 };
  return stage.crowd.click({
    from: 'SFB_BULLETIN',
    action: 'ledger.move',
    params: { ledger: 'bulletins', event: 'sign', ...params },
  });
}

/** The titles of a chat's cards that look like this. */
const titled = (stage: Stage, chat: string, like: RegExp): string[] =>
  [...stage.shown.values()].flatMap((shown) =>
    shown.chat === chat && like.test(shown.text) ? [shown.text] : [],
  );

/** Everybody has got what is theirs, once. */
async function expectWhole(stage: Stage, plan: Plan, signing: LoadEvent): Promise<void> {
  const { store, city } = stage.services;
  await stage.startLast({ play: 'month' });
  await stage.settle(HOUR);
  expect(signing.replies.map(({ toast }) => toast?.tone)).not.toContain('bad');
  expect((await bulletinOf(stage))?.status).toBe('ISSUED');
  for (const { code } of city.groups.filter(({ kind }) => kind === 'G1' || kind === 'G2'))
    expect(titled(stage, `group:${code}`, /./), code).toEqual(['2026年5月全市招商引资通报']);
  for (const { code } of city.groups.filter(({ kind }) => kind === 'G3'))
    expect(titled(stage, `group:${code}`, /./), code).toHaveLength(1);
  for (const { code } of postsWith(city, 'LEADER'))
    expect(titled(stage, `post:${code}`, /5月招商通报摘要/), code).toHaveLength(1);
  for (const { code } of postsWith(city, 'COUNTY_REVIEW')) {
    const asked = await store.outbox.model.find({ 'to.post': code, 'about.says': 'verify' }).lean();
    // After days of being down the slot for checking may come together with that for signing, and be too late.
    expect(plan.before.includes('verify') ? [1] : [0, 1], code).toContain(asked.length);
    // What could not leave before it was too late stays where it is, unless it may have arrived already.
    for (const { _id, status } of asked) expect(stage.shown.has(String(_id)), code).toBe(status === 'sent');
  }
  // What was overtaken before it left stays where it is.
  const messages = await store.outbox.model.countDocuments({ status: { $ne: 'dropped' } });
  expect(stage.shown.size).toBe(messages);
  expect((await store.verifyAudit()).faults).toEqual([]);
}

interface Plan {
  name: string;
  before: readonly Step[];
  signedAt: string;
}

const PLANS: readonly Plan[] = [
  {
    name: 'signed in time',
    before: ['open', 'freeze', 'verify', 'submit'],
    signedAt: '2026-06-11T15:01+08:00',
  },
  {
    name: 'days of being down, signed late',
    before: ['open', 'submit', 'issue'],
    signedAt: '2026-06-12T15:01+08:00',
  },
];

test.each(PLANS)('a month of crashes, $name: each card goes out once', TIMEOUT, async (plan) => {
  const stage = await aMonth();
  for (const step of plan.before) {
    stage.comesTo(STEPS[step]);
    await die(stage, SCALE, 50);
  }
  stage.comesTo(plan.signedAt);
  const signing = await sign(stage);
  await die(stage, SCALE, 30);
  // Signed after the day of issue it goes out at once: no further step is left to be cut off in.
  if (!plan.before.includes('issue')) {
    stage.comesTo(STEPS.issue);
    await die(stage, SCALE, 50);
  }
  await expectWhole(stage, plan, signing);
  expect(stage.faults).toEqual([]);
});
