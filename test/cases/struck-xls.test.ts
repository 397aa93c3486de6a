import { beforeAll, expect, test } from 'vitest';
import { textsXls } from '../handlers/services/imports/biff.ts';
import { testServices, type TestServices } from '../helpers/services.ts';
import { HEAD, READ, ROW } from './plain-row.ts';
import { readSheetFile } from './read-case.ts';

/** What is struck through in an old .xls, of which the library tells nothing. */
let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});
const read = (bytes: Uint8Array) => readSheetFile(services, '台账.xls', bytes, 'projects');

test('a part of a text', async () => {
  const name = [{ text: '澄光饮料加工项目', struck: true as const }, { text: '澄光电路板生产项目' }];
  const amount = [{ text: '12000' }, { text: '8000', struck: true as const }];
  const result = await read(textsXls([HEAD, [name, amount, ...ROW.slice(2)]]));
  expect(result.rows[0]?.values).toMatchObject(READ);
  expect(result.notes).toContain('项目名称：划掉的“澄光饮料加工项目”没有读入');
  expect(result.notes).toContain('计划总投资：划掉的“8000”没有读入');
});
