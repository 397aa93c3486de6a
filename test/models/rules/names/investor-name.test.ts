import { describe, expect, test } from 'vitest';
import { investorKey } from '../../../../models/rules/names/investor-name.ts';
import { similarity } from '../../../../models/rules/names/similarity.ts';

/** What a company is called by those who talk of it (domain.md Appendix B; V05, 3.7). */

test.each([
  ['东莞桓峻特新能源有限公司', '桓峻特新能源'],
  ['东莞市桓峻特新能源有限公司', '桓峻特新能源'],
  ['广东省东莞市桓峻特新能源科技股份有限公司', '桓峻特新能源科技'],
  ['桓峻特新能源（东莞）有限公司', '桓峻特新能源'],
  ['桓峻特（中国）新能源集团有限公司', '桓峻特新能源'],
  ['桓峻特集团股份有限公司', '桓峻特'],
  ['桓峻特新能源东莞分公司', '桓峻特新能源东莞'],
  ['桓峻特创业投资合伙企业（有限合伙）', '桓峻特创业投资'],
  // A place alone, or nothing but form, stays what it is.
  ['深圳', '深圳'],
  ['有限公司', '有限公司'],
])('%s is called %s', (name, key) => {
  expect(investorKey(name)).toBe(key);
});

describe('an investor in two spellings', () => {
  const row = { name: '桓峻特储能电池生产项目', unit: 'YC', investor: '东莞桓峻特新能源有限公司' };
  const likeness = (investor: string, name = '桓峻特储能电池项目') =>
    similarity(row, { ...row, name, investor }).parts.investor ?? 0;

  test.each([
    '桓峻特',
    '桓峻特新能源',
    '桓峻特公司',
    '桓峻特集团',
    '桓峻特股份有限公司',
    '东莞桓峻特',
    '桓峻特（东莞）',
    '桓峻特新能源科技有限公司',
    '广东桓峻特新能源股份有限公司',
  ])('%s is 东莞桓峻特新能源有限公司', (investor) => {
    expect(likeness(investor)).toBeGreaterThanOrEqual(0.8);
  });

  test.each(['峻特', '桓峻达', '东莞新能源有限公司', '恒星电子有限公司', '东莞', '桓'])(
    '%s is another one',
    (investor) => {
      expect(likeness(investor)).toBe(0);
    },
  );

  test.each([
    ['明盛', '明盛达电子有限公司'],
    ['宏盛', '宏盛昌模具有限公司'],
  ])('a name that goes on is no name with a trade: %s and %s', (a, b) => {
    expect(similarity({ ...row, investor: a }, { ...row, investor: b }).parts.investor).not.toBe(0.95);
  });
});

test.each([
  ['桓峻特', '桓峻特储能电池项目'],
  ['桓峻特', '东莞桓峻特储能电池生产基地项目'],
  ['桓峻特集团', '桓峻特储能电池（一期）项目'],
])('a shortened investor (%s) does not outweigh a near-equal name (%s)', (investor, name) => {
  const row = { name: '桓峻特储能电池生产项目', investor: '东莞桓峻特新能源有限公司', unit: 'YC' };
  expect(similarity(row, { name, investor, unit: 'YC' }).verdict).toBe('block');
});

test('another company’s project of a like name is asked about by nobody', () => {
  const row = {
    name: '桓峻特储能电池生产项目',
    investor: '东莞桓峻特新能源有限公司',
    unit: 'YC',
    wan: 1_000_000,
  };
  const other = {
    name: '恒达储能电池生产项目',
    investor: '深圳恒达新能源有限公司',
    unit: 'YC',
    wan: 3_000_000,
  };
  expect(similarity(row, other).verdict).toBe('none');
});
