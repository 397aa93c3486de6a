import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNameIndex } from '../../../../models/rules/names/search.ts';

const names = [
  '重庆银行数据中心项目',
  '鸿晟电子连接器生产项目',
  '宏盛精密模具生产基地',
  '万绿湖包装饮用水二期',
  '友邦先进材料电解液项目',
  'TCL智能终端项目',
  '宏盛电子',
];
const index = createNameIndex(names.map((text, i) => ({ id: String(i), text })));
const first = (query: string) => index.search(query)[0]?.text;

describe('search over names', () => {
  it.each([
    ['包装饮用水', '万绿湖包装饮用水二期'],
    ['宏盛电子', '宏盛电子'],
    ['宏盛精密摸具', '宏盛精密模具生产基地'],
    ['鸿晟连接器', '鸿晟电子连接器生产项目'],
    ['ｔｃｌ', 'TCL智能终端项目'],
    ['cqyh', '重庆银行数据中心项目'],
    ['dianjieye', '友邦先进材料电解液项目'],
    ['hsjm', '宏盛精密模具生产基地'],
    ['WLH', '万绿湖包装饮用水二期'],
    ['水', '万绿湖包装饮用水二期'],
  ])('%s finds %s', (query, name) => {
    expect(first(query)).toBe(name);
  });

  it('gives at most the limit, best first, and nothing for nothing', () => {
    const hits = index.search('宏盛', 1);
    expect(hits.map((hit) => hit.text)).toEqual(['宏盛电子']);
    expect(index.search('宏盛').map((hit) => hit.text)).toEqual(['宏盛电子', '宏盛精密模具生产基地']);
    expect([index.search(''), index.search('  '), index.search('㊙鑫')]).toEqual([[], [], []]);
  });

  it('finds every name by itself, and never throws', () => {
    for (const name of names) expect(first(name)).toBe(name);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (query) => {
        expect(index.search(query, 3).length).toBeLessThanOrEqual(3);
      }),
    );
  });
});
