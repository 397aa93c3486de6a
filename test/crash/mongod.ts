import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase } from '../../bot/database.ts';
import { connect } from '../../models/store/connect.ts';
import { atEnd } from '../helpers/at-end.ts';
import { scratchFolder } from '../helpers/scratch.ts';

export interface OwnMongod {
  /** The URI of an empty database on it. */
  fresh(): string;
  /** Kills the server's process; the service starts it again by itself. */
  kill(): Promise<void>;
}

/**
 * A server of this file's own. A process that was killed leaves its open transactions behind, and the rows in them stay
 * locked until the server ends them: after a minute by default, here after a second, so that tests need not wait.
 */
export async function ownMongod(): Promise<OwnMongod> {
  const dataDir = await scratchFolder('crash');
  const database = await openDatabase({ dataDir, mongodBinary: process.env.MONGOD_BINARY });
  atEnd(async () => {
    await database.stop(0);
    await rm(dataDir, { recursive: true, force: true });
  });
  const connection = await connect(database.uri);
  await connection.db?.admin().command({ setParameter: 1, transactionLifetimeLimitSeconds: 1 });
  await connection.close();
  const pid = async (): Promise<number> =>
    JSON.parse(await readFile(join(dataDir, 'mongo', 'running.json'), 'utf8')).mongodPid;
  let made = 0;
  const fresh = (): string => {
    const uri = new URL(database.uri);
    uri.pathname = `/crash${++made}`;
    return uri.href;
  };
  return { fresh, kill: async () => void process.kill(await pid(), 'SIGKILL') };
}
