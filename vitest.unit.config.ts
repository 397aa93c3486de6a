import { defineConfig } from 'vitest/config';

/**
 * The tests of what is pure: no mongod, no emulator, no browser, and so seconds (`npm run test:unit`). Left out by name
 * is what needs a database all the same, starts a compiler, or draws hundreds of random or all largest cards.
 */
export default defineConfig({
  test: {
    include: ['test/{models/rules,models/ledgers,cards,docs}/**/*.test.ts', 'test/architecture.test.ts'],
    exclude: [
      'test/models/rules/where.test.ts',
      'test/cards/render/*-{gallery,html,pack,properties,types}.test.ts',
    ],
    // Pure modules keep nothing between tests: a worker loads them once for all its files.
    isolate: false,
    testTimeout: 60_000,
  },
});
