import { beforeAll, expect, test } from 'vitest';
import { withBook, withBookApart } from '../../../../handlers/services/imports/files/with-book.ts';
import { inProcess } from '../../../../handlers/services/imports/files/isolated-reader.ts';
import { prepareImport, previewOf } from '../../../../handlers/services/imports/service.ts';
import type { Book } from '../../../../handlers/services/imports/files/sheet.ts';
import { projects } from '../../../../models/ledgers/project.ts';
import { SYSTEM } from '../../../../models/rules/permissions.ts';
import { testServices, type TestServices } from '../../../helpers/services.ts';
import { circularXls, numbersXls, overlappingXls } from './biff.ts';
import { xls } from './files.ts';

/** An .xls is read by a library that takes what the file asks for: in a process of its own, which may die of it. */
let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

const processes = () => process.getActiveResourcesInfo().filter((what) => what === 'ProcessWrap').length;
const rowsIn = async ({ sheets: [sheet] }: Book) => {
  let count = 0;
  for await (const batch of sheet?.rows() ?? []) count += batch.length;
  return count;
};
const readWithin = (heapMb: number, name: string, bytes: Uint8Array) =>
  withBookApart({ name, bytes }, rowsIn, {
    reader: (file, asker) => inProcess(file, asker, { heapMb }),
  });

const GOOD = xls({
  rows: [
    ['项目名称', '总投资（万元）', '县区', '签约日期'],
    ['星河电子手机结构件项目', 12_000, '源城区', '2026-03-01'],
  ],
});

test('the smallest is read apart too, and its process ends with it', async () => {
  expect(await withBook({ name: '小.xls', bytes: GOOD }, async () => processes())).toBe(1);
  await expect.poll(processes).toBe(0);
});

test('one that was cut off is no shorter one, however its bytes come', async () => {
  const cut = new Uint8Array(GOOD).slice(0, GOOD.length * 0.7);
  const told = { code: 'INVALID', userText: expect.stringContaining('可能没有传完整或已损坏') as string };
  await expect(readWithin(256, '断.xls', cut)).rejects.toMatchObject(told);
});

test('two at a time are read one after the other', async () => {
  const most = await Promise.all(
    ['一.xls', '二.xls'].map((name) => withBook({ name, bytes: GOOD }, async () => processes())),
  );
  expect(most).toEqual([1, 1]);
});

test('a big one is read where there is room', async () => {
  expect(await readWithin(512, '大.xls', numbersXls(20_000, 25))).toBe(20_000);
});

test.each<[string, string, number, () => Uint8Array]>([
  ['more cells than there is room for', '大.xls', 64, () => numbersXls(65_000, 25)],
  ['14 KB whose sectors lead in a circle', '圈.xls', 64, circularXls],
  ['parts that overlap, which are in no heap', '叠.xls', 256, () => overlappingXls(400)],
])('%s: the person is told what to do, and the next file is read', async (_what, name, heapMb, make) => {
  await expect(readWithin(heapMb, name, make())).rejects.toMatchObject({
    code: 'INVALID',
    report: false,
    userText: `“${name}”要占的内存太多，读不了，台账没有改动。请在 Excel 里另存为 .xlsx，或按年度拆成几个文件，再上传`,
    message: expect.stringMatching(/^the reading process ended with SIG/) as string,
  });
  await expect.poll(processes).toBe(0);
  expect(await services.store.rows(projects).count(SYSTEM)).toBe(0);
  const next = await prepareImport(services.as('YC_FILL'), { file: { name: '下一个.xls', bytes: GOOD } });
  expect(previewOf(next).counts).toMatchObject({ new: 1, faulty: 0 });
});
