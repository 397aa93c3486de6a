import { expect, test } from 'vitest';
import { companyStem, isCompanyName } from '../../../../models/rules/names/company-name.ts';

test.each([
  '星河电子有限公司',
  '星河电子（河源）有限公司',
  '星河 电子(河源)有限责任公司',
  '广东星河股份有限公司',
  '星河控股集团',
  '河源星河电子有限公司（筹）',
  '星河电子有限公司（二期）',
  '星河电子有限公司二期',
  '星河电子有限公司、明盛精密有限公司',
  'Galaxy Electronics Co., Ltd.',
])('%s is only a company', (name) => expect(isCompanyName(name)).toBe(true));

test.each([
  '星河电子（河源）有限公司年产500万套手机结构件项目',
  '星河电子有限公司项目',
  '星河电子有限公司总部',
  '星河电子有限公司（年产500万套手机结构件）',
  '星河集团华南生产基地',
  '星河集团高新区工厂增资扩产',
  '收购明盛精密模具有限公司',
  '公司注册服务中心建设项目',
  '万绿湖饮用水生产线',
])('%s tells what is built', (name) => expect(isCompanyName(name)).toBe(false));

test('a name that is the investor’s, whole or for short, is only a company', () => {
  const investor = ['星河电子（河源）有限公司'];
  expect(isCompanyName('星河电子', investor)).toBe(true);
  expect(isCompanyName('星河电子厂', ['星河电子厂'])).toBe(true);
  expect(isCompanyName('星河电子连接器', investor)).toBe(false);
  // Sheets that repeat the project's name in the investor's column.
  expect(isCompanyName('星河电子生产项目', ['星河电子生产项目'])).toBe(false);
  expect(companyStem('星河电子（河源）有限公司')).toBe('星河电子');
});
