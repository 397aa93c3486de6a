import { z } from 'zod';
import { DEFAULT_DATA_DIR } from './environment.ts';

/**
 * Every environment variable, once: how it is read, and the words from which `.env.example` and docs/configuration.md
 * are made (test/bot/config.test.ts keeps both equal to this table).
 */
interface Variable {
  group: string;
  about: string;
  /** Taken when the variable is unset or empty. */
  default?: string;
  example?: string;
  schema: z.ZodType;
}

const text = z.string();
const optional = text.optional();
const url = z
  .url({ protocol: /^https?$/, error: '应为 http:// 或 https:// 开头的网址' })
  .transform((value) => value.replace(/\/+$/, ''));
const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `只能是 ${values.join('、')} 之一` });
const whole = (low: number, high: number) =>
  z.coerce
    .number({ error: '应为数字' })
    .int('应为整数')
    .min(low, `不能小于 ${low}`)
    .max(high, `不能大于 ${high}`);

export const VARIABLES = {
  HOST: {
    group: '服务',
    about: '监听地址；只供本机访问用 127.0.0.1，放在容器里或直接对外用 0.0.0.0',
    default: '127.0.0.1',
    schema: text,
  },
  PORT: { group: '服务', about: '监听端口', default: '3000', schema: whole(0, 65_535) },
  PUBLIC_URL: {
    group: '服务',
    about:
      '对外网址，卡片和短信里的链接以它开头；不填为 http://localhost:端口。要让飞书用户打开这些网页，把它加上 /login/feishu/callback 填进飞书开放平台“安全设置”的重定向 URL',
    example: 'https://zs.example.gov.cn',
    schema: url.optional(),
  },
  DATA_DIR: {
    group: '服务',
    about: '数据文件夹：内置数据库、上传的附件、自动生成的密钥',
    default: DEFAULT_DATA_DIR,
    schema: text,
  },
  SECRET_KEY: {
    group: '服务',
    about:
      '签名和加密用的密钥，至少 32 个字符；不填则自动生成，存为 DATA_DIR 下的 secret.key。多机部署必须填同一个',
    example: 'openssl rand -base64 32 的输出',
    schema: text.min(32, '至少 32 个字符，可用 openssl rand -base64 32 生成').optional(),
  },
  LOG_LEVEL: {
    group: '服务',
    about: '日志级别：fatal、error、warn、info、debug、trace、silent',
    default: 'info',
    schema: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  },
  CITY: {
    group: '服务',
    about: '城市配置文件的路径；不填用内置的河源市配置',
    example: './city.json',
    schema: optional,
  },
  SANDBOX: {
    group: '服务',
    about: '演示沙箱 on 或 off；不填则在飞书、企业微信都没有配置时打开',
    example: 'off',
    schema: oneOf(['on', 'off']).optional(),
  },
  METRICS_TOKEN: {
    group: '服务',
    about: '读取 /metrics 的口令；不填则只有本机能读',
    example: '一串随机字符',
    schema: optional,
  },
  MONGODB_URI: {
    group: '数据库',
    about: 'MongoDB 副本集的连接串；不填则启动内置的 MongoDB，数据在 DATA_DIR。正式使用请填写',
    example: 'mongodb://127.0.0.1:27017/zhaoyou?replicaSet=rs0',
    schema: text
      .regex(
        /^mongodb(\+srv)?:\/\/[^/]+/,
        '应为 mongodb:// 开头的连接串，如 mongodb://127.0.0.1:27017/zhaoyou?replicaSet=rs0',
      )
      .optional(),
  },
  MONGOD_BINARY: {
    group: '数据库',
    about: '内置 MongoDB 使用的 mongod 程序；不填则依次找 PATH、本机缓存、官网下载、pip 安装包',
    example: '/usr/bin/mongod',
    schema: optional,
  },
  FEISHU_APP_ID: { group: '飞书', about: '应用的 App ID', example: 'cli_a1b2c3d4e5f60718', schema: optional },
  FEISHU_APP_SECRET: {
    group: '飞书',
    about: '应用的 App Secret',
    example: '开放平台“凭证与基础信息”页',
    schema: optional,
  },
  FEISHU_ENCRYPT_KEY: {
    group: '飞书',
    about: '事件与回调的 Encrypt Key；webhook 方式用它解密和验签',
    example: '开放平台“事件与回调”页',
    schema: optional,
  },
  FEISHU_VERIFICATION_TOKEN: {
    group: '飞书',
    about: '事件与回调的 Verification Token',
    example: '开放平台“事件与回调”页',
    schema: optional,
  },
  FEISHU_BASE_URL: {
    group: '飞书',
    about:
      '开放平台地址；私有化部署时改为自己的。网页登录：open.feishu.cn 用 accounts.feishu.cn，open.larksuite.com 用 accounts.larksuite.com，其他地址用它自己',
    default: 'https://open.feishu.cn',
    schema: url,
  },
  FEISHU_MODE: {
    group: '飞书',
    about: '接收方式：webhook（飞书访问本服务）或 websocket（本服务连飞书，不需要公网地址）',
    default: 'webhook',
    schema: oneOf(['webhook', 'websocket']),
  },
  WECOM_CORP_ID: {
    group: '企业微信',
    about: '企业 ID。企业微信通道尚未提供，填了也不会收发消息',
    example: 'ww1234567890abcdef',
    schema: optional,
  },
  WECOM_AGENT_ID: {
    group: '企业微信',
    about: '自建应用的 AgentId',
    example: '1000002',
    schema: whole(1, Number.MAX_SAFE_INTEGER).optional(),
  },
  WECOM_SECRET: {
    group: '企业微信',
    about: '自建应用的 Secret',
    example: '管理后台应用详情页',
    schema: optional,
  },
  WECOM_TOKEN: {
    group: '企业微信',
    about: '接收消息的 Token',
    example: '管理后台“接收消息”页',
    schema: optional,
  },
  WECOM_ENCODING_AES_KEY: {
    group: '企业微信',
    about: '接收消息的 EncodingAESKey，43 个字符',
    example: '管理后台“接收消息”页',
    schema: text.regex(/^[A-Za-z0-9+/]{43}$/, '应为 43 个字母或数字').optional(),
  },
  WECOM_BASE_URL: {
    group: '企业微信',
    about: '接口地址；私有化部署时改为自己的',
    default: 'https://qyapi.weixin.qq.com',
    schema: url,
  },
  WECOM_OAUTH_URL: {
    group: '企业微信',
    about: '网页登录地址；私有化部署时改为自己的',
    default: 'https://open.weixin.qq.com',
    schema: url,
  },
} as const satisfies Record<string, Variable>;
export type VariableName = keyof typeof VARIABLES;

const rows: readonly (Variable & { name: string })[] = Object.entries(VARIABLES).map(([name, variable]) => ({
  name,
  ...variable,
}));
const groups = [...new Set(rows.map((row) => row.group))];
const rowsOf = (group: string) => rows.filter((row) => row.group === group);

/** The content of `.env.example`: every variable commented out, so a copy of it changes nothing. */
export function envExample(): string {
  const blocks = groups.map((group) => {
    const lines = rowsOf(group).map(
      (row) =>
        `# ${row.about}${row.default ? `（默认 ${row.default}）` : ''}\n# ${row.name}=${row.default ?? row.example ?? ''}`,
    );
    return [`## ${group}`, ...lines].join('\n');
  });
  return `# 复制为 .env 后，去掉需要修改的行首的 # 再填写。什么都不填也能启动（演示沙箱）。\n\n${blocks.join('\n\n')}\n`;
}

/** The configuration table in Markdown. */
export function configurationTable(): string {
  const lines = rows.map(
    (row) =>
      `| ${row.group} | \`${row.name}\` | ${row.about} | ${row.default ?? ''} | ${row.example ?? ''} |`,
  );
  return ['| 类别 | 变量 | 说明 | 默认值 | 示例 |', '|---|---|---|---|---|', ...lines].join('\n');
}
