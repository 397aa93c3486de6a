import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { MongoMemoryReplSet } from 'mongodb-memory-server-core';
import { MongoInstance } from 'mongodb-memory-server-core/lib/util/MongoInstance.js';
import { resetPortsCache } from 'mongodb-memory-server-core/lib/util/getport/index.js';
import { AppError } from '../../models/rules/errors.ts';
import { REPLICA_SET } from './address.ts';
import { pidLives } from './filelock.ts';
import type { Mongod } from './find.ts';

/** Running a found mongod as a one-node replica set on given data (architecture.md 8 has the traps). */

/** A large set of data that was cut off replays its journal before it answers. */
const LAUNCH_MS = 120_000;
const ORPHAN_MS = 30_000;
/**
 * A process killed in a transaction leaves its locks behind until the server ends it. Ours take a second or two, so the
 * default minute would only keep others waiting.
 */
const TRANSACTION_LIFE = 'transactionLifetimeLimitSeconds=30';

export interface RunningMongod {
  pid: number;
  /** Calls back once when the server ends without having been stopped. */
  onLost(listener: () => void): void;
  /** Stops the server; the data stays. */
  stop(): Promise<void>;
}

/**
 * Starts a server on `dataPath`, which remembers its port for ever.
 * @throws AppError UNAVAILABLE when the port is taken or the server does not come up
 */
export async function runMongod(mongod: Mongod, port: number, dataPath: string): Promise<RunningMongod> {
  if (!(await canListen(port))) throw portTaken(port, dataPath);
  for (let attempt = 1; ; attempt++) {
    try {
      return handleOf(await launch(mongod, port, dataPath));
    } catch (error) {
      const reason = (error instanceof Error ? error.message : String(error)).slice(0, 300);
      if (attempt < LAUNCHES && STILL_SETTLING.test(reason)) {
        await sleep(SETTLE_MS * attempt);
        continue;
      }
      if (IN_USE.test(reason)) throw await inUse(dataPath, error);
      throw new AppError(
        'UNAVAILABLE',
        `内置数据库没有启动成功（MongoDB ${mongod.version}，数据在 ${dataPath}）：${reason}`,
        { cause: error },
      );
    }
  }
}

/**
 * On existing data the library asks the server to take its old configuration again at once; a server that is just
 * electing itself refuses that. The library has stopped it by then, and the next start finds it settled.
 */
const STILL_SETTLING = /currently updating its configuration|ConfigurationInProgress/;
const LAUNCHES = 6;
const SETTLE_MS = 200;

/** The server's words when another one has the data open, and its exit code for this when the words were lost. */
const IN_USE = /DBPathInUse|code "100"/;

async function inUse(dataPath: string, cause: unknown): Promise<AppError> {
  const pid = Number(await readFile(join(dataPath, 'mongod.lock'), 'utf8').catch(() => ''));
  const holder = pid > 0 && pidLives(pid) ? `（进程 ${pid}）` : '';
  return new AppError(
    'UNAVAILABLE',
    `数据（${dataPath}）正被另一个数据库程序${holder}使用：请先停止它，或换一个文件夹启动，如 DATA_DIR=./data2 npm start`,
    { cause },
  );
}

/**
 * The library takes whatever comes at once for one line of the server's log; several of them end this process with a
 * fault of JSON, just when the server says why it will not start.
 */
const checkErrorInLine: (this: unknown, text: string) => void = Reflect.get(
  MongoInstance.prototype,
  'checkErrorInLine',
);
Reflect.set(MongoInstance.prototype, 'checkErrorInLine', function lineByLine(this: unknown, text: string) {
  for (const line of text.split('\n')) if (isWhole(line)) checkErrorInLine.call(this, line);
});

const isWhole = (line: string): boolean => !line.startsWith('{') || line.endsWith('}');

async function launch(mongod: Mongod, port: number, dataPath: string): Promise<MongoMemoryReplSet> {
  resetPortsCache(); // the library avoids ports used in the last ten seconds and silently takes another
  const storageEngine = 'wiredTiger';
  const create = () =>
    MongoMemoryReplSet.create({
      // The version is given so that the library neither asks the binary again nor warns of a mismatch.
      binary: { systemBinary: mongod.path, version: mongod.version },
      instanceOpts: [{ port, dbPath: dataPath, storageEngine, launchTimeout: LAUNCH_MS }],
      replSet: {
        name: REPLICA_SET,
        count: 1,
        storageEngine,
        args: ['--oplogSize', '256', '--wiredTigerCacheSizeGB', '0.5', '--setParameter', TRANSACTION_LIFE],
        // Ctrl-C goes to the whole foreground group; the service must finish its work before its database stops.
        spawn: { detached: true },
      },
    });
  return withoutWarnings(create);
}

/** A start that fails is told by who asked for it; the library prints it with its stack as well, twice. */
async function withoutWarnings<T>(work: () => Promise<T>): Promise<T> {
  const { warn } = console;
  Reflect.set(console, 'warn', () => undefined);
  try {
    return await work();
  } finally {
    Reflect.set(console, 'warn', warn);
  }
}

function handleOf(replSet: MongoMemoryReplSet): RunningMongod {
  const instance = replSet.servers[0]?.instanceInfo?.instance;
  let stopping = false;
  return {
    pid: instance?.mongodProcess?.pid ?? 0,
    onLost: (listener) => {
      instance?.mongodProcess?.once('close', () => {
        if (!stopping) listener();
      });
    },
    stop: async () => {
      stopping = true;
      await replSet.stop({ doCleanup: false });
    },
  };
}

/**
 * After `kill -9` of its parent a mongod lives on for a moment. Ends it and waits, so that its data can be opened. A
 * number alone may belong to anybody after a restart of the machine: the process must say that it serves this data.
 */
export async function endOrphan(pid: number, dataPath: string): Promise<void> {
  const written = Number(await readFile(join(dataPath, 'mongod.lock'), 'utf8').catch(() => ''));
  if (written !== pid || !pidLives(pid)) return;
  const command = await commandOf(pid);
  if (command?.includes(dataPath) === false) return;
  if (command) process.kill(pid, 'SIGTERM');
  for (let waited = 0; pidLives(pid) && waited < ORPHAN_MS; waited += 50) await sleep(50);
}

/** The command line of a process; undefined where neither /proc nor ps can tell. */
const commandOf = (pid: number): Promise<string | undefined> =>
  readFile(`/proc/${pid}/cmdline`, 'utf8')
    .catch(async () => (await promisify(execFile)('ps', ['-o', 'args=', '-p', String(pid)])).stdout)
    .catch(() => undefined);

/** A port for new data: the same folder gets the same one, below the range the system hands out to connections. */
export async function freePort(folder: string): Promise<number> {
  const first = 20_000 + (createHash('sha256').update(folder).digest().readUInt32BE() % 12_000);
  for (let port = first; port < first + 100; port += 1) if (await canListen(port)) return port;
  throw new AppError('UNAVAILABLE', `内置数据库找不到可用端口（${first} 起连续 100 个都被占用）`);
}

const portTaken = (port: number, dataPath: string) =>
  new AppError(
    'UNAVAILABLE',
    `内置数据库的端口 ${port} 被别的程序占用。数据（${dataPath}）记住了这个端口，不能换用。` +
      `请先结束占用它的程序再启动，或设置 MONGODB_URI 改用外部数据库。`,
  );

function canListen(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, () => server.close(() => done(true)));
  });
}
