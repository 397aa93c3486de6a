import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';

test('tests reach this machine', async () => {
  const server = createServer((_, response) => response.end('here')).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  expect(await (await fetch(`http://localhost:${port}`)).text()).toBe('here');
});

test.each(['http://198.51.100.1/', 'https://open.feishu.cn/'])('and nothing else: %s', async (address) => {
  await expect(fetch(address)).rejects.toMatchObject({
    cause: { message: expect.stringContaining('测试不得访问外部网络') },
  });
});
