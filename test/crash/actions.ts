import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Reply } from '../../handlers/inbound.ts';
import { changeOf, type Ctx } from '../../handlers/services/context.ts';
import { action, actionTable } from '../../handlers/action.ts';
import type { Job } from '../../jobs/job.ts';
import type { NewOf } from '../../models/ledgers/engine/define.ts';
import { projects, type Project } from '../../models/ledgers/project.ts';
import { dayOf } from '../../models/rules/time/day.ts';
import { AppError } from '../../models/rules/errors.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import type { Change } from '../../models/store/rows/change.ts';

/**
 * What the workers do: actions and duties on real project rows whose effects can be counted afterwards. Each leaves its
 * event's id (a duty: its slot's) as the reason in the change history and in the keys of its messages.
 */

/** What `put` adds to a row and `shift` takes from one and gives another, in hundredths of 万元. */
export const STEP = 100;
export const OPENING = 1_000_000;

export const chatOf = (code: string): string => `chat-${Number(code.slice(-4)) % 3}`;

/** A valid signed project of 源城区 named by a number or an event. */
export const aCounter = (mark: string): NewOf<typeof projects> => ({
  name: `崩溃演练计数项目${mark}`,
  kind: 'NEW',
  chain: 'ELEC',
  plannedInvestWan: 100_000_000,
  cumInvestWan: OPENING,
  introUnit: 'YC',
  landUnit: 'YC',
  stage: 'SIGNED',
  signType: 'FORMAL',
  signDate: '2026-03-10',
});

async function rowOf(change: Change, code: string): Promise<Project> {
  const row = await change.rows(projects).byCode(SYSTEM, code);
  if (!row) throw new AppError('NOT_FOUND', `没有${code}`);
  return row;
}

async function add(ctx: Ctx, change: Change, code: string, step: number): Promise<Project> {
  const row = await rowOf(change, code);
  const next = await change.update(projects, row, { cumInvestWan: (row.cumInvestWan ?? 0) + step });
  say(ctx, change, code);
  return next;
}

function say(ctx: Ctx, change: Change, code: string): void {
  const key = `${ctx.eventId}/${code}`;
  change.send({ key, to: { channel: 'web', chat: chatOf(code) }, kind: 'reply', content: { text: key } });
}

const good = (text: string): Reply => ({ toast: { tone: 'good', text } });
const code = z.string();

export const CRASH_ACTIONS = actionTable([
  action({
    action: 'test.put',
    input: z.object({ code }),
    run: (ctx, input) =>
      ctx.store.change(changeOf(ctx, ctx.eventId), async (change) => {
        const row = await add(ctx, change, input.code, STEP);
        return good(`${row.code} ${row.version}`);
      }),
  }),
  action({
    action: 'test.shift',
    input: z.object({ from: code, to: code }),
    run: (ctx, { from, to }) =>
      ctx.store.change(changeOf(ctx, ctx.eventId), async (change) => {
        const giver = await add(ctx, change, from, -STEP);
        const taker = await add(ctx, change, to, STEP);
        return good(`${giver.code} ${giver.version} ${taker.code} ${taker.version}`);
      }),
  }),
  action({
    action: 'test.new',
    input: z.object({ mark: z.string() }),
    run: (ctx, { mark }) =>
      ctx.store.change(changeOf(ctx, ctx.eventId), async (change) => {
        const row = await change.insert(projects, aCounter(mark));
        say(ctx, change, row.code);
        return good(row.code);
      }),
  }),
]);

/** The duties of the test, by the row each keeps its slots on. */
export const DUTIES = [
  { name: 'night', at: '03:00', row: 'XM-DUTY-0001' },
  { name: 'morning', at: '09:00', row: 'XM-DUTY-0002' },
  { name: 'noon', at: '12:00', row: 'XM-DUTY-0003' },
  { name: 'evening', at: '18:00', row: 'XM-DUTY-0004' },
] as const;

/**
 * Duties in the manner of the real ones: look, think, write by compare-and-set, do nothing when it is done already. The
 * pause in the middle is where two workers on one slot would meet; `hold` makes it as long as the test wants.
 */
export const dutyTable = (worker: string, hold: (slot: string) => Promise<void>): readonly Job[] =>
  DUTIES.map(({ name, at, row: code }) => ({
    name,
    title: name,
    when: { daily: at },
    missed: 'all',
    async run(ctx, slot) {
      const day = dayOf(slot);
      const row = await ctx.store.rows(projects).byCode(SYSTEM, code);
      if (!row) throw new AppError('NOT_FOUND', `没有${code}`);
      const done = row.investorTags ?? [];
      if (done.includes(day)) return `${worker}：已办过`;
      await sleep(3);
      await hold(`${name}@${day}`);
      const key = `${name}@${day}`;
      await ctx.store.change(changeOf(ctx, key), async (change) => {
        await change.update(projects, row, { investorTags: [...done, day] });
        const to = { channel: 'web', chat: 'duties' };
        change.send({ key, to, kind: 'reply', content: { text: key } });
      });
      return worker;
    },
  }));
