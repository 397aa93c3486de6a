import { describe, expect, test } from 'vitest';
import { createLog } from '../../bot/log.ts';

function written(work: (log: ReturnType<typeof createLog>) => void): string {
  let text = '';
  work(createLog('debug', { write: (line) => void (text += line) }));
  return text;
}

describe('nothing secret or personal reaches the log', () => {
  test.each([
    'app_secret',
    'appSecret',
    'App-Secret',
    'secret',
    'token',
    'tenant_access_token',
    'authorization',
    'Cookie',
    'password',
    'encrypt_key',
    'encodingAesKey',
    'phone',
    'contactPhone',
    'mobile',
    'openId',
    'open_id',
    'union_id',
    'ticket',
  ])('a value under the key %s, at any depth', (key) => {
    const text = written((log) => {
      log.info({ [key]: 'hush', a: { b: [{ c: { [key]: 'hush' } }] } }, 'one');
      log.child({ [key]: 'hush' }).info('two');
    });
    expect(text).not.toContain('hush');
    expect(text.match(/\[已隐去\]/g)).toHaveLength(3);
  });

  test.each([
    ['a mobile number', '请联系13812345678。', '138****5678'],
    ['a connection string', 'mongodb://svc:hush@db:27017/zy', '[已隐去]@db:27017'],
    ['an address', 'GET /cgi-bin/token?corpid=ww1&corpsecret=hush&x=1', 'corpsecret=[已隐去]&x=1'],
    ['a body printed as text', '{"app_id":"cli_a","app_secret":"hush"}', '[已隐去]'],
    ['a header', 'Authorization: Bearer hush.hush', 'Bearer [已隐去]'],
  ])('%s inside a string', (_, secret, shown) => {
    const text = written((log) => {
      log.info(secret);
      log.info({ deep: [{ note: secret }] }, 'note: %s', secret);
      log.error(new Error(secret, { cause: new Error(secret) }));
    });
    expect(text).not.toMatch(/hush|13812345678/);
    expect(text.split(shown).length).toBeGreaterThan(4);
  });

  test('a mobile number that is a number', () => {
    expect(written((log) => log.info({ value: 13_812_345_678 }))).toContain('"138****5678"');
  });

  test('what an HTTP client hangs on its error', () => {
    const error = Object.assign(new Error('Request failed'), {
      code: 'ERR_BAD_REQUEST',
      config: { data: { body: 'hush' }, headers: { 'X-Any': 'hush' } },
    });
    const text = written((log) => log.error({ err: error }, 'send failed'));
    expect(text).not.toContain('hush');
    expect(JSON.parse(text)).toMatchObject({
      level: 'error',
      err: { message: 'Request failed', code: 'ERR_BAD_REQUEST' },
    });
  });
});

test('what is no secret is printed as it is', () => {
  const entry = JSON.parse(
    written((log) =>
      log.warn({ code: 'XM-2026-YC-0001', wan: 1_200_000, at: [1, null], token: '' }, '已由%s处理', '源城区'),
    ),
  );
  expect(entry).toMatchObject({
    level: 'warn',
    code: 'XM-2026-YC-0001',
    wan: 1_200_000,
    at: [1, null],
    token: '',
    msg: '已由源城区处理',
  });
});

test('a circle and a deep nest end', () => {
  const circle: Record<string, unknown> = { name: '环' };
  circle.self = circle;
  expect(written((log) => log.info({ circle, bytes: Buffer.alloc(9) }))).toMatch(
    /\[过深\][\s\S]*\[二进制 9 字节\]/,
  );
});
