import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../models/rules/canonical.ts';

describe('canonical JSON', () => {
  test('sorts keys at every depth, leaves lists in order, drops what is undefined', () => {
    const value = { b: [{ z: 1, a: null }, 2, 1], a: { 年: '2026', day: undefined } };
    expect(canonicalJson(value)).toBe('{"a":{"年":"2026"},"b":[{"a":null,"z":1},2,1]}');
  });

  test('writes dates as instants, whatever the host’s zone', () => {
    expect(canonicalJson({ at: new Date('2026-06-01T08:45+08:00') })).toBe(
      '{"at":"2026-06-01T00:45:00.000Z"}',
    );
  });

  test('a key called __proto__ is a key like others', () => {
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"x":1}}'))).toBe('{"__proto__":{"x":1},"b":1}');
  });

  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, inner]) => [key, shuffled(inner)]),
    );
  };

  test('equal values give equal text, whatever order they were built in; the text loses nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(shuffled(value))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('different values give different text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const same =
          JSON.stringify(shuffled(JSON.parse(canonicalJson(a)))) ===
          JSON.stringify(shuffled(JSON.parse(canonicalJson(b))));
        expect(canonicalJson(a) === canonicalJson(b)).toBe(same);
      }),
    );
  });
});
