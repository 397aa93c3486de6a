import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseArea, parseFloorArea } from '../../../../models/rules/parse/area.ts';

const rules = { muToSqm: 666.67, haToMu: 15 };
const shown = (parsed: ReturnType<typeof parseArea>) =>
  parsed.ok
    ? [parsed.value === null ? null : parsed.value / 100, parsed.notes.map((n) => n.kind).join()]
    : [parsed.reason];

describe('land area in 亩 (domain.md Appendix B)', () => {
  it.each([
    ['80亩', 80, ''],
    ['80.5', 80.5, ''],
    [80.5, 80.5, ''],
    ['八十亩', 80, ''],
    ['53600㎡', 80.4, 'confirm'],
    ['53600m²', 80.4, 'confirm'],
    ['53,600平方米', 80.4, 'confirm'],
    ['5.36公顷', 80.4, 'converted'],
    ['约80亩', 80, 'approx'],
    ['80-100亩', 80, 'range'],
    ['占地80亩，建筑面积3万㎡', 80, 'confirm'],
    ['80亩（其中一期50亩）', 80, 'confirm'],
  ])('reads %s as %d', (cell, mu, notes) => {
    expect(shown(parseArea(cell, rules))).toEqual([mu, notes]);
  });

  it('takes the header unit for a bare number', () => {
    expect(shown(parseArea(53600, rules, { headerUnit: '平方米' }))).toEqual([80.4, 'confirm']);
    expect(shown(parseArea('5.36', rules, { headerUnit: '公顷' }))).toEqual([80.4, 'converted']);
  });

  it('leaves blanks and 0 empty, refuses what is no area', () => {
    for (const cell of ['—', '无', 0, '0', null]) expect(shown(parseArea(cell, rules))[0]).toBeNull();
    expect(shown(parseArea('-3', rules))).toEqual(['面积不能是负数']);
    expect(shown(parseArea('待定', rules))[0]).toContain('看不出面积');
    expect(shown(parseArea('99999999亩', rules))[0]).toContain('面积过大');
    expect(shown(parseArea('#N/A', rules))[0]).toContain('公式错误');
  });
});

describe('floor area in 平方米', () => {
  it.each([
    ['3000㎡', 3000, ''],
    ['3000', 3000, ''],
    ['0.3万平方米', 3000, ''],
    ['3000平方', 3000, ''],
    ['80亩', 53333.6, 'confirm'],
    ['占地80亩，建筑面积3万㎡', 30000, 'confirm'],
  ])('reads %s as %d', (cell, sqm, notes) => {
    expect(shown(parseFloorArea(cell, rules))).toEqual([sqm, notes]);
  });
});

it('never throws on any cell', () => {
  const pieces = fc.constantFrom('80', '亩', '㎡', '万', '公顷', '-', '.', '5', '约', '(', '一期');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.anything(),
        fc.string({ unit: 'binary' }),
        fc.double(),
        fc.array(pieces).map((p) => p.join('')),
      ),
      (cell) => {
        for (const parsed of [parseArea(cell, rules), parseFloorArea(cell, rules)])
          expect(!parsed.ok || parsed.value === null || Number.isSafeInteger(parsed.value)).toBe(true);
      },
    ),
    { numRuns: 1000 },
  );
});
