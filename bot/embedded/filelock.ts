import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { systemClock } from '../../models/rules/time/clock.ts';

/**
 * Who wrote a file beside the data. A pid alone is not enough: containers that share a volume give the same small
 * numbers again and again, so the host and a token of the writing are kept too.
 */
export const holderSchema = z.object({ pid: z.number().int(), host: z.string(), token: z.string() });
export type Holder = z.infer<typeof holderSchema>;

const ownTokens = new Set<string>();

/** A holder that stands for this process. */
export function thisProcess(): Holder {
  const token = randomUUID();
  ownTokens.add(token);
  return { pid: process.pid, host: hostname(), token };
}

/** Does the process that wrote this still live, as far as this machine can tell? */
export function isAlive(holder: Holder): boolean {
  if (holder.host !== hostname()) return false;
  if (holder.pid === process.pid) return ownTokens.has(holder.token);
  return pidLives(holder.pid);
}

export function pidLives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Reads JSON that another process wrote; undefined when it is absent, half written or of another shape. */
export async function readLockFile<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Replaces a file in one step, so that a reader sees the old content or the new one and never half of it. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  const work = `${path}.${process.pid}.new`;
  await writeFile(work, `${JSON.stringify(value, null, 2)}\n`);
  await rename(work, path);
}

/** A lock file older than this that names nobody was left by a process that died while writing it. */
const HALF_WRITTEN_MS = 5_000;

/**
 * Runs `work` while holding a lock between processes. A lock whose holder has died is taken over; the taking over is
 * itself guarded by a folder so that two waiting processes never both remove a lock, the second one's fresh.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  while (!(await tryLock(path))) {
    await removeIfStale(path);
    await sleep(30);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function tryLock(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(JSON.stringify(thisProcess()));
    await file.close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function removeIfStale(path: string): Promise<void> {
  if (!(await isStale(path))) return;
  const guard = `${path}.guard`;
  try {
    await mkdir(guard);
  } catch {
    if ((await age(guard)) > HALF_WRITTEN_MS) await rmdir(guard).catch(() => undefined);
    return;
  }
  try {
    if (await isStale(path)) await rm(path, { force: true });
  } finally {
    await rmdir(guard).catch(() => undefined);
  }
}

async function isStale(path: string): Promise<boolean> {
  const holder = await readLockFile(path, holderSchema);
  if (holder) return !isAlive(holder);
  return (await age(path)) > HALF_WRITTEN_MS;
}

/** Milliseconds since a file changed by the file system's own clock; 0 when it is gone. */
async function age(path: string): Promise<number> {
  const entry = await stat(path).catch(() => undefined);
  return entry ? systemClock.now().getTime() - entry.mtimeMs : 0;
}
