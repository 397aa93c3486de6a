import { chmod, rm } from 'node:fs/promises';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../models/rules/errors.ts';
import type { Config } from '../../config.ts';
import type { Environment } from '../../environment.ts';
import { VARIABLES } from '../../variables.ts';
import { runCommand, type Ground } from '../run.ts';
import { linesOf, fingerprintOf, socketIn, sendLine, type CommandLine } from './socket.ts';

/** Where the service listens decides nothing about what a command sees. */
const OWN: readonly string[] = ['HOST', 'PORT', 'DATA_DIR'];

const askedSchema = z.object({ argv: z.array(z.string()), cwd: z.string() });

export interface CommandServer {
  /** Takes no more commands and waits for those under way. */
  stop(): Promise<void>;
}

/**
 * Carries out commands of the command line within the service (socket.ts). A service that cannot have the socket runs
 * without: commands then open the database themselves.
 */
export async function serveCommands(ground: Ground, env: Environment): Promise<CommandServer> {
  const { log, config } = ground;
  const path = socketIn(config.dataDir);
  if (path === undefined || (await isServed(path))) return { stop: async () => {} };
  const variables = Object.keys(VARIABLES).filter((name) => !OWN.includes(name));
  const greeting = { host: hostname(), variables, settings: fingerprintOf(env, variables) };
  const waiting = new Set<Socket>();
  const underWay = new Set<Promise<void>>();
  const server = createServer((socket) => {
    waiting.add(socket);
    // Whoever goes away in the middle misses the words, not the command.
    socket.on('error', () => undefined);
    socket.once('close', () => waiting.delete(socket));
    sendLine(socket, greeting);
    void askedOf(socket).then((asked) => {
      waiting.delete(socket);
      if (!asked) return socket.destroy();
      const answered = answer(socket, asked, ground).finally(() => underWay.delete(answered));
      return underWay.add(answered);
    });
  });
  try {
    await rm(path, { force: true });
    await listen(server, path);
  } catch (error) {
    log.warn({ err: error }, '命令行不能借用本服务，将自行打开数据库');
  }
  return {
    async stop() {
      server.close();
      for (const socket of waiting) socket.destroy();
      await Promise.all(underWay);
    },
  };
}

/**
 * One service on an embedded database: the first would take the database from under a second when it stops. Several on a
 * database of their own are replicas, and may share a folder.
 * @throws AppError UNAVAILABLE when another service is running on this folder
 */
export async function demandAlone({ dataDir, mongo }: Config): Promise<void> {
  const path = mongo.uri ? undefined : socketIn(dataDir);
  if (path === undefined || !(await isServed(path))) return;
  throw new AppError(
    'UNAVAILABLE',
    `数据文件夹 ${resolve(dataDir)} 正由另一个招优服务使用：请先在它的窗口按 Ctrl-C 停止，或换一个文件夹启动，如 DATA_DIR=./data2 npm start`,
  );
}

/** What is asked; undefined for one who goes away without asking, or says what is no command. */
async function askedOf(socket: Socket): Promise<CommandLine | undefined> {
  try {
    return askedSchema.parse((await linesOf(socket).next()).value);
  } catch {
    return undefined;
  }
}

/** One command, from its words to its exit code. */
async function answer(socket: Socket, { argv, cwd }: CommandLine, ground: Ground): Promise<void> {
  const terminal = {
    cwd,
    print: (print: string) => sendLine(socket, { print }),
    say: (say: string) => sendLine(socket, { say }),
  };
  sendLine(socket, { exit: await runCommand(argv, terminal, (_command, work) => work(ground)) });
  socket.end();
}

/** Does another service on this folder listen already? */
const isServed = (path: string): Promise<boolean> =>
  new Promise((done) => {
    const socket = createConnection(path);
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
    socket.once('close', () => done(false));
    socket.once('connect', () => socket.destroy());
  });

async function listen(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  await chmod(path, 0o600);
}
