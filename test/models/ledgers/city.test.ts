import { describe, expect, test } from 'vitest';
import heyuan from '../../../models/ledgers/city/heyuan.json' with { type: 'json' };
import {
  parkNamed,
  parseCity,
  postOf,
  postsWith,
  unitNamed,
  unitsInOrder,
} from '../../../models/ledgers/city.ts';

const city = parseCity(heyuan);

describe('the built-in profile of Heyuan (domain.md 1)', () => {
  test('has the eight units in protocol order, each with its park', () => {
    expect(unitsInOrder(city).map((unit) => unit.code)).toEqual([
      'YC',
      'DY',
      'HP',
      'LC',
      'ZJ',
      'LP',
      'JD',
      'GX',
    ]);
    expect(city.parks.map((park) => park.unit).sort()).toEqual(city.units.map((unit) => unit.code).sort());
  });

  test('has the "1+3" industries, the 24 duties and the rule set of Appendix I', () => {
    expect(city.industries.map((industry) => [industry.name, industry.lead])).toEqual([
      ['电子信息', true],
      ['水饮料及食品', false],
      ['先进材料', false],
      ['机械与模具', false],
    ]);
    expect(city.duties.map((duty) => duty.code)).toEqual(
      Array.from({ length: 24 }, (_, i) => `D${String(i + 1).padStart(2, '0')}`),
    );
    expect(city.ruleSet).toMatchObject({
      version: '2026.1',
      money: { overYiWan: 10_000, majorWan: 100_000 },
    });
  });

  test.each(['COUNTY_FILL', 'COUNTY_REVIEW', 'COUNTY_LEAD', 'PARK', 'HANDLER', 'HANDLER_LEAD'] as const)(
    'every unit has a post for %s',
    (role) => {
      for (const unit of city.units) expect(postsWith(city, role, { unit: unit.code })).not.toHaveLength(0);
    },
  );

  test('nobody both fills and reviews, handles and closes (domain.md 1.6)', () => {
    const apart = [
      ['COUNTY_FILL', 'COUNTY_REVIEW'],
      ['HANDLER', 'SUPERVISOR'],
      ['HANDLER', 'ISSUE_CITY'],
      ['HANDLER', 'HANDLER_LEAD'],
    ] as const;
    for (const [a, b] of apart) {
      expect(postsWith(city, a).filter((post) => post.roles.includes(b))).toEqual([]);
    }
  });

  test('groups follow domain.md 5.4', () => {
    const of = (code: string) => city.groups.find((group) => group.code === code)?.members;
    expect(of('G0')).toEqual(['LD_CONVENER', 'LD_DEPUTY_EXEC', 'LD_DEPUTY', 'SFB_SECRETARY']);
    expect(of('G3-GX')).toEqual(['GX_REVIEW', 'GX_FILL', 'GX_PARK']);
    expect(of('G4')).toHaveLength(7);
    expect(city.groups.filter((group) => group.kind === 'G5')).toHaveLength(8);
  });
});

describe('a text as counties write it finds its unit or park', () => {
  test.each([
    ['高新区', 'GX'],
    ['市高新区', 'GX'],
    ['国家高新区', 'GX'],
    ['河源高新区管委会', 'GX'],
    ['河源市高新区', 'GX'],
    ['河源国家高新技术产业开发区', 'GX'],
    ['江东', 'JD'],
    ['江东新区管委会', 'JD'],
    ['源城', 'YC'],
    ['源城区人民政府', 'YC'],
    [' 龙 川 县 ', 'LC'],
    ['YC', 'YC'],
  ])('%s is the unit %s', (written, code) => expect(unitNamed(city, written)?.code).toBe(code));

  test.each(['', '河源市', '河源', '深圳市', '区'])('“%s” is no unit', (written) =>
    expect(unitNamed(city, written)).toBeUndefined(),
  );

  test.each([
    ['深圳(河源)产业转移工业园', 'PK-GX'],
    ['深河科技园', 'PK-JD'],
    ['紫金县产业园', 'PK-ZJ'],
  ])('%s is the park %s', (written, code) => expect(parkNamed(city, written)?.code).toBe(code));
});

describe('a faulty profile is refused with every fault at once', () => {
  const faultsOf = (change: (profile: typeof heyuan) => void): string => {
    const profile = structuredClone(heyuan);
    change(profile);
    try {
      parseCity(profile);
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
    return '';
  };

  test('references that lead nowhere', () => {
    const text = faultsOf((profile) => {
      Object.assign(profile.parks[0] ?? {}, { unit: 'XX' });
      profile.groups[1]?.members.push('NOBODY');
      profile.duties[2]?.leads.push('NIL');
    });
    expect(text).toContain('城市配置有 3 处错误');
    expect(text).toContain('parks.0.unit：没有代码为 XX 的考核单元');
    expect(text).toContain('groups.1.members：没有代码为 NOBODY 的岗位');
    expect(text).toContain('duties.2.leads：没有代码为 NIL 的机构');
  });

  test('doubles and a word that means two units', () => {
    const text = faultsOf((profile) => {
      profile.units[1]?.aliases.push('源城区政府');
      Object.assign(profile.posts[1] ?? {}, { code: profile.posts[0]?.code });
    });
    expect(text).toContain('units：别名“源城区”同时指 YC 和 DY');
    expect(text).toContain('posts：代码 LD_CONVENER 重复');
  });

  test('wrong shapes, told in Chinese with their place', () => {
    const text = faultsOf((profile) => {
      Object.assign(profile.ruleSet.office, { start: '8点半' });
      Object.assign(profile.units[0] ?? {}, { order: '一', mayor: '某某' });
    });
    expect(text).toMatch(/ruleSet\.office\.start：/);
    expect(text).toMatch(/units\.0\.order：无效输入/);
    expect(text).toMatch(/units\.0：.*mayor/);
  });
});

test('a post that does not exist is named', () => {
  expect(() => postOf(city, 'YC_NOBODY')).toThrow('没有代码为 YC_NOBODY 的岗位');
});
