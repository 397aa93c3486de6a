import { beforeAll, describe, expect, test } from 'vitest';
import type { LooseRow } from '../../models/ledgers/engine/define.ts';
import { xlsx, type TestCell, type TestSheet } from '../handlers/services/imports/files.ts';
import { testServices, type TestServices } from '../helpers/services.ts';
import { readCase, readSheetFile, type ReadCase } from './read-case.ts';

/** Layouts, units, dates and amounts of real sheets: read as a person reads them, or asked. */
let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

const valuesOf = ({ rows }: ReadCase) => rows.map(({ values }) => values);
const sheet = async (
  rows: readonly (readonly TestCell[])[],
  more: Partial<TestSheet> = {},
  ledger = 'projects',
) => readSheetFile(services, '台账.xlsx', await xlsx({ name: '台账', rows, ...more }), ledger);

describe('the cases', () => {
  test.each<[string, LooseRow[], string?]>([
    ['08-unit-words.xlsx', [{ plannedInvestWan: 1_200_000, cumInvestWan: 200_000, foreignUsdWan: 50_000 }]],
    ['09-unit-line.xlsx', [{ plannedInvestWan: 12_000_000 }]],
    ['10-unit-row.xlsx', [{ plannedInvestWan: 120_000_000, landUnit: 'YC' }]],
    ['14-star-row.xlsx', [{ name: '澄光电路板生产项目' }, { name: '禾丰米制品加工项目' }]],
    ['15-group-above-header.xlsx', [{ introUnit: 'YC' }, { introUnit: 'DY' }]],
    [
      '16-side-by-side.xlsx',
      [
        { name: '澄光电路板生产项目', plannedInvestWan: 1_200_000, landUnit: 'YC', chain: 'ELEC' },
        { name: '砺金冲压模具项目', plannedInvestWan: 910_000, landUnit: 'HP', chain: 'MOLD' },
      ],
    ],
    ['25-period-range.xlsx', [{ period: '2026-05', cumInvestWan: 320_000 }], 'monthly-reports'],
    ['26-target-year.xlsx', [{ unit: 'YC', year: 2026, value: 12 }], 'targets'],
    ['27-date-separators.xlsx', [{ signDate: '2024-03-15' }, { signDate: '2024-03-18' }]],
    ['28-amount-brackets.xlsx', [{ plannedInvestWan: 1_200_000 }, { plannedInvestWan: 10_000_000 }]],
    ['35-year-group-header.xlsx', [{ plannedInvestWan: 5_200_000 }]],
  ])('%s', async (name, expected, ledger = 'projects') => {
    const read = await readCase(services, name, ledger);
    expect(valuesOf(read)).toMatchObject(expected);
    expect(read.rows).toHaveLength(expected.length);
  });

  test('12: a row with only a name is a project of which something is missing, and says nothing of the next', async () => {
    const { rows } = await readCase(services, '12-name-only-row.xlsx', 'projects');
    expect(rows.map(({ row, kind }) => [row, kind])).toEqual([
      [2, 'new'],
      [3, 'faulty'],
      [4, 'new'],
    ]);
    expect(rows[2]?.values.chain).toBeUndefined();
  });

  test('13: titles tell the stage, and 终止 the end, which is asked', async () => {
    const read = await readCase(services, '13-group-stage.xlsx', 'projects');
    expect(valuesOf(read).map(({ stage, closeType }) => [stage, closeType])).toEqual([
      ['SIGNED', undefined],
      ['STARTED', undefined],
      [undefined, 'TERMINATED'],
    ]);
    expect(read.questions).toEqual(['当前阶段：“已终止项目”按终止处理，请确认']);
  });

  test('14: the sign before a name is told of', async () => {
    const { notes } = await readCase(services, '14-star-row.xlsx', 'projects');
    expect(notes).toContain('项目名称：名称上的标记“*”没有计入名称');
  });

  test('35: figures of one year are neither the total nor the running total', async () => {
    const [values] = valuesOf(await readCase(services, '35-year-group-header.xlsx', 'projects'));
    expect(values?.cumInvestWan).toBeUndefined();
  });
});

const HEADER = ['序号', '项目名称', '总投资（万元）', '县区', '签约日期'];
const project = (n: number, name: string, unit: TestCell = '源城区'): TestCell[] => [
  n,
  name,
  12_000,
  unit,
  '2026-03-15',
];

describe('titles of groups', () => {
  test.each<[string, LooseRow]>([
    ['一、在谈项目（1个）', { stage: 'NEGOTIATING' }],
    ['（二）已开工项目', { stage: 'STARTED' }],
    ['三、已投产项目1个', { stage: 'PRODUCING' }],
    ['四、签约未动工项目', { stage: 'SIGNED' }],
    ['五、电子信息产业（1个）', { chain: 'ELEC' }],
    ['六、农副食品加工业', { chain: 'WATER_FOOD' }],
    ['七、增资扩产项目', { kind: 'EXPANSION' }],
  ])('%s', async (title, values) => {
    const read = await sheet([HEADER, [title], project(1, '澄光生产基地项目')]);
    expect(valuesOf(read)).toMatchObject([values]);
    expect(read.questions).toEqual([]);
  });

  test('one that leaves it open is asked once for all rows under it', async () => {
    const rows = [
      HEADER,
      ['一、暂缓开工项目'],
      project(1, '澄光生产基地项目'),
      project(2, '禾丰生产基地项目'),
    ];
    const read = await sheet(rows);
    expect(read.questions).toHaveLength(1);
    expect(read.questions[0]).toContain('暂缓开工');
    for (const { kind, asks, values } of read.rows) {
      expect([kind, asks]).toEqual(['new', ['词语:stage:暂缓开工项目']]);
      expect(values.stage).toBeUndefined();
    }
  });

  test('one that nobody knows ends the one before, and a higher one those below', async () => {
    const read = await sheet([
      HEADER,
      ['一、源城区', null, null, null, null],
      ['（一）电子信息'],
      project(1, '澄光甲生产基地项目', null),
      ['（二）其他有关事项'],
      project(2, '澄光乙生产基地项目', null),
      ['二、东源县'],
      project(3, '澄光丙生产基地项目', null),
      ['三、另行研究的'],
      project(4, '澄光丁生产基地项目', null),
    ]);
    expect(valuesOf(read).map(({ introUnit, chain }) => [introUnit, chain])).toEqual([
      ['YC', 'ELEC'],
      ['YC', undefined],
      ['DY', undefined],
      [undefined, undefined],
    ]);
  });

  test('a row merged over the table is a title, a name beside a number never', async () => {
    const rows = [
      HEADER,
      ['东源县'],
      project(1, '澄光生产基地项目', null),
      [2, '电子信息产业项目', null, null, null],
      project(3, '禾丰生产基地项目', null),
    ];
    const read = await sheet(rows, { merges: ['A2:E2'] });
    expect(read.rows.map(({ kind, values }) => [kind, values.introUnit, values.chain])).toEqual([
      ['new', 'DY', undefined],
      ['faulty', 'DY', undefined],
      ['new', 'DY', undefined],
    ]);
  });
});

describe('more than one header', () => {
  test('a header of other columns further down holds from there', async () => {
    const read = await sheet([
      HEADER,
      project(1, '澄光生产基地项目'),
      ['序号', '项目名称', '县区', '签约日期', '总投资（亿元）'],
      [1, '禾丰生产基地项目', '东源县', '2026-04-02', 2],
    ]);
    expect(valuesOf(read)).toMatchObject([
      { plannedInvestWan: 1_200_000, landUnit: 'YC' },
      { plannedInvestWan: 2_000_000, landUnit: 'DY', signDate: '2026-04-02' },
    ]);
  });

  test('three tables side by side, with their numbers', async () => {
    const head = ['序号', '项目名称', '总投资（万元）', '县区'];
    const part = (name: string, unit: string) => [1, name, 12_000, unit];
    const read = await sheet([
      [...head, null, ...head, ...head],
      [
        ...part('澄光甲项目', '源城区'),
        null,
        ...part('澄光乙项目', '东源县'),
        ...part('澄光丙项目', '和平县'),
      ],
    ]);
    expect(valuesOf(read).map(({ name, landUnit }) => [name, landUnit])).toEqual([
      ['澄光甲项目', 'YC'],
      ['澄光乙项目', 'DY'],
      ['澄光丙项目', 'HP'],
    ]);
  });

  test('three levels, a row of units and the columns’ numbers are all header', async () => {
    const read = await sheet(
      [
        ['项目名称', '投资情况', null, null, '用地', '县区'],
        [null, '总投资', '其中', null, '面积', null],
        [null, null, '固定资产投资', '累计完成投资', null, null],
        [null, '亿元', '万元', '千元', '公顷', null],
        ['1', '2', '3', '4', '5', '6'],
        ['澄光生产基地项目', 1.2, 8000, 20_000, 2, '源城区'],
      ],
      { merges: ['B1:D1', 'C2:D2', 'A1:A3', 'F1:F3'] },
    );
    expect(valuesOf(read)).toMatchObject([
      {
        plannedInvestWan: 1_200_000,
        fixedInvestWan: 800_000,
        cumInvestWan: 200_000,
        landMu: 3000,
        landUnit: 'YC',
      },
    ]);
  });
});

describe('units', () => {
  const one = (header: string, cell: TestCell, ledger = 'projects') =>
    sheet(
      [
        ['项目名称', '总投资（万元）', '县区', '产业归属', header],
        ['澄光生产基地项目', 12_000, '源城区', '电子信息', cell],
      ],
      {},
      ledger,
    );
  test.each<[string, TestCell, string, number]>([
    ['用地面积（万平方米）', 5.36, 'landMu', 8040],
    ['用地面积（公顷）', 2, 'landMu', 3000],
    ['厂房面积（万㎡）', 0.3, 'floorSqm', 300_000],
    ['就业（百人）', 1.2, 'jobs', 120],
    ['就业', '1.2万人', 'jobs', 12_000],
    ['综合能耗（万吨标准煤）', 0.5, 'energyTce', 500_000],
    ['固定资产投资万元', 8000, 'fixedInvestWan', 800_000],
  ])('%s: %j', async (header, cell, field, value) => {
    expect(valuesOf(await one(header, cell))[0]?.[field]).toBe(value);
  });

  test.each(['固定资产投资（十万元）', '固定资产投资（K）', '用地面积（坪）'])(
    '%s is asked',
    async (header) => {
      const read = await one(header, 80);
      expect(read.questions.join()).toMatch(/表头的单位“.+”认不出/);
    },
  );
});

test('what was spent far above the whole asks for the column’s unit, once', async () => {
  const head = ['项目名称', '总投资（亿元）', '县区', '产业归属', '累计完成投资'];
  const rows = [1, 2, 3].map((n) => [`澄光${n}号生产基地项目`, 1.2, '源城区', '电子信息', 5_000_000 + n]);
  const { questions, preview } = await sheet([head, ...rows]);
  expect(questions).toHaveLength(1);
  expect(questions[0]).toContain('远大于计划总投资 12000 万元，单位是否一致');
  expect(preview?.questions[0]?.units?.length).toBeGreaterThan(0);
});

test.each<[string, number, string]>([
  ['固定资产投资', 80_000_000, '固定资产投资'],
  ['固定资产投资', 0.8, '固定资产投资'],
  ['首期投资', 60_000_000, '首期投资'],
])(
  'a part of another size than the whole asks for the unit of its column, once: %s %d',
  async (header, part, label) => {
    const head = ['项目名称', '总投资（万元）', '县区', '产业归属', header];
    const rows = [1, 2, 3].map((n) => [`澄光${n}号生产基地项目`, 12_000, '源城区', '电子信息', part]);
    const { rows: read, questions, preview } = await sheet([head, ...rows]);
    expect(read.map(({ kind }) => kind)).toEqual(['new', 'new', 'new']);
    expect(questions).toHaveLength(1);
    expect(questions[0]).toContain(`${label} `);
    expect(questions[0]).toContain('相差悬殊，单位是否一致');
    expect(preview?.questions[0]?.units?.length).toBeGreaterThan(0);
  },
);
