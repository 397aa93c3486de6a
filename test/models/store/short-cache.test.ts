import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { ShortCache } from '../../../models/store/short-cache.ts';

/** Answers 1, 2, 3 … and so tells how often it was asked. */
const counter = () => {
  let asked = 0;
  return async () => ++asked;
};

describe('what was read a moment ago', () => {
  test('serves again, each question by itself', async () => {
    const memory = new ShortCache();
    const read = counter();
    expect(await memory.recall('people', 'a', read)).toBe(1);
    expect(await memory.recall('people', 'a', read)).toBe(1);
    expect(await memory.recall('people', 'b', read)).toBe(2);
    expect(await memory.recall('groups', 'a', read)).toBe(3);
  });

  test('is read once for all who ask at the same time', async () => {
    const memory = new ShortCache();
    const read = counter();
    const asking = [memory.recall('people', 'a', read), memory.recall('people', 'a', read)];
    expect(await Promise.all(asking)).toEqual([1, 1]);
  });

  test('serves for a second and no longer', async () => {
    const memory = new ShortCache();
    const read = counter();
    await memory.recall('people', 'a', read);
    await sleep(1_050);
    expect(await memory.recall('people', 'a', read)).toBe(2);
  });

  test('is forgotten when its ledger changes, and only then', async () => {
    const memory = new ShortCache();
    const read = counter();
    await memory.recall('people', 'a', read);
    memory.forget('groups');
    expect(await memory.recall('people', 'a', read)).toBe(1);
    memory.forget('people');
    expect(await memory.recall('people', 'a', read)).toBe(2);
  });

  test('does not serve when the ledger changed while it was being read', async () => {
    const memory = new ShortCache();
    const read = counter();
    const late = memory.recall('people', 'a', async () => {
      await sleep(20);
      return read();
    });
    memory.forget('people');
    await late;
    expect(await memory.recall('people', 'a', read)).toBe(2);
  });

  test('a failed reading is not kept', async () => {
    const memory = new ShortCache();
    const failing = memory.recall('people', 'a', () => Promise.reject(new Error('no database')));
    await expect(failing).rejects.toThrow('no database');
    expect(await memory.recall('people', 'a', counter())).toBe(1);
  });
});
