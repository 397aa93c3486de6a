import { beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../../bot/log.ts';
import type { FeishuConfig } from '../../../bot/config.ts';
import { createFeishuApi } from '../../../bot/feishu/api/api.ts';
import { examineFeishu, type FeishuExam } from '../../../bot/feishu/doctor.ts';
import { SettableClock } from '../../../models/rules/time/clock.ts';
import { createStage, type Stage } from '../../emulators/feishu/testing/stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await createStage();
});

const configOf = ({ feishu }: Stage, changes: Partial<FeishuConfig> = {}): FeishuConfig => ({
  appId: feishu.app.appId,
  appSecret: feishu.app.appSecret,
  encryptKey: feishu.app.encryptKey,
  verificationToken: feishu.app.verificationToken,
  baseUrl: feishu.url,
  mode: 'webhook',
  ...changes,
});

/** What doctor says of a title; only of what is not fine. */
async function findings(
  changes: Partial<FeishuExam> = {},
  config = configOf(stage),
): Promise<Record<string, string>> {
  const clock = changes.clock ?? stage.feishu.clock;
  const checks = await examineFeishu({
    config,
    api: createFeishuApi({ config, clock, log: createLog('silent') }),
    clock,
    // The emulator itself stands in for a server that is there and is not ours.
    publicUrl: stage.feishu.url,
    health: { event: '2026-06-01T00:50:00.000Z', click: '2026-06-01T00:51:00.000Z' },
    groups: [],
    cardsSent: 3,
    ...changes,
  });
  const open = checks.filter(({ state }) => state !== 'ok');
  for (const { cure } of open) expect(cure, 'every finding has its cure').toMatch(/\p{Script=Han}/u);
  return Object.fromEntries(open.map(({ title, found, cure }) => [title, `${found}｜${cure}`]));
}

describe('what keeps the bot from working (feishu.md 7)', () => {
  test('a wrong secret, told without the secret', async () => {
    const said = await findings({}, configOf(stage, { appSecret: 'not-the-secret' }));
    expect(said['飞书凭证']).toMatch(/FEISHU_APP_SECRET/);
    expect(JSON.stringify(said)).not.toContain('not-the-secret');
  });

  test('a version that was not published', async () => {
    stage.feishu.app.published = false;
    expect((await findings())['飞书凭证']).toMatch(/发布/);
  });

  test('an app that was switched off', async () => {
    stage.feishu.app.disabled = true;
    expect((await findings())['飞书凭证']).toMatch(/启用/);
  });

  test('scopes that are missing, each by what it is for', async () => {
    stage.feishu.app.scopes = new Set(['im:message', 'im:chat', 'contact:user.id:readonly']);
    const said = (await findings())['飞书权限'];
    expect(said).toMatch(/上传、下载文件（im:resource）/);
    expect(said).toMatch(/人员变动通知/);
    expect(said).not.toMatch(/发消息/);
  });

  test('a platform that cannot be reached', async () => {
    const said = await findings({}, configOf(stage, { baseUrl: 'http://127.0.0.1:9' }));
    expect(said['飞书凭证']).toMatch(/FEISHU_BASE_URL/);
  });

  test('a clock that goes wrong', async () => {
    const late = new SettableClock(new Date(stage.feishu.clock.now().getTime() + 600_000));
    expect((await findings({ clock: late }))['时钟']).toMatch(/600 秒.*NTP/);
    expect((await findings())['时钟']).toBeUndefined();
  });

  test('groups that the bot is not in, or that are no more', async () => {
    const gone = stage.feishu.chats.add({ name: '旧群', bot: false });
    const groups = [
      { name: '成员单位群', chat: stage.group.chatId },
      { name: '源城区工作群', chat: gone.chatId },
    ];
    const said = await findings({ groups });
    expect(Object.keys(said)).toContain('群：源城区工作群');
    expect(Object.keys(said)).not.toContain('群：成员单位群');
  });
});

describe('callbacks', () => {
  test('an address behind which somebody else answers, or nobody', async () => {
    expect((await findings())['回调地址']).toMatch(/不是本服务的应答/);
    expect((await findings({ publicUrl: 'http://127.0.0.1:9' }))['回调地址']).toMatch(/连不上/);
  });

  test.each([
    ['undecipherable', /Encrypt Key 不一致/],
    ['signature', /Encrypt Key 不一致/],
    ['plaintext', /没有设置 Encrypt Key/],
    ['token', /Verification Token/],
    ['app', /FEISHU_APP_ID/],
  ] as const)('the last one was refused: %s', async (why, words) => {
    const health = { event: '2026-06-01T00:50:00.000Z', refused: { at: '2026-06-01T00:59:00.000Z', why } };
    expect((await findings({ health }))['飞书事件']).toMatch(words);
    const since = { ...health, event: '2026-06-01T00:59:30.000Z' };
    expect((await findings({ health: since }))['飞书事件'], 'mended since').toBeUndefined();
  });

  test('none ever came; clicks that are not subscribed show 200340', async () => {
    expect((await findings({ health: {} }))['飞书事件']).toMatch(/还没有收到过任何事件/);
    const silent = await findings({ health: { event: '2026-06-01T00:50:00.000Z' } });
    expect(silent['卡片回调']).toMatch(/200340.*card\.action\.trigger/);
    const none = await findings({ health: { event: '2026-06-01T00:50:00.000Z' }, cardsSent: 0 });
    expect(none['卡片回调']).toBeUndefined();
  });
});
