import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { csv } from '../../cards/documents/csv.ts';
import { changeOf } from '../../handlers/services/context.ts';
import { exportCsv } from '../../handlers/services/exports/export.ts';
import { importsOf } from '../../handlers/services/imports/plan/prepared.ts';
import { prepareImport, previewOf } from '../../handlers/services/imports/service.ts';
import { openCsv } from '../../handlers/services/imports/files/formats/written/csv.ts';
import { projects } from '../../models/ledgers/project.ts';
import { xlsx } from '../handlers/services/imports/files.ts';
import { aProject, testServices, type TestServices } from '../helpers/services.ts';
import { readSheetFile } from './read-case.ts';

/** What is the matter with one cell costs that cell, never the row or the file. */
let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

const HEAD = ['项目名称', '县区', '当前阶段', '签约日期', '总投资（万元）', '产业归属', '建设内容'];
const ROW = ['澄光电路板生产项目', '源城区', '签约', '2026-03-15', '12000', '电子信息', '两条生产线'];
const lines = (...rows: readonly (readonly string[])[]) =>
  new TextEncoder().encode(rows.map((row) => row.join(',')).join('\r\n'));
const withCell = (n: number, text: string) => ROW.map((cell, i) => (i === n ? text : cell));

describe('what our own export guards comes back as it was', () => {
  test('any text that begins like a formula', async () => {
    const start = fc.constantFrom('=', '+', '-', '@', "'", '="', '=A1', '+86', "'00", '0012', '\t=');
    const rest = fc.string({ unit: fc.constantFrom(...'示范12aB.,"\'=+-@()'), maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(start, rest, async (begin, end) => {
        const text = `${begin}${end}尾`.replace(/^\t+/, '');
        async function* rows() {
          yield [text, 'x'];
        }
        const written = new TextDecoder().decode(await csv(['名称', '别的'], rows()));
        const read = [];
        for await (const batch of openCsv(written, 'x.csv').rows()) read.push(...batch);
        expect(read[1]?.cells[0]).toEqual({ text, raw: text });
      }),
    );
  });

  test('names of projects among them, through export and import', async () => {
    const names = [
      '=A1+示范厂房项目',
      '+86示范厂房项目',
      '-示范厂房项目',
      '@示范厂房项目',
      "'示范A'厂房项目",
    ];
    await services.store.change(changeOf(services.as()), (change) =>
      change.insertMany(
        projects,
        names.map((name) => ({ values: aProject({ name }) })),
      ),
    );
    const { bytes } = await exportCsv(services.as(), projects, {});
    const record = await prepareImport(services.as(), { ledger: projects, file: { name: 'x.csv', bytes } });
    expect(previewOf(record)).toMatchObject({
      counts: { new: 0, changed: 0, same: names.length, faulty: 0 },
      faults: [],
    });
  });

  test('a formula that somebody typed is one still', async () => {
    const { rows } = await readSheetFile(services, 'a.csv', lines(HEAD, withCell(4, '=B9*2')), 'projects');
    expect(rows[0]?.errors.join()).toContain('公式没有计算结果');
  });
});

describe('a control character in a cell', () => {
  test.each([
    ['in the first lines', lines(HEAD, withCell(6, '两条\u0007生产线'))],
    ['an empty byte', lines(HEAD, withCell(6, '两条\u0000生产线'))],
    [
      'far down',
      lines(
        HEAD,
        ...Array.from({ length: 900 }, (_, i) => [`甲${i}号厂房项目`, ...ROW.slice(1)]),
        withCell(6, '两条\u0001生产线'),
      ),
    ],
  ])('%s is taken out and told', async (_what, bytes) => {
    const { rows, notes, refused } = await readSheetFile(services, '台账.csv', bytes, 'projects');
    expect(refused).toBeUndefined();
    expect(rows.at(-1)?.values).toMatchObject({ name: ROW[0], content: '两条生产线' });
    expect(rows.at(-1)?.errors).toEqual([]);
    expect(notes.join()).toContain('控制字符，已去掉');
  });

  test('what is full of them is no table', async () => {
    const bytes = Uint8Array.from({ length: 400 }, (_, i) => i % 32);
    expect((await readSheetFile(services, '台账.csv', bytes)).refused).toContain('不是 Excel 或 CSV 表格');
  });
});

describe('a formula without a result', () => {
  test('costs its cell only where the row can do without it', async () => {
    const { rows, questions } = await readSheetFile(
      services,
      'a.csv',
      lines([...HEAD, '累计完成投资（万元）'], [...ROW, '=E2*0.5']),
      'projects',
    );
    expect(rows[0]?.errors).toEqual([]);
    expect(rows[0]?.values).toMatchObject({ name: ROW[0], plannedInvestWan: 1_200_000 });
    expect(rows[0]?.values['cumInvestWan']).toBeUndefined();
    expect(questions.join()).toMatch(/公式没有计算结果.*请在 WPS\/Excel 中打开保存后再发/);
  });
});

describe('a monthly report without 县区', () => {
  const REPORT = ['项目编号', '通报期', '累计完成投资（万元）', '本月进展'];

  test.each(['SWJ_CITY', 'YC_FILL'])('takes it from the project that it names (%s)', async (post) => {
    const [project] = await services.store.change(changeOf(services.as()), (change) =>
      change.insertMany(projects, [
        { values: aProject({ name: `月报示范${post}项目`, landUnit: 'YC', introUnit: 'YC' }) },
      ]),
    );
    const bytes = await xlsx({
      name: '项目月报',
      rows: [REPORT, [project?.code ?? '', '2026-05', 3200, '主体封顶']],
    });
    const record = await prepareImport(services.as(post), { file: { name: '项目月报.xlsx', bytes } });
    const { counts, open } = previewOf(record);
    expect({ counts, open }).toEqual({
      counts: { new: 1, changed: 0, same: 0, faulty: 0, skipped: 0 },
      open: 0,
    });
    const [row] = await importsOf(services.store).chunk(record._id, 0);
    expect(row?.values['unit']).toBe('YC');
  });
});
