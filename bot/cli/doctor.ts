import { commandsOf } from '../../handlers/table.ts';
import { WECOM_ABSENT } from '../channels.ts';
import { contradictionsIn } from '../definitions.ts';
import { boundChats } from '../../handlers/services/people/addresses.ts';
import { holderOf } from '../../handlers/services/people/identify.ts';
import { dayOf, yearOf, monthOf, periodOf } from '../../models/rules/time/day.ts';
import { demand, PERMITS } from '../../models/rules/rights.ts';
import { doubtful, fine, wrong, type Check } from '../../models/rules/health-check.ts';
import { inboundHealth } from '../feishu/health.ts';
import type { CliCall, CliRun } from './command.ts';

const SIGNS = { ok: '✓', warn: '!', bad: '✗' } as const;

/** Looks at everything the service stands on and says what is wrong and how to mend it (architecture.md 7). */
export const doctor: CliRun = async (call) => {
  demand(call.viewer, PERMITS.operations);
  const checks = [
    ...configuration(call),
    definitions(call),
    ...wecom(call),
    await database(call),
    calendar(call),
    await register(call),
    await outbox(call),
    ...(await feishu(call)),
  ];
  const lines = checks.map(({ title, state, found, cure }) =>
    [`${SIGNS[state]} ${title}：${found}`, ...(cure ? [`    怎么办：${cure}`] : [])].join('\n'),
  );
  const bad = checks.filter(({ state }) => state === 'bad').length;
  return {
    data: { checks },
    text: [...lines, bad > 0 ? `有 ${bad} 处需要处理` : '没有发现故障'].join('\n'),
    refused: bad > 0,
  };
};

function configuration({ config }: CliCall): Check[] {
  const title = '配置';
  const channels = [config.feishu && '飞书', config.sandbox && '演示沙箱'].filter(Boolean);
  const lost =
    channels.length === 0
      ? [wrong(title, '没有任何消息渠道', '设置 FEISHU_APP_ID 等（见 .env.example），或 SANDBOX=on')]
      : [fine(title, `消息渠道：${channels.join('、')}`)];
  const isLocal = /\/\/(localhost|127\.|\[::1\])/.test(config.publicUrl);
  return config.feishu && isLocal
    ? [
        ...lost,
        doubtful(
          'PUBLIC_URL',
          `${config.publicUrl} 只有本机能打开，手机点卡片里的链接打不开`,
          '设成对外的 https 地址',
        ),
      ]
    : lost;
}

function definitions({ services: { store, rules } }: CliCall): Check {
  const { ledgers } = store;
  const title = '台账定义';
  const faults = contradictionsIn({ ledgers, rules, commands: commandsOf(ledgers) });
  if (faults.length === 0) return fine(title, `${ledgers.length} 个台账，没有自相矛盾`);
  return wrong(title, faults.join('\n    '), '按上面各条改 models/ledgers 或城市配置的规则集，改好后重启');
}

function wecom({ config }: CliCall): Check[] {
  if (!config.wecom) return [];
  const found = `${WECOM_ABSENT}：WECOM_* 已填写，但不会收发任何消息`;
  return [doubtful('企业微信', found, '先用飞书，企业微信的各项设置去掉或留着都可以')];
}

async function database({ services }: CliCall): Promise<Check> {
  const hello = await services.store.connection.db?.admin().command({ hello: 1 });
  const set = hello?.setName as string | undefined;
  if (set) return fine('数据库', `副本集 ${set}`);
  return wrong('数据库', '不是副本集，没有事务', '用 --replSet 启动 mongod 并执行 rs.initiate()');
}

/** From this month on the next year's arrangement is usually out (domain.md 4.1). */
const NEXT_YEAR_FROM = 12;

function calendar({ services: { calendar, clock } }: CliCall): Check {
  const today = dayOf(clock.now());
  const year = yearOf(today);
  const title = '放假安排';
  const wanted = monthOf(periodOf(today)) >= NEXT_YEAR_FROM ? [year, year + 1] : [year];
  const missing = wanted.filter((each) => calendar.isProvisional(each));
  if (missing.length === 0) return fine(title, `${wanted.join('、')} 年已录入`);
  return doubtful(
    title,
    `${missing.join('、')} 年还没有录入，期限按暂定计算`,
    '按国务院办公厅通知补进城市配置的放假文件后重启',
  );
}

async function register({ services }: CliCall): Promise<Check> {
  const { city } = services;
  const holders = await Promise.all(city.posts.map(({ code }) => holderOf(services, code)));
  const vacant = holders.filter((holder) => holder === undefined).length;
  const unlinked = holders.filter((holder) => holder && !holder.feishu && !holder.wecom).length;
  const found = `${city.posts.length} 个岗位，空缺 ${vacant} 个，有人但没有平台账号 ${unlinked} 个`;
  if (vacant === 0 && unlinked === 0) return fine('任职', found);
  return doubtful('任职', found, '用 post hold 登记任职，post link 按手机号补账号，或请本人对机器人说“绑定”');
}

async function outbox({ services }: CliCall): Promise<Check> {
  const { dead, unknown, due } = await services.store.outbox.countByStatus();
  const found = `待发 ${due} 条，发不出 ${dead} 条，是否送达不明 ${unknown} 条`;
  const reason = await services.store.outbox.heldUpBy();
  if (reason)
    return doubtful(
      '消息',
      `${found}；有消息在等：${reason}`,
      '按原因处理，修好后一分钟内自动补发，不用重启',
    );
  if (dead + unknown === 0) return fine('消息', found);
  return doubtful('消息', found, '用 outbox list 看原因，处理后用 outbox replay 重新发送');
}

async function feishu({ services, config, log }: CliCall): Promise<Check[]> {
  if (!config.feishu) return [];
  const { createFeishuApi } = await import('../feishu/api/api.ts');
  const { examineFeishu } = await import('../feishu/doctor.ts');
  const { store, clock } = services;
  const bound = await boundChats(services);
  return examineFeishu({
    config: config.feishu,
    api: createFeishuApi({ config: config.feishu, clock, log }),
    clock,
    publicUrl: config.publicUrl,
    health: await inboundHealth(store.settings),
    groups: bound.flatMap(({ channel, name, chat }) =>
      channel === 'feishu' && chat ? [{ name, chat }] : [],
    ),
    cardsSent: await store.outbox.cardsSent(/^om_/),
  });
}
