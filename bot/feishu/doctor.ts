import type { Clock } from '../../models/rules/time/clock.ts';
import { doubtful, fine, wrong, type Check } from '../../models/rules/health-check.ts';
import { dayOf, timeOf } from '../../models/rules/time/day.ts';
import type { FeishuConfig } from '../config.ts';
import type { FeishuApi } from './api/api.ts';
import type { Refusal } from './inbound/envelope.ts';
import { FeishuFault } from './api/errors.ts';
import type { InboundHealth } from './health.ts';
import { verifyKeys } from './inbound/verify.ts';
import { SCOPES } from './scopes.ts';
import { DOCTOR_HEADER } from './inbound/webhook.ts';

export interface FeishuExam {
  config: FeishuConfig;
  api: FeishuApi;
  clock: Clock;
  publicUrl: string;
  /** What came in lately. */
  health: InboundHealth;
  /** Groups of the mechanism and the chats they are bound to. */
  groups: readonly { name: string; chat: string }[];
  /** Cards with buttons that went out: who got them might have clicked. */
  cardsSent: number;
}

/** Looks at everything between this service and Feishu (feishu.md 2, 6.8, 7). Without credentials the rest is not asked. */
export async function examineFeishu(exam: FeishuExam): Promise<Check[]> {
  const access = await credentials(exam);
  const inbound = [...arrivals(exam), ...clicks(exam)];
  if (access.state === 'bad') return [access, ...inbound];
  const rest = await Promise.all([scopes(exam), clockSkew(exam), reachable(exam), ...groups(exam)]);
  return [access, ...rest, ...inbound];
}

const CONSOLE = '飞书开发者后台';

/** What to do about a code that the platform answers everything with (feishu.md 4.6). */
const CURES: Readonly<Record<string, string>> = {
  10015: `在${CONSOLE}“凭证与基础信息”复制 App Secret，填入 FEISHU_APP_SECRET`,
  10014: '请企业管理员在飞书管理后台启用这个应用',
  99991673: `在${CONSOLE}“版本管理与发布”创建版本并发布，由企业管理员审核通过`,
  230006: `在${CONSOLE}“添加应用能力”打开机器人，再创建版本并发布`,
  99991401: `在${CONSOLE}“安全设置”的 IP 白名单中加入本机出口地址`,
  99991403: '企业本月的接口调用额度已用完，请联系企业管理员扩容',
};

/** Can we call the platform at all, and as whom. */
export async function credentials({ api }: Pick<FeishuExam, 'api'>): Promise<Check> {
  try {
    const { name } = await api.botInfo();
    return fine('飞书凭证', `可用，机器人名称“${name}”`);
  } catch (error) {
    if (!(error instanceof FeishuFault)) throw error;
    const cure =
      CURES[String(error.code)] ??
      '检查本机能否访问 FEISHU_BASE_URL，以及 FEISHU_APP_ID、FEISHU_APP_SECRET 是否正确';
    return wrong('飞书凭证', error.reason, cure);
  }
}

async function scopes({ api }: FeishuExam): Promise<Check> {
  const granted = await api.grantedScopes();
  const missing = SCOPES.filter(({ anyOf }) => !anyOf.some((scope) => granted.has(scope)));
  if (missing.length === 0) return fine('飞书权限', '所需权限都已开通');
  const list = missing.map(({ does, anyOf }) => `${does}（${anyOf[0]}）`).join('、');
  const check = missing.every(({ optional }) => optional) ? doubtful : wrong;
  return check('飞书权限', `缺少：${list}`, `在${CONSOLE}“权限管理”开通，再创建版本并发布`);
}

/** How far the clocks may be apart before deadlines and replay checks go wrong. */
const SKEW = { warnMs: 60_000, badMs: 300_000 };

async function clockSkew({ config, clock }: FeishuExam): Promise<Check> {
  const title = '时钟';
  const theirs = await dateAt(config.baseUrl);
  if (theirs === undefined) return doubtful(title, '没有取到飞书的时间', '检查本机能否访问 FEISHU_BASE_URL');
  const skew = Math.abs(clock.now().getTime() - theirs);
  const found = `与飞书相差 ${Math.round(skew / 1000)} 秒`;
  if (skew < SKEW.warnMs) return fine(title, found);
  return (skew < SKEW.badMs ? doubtful : wrong)(title, found, '打开本机的时间同步（NTP）');
}

const PATIENCE_MS = 5_000;

/** What time it is where an address leads, by the header that every HTTP answer carries. */
async function dateAt(url: string): Promise<number | undefined> {
  const answer = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(PATIENCE_MS) }).catch(
    () => undefined,
  );
  const date = Date.parse(answer?.headers.get('date') ?? '');
  return Number.isNaN(date) ? undefined : date;
}

/** The running service, asked as the console asks when it saves the address (feishu.md 2.2). */
async function reachable({ config, publicUrl }: FeishuExam): Promise<Check> {
  const title = '回调地址';
  if (config.mode === 'websocket') return fine(title, '长连接方式，不需要公网地址');
  const url = `${publicUrl}/feishu/webhook`;
  const challenge = `doctor-${config.appId}`;
  const letter = { challenge, token: config.verificationToken ?? '', type: 'url_verification' };
  const { seal } = verifyKeys(config);
  const body = seal ? { encrypt: seal.close(JSON.stringify(letter)) } : letter;
  const answer = await fetch(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { [DOCTOR_HEADER]: '1' },
    signal: AbortSignal.timeout(PATIENCE_MS),
  }).catch(() => undefined);
  const said: unknown = await answer?.json().catch(() => undefined);
  if (Reflect.get(Object(said), 'challenge') === challenge) return fine(title, `${url} 应答正常`);
  if (answer?.status === 401)
    return wrong(
      title,
      '正在运行的服务不认这里的 Encrypt Key 或 Verification Token',
      '服务启动后改过 .env 的，重启服务；否则核对两处的 FEISHU_ENCRYPT_KEY、FEISHU_VERIFICATION_TOKEN',
    );
  const found = answer ? `${url} 回答了 ${answer.status}，不是本服务的应答` : `${url} 连不上`;
  return wrong(
    title,
    found,
    '启动服务（npm start），并检查 PUBLIC_URL、反向代理和防火墙；应用的请求地址须与它一致',
  );
}

/** An instant as people here read it. */
function shown(iso: string): string {
  const at = new Date(iso);
  return `${dayOf(at)} ${timeOf(at)}`;
}

const HEALING: Partial<Record<Refusal, string>> = {
  signature: '签名不符：FEISHU_ENCRYPT_KEY 与飞书后台“加密策略”的 Encrypt Key 不一致',
  undecipherable: '解不开密文：FEISHU_ENCRYPT_KEY 与飞书后台“加密策略”的 Encrypt Key 不一致',
  plaintext: '收到的是明文：飞书后台没有设置 Encrypt Key，而这里设置了 FEISHU_ENCRYPT_KEY',
  unsigned: '没有签名：飞书后台没有设置 Encrypt Key，或请求不是飞书发来的',
  token: 'FEISHU_VERIFICATION_TOKEN 与飞书后台的 Verification Token 不一致',
  app: '收到了别的应用的回调：FEISHU_APP_ID 与这个请求地址所属的应用不一致',
  stale: '回调的时间相差太久：本机时钟不准，或有人重放旧的请求',
};

function arrivals({ health, config }: FeishuExam): Check[] {
  const title = '飞书事件';
  const last = [health.event, health.click]
    .filter((at) => at !== undefined)
    .toSorted()
    .at(-1);
  const { refused } = health;
  if (refused && (last === undefined || refused.at > last)) {
    const why = HEALING[refused.why] ?? `请求不合规（${refused.why}）`;
    return [
      // Anybody can send a letter that is refused: what it means is for the reader to judge.
      doubtful(
        title,
        `${shown(refused.at)} 有一次回调未通过校验，${why}；也可能是别人在试探`,
        `在${CONSOLE}“事件与回调 > 加密策略”核对，改过就重启服务`,
      ),
    ];
  }
  if (last !== undefined) return [fine(title, `最近一次 ${shown(last)}`)];
  const how = config.mode === 'websocket' ? '“使用长连接接收”' : '请求地址 /feishu/webhook';
  return [
    doubtful(
      title,
      '还没有收到过任何事件',
      `在${CONSOLE}“事件与回调”设置${how}，添加 im.message.receive_v1 等事件，发布版本后对机器人说“帮助”`,
    ),
  ];
}

/** 3.5: where callbacks are not subscribed the client shows 200340 and nothing reaches us: only the absence is seen. */
function clicks({ health, cardsSent }: FeishuExam): Check[] {
  const title = '卡片回调';
  if (health.click !== undefined) return [fine(title, `最近一次 ${shown(health.click)}`)];
  if (cardsSent === 0) return [fine(title, '还没有发出过带按钮的卡片')];
  return [
    doubtful(
      title,
      `已发出 ${cardsSent} 张带按钮的卡片，没有收到过一次点击`,
      `如果点按钮时提示 200340：在${CONSOLE}“事件与回调 > 回调配置”添加“卡片回传交互”（card.action.trigger），请求地址与事件相同，再创建版本并发布`,
    ),
  ];
}

function groups({ groups, api }: FeishuExam): Promise<Check>[] {
  return groups.map(async ({ name, chat }) => {
    const title = `群：${name}`;
    const cure = '把机器人拉进群，在群里 @机器人 发送“绑定本群”';
    try {
      return (await api.isInChat(chat)) ? fine(title, '机器人在群里') : wrong(title, '机器人不在群里', cure);
    } catch (error) {
      if (!(error instanceof FeishuFault)) throw error;
      return wrong(title, error.reason, cure);
    }
  });
}
