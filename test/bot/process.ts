import { spawn, type ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { atEnd } from '../helpers/at-end.ts';
import { scratchFolder } from '../helpers/scratch.ts';

const ROOT = resolve(import.meta.dirname, '../..');

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A folder for DATA_DIR, removed after the test file. */
export async function aDataDir(): Promise<string> {
  const dir = await scratchFolder('data');
  atEnd(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

/** What a process of ours is given: nothing of the tester's own settings but where programs are found. */
export function environmentOf(own: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'XDG_CACHE_HOME', 'MONGOD_BINARY', 'LD_LIBRARY_PATH'];
  const given = kept.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(given), TZ: 'America/New_York', ...own };
}

function start(script: string, args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    cwd: ROOT,
    env: environmentOf(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  atEnd(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  });
  return child;
}

function ended(child: ChildProcess): Promise<Ended> {
  const out = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => (out.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (out.stderr += chunk.toString()));
  return new Promise((done) => child.once('close', (code) => done({ code, ...out })));
}

/** Runs the CLI as a process of its own until it ends. */
export const zy = (env: Readonly<Record<string, string>>, ...args: string[]): Promise<Ended> =>
  ended(start('bot/cli.ts', args, env));

export interface Served {
  url: string;
  /** Sends the signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

/** Starts the service as a process of its own; resolves when it listens, rejects with its words when it ends first. */
export async function serve(env: Readonly<Record<string, string>>): Promise<Served> {
  const child = start('bot/main.ts', [], { HOST: '127.0.0.1', PORT: '0', ...env });
  const end = ended(child);
  const port = await new Promise<string>((found, failed) => {
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const listening = /"port":(\d+)/.exec(said)?.[1];
      if (listening) found(listening);
    });
    void end.then(({ code, stderr }) => failed(new Error(`ended with ${code}: ${stderr}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return end;
    },
  };
}
