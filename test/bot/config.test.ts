import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadConfig, secretKeyOf } from '../../bot/config.ts';
import { VARIABLES, configurationTable, envExample } from '../../bot/variables.ts';

const FEISHU = { FEISHU_APP_ID: 'cli_a', FEISHU_APP_SECRET: 's', FEISHU_ENCRYPT_KEY: 'k' };
const WECOM = {
  WECOM_CORP_ID: 'ww1',
  WECOM_AGENT_ID: '1000002',
  WECOM_SECRET: 's',
  WECOM_TOKEN: 't',
  WECOM_ENCODING_AES_KEY: 'a'.repeat(43),
};

describe('loadConfig', () => {
  test('runs with nothing set: the sandbox, on this machine only', () => {
    expect(loadConfig({ XDG_CACHE_HOME: '/cache' })).toEqual({
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://localhost:3000',
      dataDir: './data',
      logLevel: 'info',
      city: undefined,
      sandbox: true,
      secretKey: undefined,
      metricsToken: undefined,
      mongo: { uri: undefined, binary: undefined, cacheDir: '/cache/zhaoyou' },
      feishu: undefined,
      wecom: undefined,
    });
  });

  test('an empty variable is an unset one', () => {
    expect(loadConfig({ PORT: '', FEISHU_APP_ID: ' ', SANDBOX: '' })).toEqual(loadConfig({}));
  });

  test('the sandbox is on while no channel is configured, and obeys SANDBOX', () => {
    expect(loadConfig(FEISHU).sandbox).toBe(false);
    expect(loadConfig(WECOM).sandbox).toBe(false);
    expect(loadConfig({ SANDBOX: 'off' }).sandbox).toBe(false);
    expect(loadConfig({ ...FEISHU, SANDBOX: 'on' }).sandbox).toBe(true);
  });

  test('channels come whole', () => {
    expect(loadConfig({ ...FEISHU, FEISHU_BASE_URL: 'http://127.0.0.1:9/' }).feishu).toEqual({
      appId: 'cli_a',
      appSecret: 's',
      encryptKey: 'k',
      verificationToken: undefined,
      baseUrl: 'http://127.0.0.1:9',
      mode: 'webhook',
    });
    expect(loadConfig(WECOM).wecom).toMatchObject({
      corpId: 'ww1',
      agentId: 1_000_002,
      baseUrl: 'https://qyapi.weixin.qq.com',
    });
  });

  test('tells every fault at once, in Chinese, under its name', () => {
    const load = () =>
      loadConfig({
        PORT: '70000',
        PUBLIC_URL: 'zs.gov.cn',
        LOG_LEVEL: 'loud',
        SANDBOX: 'yes',
        SECRET_KEY: 'short',
      });
    expect(load).toThrow(/配置有 5 处错误/);
    for (const part of [
      /PORT：不能大于 65535/,
      /PUBLIC_URL：应为 http/,
      /LOG_LEVEL：只能是 fatal/,
      /SANDBOX：只能是 on、off 之一/,
      /SECRET_KEY：至少 32 个字符/,
    ]) {
      expect(load).toThrow(part);
    }
  });

  test('a channel configured by half is refused, naming what is missing', () => {
    expect(() => loadConfig({ WECOM_CORP_ID: 'ww1', WECOM_TOKEN: 't' })).toThrow(
      /WECOM_AGENT_ID：已配置企业微信的其他项，此项也必须填写[\s\S]*WECOM_SECRET/,
    );
    expect(() => loadConfig({ FEISHU_APP_ID: 'cli_a', FEISHU_APP_SECRET: 's' })).toThrow(/无法辨别回调真伪/);
    expect(
      loadConfig({ FEISHU_APP_ID: 'cli_a', FEISHU_APP_SECRET: 's', FEISHU_MODE: 'websocket' }).feishu,
    ).toBeDefined();
  });
});

test('a key is made once, kept for its owner only, and found again', async () => {
  const dataDir = join(await mkdtemp(join(tmpdir(), 'zhaoyou-key-')), 'data');
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const config = loadConfig({ DATA_DIR: dataDir, SANDBOX: 'off' });
  const [one, two] = await Promise.all([secretKeyOf(config), secretKeyOf(config)]);
  expect([one.created, two.created].filter(Boolean)).toHaveLength(1);
  const again = await secretKeyOf(config);
  expect(again).toMatchObject({ key: one.created ? one.key : two.key, created: false });
  expect(again.key.length).toBeGreaterThanOrEqual(32);
  expect((await stat(join(dataDir, 'secret.key'))).mode & 0o777).toBe(0o600);
  expect(await secretKeyOf(loadConfig({ SECRET_KEY: 'x'.repeat(32) }))).toEqual({
    key: 'x'.repeat(32),
    created: false,
  });
});

describe('what is written about the variables comes from the table (npx vitest run test/bot/config.test.ts -u)', () => {
  test('.env.example', async () => {
    await expect(envExample()).toMatchFileSnapshot('../../.env.example');
  });

  test('docs/configuration.md', async () => {
    await expect(`# 配置\n\n${configurationTable()}\n`).toMatchFileSnapshot('../../docs/configuration.md');
  });

  test('.env.example taken over unchanged changes nothing', async () => {
    const lines = (await readFile('.env.example', 'utf8')).split('\n');
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
    expect(
      Object.keys(VARIABLES).filter((name) => !lines.some((line) => line.startsWith(`# ${name}=`))),
    ).toEqual([]);
  });
});
