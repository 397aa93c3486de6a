import { mkdir, readFile, rename, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { askService } from '../../../bot/cli/service/ask.ts';
import { serveCommands, type CommandServer } from '../../../bot/cli/service/serve.ts';
import { loadConfig } from '../../../bot/config.ts';
import { createLog } from '../../../bot/log.ts';
import { changeOf } from '../../../handlers/services/context.ts';
import { projects } from '../../../models/ledgers/project.ts';
import { atEnd } from '../../helpers/at-end.ts';
import { aProject, testServices, type TestServices } from '../../helpers/services.ts';
import { aDataDir } from '../process.ts';

/** A command is carried out by the service that runs (architecture.md 7): it has loaded already what that needs. */
let services: TestServices;
let DATA_DIR: string;
let server: CommandServer | undefined;
let code: string;

const log = createLog('silent');
const start = async (env: Record<string, string>) => {
  const config = loadConfig(env);
  const running = await serveCommands({ services, config, log }, env);
  atEnd(() => running.stop());
  return running;
};

async function ask(argv: readonly string[], over: Record<string, string> = {}, cwd = DATA_DIR) {
  const words = { out: '', said: [] as string[] };
  const terminal = {
    cwd,
    print: (text: string) => void (words.out += text),
    say: (line: string) => void words.said.push(line),
  };
  return { exit: await askService(argv, { DATA_DIR, ...over }, terminal), ...words };
}

beforeAll(async () => {
  services = await testServices();
  const insert = changeOf(services.as());
  ({ code } = await services.store.change(insert, (change) => change.insert(projects, aProject())));
});
beforeEach(async () => {
  await server?.stop();
  DATA_DIR = await aDataDir();
  server = undefined;
});

test('without a service nobody answers, and the command is for the caller to carry out', async () => {
  expect((await ask(['job', 'list'])).exit).toBeUndefined();
});

describe('with a service', () => {
  beforeEach(async () => {
    server = await start({ DATA_DIR });
  });

  test('a command is answered with its words and its exit code', async () => {
    const done = await ask(['show', code, '--json']);
    expect(done).toMatchObject({ exit: 0, said: [] });
    expect(JSON.parse(done.out)).toMatchObject({ code });
    expect((await ask(['show', code])).out).toMatch(/\n变更：\d{4}-\d\d-\d\d \d\d:\d\d .*登记/);
  });

  test('refusals and wrong usage keep their exit codes', async () => {
    const refused = await ask(['show', 'XM-2026-9999']);
    expect(refused).toMatchObject({ exit: 1, out: '' });
    expect(refused.said.join('')).toContain('没有编号为 XM-2026-9999 的记录');
    expect(await ask(['show', code, '--wrong'])).toMatchObject({ exit: 2 });
    expect(await ask([])).toMatchObject({ exit: 2 });
  });

  test('paths are meant from where the caller stands', async () => {
    const cwd = join(DATA_DIR, 'elsewhere');
    await mkdir(cwd);
    expect(await ask(['export', 'projects', 'out.xlsx'], {}, cwd)).toMatchObject({ exit: 0 });
    expect((await readFile(join(cwd, 'out.xlsx'))).subarray(0, 2).toString()).toBe('PK');
    expect((await ask(['import', 'projects', 'none.xlsx'], {}, cwd)).exit).toBe(2);
  });

  test('a caller with other settings means another service: it is not answered for it', async () => {
    const other = { MONGODB_URI: 'mongodb://127.0.0.1:27017/other?replicaSet=rs0' };
    expect((await ask(['job', 'list'], other)).exit).toBeUndefined();
    // Where the service listens is no such setting.
    expect((await ask(['job', 'list'], { PORT: '4000' })).exit).toBe(0);
  });

  test('only the owner of the data reaches it', async () => {
    expect((await stat(join(DATA_DIR, 'zy.sock'))).mode & 0o777).toBe(0o600);
  });

  test('what is under way when the service stops is finished, then nobody answers any more', async () => {
    const asked = ask(['audit', 'verify']);
    const ends = await Promise.all([asked, new Promise((go) => setImmediate(go)).then(() => server?.stop())]);
    expect([0, undefined]).toContain(ends[0].exit);
    expect((await ask(['job', 'list'])).exit).toBeUndefined();
  });

  test('a second service on the folder leaves the socket to the first', async () => {
    const second = await start({ DATA_DIR });
    await second.stop();
    expect((await ask(['job', 'list'])).exit).toBe(0);
  });
});

test('a socket that a dead service left behind is taken over', async () => {
  const path = join(DATA_DIR, 'zy.sock');
  const dead = createServer().listen(path);
  await new Promise((listening) => dead.once('listening', listening));
  // Its process ends without a word: the file stays, and nobody listens.
  await rename(path, `${path}.kept`);
  await new Promise((closed) => dead.close(closed));
  await rename(`${path}.kept`, path);
  expect((await ask(['job', 'list'])).exit).toBeUndefined();
  await start({ DATA_DIR });
  expect((await ask(['job', 'list'])).exit).toBe(0);
});

test('where the path is too long for a socket the service runs without', async () => {
  DATA_DIR = join(DATA_DIR, 'x'.repeat(120));
  await start({ DATA_DIR });
  expect((await ask(['job', 'list'])).exit).toBeUndefined();
});
