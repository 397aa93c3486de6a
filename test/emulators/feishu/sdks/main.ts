import { execFile, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { systemClock } from '../../../../models/rules/time/clock.ts';
import { createFeishuEmulator } from '../emulator.ts';
import { card, md } from '../testing/cards.ts';

/**
 * `npm run emulator:sdks`: what bots do first, by public SDKs of other languages, against an emulator of its own. A
 * language that is not on this machine is skipped with a word, as is an SDK that cannot be had.
 */

interface Client {
  /** What tells whether the language is here. */
  probe: readonly [command: string, ...args: string[]];
  /** What is installed into a folder, once. */
  prepare: (folder: string) => readonly (readonly [command: string, ...args: string[]])[];
  /** What is there once it was. */
  ready: (folder: string) => string;
  run: (folder: string) => readonly [command: string, ...args: string[]];
}

const HERE = import.meta.dirname;
const PYTHON = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
const pythonIn = (folder: string) => join(folder, 'venv', ...PYTHON);
const SDKS = { python: 'lark-oapi==1.7.5', go: 'github.com/larksuite/oapi-sdk-go/v3@v3.5.3' };

const CLIENTS: Readonly<Record<string, Client>> = {
  python: {
    probe: ['python3', '--version'],
    prepare: (folder) => [
      ['python3', '-m', 'venv', join(folder, 'venv')],
      [pythonIn(folder), '-m', 'pip', 'install', '--quiet', SDKS.python],
    ],
    ready: (folder) => join(folder, 'venv', 'lark-oapi.ready'),
    run: (folder) => [pythonIn(folder), join(HERE, 'client.py')],
  },
  go: {
    probe: ['go', 'version'],
    prepare: () => [
      ['go', 'mod', 'init', 'client'],
      ['go', 'get', SDKS.go],
      ['go', 'mod', 'tidy'],
      ['go', 'build', '-o', 'client', 'client.go'],
    ],
    ready: (folder) => join(folder, 'client.ready'),
    run: (folder) => [join(folder, 'client')],
  },
};

const print = (line: string) => void process.stdout.write(`${line}\n`);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { keep: { type: 'string' } },
});

const run = promisify(execFile);
const root = values.keep ?? mkdtempSync(join(tmpdir(), 'emulator-sdks-'));
let wrong = 0;
for (const [name, client] of Object.entries(CLIENTS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const why = await unavailable(name, client);
  if (why === undefined) wrong += await drive(name, client);
  else print(`${name}: skipped (${why})`);
}
if (values.keep === undefined) rmSync(root, { recursive: true, force: true });
process.exitCode = wrong === 0 ? 0 : 1;

/** Why a client cannot be run here; undefined once it is ready. */
async function unavailable(name: string, { probe, prepare, ready }: Client): Promise<string | undefined> {
  const [command, ...args] = probe;
  if (spawnSync(command, args).status !== 0) return `${command} is not on this machine`;
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  if (name === 'go') copyFileSync(join(HERE, 'client.go'), join(folder, 'client.go'));
  if (existsSync(ready(folder))) return undefined;
  try {
    for (const [tool, ...rest] of prepare(folder)) await run(tool, rest, { cwd: folder });
    copyFileSync(join(HERE, 'main.ts'), ready(folder));
    return undefined;
  } catch (error) {
    const told: unknown = Reflect.get(Object(error), 'stderr');
    return `the SDK cannot be had: ${String(told).trim().split('\n').at(-1) ?? ''}`;
  }
}

/** Runs a client against a fresh emulator; gives how much went wrong. */
async function drive(name: string, client: Client): Promise<number> {
  const feishu = await createFeishuEmulator({ seed: 7 });
  const person = feishu.people.add({ name: '陈科长' });
  const beat = setInterval(() => void (feishu.clock.set(systemClock.now()), feishu.tick()), 100);
  const streaming = card({ ...md('hello'), element_id: 'words' });
  const [command, ...args] = client.run(join(root, name));
  const { stdout, stderr } = await run(command, args, {
    env: {
      ...process.env,
      NO_PROXY: '127.0.0.1',
      FEISHU_BASE_URL: feishu.url,
      FEISHU_APP_ID: feishu.app.appId,
      FEISHU_APP_SECRET: feishu.app.appSecret,
      FEISHU_OPEN_ID: person.openId,
      FEISHU_CARD: JSON.stringify({ ...streaming, config: { update_multi: true, streaming_mode: true } }),
    },
  }).catch((error: unknown) => ({
    stdout: String(Reflect.get(Object(error), 'stdout')),
    stderr: `${String(Reflect.get(Object(error), 'stderr'))}\nwrong: the client ended with a fault`,
  }));
  clearInterval(beat);
  await feishu.close();
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
  const unknown = feishu.requests.filter(({ route }) => route === 'unknown route');
  const all = [...lines, ...unknown.map(({ method, path }) => `wrong ${method} ${path} is no route here`)];
  for (const line of all) print(`${name}: ${line}`);
  return all.filter((line) => line.startsWith('wrong')).length;
}
