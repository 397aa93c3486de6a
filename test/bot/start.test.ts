import { createServer } from 'node:net';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../bot/config.ts';
import { serveCommands, demandAlone } from '../../bot/cli/service/serve.ts';
import { createLog } from '../../bot/log.ts';
import { openServices } from '../../bot/services.ts';
import { demandFolder } from '../../bot/start/data-folder.ts';
import { demandFreeAddress } from '../../bot/start/listening.ts';
import { freshUri } from '../helpers/mongod.ts';
import { aDataDir, serve, zy } from './process.ts';

/** A port that somebody else listens on. */
async function aTakenPort(): Promise<number> {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const address = other.address();
  return typeof address === 'object' && address ? address.port : 0;
}

/** What a start that failed said. */
const wordsOf = (failed: Promise<unknown>): Promise<string> =>
  failed.then(
    () => 'it started',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

/** No words but the sentence: neither a stack nor what only a log should tell. */
const STACK = /\n\s+at |"level"|Error:/;

describe('what keeps the service from starting is one sentence with its cure, and the exit code is 1', () => {
  test('the port is taken: told before anything is opened', async () => {
    const port = await aTakenPort();
    const dataDir = join(await aDataDir(), 'data');
    const failed = serve({ PORT: String(port), DATA_DIR: dataDir, MONGODB_URI: freshUri() });
    const message = await wordsOf(failed);
    expect(message).toContain(`ended with 1: 端口 ${port} 已被占用`);
    expect(message).toContain(`PORT=${port + 1} npm start`);
    expect(message).not.toMatch(STACK);
  });

  test('the address is not this machine’s', async () => {
    await expect(demandFreeAddress({ host: '192.0.2.1', port: 0 })).rejects.toMatchObject({
      code: 'INVALID',
      userText: expect.stringContaining('HOST=192.0.2.1 不是本机的地址'),
    });
  });

  test('the data folder cannot be written, or is none', async () => {
    const folder = await aDataDir();
    const file = join(folder, 'file');
    await writeFile(file, '');
    for (const path of [file, join(file, 'data'), ...(process.platform === 'linux' ? ['/proc/data'] : [])])
      await expect(demandFolder(path), path).rejects.toMatchObject({
        code: 'INVALID',
        userText: expect.stringMatching(/^数据文件夹 .* 写不进去（.+）：.*DATA_DIR=/),
      });
    await demandFolder(join(folder, 'a', 'b'));
    expect(await readdir(join(folder, 'a', 'b'))).toEqual([]);
    const { code, stderr } = await zy({ DATA_DIR: file, MONGODB_URI: freshUri() }, 'job', 'list');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^数据文件夹 .*\n$/);
  });

  test('no mongod is to be had', async () => {
    const failed = serve({ DATA_DIR: await aDataDir(), MONGOD_BINARY: '/none' });
    const message = await wordsOf(failed);
    expect(message).toMatch(/^找不到可用的 MongoDB 服务程序：请装好 mongod 后设置 MONGOD_BINARY=/m);
    expect(message).not.toMatch(/\n\s+at /);
  });

  test('another service is running on the data folder', async () => {
    const dataDir = await aDataDir();
    const embedded = loadConfig({ DATA_DIR: dataDir });
    await expect(demandAlone(embedded)).resolves.toBeUndefined();
    const config = loadConfig({ DATA_DIR: dataDir, MONGODB_URI: freshUri() });
    const log = createLog('silent');
    const ground = await openServices({ config, log });
    const first = await serveCommands({ ...ground, config, log }, {});
    onTestFinished(async () => {
      await first.stop();
      await ground.close();
    });
    await expect(demandAlone(embedded)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      userText: expect.stringContaining('正由另一个招优服务使用'),
    });
    // Replicas stand on a database of their own, and may share a folder.
    await expect(demandAlone(config)).resolves.toBeUndefined();
  });
});
