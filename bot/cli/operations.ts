import { Runner, slotId, slotOf } from '../../jobs/runner.ts';
import { nextSlot } from '../../jobs/slots.ts';
import { jobTable } from '../../jobs/table.ts';
import { SettableClock } from '../../models/rules/time/clock.ts';
import { dayOf, instantOf, timeOf } from '../../models/rules/time/day.ts';
import { AppError } from '../../models/rules/errors.ts';
import { demand, PERMITS } from '../../models/rules/rights.ts';
import { demanded, oneOf, option, word, type CliCall, type CliRun } from './command.ts';

const moment = (at: Date | undefined): string => (at ? `${dayOf(at)} ${timeOf(at)}` : '—');

const runnerOf = ({ services, say }: CliCall): Runner =>
  new Runner({ services, jobs: jobTable(services.rules), onFault: (error) => say(error.message) });

export const jobList: CliRun = async ({ services }) => {
  const now = services.clock.now();
  const rows = await Promise.all(
    jobTable(services.rules).map(async ({ name, title, when, missed }) => {
      const next = nextSlot(when, now, services.calendar);
      const last = await services.store.runs.latest(name);
      return {
        name,
        title,
        missed,
        next: next ?? null,
        last: last?._id ?? null,
        status: last?.status ?? null,
      };
    }),
  );
  const text = rows.map(
    (r) =>
      `${r.name}\t${r.title}\t下次 ${moment(r.next ?? undefined)}\t上次 ${r.last ?? '—'} ${r.status ?? ''}`,
  );
  return { data: rows, text: text.join('\n') };
};

/** Why a slot that did not fail was not run. */
const REASONS = {
  waiting: '正等待运行',
  running: '别处正在运行',
  done: '这一期已完成',
  skipped: '这一期已跳过',
} as const;

export const jobRun: CliRun = async (call) => {
  demand(call.viewer, PERMITS.operations);
  const runner = runnerOf(call);
  const job = runner.find(word(call, 0, '任务名'));
  const slot = slotOf(job, demanded(call, 'slot', '日期，如 2026-06-01'));
  const run = await runner.run(job, slot, true);
  if (run) return { data: { ...run, ran: true }, text: `${run.slot}：${run.report}` };
  const kept = await call.services.store.runs.get(slotId(job, slot));
  const status = kept?.status ?? 'failed';
  const reason = status === 'failed' || status === 'exhausted' ? (kept?.error ?? '') : REASONS[status];
  return {
    data: { job: job.name, slot: slotId(job, slot), ran: false, status, reason },
    text: `没有运行：${reason}`,
    refused: true,
  };
};

/** Messages that a screen takes. */
const LISTED = 100;

export const outboxList: CliRun = async (call) => {
  demand(call.viewer, PERMITS.operations);
  const status = oneOf(call, 'status', ['due', 'sent', 'dead', 'unknown'], 'dead');
  const { outbox } = call.services.store;
  const limit = call.options.all ? undefined : Number(option(call, 'limit') ?? LISTED);
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0))
    throw new AppError('USAGE', '--limit 应为正整数');
  const rows = (await outbox.list(status, limit)).map(({ content: _content, ...row }) => row);
  const counts = await outbox.countByStatus();
  const left = Math.max(0, counts[status] - rows.length);
  const lines = rows.map(({ key, attempts, lastError }) => `${key}\t试 ${attempts} 次\t${lastError ?? ''}`);
  const more = left > 0 ? [`还有 ${left} 条没有列出，加 --limit <条数> 或 --all 看`] : [];
  return { data: { counts, rows, left }, text: [JSON.stringify(counts), ...lines, ...more].join('\n') };
};

export const outboxReplay: CliRun = async (call) => {
  demand(call.viewer, PERMITS.operations);
  const { store, clock } = call.services;
  const [key] = call.words;
  const replayed = await store.outbox.replay(clock.now(), key ? { key } : {});
  if (key && replayed === 0) throw new AppError('NOT_FOUND', `没有键为“${key}”的发不出的消息`);
  return { data: { replayed }, text: `已重新排队 ${replayed} 条` };
};

export const demo: CliRun = async (call) => {
  demand(call.viewer, PERMITS.operations);
  const seed = Number(option(call, 'seed') ?? 1);
  const year = option(call, 'year');
  if (!Number.isInteger(seed)) throw new AppError('USAGE', '--seed 应为整数');
  if (year !== undefined && !/^20\d{2}$/.test(year)) throw new AppError('USAGE', '--year 应为四位年份');
  const clock = year ? new SettableClock(instantOf(`${year}-12-31`, '12:00')) : call.services.clock;
  const onProgress = (written: number, of: number) => call.say(`演示数据 ${written}/${of}`);
  const { loadDemo } = await import('../demo/load.ts');
  const mark = await loadDemo({ ...call.services, clock }, { seed, onProgress });
  if (!mark) return { data: { loaded: false }, text: '库里已有台账数据，没有写入演示数据', refused: true };
  return { data: { loaded: true, ...mark }, text: mark.notice };
};
