import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../models/rules/errors.ts';
import type { Environment } from './environment.ts';
import { VARIABLES, type VariableName } from './variables.ts';

/** What the service runs with (architecture.md 7). */
export interface Config {
  host: string;
  port: number;
  /** Without a trailing slash. */
  publicUrl: string;
  dataDir: string;
  logLevel: string;
  /** Path of a city profile; undefined means the built-in one. */
  city: string | undefined;
  sandbox: boolean;
  /** Undefined: the key file in DATA_DIR, see `secretKeyOf`. */
  secretKey: string | undefined;
  metricsToken: string | undefined;
  mongo: { uri: string | undefined; binary: string | undefined; cacheDir: string };
  feishu: FeishuConfig | undefined;
  wecom: WecomConfig | undefined;
}

export interface FeishuConfig {
  appId: string;
  appSecret: string;
  encryptKey: string | undefined;
  verificationToken: string | undefined;
  baseUrl: string;
  mode: 'webhook' | 'websocket';
}

export interface WecomConfig {
  corpId: string;
  agentId: number;
  secret: string;
  token: string;
  encodingAesKey: string;
  baseUrl: string;
  oauthUrl: string;
}

type Shape = { [K in VariableName]: (typeof VARIABLES)[K]['schema'] };
const shape = Object.fromEntries(
  Object.entries(VARIABLES).map(([name, variable]) => [name, variable.schema]),
) as Shape;
type Values = z.infer<z.ZodObject<Shape>>;

/**
 * Reads the configuration.
 * @throws AppError INVALID with every fault at once, each under the name of its variable
 */
export function loadConfig(env: Environment): Config {
  const given = Object.entries(VARIABLES).map(([name, variable]) => {
    const value = env[name]?.trim() || ('default' in variable ? variable.default : undefined);
    return [name, value] as const;
  });
  const parsed = z.object(shape).safeParse(Object.fromEntries(given));
  const faults = parsed.success
    ? channelFaults(parsed.data)
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}：${issue.message}`);
  if (!parsed.success || faults.length > 0) {
    const lines = faults.map((fault) => `  - ${fault}`).join('\n');
    throw new AppError('INVALID', `配置有 ${faults.length} 处错误：\n${lines}\n各项说明见 .env.example`);
  }
  return assemble(parsed.data, env);
}

function assemble(values: Values, env: Environment): Config {
  const feishu = feishuOf(values);
  const wecom = wecomOf(values);
  return {
    host: values.HOST,
    port: values.PORT,
    publicUrl: (values.PUBLIC_URL ?? `http://localhost:${values.PORT}`).replace(/\/+$/, ''),
    dataDir: values.DATA_DIR,
    logLevel: values.LOG_LEVEL,
    city: values.CITY,
    sandbox: values.SANDBOX ? values.SANDBOX === 'on' : !feishu && !wecom,
    secretKey: values.SECRET_KEY,
    metricsToken: values.METRICS_TOKEN,
    mongo: {
      uri: values.MONGODB_URI,
      binary: values.MONGOD_BINARY,
      cacheDir: join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'zhaoyou'),
    },
    feishu,
    wecom,
  };
}

function feishuOf(values: Values): FeishuConfig | undefined {
  if (!values.FEISHU_APP_ID || !values.FEISHU_APP_SECRET) return undefined;
  return {
    appId: values.FEISHU_APP_ID,
    appSecret: values.FEISHU_APP_SECRET,
    encryptKey: values.FEISHU_ENCRYPT_KEY,
    verificationToken: values.FEISHU_VERIFICATION_TOKEN,
    baseUrl: values.FEISHU_BASE_URL,
    mode: values.FEISHU_MODE,
  };
}

function wecomOf(values: Values): WecomConfig | undefined {
  const { WECOM_CORP_ID: corpId, WECOM_AGENT_ID: agentId, WECOM_SECRET: secret } = values;
  const { WECOM_TOKEN: token, WECOM_ENCODING_AES_KEY: encodingAesKey } = values;
  if (!corpId || agentId === undefined || !secret || !token || !encodingAesKey) return undefined;
  const { WECOM_BASE_URL: baseUrl, WECOM_OAUTH_URL: oauthUrl } = values;
  return { corpId, agentId, secret, token, encodingAesKey, baseUrl, oauthUrl };
}

/** A channel is configured as a whole or not at all. */
const CHANNELS: readonly { title: string; needs: readonly VariableName[] }[] = [
  { title: '飞书', needs: ['FEISHU_APP_ID', 'FEISHU_APP_SECRET'] },
  {
    title: '企业微信',
    needs: ['WECOM_CORP_ID', 'WECOM_AGENT_ID', 'WECOM_SECRET', 'WECOM_TOKEN', 'WECOM_ENCODING_AES_KEY'],
  },
];

function channelFaults(values: Values): string[] {
  const faults = CHANNELS.flatMap(({ title, needs }) => {
    const missing = needs.filter((name) => values[name] === undefined);
    if (missing.length === needs.length) return [];
    return missing.map((name) => `${name}：已配置${title}的其他项，此项也必须填写`);
  });
  const verifies = values.FEISHU_ENCRYPT_KEY ?? values.FEISHU_VERIFICATION_TOKEN;
  if (values.FEISHU_APP_ID && values.FEISHU_MODE === 'webhook' && !verifies) {
    faults.push(
      'FEISHU_ENCRYPT_KEY：webhook 方式必须填写它或 FEISHU_VERIFICATION_TOKEN，否则无法辨别回调真伪',
    );
  }
  return faults;
}

/**
 * The key that signs links and sessions and encrypts contacts: SECRET_KEY, or one made once and kept in DATA_DIR,
 * readable by its owner only. Losing it makes encrypted contacts unreadable, so `created` should be told in the log.
 */
export async function secretKeyOf(config: Config): Promise<{ key: string; file?: string; created: boolean }> {
  if (config.secretKey) return { key: config.secretKey, created: false };
  const file = join(config.dataDir, 'secret.key');
  await mkdir(config.dataDir, { recursive: true });
  const fresh = randomBytes(32).toString('base64url');
  const created = await writeFile(file, `${fresh}\n`, { mode: 0o600, flag: 'wx' }).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
      throw new AppError('INVALID', `密钥文件 ${file} 写不进去，请检查 DATA_DIR 的权限，或设置 SECRET_KEY`, {
        cause: error,
      });
    },
  );
  return { key: created ? fresh : (await readFile(file, 'utf8')).trim(), file, created };
}
