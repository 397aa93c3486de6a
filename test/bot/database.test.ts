import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoMemoryServer } from 'mongodb-memory-server-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Database, type DatabaseOptions, openDatabase } from '../../bot/database.ts';
import { findMongod } from '../../bot/embedded/find.ts';
import { connect } from '../../models/store/connect.ts';
import { freshConnection } from '../helpers/mongod.ts';
import { scratchFolder } from '../helpers/scratch.ts';

async function folder(): Promise<string> {
  const path = await scratchFolder('db');
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function open(dataDir: string, options: Partial<DatabaseOptions> = {}): Promise<Database> {
  const database = await openDatabase({ dataDir, mongodBinary: process.env.MONGOD_BINARY, ...options });
  onTestFinished(() => database.stop(0));
  return database;
}

/** Inserts a row and answers how many there are. */
async function addRow(database: Database): Promise<number> {
  const connection = await connect(database.uri);
  await connection.collection('rows').insertOne({ by: 'test' });
  const count = await connection.collection('rows').countDocuments();
  await connection.close();
  return count;
}

const read = async (dataDir: string, name: string) =>
  JSON.parse(await readFile(join(dataDir, 'mongo', name), 'utf8'));

/** A server program that runs here, without a start of the service to find it. */
const aMongod = () =>
  findMongod({
    explicit: process.env.MONGOD_BINARY,
    cacheDir: join(homedir(), '.cache', 'zhaoyou'),
    progress: () => undefined,
  });

async function ownerProcess(dataDir: string): Promise<ChildProcess> {
  const script = join(import.meta.dirname, '..', 'helpers', 'database-owner.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

test('a transaction commits as a whole or not at all', async () => {
  const connection = await freshConnection();
  const things = connection.collection('things');
  await connection.createCollection('things');
  const write = (fail: boolean) =>
    connection.transaction(async (session) => {
      await things.insertOne({ name: '甲' }, { session });
      await things.insertOne({ name: '乙' }, { session });
      if (fail) throw new Error('later');
    });
  await expect(write(true)).rejects.toThrow('later');
  expect(await things.countDocuments()).toBe(0);
  await write(false);
  expect(await things.countDocuments()).toBe(2);
});

describe('the embedded database', () => {
  test('keeps its data, port and binary over a stop', async () => {
    const dataDir = await folder();
    const first = await open(dataDir);
    expect(first).toMatchObject({ embedded: true, version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
    expect(await addRow(first)).toBe(1);
    const before = await read(dataDir, 'server.json');
    await first.stop();
    const second = await open(dataDir);
    expect(await addRow(second)).toBe(2);
    expect(second.uri).toBe(first.uri);
    expect(await read(dataDir, 'server.json')).toEqual(before);
  });

  test('is shared by everybody on one DATA_DIR; who started it waits for the others', async () => {
    const dataDir = await folder();
    const [a, b, c] = await Promise.all([open(dataDir), open(dataDir), open(dataDir)]);
    expect(new Set([a.uri, b.uri, c.uri]).size).toBe(1);
    const stopped: string[] = [];
    const stops = [a, b, c].map((database, i) =>
      database.stop(Infinity).then(() => stopped.push('abc'.charAt(i))),
    );
    await Promise.all(stops);
    expect(stopped).toHaveLength(3);

    const owner = await open(dataDir);
    const user = await open(dataDir);
    let down = false;
    const stopping = owner.stop(Infinity).then(() => (down = true));
    expect(await addRow(user)).toBe(1);
    expect(down).toBe(false);
    await user.stop();
    await stopping;
    const next = await open(dataDir);
    expect(await addRow(next)).toBe(2);
  });

  test('is used by a second process beside a running one', async () => {
    const dataDir = await folder();
    const child = await ownerProcess(dataDir);
    const database = await open(dataDir);
    expect(await addRow(database)).toBe(2);
    await database.stop();
    child.kill('SIGTERM');
    await once(child, 'close');
    expect(await addRow(await open(dataDir))).toBe(3);
  });

  test('opens again after kill -9 of the process that ran it', async () => {
    const dataDir = await folder();
    const child = await ownerProcess(dataDir);
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(await addRow(await open(dataDir))).toBe(2);
  });

  test('is started again when the server itself dies', async () => {
    const dataDir = await folder();
    const said: string[] = [];
    const database = await open(dataDir, { progress: (line) => void said.push(line) });
    expect(await addRow(database)).toBe(1);
    const { mongodPid } = await read(dataDir, 'running.json');
    process.kill(mongodPid, 'SIGKILL');
    while ((await read(dataDir, 'running.json')).mongodPid === mongodPid) await sleep(50);
    expect(await addRow(database)).toBe(2);
    expect(said).toContain('内置数据库意外退出，正在重新启动');
  });
});

describe('what cannot be opened is refused with the reason and the cure', () => {
  test('the port is taken', async () => {
    const dataDir = await folder();
    const first = await open(dataDir);
    await first.stop();
    const { port } = await read(dataDir, 'server.json');
    const other = createServer().listen(port);
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    await expect(open(dataDir)).rejects.toThrow(`端口 ${port} 被别的程序占用`);
  });

  test('another server has the data open', async () => {
    const dataDir = await folder();
    await (await open(dataDir)).stop();
    const { binary } = await read(dataDir, 'server.json');
    const dbPath = join(dataDir, 'mongo', 'db');
    const other = spawn(binary, ['--dbpath', dbPath, '--port', '0', '--bind_ip', '127.0.0.1'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void other.kill('SIGKILL'));
    for await (const words of other.stdout) if (/waiting for connections/i.test(String(words))) break;
    await expect(open(dataDir)).rejects.toThrow(`（进程 ${other.pid}）使用：请先停止它`);
  });

  test('the data was written by another series of the server', async () => {
    const { path: binary, version } = await aMongod();
    const dataDir = await folder();
    await mkdir(join(dataDir, 'mongo'));
    const remembered = { port: 20_001, version: '4.4.29', binary: join(dataDir, 'gone') };
    await writeFile(join(dataDir, 'mongo', 'server.json'), JSON.stringify(remembered));
    const opening = open(dataDir, { mongodBinary: binary });
    await expect(opening).rejects.toThrow('已有数据由这一版本写成');
    await expect(opening).rejects.toThrow(`是 ${version}，与数据的 4.4 不符`);
  });

  test('MONGOD_BINARY is no mongod', async () => {
    const dataDir = await folder();
    await expect(open(dataDir, { mongodBinary: join(dataDir, 'none') })).rejects.toThrow(
      /MONGODB_URI=mongodb:[\s\S]*MONGOD_BINARY：/,
    );
    await expect(open(dataDir, { mongodBinary: process.execPath })).rejects.toThrow('不是 mongod');
  });

  test('MONGODB_URI leads to a standalone server', async () => {
    const { path: binary, version } = await aMongod();
    const server = await MongoMemoryServer.create({ binary: { systemBinary: binary, version } });
    onTestFinished(async () => void (await server.stop()));
    await expect(connect(server.getUri())).rejects.toThrow(/单机 MongoDB[\s\S]*rs\.initiate\(\)/);
  });

  test('MONGODB_URI leads nowhere; its password is not told', async () => {
    const closed = createServer().listen(0);
    await once(closed, 'listening');
    const address = closed.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await new Promise((done) => closed.close(done));
    const error = await connect(`mongodb://svc:hush@127.0.0.1:${port}/zy?serverSelectionTimeoutMS=300`).catch(
      (caught: unknown) => caught,
    );
    expect(error).toMatchObject({
      code: 'UNAVAILABLE',
      userText: expect.stringContaining(`127.0.0.1:${port}`),
    });
    expect(error).not.toMatchObject({ userText: expect.stringContaining('hush') });
  });
});
