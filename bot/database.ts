import { mkdir, readdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { systemClock } from '../models/rules/time/clock.ts';
import { AppError } from '../models/rules/errors.ts';
import {
  holderSchema,
  isAlive,
  readLockFile,
  thisProcess,
  withFileLock,
  writeJson,
} from './embedded/filelock.ts';
import { REPLICA_SET, answers } from './embedded/address.ts';
import type { Mongod } from './embedded/find.ts';
import type { RunningMongod } from './embedded/run.ts';

/**
 * The database a process works on: the one `MONGODB_URI` names, else a mongod of our own with its data under DATA_DIR
 * (architecture.md 8). Processes on one DATA_DIR share that mongod: the first starts it, the others use it, and the first
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
  /** The embedded server died and could not be started again: the process cannot go on. */
  onLost?: (error: AppError) => void;
}

const PATIENCE_MS = 15_000;

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

/**
 * Opens the database, starting the embedded one where none is given and none is running.
 * @throws AppError UNAVAILABLE when no server is to be had, its port is taken or it does not come up
 */
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
type Place = ReturnType<typeof placeOf>;

const uriOf = (port: number) => `mongodb://127.0.0.1:${port}/zhaoyou?replicaSet=${REPLICA_SET}`;

async function attachOrStart(place: Place, options: DatabaseOptions): Promise<Database | undefined> {
  const running = await readLockFile(place.running, runningSchema);
  if (running && isAlive(running.owner) && (await answers(running.port))) {
    return running.closing ? undefined : attach(place, running);
  }
  if (running) await (await starting()).endOrphan(running.mongodPid, place.data);
  return start(place, options);
}

/** What starts a server is large: those who find one running do without. */
const starting = () => import('./embedded/run.ts');

async function attach(place: Place, { port, version }: Running): Promise<Database> {
  const holder = thisProcess();
  const mark = join(place.users, `${holder.token}.json`);
  await writeJson(mark, holder);
  return { uri: uriOf(port), embedded: true, version, stop: () => rm(mark, { force: true }) };
}

async function start(place: Place, options: DatabaseOptions): Promise<Database> {
  const { freePort, runMongod } = await starting();
  const remembered = await readLockFile(place.server, serverSchema);
  const mongod = await chooseMongod(remembered, options);
  const port = remembered ? remembered.port : await freePort(place.root);
  await writeJson(place.server, { port, version: mongod.version, binary: mongod.path } satisfies Server);

  const owner = thisProcess();
  const record = (closing: boolean, mongodPid: number) =>
    writeJson(place.running, { owner, mongodPid, port, version: mongod.version, closing } satisfies Running);
  const run = async (): Promise<RunningMongod> => {
    const launched = await runMongod(mongod, port, place.data);
    await record(false, launched.pid);
    launched.onLost(() => void revive());
    return launched;
  };
  /** Clients find the new server at the old address and go on by themselves. */
  const revive = async () => {
    options.progress?.('内置数据库意外退出，正在重新启动');
    try {
      server = await withFileLock(place.lock, run);
    } catch (error) {
      options.onLost?.(AppError.from(error));
    }
  };
  let server = await run();

  const stop = async (patienceMs: number) => {
    await withFileLock(place.lock, () => record(true, server.pid));
    const until = systemClock.now().getTime() + patienceMs;
    while (systemClock.now().getTime() < until && (await othersUse(place))) await sleep(50);
    await withFileLock(place.lock, async () => {
      await server.stop();
      await rm(place.running, { force: true });
    });
  };
  let stopped: Promise<void> | undefined;
  return {
    uri: uriOf(port),
    embedded: true,
    version: mongod.version,
    stop: (patienceMs = PATIENCE_MS) => (stopped ??= stop(patienceMs)),
  };
}

/** The same binary as last time when it is still there, else any of the same series. */
async function chooseMongod(remembered: Server | undefined, options: DatabaseOptions): Promise<Mongod> {
  const { findMongod, seriesOf, versionOf } = await import('./embedded/find.ts');
  if (remembered && !options.mongodBinary) {
    const version = await versionOf(remembered.binary).catch(() => undefined);
    if (version && seriesOf(version) === seriesOf(remembered.version))
      return { path: remembered.binary, version };
  }
  return findMongod({
    explicit: options.mongodBinary,
    cacheDir: options.cacheDir ?? join(homedir(), '.cache', 'zhaoyou'),
    dataVersion: remembered?.version,
    progress: options.progress ?? (() => {}),
  });
}

/** Is any other living process still working on the database that this one started? */
async function othersUse(place: Place): Promise<boolean> {
  for (const name of await readdir(place.users)) {
    const mark = join(place.users, name);
    const holder = await readLockFile(mark, holderSchema);
    if (holder && isAlive(holder)) return true;
    if (holder) await rm(mark, { force: true });
  }
  return false;
}
