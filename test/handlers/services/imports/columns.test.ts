import { beforeAll, describe, expect, test } from 'vitest';
import { prepareImport, previewOf } from '../../../../handlers/services/imports/service.ts';
import type { ImportPreview } from '../../../../handlers/services/imports/service.ts';
import { testServices, type TestServices } from '../../../helpers/services.ts';
import { xlsx, type TestCell } from './files.ts';

/** Columns that are not recognised, and headers of which little is known. */
let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

async function read(rows: readonly (readonly TestCell[])[], name = 'projects'): Promise<ImportPreview> {
  const ledger = services.store.ledgers.find((each) => each.name === name);
  const file = { name: '表.xlsx', bytes: await xlsx({ rows }) };
  return previewOf(await prepareImport(services.as(), { file, ...(ledger ? { ledger } : {}) }));
}

const KNOWN = ['项目名称', '总投资（万元）', '签约日期', '引入方'];
const values = (i: number) => [`第${'甲乙丙丁'[i] ?? ''}号连接器生产项目`, 12000, '2026-05-08', '源城区'];
const withColumn = (header: string, ...cells: TestCell[]) =>
  read([[...KNOWN, header], ...cells.map((cell, i) => [...values(i), cell])]);

describe('what a column may be', () => {
  test.each<[string, TestCell[], string[]]>([
    ['窗口', ['电子信息', '电子信息', '先进材料'], ['chain']],
    ['信用号', ['91441600MA57777719', '91441600MA5777772C'], ['investorUscc']],
    ['窗口电话', ['0762-3000000', '0762-3000001'], []],
    ['竣工日期', ['2026-05-01', '2026-06-01'], ['producedOn']],
    ['竣工日期', ['已竣工', '未竣工'], []],
  ])('%s of %j', async (header, cells, likely) => {
    const { unknown } = await withColumn(header, ...cells);
    expect(unknown.map((column) => column.likely.slice(0, 1))).toEqual([likely]);
  });

  test('a header that is put together like a field’s is asked about when its values cannot be that field’s', async () => {
    const { unknown, sheets } = await withColumn('拟开工时间节点', 'x');
    expect(unknown.map(({ header }) => header)).toEqual(['拟开工时间节点']);
    const doubted = await withColumn('开工', '是', '否', '是', '否');
    expect(doubted.unknown.map(({ header }) => header)).toEqual(['开工']);
    expect(doubted.sheets[0]?.ignored).toMatchObject([{ why: '内容不像“动工日期”' }]);
    expect(doubted.counts.faulty).toBe(0);
    expect(sheets[0]?.columns).toHaveLength(4);
  });

  test('of two columns of one field the surer is read, and the other is told of', async () => {
    const { sheets, unknown } = await read([
      ['项目名称', '计划投资（万元）', '项目总投资（万元）', '签约日期'],
      ['第甲号连接器生产项目', 3000, 12000, '2026-05-08'],
    ]);
    expect(sheets[0]?.columns.map(({ column, field }) => [column, field])).toContainEqual([
      'C',
      'plannedInvestWan',
    ]);
    expect(sheets[0]?.ignored).toMatchObject([{ column: 'B', why: '与 C 列“项目总投资(万元)”是同一项' }]);
    expect(unknown).toEqual([]);
  });
});

describe('a header of which little is known', () => {
  test('is gone on with when it surely is one: the missing columns are asked for', async () => {
    const { questions, counts, unknown } = await read([
      ['序号', '项目名称', '签约日期', '口径甲', '口径乙'],
      [1, '第甲号连接器生产项目', '2026-05-08', '一', '二'],
      [2, '第乙号连接器生产项目', '2026-05-08', '三', '四'],
    ]);
    expect(counts).toMatchObject({ new: 2, faulty: 0 });
    expect(unknown.map(({ header }) => header)).toEqual(['口径甲', '口径乙']);
    expect(questions.flatMap(({ missing }) => missing?.field ?? [])).toContain('plannedInvestWan');
  });

  test('is refused otherwise, telling what was recognised and what was not', async () => {
    const rows = [
      ['签约日期', '口径甲', '口径乙'],
      ['2026-05-08', '一', '二'],
    ];
    await expect(read(rows)).rejects.toThrow(
      /没有认出表头。第 1 行是：签约日期、口径甲、口径乙。最像招商项目台账：认出了“签约日期”，没有认出“口径甲”“口径乙”/,
    );
  });
});
