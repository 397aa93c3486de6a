import { createConnection, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { DEFAULT_DATA_DIR, type Environment } from '../../environment.ts';
import type { Terminal } from '../run.ts';
import {
  linesOf,
  fingerprintOf,
  socketIn,
  sendLine,
  type ServiceGreeting,
  type CommandWords,
} from './socket.ts';

/** The service was stopped or died with the command under way: what it wrote is written, what it would have said is lost. */
export class ServiceEnded extends Error {}

/**
 * Has a running service carry out a command. Gives its exit code; undefined when none runs here on the same data with
 * the same settings, so that the caller does it itself.
 * @throws ServiceEnded when the service ended in the middle of the command
 */
export async function askService(
  argv: readonly string[],
  env: Environment,
  { cwd, print, say }: Terminal,
): Promise<number | undefined> {
  const socket = await reach(env.DATA_DIR?.trim() || DEFAULT_DATA_DIR);
  if (!socket) return undefined;
  try {
    const lines = linesOf(socket);
    const { host, variables, settings } = (await lines.next()).value as ServiceGreeting;
    // A container's service is not reached through a shared folder: its paths would be others.
    if (host !== hostname() || settings !== fingerprintOf(env, variables)) return undefined;
    sendLine(socket, { argv, cwd });
    for await (const line of lines as AsyncGenerator<CommandWords>) {
      if ('print' in line) print(line.print);
      else if ('say' in line) say(line.say);
      else return line.exit;
    }
    throw new ServiceEnded();
  } finally {
    socket.destroy();
  }
}

/** A connection to the service on this folder, if one listens. */
function reach(dataDir: string): Promise<Socket | undefined> {
  const path = socketIn(dataDir);
  if (path === undefined) return Promise.resolve(undefined);
  return new Promise((done) => {
    const socket = createConnection(path);
    socket.once('connect', () => done(socket));
    socket.once('error', () => done(undefined));
  });
}
