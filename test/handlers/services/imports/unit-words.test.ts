import { beforeAll, expect, test } from 'vitest';
import { importsOf } from '../../../../handlers/services/imports/plan/prepared.ts';
import { prepareImport, previewOf } from '../../../../handlers/services/imports/service.ts';
import { projects } from '../../../../models/ledgers/project.ts';
import { testServices, type TestServices } from '../../../helpers/services.ts';
import { xlsx, type TestCell } from './files.ts';

/** Whatever unit a header or a sheet names, the amount is in it; money that nobody here converts is left out and asked about. */
let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

async function read(header: string, cell: TestCell, ...above: string[]) {
  const rows = [
    ...above.map((text) => [text]),
    ['项目名称', '投资方', '县区', '签约时间', '产业归属', '总投资（万元）', header],
    ['星河电子结构件生产项目', '星河电子有限公司', '源城区', '2026-05-08', '电子信息', 120000, cell],
  ];
  // The other column carries its own unit, so that a sheet's unit line is about this one alone.
  const record = await prepareImport(services.as(), {
    ledger: projects,
    file: { name: 'a.xlsx', bytes: await xlsx({ rows }) },
  });
  const [row] = await importsOf(services.store).chunk(record._id, 0);
  const { faults, questions } = previewOf(record);
  return {
    questions: questions.map(({ text }) => text),
    values: row?.values ?? {},
    errors: faults.filter(({ level }) => level === 'error').map(({ text }) => text),
  };
}

test.each<[string, TestCell, number]>([
  ['累计完成投资（千元）', 120000, 1_200_000],
  ['累计完成投资（元）', 120000000, 1_200_000],
  ['累计完成投资（百万元）', 120, 1_200_000],
  ['累计完成投资（千万元）', 12, 1_200_000],
  ['累计完成投资（亿元人民币）', 0.2, 200_000],
  ['累计完成投资（人民币万元）', 2000, 200_000],
  ['累计完成投资/千元', 20000, 200_000],
])('%s: %j', async (header, cell, hundredths) => {
  expect((await read(header, cell)).values.cumInvestWan).toBe(hundredths);
});

test.each<[string, number]>([
  ['合同外资（美元）', 5_000_000],
  ['合同外资（万美元）', 500],
  ['合同外资（亿美元）', 0.05],
])('%s: %j', async (header, cell) => {
  expect((await read(header, cell)).values.foreignUsdWan).toBe(50_000);
});

test.each<[string, number]>([
  ['单位：千元', 20_000],
  ['单 位 ： 千 元', 20_000],
  ['金额单位：人民币百万元', 20],
  ['单位：亿元、亩', 0.2],
])('%s above the header: %j', async (line, cell) => {
  expect((await read('累计完成投资', cell, '项目台账', line)).values.cumInvestWan).toBe(200_000);
});

test('a sheet’s own words are no unit of money', async () => {
  const { values } = await read('累计完成投资', 2000, '填报单位：源城区经促局 2026年元月');
  expect(values.cumInvestWan).toBe(200_000);
});

test('money of other countries is left out and asked about', async () => {
  const { values, errors, questions } = await read('累计完成投资（万港元）', 2000);
  expect(values.cumInvestWan).toBeUndefined();
  expect(errors).toEqual([]);
  expect(questions).toEqual(['累计完成投资：这一列的单位是港元，不是人民币或美元，先不导入，对吗？']);
});
