import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Socket } from 'node:net';
import type { Environment } from '../../environment.ts';

/**
 * A running service carries out commands for the command line, which then has nothing to load. They speak in lines of
 * JSON over a socket in DATA_DIR that only the owner of the data can open: the service says who it is, the command
 * line what it wants, and then the words of the command come back until its exit code.
 */

/** The service's first line. A command is its own when the variables named have the same values for both. */
export interface ServiceGreeting {
  host: string;
  variables: readonly string[];
  settings: string;
}

/** The command line's only line. */
export interface CommandLine {
  argv: readonly string[];
  cwd: string;
}

/** What comes back, in this order or another; `exit` is the last. */
export type CommandWords = { print: string } | { say: string } | { exit: number };

/** The longest path that a socket can have on every system; the service runs without one where DATA_DIR is deeper. */
const LONGEST = 100;

/** Where the socket of a service on this folder is; undefined when the path would be too long. */
export function socketIn(dataDir: string): string | undefined {
  const path = join(resolve(dataDir), 'zy.sock');
  return Buffer.byteLength(path) <= LONGEST ? path : undefined;
}

/** The values of variables as one short text, which tells no secret. */
export function fingerprintOf(env: Environment, variables: readonly string[]): string {
  const values = variables.map((name) => env[name]?.trim() ?? '');
  return createHash('sha256').update(JSON.stringify(values)).digest('base64');
}

/** Sends one line. */
export const sendLine = (socket: Socket, line: ServiceGreeting | CommandLine | CommandWords): void =>
  void socket.write(`${JSON.stringify(line)}\n`);

/** The lines that come, each as a value. */
export async function* linesOf(socket: Socket): AsyncGenerator {
  for await (const line of createInterface({ input: socket, crlfDelay: Infinity })) yield JSON.parse(line);
}
