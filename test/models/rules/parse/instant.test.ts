import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseInstant } from '../../../../models/rules/parse/instant.ts';
import { instantText } from '../../../../models/rules/time/day.ts';

const options = { today: '2026-06-12' };

describe('a moment as people write it', () => {
  test.each<[unknown, string]>([
    ['2026-05-06 09:00', '2026-05-06 09:00'],
    ['2026-05-06 9:05', '2026-05-06 09:05'],
    ['2026/5/6 9:00:30', '2026-05-06 09:00'],
    ['２０２６-05-06　09：00', '2026-05-06 09:00'],
    ['2026年5月6日9时30分', '2026-05-06 09:30'],
    ['2026年5月6日上午9点', '2026-05-06 09:00'],
    ['2026年5月6日下午3点半', '2026-05-06 15:30'],
    ['2026.5.6 晚上8:15', '2026-05-06 20:15'],
    ['2026-05-06 3:20 PM', '2026-05-06 15:20'],
    ['2026年5月6日中午12时', '2026-05-06 12:00'],
    ['5月6日 17:30', '2026-05-06 17:30'],
    ['今天 9:00', '2026-06-12 09:00'],
    ['昨天下午4点', '2026-06-11 16:00'],
    ['2026-05-06 24:00', '2026-05-07 00:00'],
    ['2026-05-06T09:00+08:00', '2026-05-06 09:00'],
    ['2026-05-06T01:00:00.000Z', '2026-05-06 09:00'],
    [46148.375, '2026-05-06 09:00'],
    [new Date('2026-05-06T01:00:00Z'), '2026-05-06 09:00'],
  ])('%s', (said, text) => {
    const parsed = parseInstant(said, options);
    expect(parsed.ok && parsed.value !== null && instantText(parsed.value)).toBe(text);
  });

  test('a day alone is its beginning, and says so', () => {
    expect(parseInstant('2026-05-06', options)).toMatchObject({
      value: '2026-05-05T16:00:00.000Z',
      notes: [{ kind: 'approx', text: '“2026-05-06”没有写几点，按 00:00 读取' }],
    });
  });

  test.each([
    '随便',
    '2026-05-06 25:00',
    '2026-05-06 9:75',
    '2026年5月 9:00',
    '2026-02-31 9:00',
    7,
    true,
    Number.NaN,
  ])('%s is refused with the way to write it', (said) => {
    expect(parseInstant(said, options)).toMatchObject({ ok: false, suggestion: expect.any(String) });
  });

  test('an empty cell is nothing, and nothing throws', () => {
    expect(parseInstant('—', options)).toMatchObject({ ok: true, value: null });
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.double(), fc.date({ noInvalidDate: false }), fc.anything()),
        (cell) => {
          const parsed = parseInstant(cell, options);
          const value = parsed.ok ? (parsed.value ?? undefined) : undefined;
          expect(value && new Date(value).toISOString()).toBe(value);
        },
      ),
    );
  });
});
