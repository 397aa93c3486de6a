import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskMobile, maskName, parseMobile } from '../../../models/rules/phone.ts';

describe('mobile numbers', () => {
  it.each(['13800001234', 13800001234, '138 0000 1234', '+86 138-0000-1234', '８６１３８００００１２３４'])(
    'reads %s',
    (cell) => {
      expect(parseMobile(cell)).toMatchObject({ ok: true, value: '13800001234' });
    },
  );

  it('refuses others without repeating them in full', () => {
    expect(parseMobile('1380000123')).toMatchObject({ reason: '手机号应为 11 位，现为 10 位' });
    expect(parseMobile('0762-3388888')).toMatchObject({ reason: '“0762-***8888”不是手机号' });
    expect(parseMobile('12800001234')).toMatchObject({ ok: false });
    expect(parseMobile('无')).toMatchObject({ ok: true, value: null });
  });

  it('masks numbers and names', () => {
    expect([maskMobile('13800001234'), maskMobile('12345')]).toEqual(['138****1234', '*****']);
    expect([maskName('张三'), maskName('欧阳明'), maskName('')]).toEqual(['张*', '欧**', '']);
  });

  it('never throws on any cell', () => {
    fc.assert(
      fc.property(fc.anything(), (cell) => {
        expect(typeof parseMobile(cell).ok).toBe('boolean');
      }),
    );
  });
});
