import { rm } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../bot/database.ts';
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
  project.provide('mongod', database.uri);
  return async () => {
    await database.stop(0);
    await rm(dataDir, { recursive: true, force: true });
  };
}
