import { beforeAll, describe, expect, test } from 'vitest';
import { Sender } from '../../../jobs/sender.ts';
import type { Outgoing } from '../../../handlers/services/messages/channel.ts';
import { testServices, type TestServices } from '../../helpers/services.ts';
import { cliOf } from './run-cli.ts';

let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});
const run = cliOf(() => services);
const at = (moment: string) => services.clock.set(new Date(`${moment}+08:00`));

describe('posts', () => {
  const hold = (name: string, options: Record<string, string>, as?: string) =>
    run('post hold', ['YC_FILL'], { name, ...options }, as);
  const listed = async () => {
    const rows = (await run('post list')).data as {
      post: string;
      holder: string | null;
      from: string | null;
    }[];
    return rows.find(({ post }) => post === 'YC_FILL');
  };

  test('a vacant post is listed as such; the first holder is masked', async () => {
    at('2026-06-12T10:11');
    expect(await listed()).toMatchObject({ holder: null, from: null });
    expect((await hold('张三丰', { feishu: 'ou_zhang', from: '2026-01-05' })).data).toMatchObject({
      post: 'YC_FILL',
      succeeded: null,
    });
    const holder = await listed();
    expect(holder?.from).toBe('2026-01-05');
    expect(holder?.holder).not.toContain('三丰');
  });

  test('a successor registered in advance takes over on the day, not before', async () => {
    const { data } = await hold('李四光', { feishu: 'ou_li', from: '2026-07-01' });
    expect(data).toMatchObject({ from: '2026-07-01', succeeded: 'RZ-YC_FILL-01' });
    expect((await listed())?.from).toBe('2026-01-05');
    at('2026-06-30T23:59');
    expect((await listed())?.from).toBe('2026-01-05');
    at('2026-07-01T00:00');
    expect((await listed())?.from).toBe('2026-07-01');
  });

  test('one that would overlap is refused and nothing changes', async () => {
    for (const from of ['2026-07-01', '2026-06-15', '2025-01-01'])
      await expect(hold('王五', { from })).rejects.toThrow(/须晚于|2026-07-01/);
    expect((await listed())?.from).toBe('2026-07-01');
  });

  test.each([
    ['an unknown post', ['NO_SUCH'], { name: '王五' }, 'NOT_FOUND'],
    ['no post', [], { name: '王五' }, 'USAGE'],
    ['no name', ['DY_FILL'], {}, 'USAGE'],
    ['a day that does not exist', ['DY_FILL'], { name: '王五', from: '2026-02-31' }, 'INVALID'],
    ['a mobile number that is none', ['DY_FILL'], { name: '王五', mobile: '12345' }, 'INVALID'],
  ] as [string, string[], Record<string, string>, string][])(
    '%s is refused',
    async (_, words, options, code) => {
      await expect(run('post hold', words, options)).rejects.toMatchObject({ code });
    },
  );

  test('only administrators register and list', async () => {
    await expect(run('post hold', ['DY_FILL'], { name: '王五' }, 'YC_LEAD')).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await expect(run('post list', [], {}, 'YC_LEAD')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('chat bind', () => {
  test('a bound group gets its messages on that platform', async () => {
    const { data } = await run('chat bind', ['feishu:oc_yc:1'], { kind: 'G3', unit: 'YC' });
    expect(data).toEqual({ group: 'G3-YC', channel: 'feishu', chat: 'oc_yc:1' });
    await run('chat bind', ['feishu:oc_yc:1'], { kind: 'G3', unit: 'YC' });
    const history = await services.store.audit.history('FEISHU-G3-YC');
    expect(history, 'and the same again is no change').toMatchObject([
      { seq: 1, event: 'create', post: 'ADMIN', channel: 'cli', reason: '绑定群' },
    ]);
    const sent: Outgoing[] = [];
    const sender = new Sender({
      services,
      channels: [{ name: 'feishu', send: async (m) => (sent.push(m), { kind: 'sent', messageId: 'm' }) }],
      onDead: (_, reason) => expect.fail(reason),
    });
    const message = { key: 'k', to: { group: 'G3-YC' }, kind: 'urgent', content: { text: '好' } } as const;
    await services.store.outbox.add([message], services.clock.now());
    expect(await sender.drain()).toBe(1);
    expect(sent.map(({ chat }) => chat)).toEqual(['oc_yc:1']);
  });

  test('a park names its group as well', async () => {
    const { data } = await run('chat bind', ['wecom:w1'], { kind: 'G5', unit: 'PK-HP' });
    expect(data).toMatchObject({ group: 'G5-HP' });
  });

  test.each([
    ['which of eight', ['feishu:oc_1'], { kind: 'G3' }, 'USAGE'],
    ['a kind that is none', ['feishu:oc_1'], { kind: 'G9' }, 'USAGE'],
    ['leaders have no group', ['feishu:oc_1'], { kind: 'G0' }, 'USAGE'],
    ['another platform', ['qq:1'], { kind: 'G1' }, 'USAGE'],
    ['no chat', ['feishu:'], { kind: 'G1' }, 'USAGE'],
    ['a unit that is none', ['feishu:oc_1'], { kind: 'G3', unit: 'XX' }, 'NOT_FOUND'],
  ] as [string, string[], Record<string, string>, string][])(
    '%s is refused',
    async (_, words, options, code) => {
      await expect(run('chat bind', words, options)).rejects.toMatchObject({ code });
    },
  );

  test('and only by those who keep the register', async () => {
    const bind = run('chat bind', ['feishu:oc_1'], { kind: 'G1' }, 'SWJ_CITY');
    await expect(bind).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('doctor', () => {
  test('looks at everything there is, and says how to mend what is not as it should be', async () => {
    const { data, text, refused } = await run('doctor');
    const { checks } = data as { checks: { title: string; state: string; cure?: string }[] };
    expect(checks.map(({ title }) => title)).toEqual([
      '配置',
      '台账定义',
      '数据库',
      '放假安排',
      '任职',
      '消息',
    ]);
    for (const { state, cure } of checks) expect(cure !== undefined).toBe(state !== 'ok');
    expect(text).toMatch(/✓ 数据库：副本集/);
    expect(refused).toBe(false);
    await expect(run('doctor', [], {}, 'YC_FILL')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('linking by mobile needs Feishu', async () => {
    await expect(run('post link')).rejects.toMatchObject({
      userText: expect.stringContaining('没有配置飞书'),
    });
  });
});
