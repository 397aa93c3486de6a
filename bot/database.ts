import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoMemoryReplSet } from 'mongodb-memory-server-core';
import { resetPortsCache } from 'mongodb-memory-server-core/lib/util/getport/index.js';
import { z } from 'zod';
import { systemClock } from '../models/rules/clock.ts';
import { AppError } from '../models/rules/errors.ts';
import {
  holderSchema,
  isAlive,
  pidLives,
  readJson,
  thisProcess,
  withFileLock,
  writeJson,
} from './filelock.ts';
import { type Mongod, findMongod, seriesOf, versionOf } from './mongod.ts';

/**
 * The database a process works on: the one `MONGODB_URI` names, else a mongod of our own with its data under DATA_DIR
 * (design.md 8). Processes on one DATA_DIR share that mongod: the first starts it, the others use it, and the first
 * waits for them before it stops it. So the CLI works beside a running service and without one.
 */
export interface Database {
  uri: string;
  embedded: boolean;
  /** Version of the embedded server; undefined when a given URI was taken as it is. */
  version: string | undefined;
  /**
   * Lets go of the database; the data stays. The process that started the embedded server first waits for others who
   * use it, at most `patienceMs` (a service being stopped cannot wait for ever; the CLI passes Infinity).
   */
  stop(patienceMs?: number): Promise<void>;
}

export interface DatabaseOptions {
  uri?: string | undefined;
  dataDir: string;
  mongodBinary?: string | undefined;
  /** Where fetched servers are kept; a folder of the user's, shared between checkouts. */
  cacheDir?: string | undefined;
  /** Takes lines for a person to read while something slow goes on. */
  progress?: (line: string) => void;
}

const REPLICA_SET = 'zhaoyou';
const PATIENCE_MS = 15_000;
/** A large set of data that was cut off replays its journal before it answers. */
const LAUNCH_MS = 120_000;
/** mongod goes down within two seconds of its parent's death, plus the writing of a last checkpoint. */
const ORPHAN_MS = 10_000;

/** What must stay as it was for the data to open again: the member's port and the server's series. */
const serverSchema = z.object({ port: z.number().int(), version: z.string(), binary: z.string() });
type Server = z.infer<typeof serverSchema>;

const runningSchema = z.object({
  owner: holderSchema,
  mongodPid: z.number().int(),
  port: z.number().int(),
  version: z.string(),
  closing: z.boolean(),
});
type Running = z.infer<typeof runningSchema>;

/** Opens the database, starting the embedded one where none is given and none is running. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  if (options.uri) return { uri: options.uri, embedded: false, version: undefined, stop: async () => {} };
  const place = placeOf(options.dataDir);
  await mkdir(place.data, { recursive: true });
  await mkdir(place.users, { recursive: true });
  while (true) {
    const database = await withFileLock(place.lock, () => attachOrStart(place, options));
    if (database) return database;
    await sleep(100); // its owner is closing it; when it is down we start our own
  }
}

type Place = ReturnType<typeof placeOf>;

function placeOf(dataDir: string) {
  const root = resolve(dataDir, 'mongo');
  return {
    root,
    data: join(root, 'db'),
    users: join(root, 'users'),
    server: join(root, 'server.json'),
    running: join(root, 'running.json'),
    lock: join(root, 'lock'),
  };
}

const uriOf = (port: number) => `mongodb://127.0.0.1:${port}/zhaoyou?replicaSet=${REPLICA_SET}`;

async function attachOrStart(place: Place, options: DatabaseOptions): Promise<Database | undefined> {
  const running = await readJson(place.running, runningSchema);
  if (running && isAlive(running.owner) && (await answers(running.port))) {
    return running.closing ? undefined : attach(place, running);
  }
  if (running) await waitForOrphan(place, running);
  return start(place, options);
}

async function attach(place: Place, { port, version }: Running): Promise<Database> {
  const holder = thisProcess();
  const mark = join(place.users, `${holder.token}.json`);
  await writeJson(mark, holder);
  return { uri: uriOf(port), embedded: true, version, stop: () => rm(mark, { force: true }) };
}

async function start(place: Place, options: DatabaseOptions): Promise<Database> {
  const progress = options.progress ?? (() => {});
  const remembered = await readJson(place.server, serverSchema);
  const mongod = await chooseMongod(remembered, options, progress);
  const port = remembered ? remembered.port : await freePort(place.root);
  if (!(await canListen(port))) throw portTaken(port, place);
  await writeJson(place.server, { port, version: mongod.version, binary: mongod.path } satisfies Server);
  const { replSet, pid } = await launch(mongod, port, place);
  const owner = thisProcess();
  const running: Running = { owner, mongodPid: pid, port, version: mongod.version, closing: false };
  await writeJson(place.running, running);

  let stopped: Promise<void> | undefined;
  const stop = async (patienceMs: number) => {
    await withFileLock(place.lock, () => writeJson(place.running, { ...running, closing: true }));
    const until = systemClock.now().getTime() + patienceMs;
    while (systemClock.now().getTime() < until && (await othersUse(place))) await sleep(50);
    await withFileLock(place.lock, async () => {
      await replSet.stop({ doCleanup: false });
      await rm(place.running, { force: true });
    });
  };
  return {
    uri: uriOf(port),
    embedded: true,
    version: mongod.version,
    stop: (patienceMs = PATIENCE_MS) => (stopped ??= stop(patienceMs)),
  };
}

/** The same binary as last time when it is still there, else any of the same series. */
async function chooseMongod(
  remembered: Server | undefined,
  options: DatabaseOptions,
  progress: (line: string) => void,
): Promise<Mongod> {
  const series = remembered && seriesOf(remembered.version);
  if (remembered && !options.mongodBinary) {
    const version = await versionOf(remembered.binary).catch(() => undefined);
    if (version && seriesOf(version) === series) return { path: remembered.binary, version };
  }
  const cacheDir = options.cacheDir ?? join(homedir(), '.cache', 'zhaoyou');
  return findMongod({ explicit: options.mongodBinary, cacheDir, series, progress });
}

async function launch(mongod: Mongod, port: number, place: Place) {
  resetPortsCache(); // the library avoids ports used in the last ten seconds and silently takes another
  const common = { name: REPLICA_SET, storageEngine: 'wiredTiger' } as const;
  try {
    const replSet = await MongoMemoryReplSet.create({
      // The version is given so that the library neither asks the binary again nor warns of a mismatch.
      binary: { systemBinary: mongod.path, version: mongod.version },
      instanceOpts: [{ port, dbPath: place.data, storageEngine: 'wiredTiger', launchTimeout: LAUNCH_MS }],
      replSet: {
        ...common,
        count: 1,
        args: ['--oplogSize', '256', '--wiredTigerCacheSizeGB', '0.5'],
        // Ctrl-C goes to the whole foreground group; the service must finish its work before its database stops.
        spawn: { detached: true },
      },
    });
    const pid = replSet.servers[0]?.instanceInfo?.instance.mongodProcess?.pid ?? 0;
    return { replSet, pid };
  } catch (error) {
    throw new AppError(
      'UNAVAILABLE',
      `内置数据库没有启动成功（MongoDB ${mongod.version}，数据在 ${place.data}）：${reasonOf(error)}`,
      { cause: error },
    );
  }
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 300);

/** Is any other living process still working on the database that this one started? */
async function othersUse(place: Place): Promise<boolean> {
  for (const name of await readdir(place.users)) {
    const mark = join(place.users, name);
    const holder = await readJson(mark, holderSchema);
    if (holder && isAlive(holder)) return true;
    if (holder) await rm(mark, { force: true });
  }
  return false;
}

/** After `kill -9` of its parent mongod lives on for a moment. Wait for it, and end it should nobody else. */
async function waitForOrphan(place: Place, { mongodPid }: Running): Promise<void> {
  const written = Number(await readFile(join(place.data, 'mongod.lock'), 'utf8').catch(() => ''));
  if (written !== mongodPid) return;
  for (let waited = 0; pidLives(mongodPid) && waited < 4 * ORPHAN_MS; waited += 100) {
    if (waited === ORPHAN_MS) process.kill(mongodPid, 'SIGTERM');
    await sleep(100);
  }
}

/** A port for new data: the same folder gets the same one, below the range the system hands out to connections. */
async function freePort(root: string): Promise<number> {
  const first = 20_000 + (createHash('sha256').update(root).digest().readUInt32BE() % 12_000);
  for (let port = first; port < first + 100; port += 1) if (await canListen(port)) return port;
  throw new AppError('UNAVAILABLE', `内置数据库找不到可用端口（${first} 起连续 100 个都被占用）`);
}

const portTaken = (port: number, place: Place) =>
  new AppError(
    'UNAVAILABLE',
    `内置数据库的端口 ${port} 被别的程序占用。数据（${place.root}）记住了这个端口，不能换用。` +
      `请先结束占用它的程序再启动，或设置 MONGODB_URI 改用外部数据库。`,
  );

function canListen(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, () => server.close(() => done(true)));
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 2_000 });
    const end = (result: boolean) => {
      socket.destroy();
      done(result);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
