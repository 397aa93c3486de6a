import { expect, test } from 'vitest';
import { parseOrigin } from '../../../../models/rules/parse/choices/origin.ts';

test.each<[string, string[]]>([
  [
    'PRD',
    [
      '深圳',
      '广东深圳',
      '广东省东莞市长安镇',
      '宝安区',
      '顺德',
      '广州开发区',
      '深圳、东莞',
      '珠三角',
      '珠三角各市',
      '珠三角九市',
    ],
  ],
  ['PROVINCE', ['汕头', '河源市东源县', '粤北', '粤北地区', '省内各市']],
  [
    'OTHER_PROVINCE',
    [
      '江苏省苏州市',
      '苏州',
      '昆山',
      '上海浦东新区',
      '朝阳区',
      '延边',
      '恩施',
      '内蒙古',
      '浙江杭州余杭区',
      '外省',
    ],
  ],
  ['HK_MACAO', ['香港', '中国香港', '澳门特别行政区', '港资']],
  ['FOREIGN', ['日本', '新加坡', '巴西', '海外']],
])('%s: %j', (region, places) => {
  for (const place of places) {
    const parsed = parseOrigin(place);
    expect(parsed.ok && parsed.value, place).toBe(region);
  }
});

test.each([
  '南山区',
  '深圳、长沙',
  '台湾',
  '广东',
  '非珠三角',
  '非珠三角各市',
  '除珠三角各市',
  '珠三角及港澳地区',
  '除深圳外',
  '深圳除外',
  '深圳市某某公司',
  '本市',
  '城区',
])('%s is asked', (place) => {
  expect(parseOrigin(place)).toMatchObject({ ok: false, asked: { word: place } });
});
