import { defineConfig } from 'vitest/config';

/**
 * The tests of what is pure: no mongod, no emulator, no browser, and so seconds (`npm run test:unit`). A test that needs
 * more does not belong under these folders, or is left out by name.
 */
export default defineConfig({
  test: {
    include: ['test/{models/rules,models/ledgers,cards,docs}/**/*.test.ts', 'test/architecture.test.ts'],
    testTimeout: 60_000,
  },
});
