import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUscc, parseUscc, usccCheckChar } from '../../../models/rules/uscc.ts';

// The worked example of GB 32100-2015 and two public registers' codes.
const REAL = ['91350100M000100Y43', '91440300708461136T', '91330100799655058B'];

describe('统一社会信用代码 (GB 32100)', () => {
  it.each(REAL)('accepts %s, spaced and in small letters too', (code) => {
    expect(isUscc(code)).toBe(true);
    expect(parseUscc(` ${code.toLowerCase().slice(0, 8)} ${code.slice(8)}`)).toMatchObject({
      ok: true,
      value: code,
    });
  });

  it('says which check character would be right', () => {
    expect(usccCheckChar('91350100M000100Y4')).toBe('3');
    expect(parseUscc('91350100M000100Y44')).toEqual({
      ok: false,
      reason: '统一社会信用代码“91350100M000100Y44”校验位不对，按前 17 位末位应为 3',
      suggestion: '请对照营业执照核对',
    });
  });

  it('names a wrong length, a foreign letter and a number that lost its digits', () => {
    expect(parseUscc('9135')).toMatchObject({ reason: '统一社会信用代码“9135”应为 18 位，现为 4 位' });
    expect(parseUscc('9135O100M000100Y43')).toMatchObject({
      reason: '统一社会信用代码“9135O100M000100Y43”里不会出现“O”，是不是 0？',
    });
    expect(parseUscc(9.13501e17)).toMatchObject({ reason: '信用代码以数值保存，末几位可能已丢失' });
    expect(parseUscc('—')).toMatchObject({ ok: true, value: null });
  });

  it('catches every single wrong character and every swap of neighbours', () => {
    const char = fc.constantFrom(...'0123456789ABCDEFGHJKLMNPQRTUWXY');
    fc.assert(
      fc.property(
        fc.array(char, { minLength: 17, maxLength: 17 }),
        fc.nat(16),
        char,
        (first, place, other) => {
          const code = [...first, usccCheckChar(first.join(''))].join('');
          const changed = code.slice(0, place) + other + code.slice(place + 1);
          const swapped =
            code.slice(0, place) + code.charAt(place + 1) + code.charAt(place) + code.slice(place + 2);
          expect(isUscc(code)).toBe(true);
          expect(isUscc(changed)).toBe(changed === code);
          expect(isUscc(swapped)).toBe(swapped === code);
        },
      ),
    );
  });

  it('never throws on any cell', () => {
    fc.assert(
      fc.property(fc.anything(), (cell) => {
        expect(typeof parseUscc(cell).ok).toBe('boolean');
      }),
    );
  });
});
