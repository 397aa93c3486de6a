import { loadDemo } from '../../handlers/services/demo/load.ts';
import { groupBindingKey } from '../../handlers/services/addresses.ts';
import type { Ctx } from '../../handlers/services/context.ts';
import { changeOf } from '../../handlers/services/context.ts';
import { succeed } from '../../handlers/services/holding.ts';
import { holderOf } from '../../handlers/services/people.ts';
import { Runner, slotId, slotOf } from '../../jobs/runner.ts';
import { nextSlot } from '../../jobs/slots.ts';
import { jobTable } from '../../jobs/table.ts';
import { postOf } from '../../models/ledgers/city.ts';
import { SettableClock } from '../../models/rules/clock.ts';
import { dayOf, instantOf, parseDay, timeOf } from '../../models/rules/day.ts';
import { AppError } from '../../models/rules/errors.ts';
import { maskName } from '../../models/rules/phone.ts';
import { demand } from '../../models/rules/permissions.ts';
import { demanded, oneOf, option, word, type CliCall, type CliCommand } from './command.ts';

const ctxOf = ({ services, viewer }: CliCall): Ctx => ({ ...services, viewer, channel: 'cli' });

const moment = (at: Date | undefined): string => (at ? `${dayOf(at)} ${timeOf(at)}` : '—');

const postList: CliCommand = {
  name: 'post list',
  usage: '',
  does: '岗位和现任',
  options: {},
  async run(call) {
    demand(call.viewer, 'people.read');
    const rows = await Promise.all(
      call.services.city.posts.map(async ({ code, name, roles }) => {
        const holder = await holderOf(call.services, code);
        return {
          post: code,
          name,
          roles,
          holder: holder ? maskName(holder.name) : null,
          from: holder?.from ?? null,
        };
      }),
    );
    const text = rows.map(({ post, name, holder }) => `${post}\t${name}\t${holder ?? '（空缺）'}`).join('\n');
    return { data: rows, text };
  },
};

const postHold: CliCommand = {
  name: 'post hold',
  usage: '<岗位> --name N [--feishu ID] [--wecom ID] [--mobile M] [--from D]',
  does: '登记任职；原任职到前一日为止',
  options: {
    name: { type: 'string' },
    feishu: { type: 'string' },
    wecom: { type: 'string' },
    mobile: { type: 'string' },
    from: { type: 'string' },
  },
  async run(call) {
    const ctx = ctxOf(call);
    const { code: post } = postOf(call.services.city, word(call, 0, '岗位代码'));
    const from = parseDay(option(call, 'from') ?? dayOf(ctx.clock.now()));
    const [feishu, wecom, mobile] = ['feishu', 'wecom', 'mobile'].map((name) => option(call, name));
    const holding = {
      post,
      name: demanded(call, 'name', '姓名'),
      from,
      ...(feishu ? { feishu } : {}),
      ...(wecom ? { wecom } : {}),
      ...(mobile ? { mobile } : {}),
    };
    const { row, before } = await ctx.store.change(changeOf(ctx, '登记任职'), (change) =>
      succeed(ctx, change, holding),
    );
    const data = { code: row.code, post, from, succeeded: before?.code ?? null };
    return { data, text: `已登记 ${post} 自 ${from} 起任职` };
  },
};

const GROUP_KINDS = ['G1', 'G2', 'G3', 'G4', 'G5'] as const;

const chatBind: CliCommand = {
  name: 'chat bind',
  usage: '<feishu|wecom>:<会话 id> --kind G1…G5 [--unit U]',
  does: '把群绑定到单元和群类型',
  options: { unit: { type: 'string' }, kind: { type: 'string' } },
  async run(call) {
    demand(call.viewer, 'register.write');
    const [channel = '', ...rest] = word(call, 0, '会话，如 feishu:oc_xxx').split(':');
    const chat = rest.join(':');
    if ((channel !== 'feishu' && channel !== 'wecom') || chat === '') {
      throw new AppError('USAGE', '会话应写成 feishu:<id> 或 wecom:<id>');
    }
    const kind = oneOf(call, 'kind', GROUP_KINDS, demanded(call, 'kind', '群类型 G1…G5'));
    const unit = option(call, 'unit');
    const [group, another] = call.services.city.groups.filter(
      (g) => g.kind === kind && (!unit || g.unit === unit || g.park === unit),
    );
    if (!group) throw new AppError('NOT_FOUND', `城市配置里没有 ${kind}${unit ? `（${unit}）` : ''} 这个群`);
    if (another) throw new AppError('USAGE', `${kind} 不止一个群，请用 --unit 写明是哪个单元的`);
    await call.services.store.settings.set(groupBindingKey(channel, group.code), chat);
    return { data: { group: group.code, channel, chat }, text: `${group.name} 已绑定到 ${channel}` };
  },
};

const runnerOf = ({ services, say }: CliCall): Runner =>
  new Runner({ services, jobs: jobTable(services.rules), onFault: (error) => say(error.message) });

const jobList: CliCommand = {
  name: 'job list',
  usage: '',
  does: '周期任务和下次时间',
  options: {},
  async run({ services }) {
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
  },
};

/** Why a slot that did not fail was not run. */
const REASONS = {
  waiting: '正等待运行',
  running: '别处正在运行',
  done: '这一期已完成',
  skipped: '这一期已跳过',
} as const;

const jobRun: CliCommand = {
  name: 'job run',
  usage: '<任务> --slot <日期>',
  does: '运行一个任务的某一期',
  options: { slot: { type: 'string' } },
  async run(call) {
    demand(call.viewer, 'operations.run');
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
  },
};

const auditVerify: CliCommand = {
  name: 'audit verify',
  usage: '',
  does: '核验留痕链和日封印',
  options: {},
  async run({ services, viewer }) {
    demand(viewer, 'audit.read');
    const result = await services.store.verifyAudit();
    const lines = result.faults.map(({ entity, code, seq, text }) => `${entity} ${code} #${seq}：${text}`);
    const text =
      lines.length > 0 ? lines.join('\n') : `完好：${result.entries} 条留痕，${result.seals} 个日封印`;
    return { data: result, text, refused: result.faults.length > 0 };
  },
};

const auditShow: CliCommand = {
  name: 'audit show',
  usage: '<编号>',
  does: '一行的全部变更',
  options: {},
  async run(call) {
    demand(call.viewer, 'audit.read');
    const code = word(call, 0, '编号');
    const entries = await call.services.store.audit.history(code);
    if (entries.length === 0) throw new AppError('NOT_FOUND', `没有编号为 ${code} 的留痕`);
    const lines = entries.map(
      ({ seq, at, post, event, changes }) => `#${seq} ${moment(at)} ${post} ${event} ${changes.length} 项`,
    );
    return { data: entries, text: lines.join('\n') };
  },
};

const outboxList: CliCommand = {
  name: 'outbox list',
  usage: '[--status due|sent|dead|unknown]',
  does: '待发、已发、发不出的消息',
  options: { status: { type: 'string' } },
  async run(call) {
    demand(call.viewer, 'operations.run');
    const status = oneOf(call, 'status', ['due', 'sent', 'dead', 'unknown'], 'dead');
    const { outbox } = call.services.store;
    const rows = (await outbox.list(status, 100)).map(({ content: _content, ...row }) => row);
    const counts = await outbox.countByStatus();
    const lines = rows.map(({ key, attempts, lastError }) => `${key}\t试 ${attempts} 次\t${lastError ?? ''}`);
    return { data: { counts, rows }, text: [JSON.stringify(counts), ...lines].join('\n') };
  },
};

const outboxReplay: CliCommand = {
  name: 'outbox replay',
  usage: '[消息键]',
  does: '把发不出的消息重新排队',
  options: {},
  async run(call) {
    demand(call.viewer, 'operations.run');
    const { store, clock } = call.services;
    const [key] = call.words;
    const replayed = await store.outbox.replay(clock.now(), key ? { key } : {});
    if (key && replayed === 0) throw new AppError('NOT_FOUND', `没有键为“${key}”的发不出的消息`);
    return { data: { replayed }, text: `已重新排队 ${replayed} 条` };
  },
};

const demo: CliCommand = {
  name: 'demo',
  usage: '[--year Y] [--seed N]',
  does: '在空库里生成虚构的演示城市',
  options: { year: { type: 'string' }, seed: { type: 'string' } },
  async run(call) {
    demand(call.viewer, 'operations.run');
    const seed = Number(option(call, 'seed') ?? 1);
    const year = option(call, 'year');
    if (!Number.isInteger(seed)) throw new AppError('USAGE', '--seed 应为整数');
    if (year !== undefined && !/^20\d{2}$/.test(year)) throw new AppError('USAGE', '--year 应为四位年份');
    const clock = year ? new SettableClock(instantOf(`${year}-12-31`, '12:00')) : call.services.clock;
    const onProgress = (written: number, of: number) => call.say(`演示数据 ${written}/${of}`);
    const mark = await loadDemo({ ...call.services, clock }, { seed, onProgress });
    if (!mark) return { data: { loaded: false }, text: '库里已有台账数据，没有写入演示数据', refused: true };
    return { data: { loaded: true, ...mark }, text: mark.notice };
  },
};

export const operationCommands: readonly CliCommand[] = [
  postList,
  postHold,
  chatBind,
  jobList,
  jobRun,
  auditVerify,
  auditShow,
  outboxList,
  outboxReplay,
  demo,
];
