import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { isAlive, thisProcess, withFileLock } from '../../bot/embedded/filelock.ts';

async function lockPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'zhaoyou-lock-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'lock');
}

/** No process has this number: the kernel's largest is smaller. */
const NOBODY = 2 ** 30;

async function countWithin(path: string): Promise<number> {
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await sleep(2);
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 12 }, () => withFileLock(path, work)));
  return most;
}

test('one at a time', async () => {
  expect(await countWithin(await lockPath())).toBe(1);
});

test('the lock is given back when the work fails', async () => {
  const path = await lockPath();
  await expect(withFileLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await withFileLock(path, async () => 'yes')).toBe('yes');
});

test('a dead holder’s lock is taken over, by one of many', async () => {
  const path = await lockPath();
  await writeFile(path, JSON.stringify({ pid: NOBODY, host: hostname(), token: 't' }));
  expect(await countWithin(path)).toBe(1);
});

test('a lock that was never written out is taken over when it is old', async () => {
  const path = await lockPath();
  await writeFile(path, '');
  await utimes(path, 1, 1);
  expect(await withFileLock(path, async () => 'yes')).toBe('yes');
});

test('a number alone does not make a holder alive: containers give the same ones again', () => {
  expect(isAlive(thisProcess())).toBe(true);
  expect(isAlive({ ...thisProcess(), token: 'of an earlier process with our number' })).toBe(false);
  expect(isAlive({ ...thisProcess(), host: 'another container' })).toBe(false);
  expect(isAlive({ pid: NOBODY, host: hostname(), token: 't' })).toBe(false);
});
