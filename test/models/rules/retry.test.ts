import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { retryDelay } from '../../../models/rules/retry.ts';

describe('waits', () => {
  test('double from two seconds up to half an hour', () => {
    const middle = Array.from({ length: 12 }, (_, i) => retryDelay(i + 1, 0.5));
    expect(middle).toEqual([
      2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 512_000, 1_024_000, 1_800_000, 1_800_000,
    ]);
  });

  test('are spread by a fifth either way', () => {
    expect(retryDelay(1, 0)).toBe(1_600);
    expect(retryDelay(1, 0.999_999)).toBe(2_400);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 15 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, jitter) => {
          const [least, wait, middle] = [
            retryDelay(attempt, 0),
            retryDelay(attempt, jitter),
            retryDelay(attempt, 0.5),
          ];
          expect(wait).toBeGreaterThanOrEqual(least ?? Infinity);
          expect(wait).toBeLessThanOrEqual((middle ?? 0) * 1.2);
        },
      ),
    );
  });

  test('end after about three hours', () => {
    const waits = Array.from({ length: 20 }, (_, i) => retryDelay(i + 1, 0.5));
    const given = waits.filter((wait) => wait !== null);
    expect(waits.indexOf(null)).toBe(15);
    expect(given.reduce((sum, wait) => sum + wait, 0) / 3_600_000).toBeCloseTo(3.07, 2);
  });
});
