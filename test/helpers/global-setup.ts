import { rm } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../bot/database.ts';
import { connect } from '../../models/store/connect.ts';
import { scratchFolder } from './scratch.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The run's one mongod, without a database name. See test/helpers/mongod.ts. */
    mongod: string;
  }
}

/** One real mongod for the whole run, in a temporary folder; every test file makes its own database in it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await scratchFolder('test');
  const database = await openDatabase({
    dataDir,
    mongodBinary: process.env.MONGOD_BINARY,
    progress: (line) => process.stderr.write(`${line}\n`),
  });
  await forgetDropped(database.uri);
  project.provide('mongod', database.uri);
  return async () => {
    await database.stop(0);
    await rm(dataDir, { recursive: true, force: true });
  };
}

/**
 * Has mongod give up what was dropped at once, not after the five minutes in which it could still be read at an earlier
 * moment: of the many databases of the tests, tens of thousands of files would else be open by the end of a run.
 */
async function forgetDropped(uri: string): Promise<void> {
  const connection = await connect(uri);
  await connection.db?.admin().command({ setParameter: 1, minSnapshotHistoryWindowInSeconds: 0 });
  await connection.close();
}
