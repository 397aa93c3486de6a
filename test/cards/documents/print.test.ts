import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { heightOf, linesOf, paperFor } from '../../../cards/documents/print.ts';

describe('how many lines a text takes', () => {
  test.each([
    ['', 10, 1],
    ['短', 10, 1],
    // Chinese signs are two columns wide: nine columns hold four of them.
    ['一二三四', 10, 1],
    ['一二三四五', 10, 2],
    ['abcdefghi', 10, 1],
    ['第一行\n第二行', 20, 2],
    ['\n', 20, 2],
    // A word goes to the next line as a whole; one longer than a line is broken.
    ['厂房 XM-2026-YC', 14, 2],
    ['x'.repeat(25), 11, 3],
    ['计划总投资（万元）', 13, 2],
  ])('%j in %i columns: %i', (text, width, lines) => {
    expect(linesOf(text, width)).toBe(lines);
  });

  test('never fewer than its signs need, never more than one a sign', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.integer({ min: 3, max: 60 }),
        (text, width) => {
          const lines = linesOf(text, width);
          const signs = [...text].length;
          expect(lines).toBeGreaterThanOrEqual(Math.ceil(signs / Math.max(2, width - 1) / 2));
          expect(lines).toBeLessThanOrEqual(Math.max(1, 2 * signs));
        },
      ),
    );
  });

  test('a row is as high as its lines, as far as Excel lets it', () => {
    expect(heightOf(1)).toBeLessThanOrEqual(18);
    expect(heightOf(3)).toBeGreaterThan(2.5 * heightOf(1) - 18);
    expect(heightOf(500)).toBe(409);
  });
});

test.each([
  [60, 0, { orientation: 'portrait', pages: 1 }],
  [110, 0, { orientation: 'landscape', pages: 1 }],
  [210, 20, { orientation: 'landscape', pages: 1 }],
  [600, 50, { orientation: 'landscape', pages: 4 }],
])('%i columns, %i of them on every page', (width, repeated, paper) => {
  expect(paperFor(width, repeated)).toEqual(paper);
});
