import { afterAll } from 'vitest';

const cleanups: (() => Promise<unknown>)[] = [];

/**
 * Runs `cleanup` after the last test of the file, the latest first. Unlike `afterAll` it may be called from anywhere:
 * a test, a hook, a helper.
 */
export function atEnd(cleanup: () => Promise<unknown>): void {
  cleanups.push(cleanup);
}

/** Called once a file, by test/helpers/setup.ts. */
export function registerCleanups(): void {
  afterAll(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });
}
