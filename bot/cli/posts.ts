import { bindGroup } from '../../handlers/services/people/binding.ts';
import { changeOf } from '../../handlers/services/context.ts';
import { linkByMobile, succeed } from '../../handlers/services/people/tenure.ts';
import { holderOf } from '../../handlers/services/people/identify.ts';
import { postOf } from '../../models/ledgers/city.ts';
import { dayOf, parseDay } from '../../models/rules/time/day.ts';
import { AppError } from '../../models/rules/errors.ts';
import { maskName } from '../../models/rules/phone.ts';
import { groupChats } from '../../models/ledgers/binding.ts';
import { tenures } from '../../models/ledgers/register.ts';
import { demand } from '../../models/rules/rights.ts';
import { ctxOf, demanded, oneOf, option, word, type CliRun } from './command.ts';

/** Who is who, and where messages go. */

export const postList: CliRun = async (call) => {
  demand(call.viewer, tenures.rights.read);
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
};

export const postHold: CliRun = async (call) => {
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
};

const GROUP_KINDS = ['G1', 'G2', 'G3', 'G4', 'G5'] as const;

export const chatBind: CliRun = async (call) => {
  demand(call.viewer, groupChats.rights.edit);
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
  return bindGroup(ctxOf(call), { channel, chat }, group.code, (name) => ({
    data: { group: group.code, channel, chat },
    text: `${name} 已绑定到 ${channel}`,
  }));
};

export const postLink: CliRun = async (call) => {
  const { config, log } = call;
  if (!config.feishu)
    throw new AppError('INVALID', '没有配置飞书：先设置 FEISHU_APP_ID 和 FEISHU_APP_SECRET');
  const ctx = ctxOf(call);
  const { createFeishuApi } = await import('../feishu/api/api.ts');
  const api = createFeishuApi({ config: config.feishu, clock: ctx.clock, log });
  const { linked, missing } = await linkByMobile(ctx, 'feishu', (mobiles) => api.findByMobiles(mobiles));
  const text = `已补上 ${linked.length} 个岗位的飞书账号${missing.length > 0 ? `；通讯录里没有找到或不在应用范围：${missing.join('、')}` : ''}`;
  return { data: { linked, missing }, text };
};
