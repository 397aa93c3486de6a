import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { xlsx, type TestCell } from '../../handlers/services/imports/files.ts';
import { askService } from '../../../bot/cli/service/ask.ts';
import { serveCommands } from '../../../bot/cli/service/serve.ts';
import { loadConfig } from '../../../bot/config.ts';
import { createLog } from '../../../bot/log.ts';
import { atEnd } from '../../helpers/at-end.ts';
import { testServices } from '../../helpers/services.ts';
import { aDataDir } from '../process.ts';

/** What a script meets when a file is not as it should be: exit code 1 and words that name the cure. */
const env: Record<string, string> = { SANDBOX: 'off' };
let folder: string;
beforeAll(async () => {
  folder = await aDataDir();
  env.DATA_DIR = folder;
  const ground = { services: await testServices(), config: loadConfig(env), log: createLog('silent') };
  const server = await serveCommands(ground, env);
  atEnd(() => server.stop());
});

/** The command line as it is answered by a running service: what a process of its own prints is the same. */
async function zy(...argv: string[]) {
  const said = { stdout: '', stderr: '' };
  const code = await askService(argv, env, {
    cwd: folder,
    print: (text) => void (said.stdout += text),
    say: (line) => void (said.stderr += `${line}\n`),
  });
  return { code, ...said };
}

async function imported(rows: readonly (readonly TestCell[])[], ...options: string[]) {
  const path = join(folder, '台账.xlsx');
  await writeFile(path, await xlsx({ rows }));
  return zy('import', 'projects', path, ...options);
}
const HEADER = ['项目名称', '投资方', '县区', '签约时间', '总投资（亿元）', '固投（亿元）'];
const row = (name: string, ...amounts: TestCell[]) => [
  name,
  '星河电子有限公司',
  '源城区',
  '2026-05-08',
  ...amounts,
];

test('a sheet without data rows is refused, not imported as nothing', async () => {
  const { code, stderr } = await imported([HEADER]);
  expect(code).toBe(1);
  expect(stderr).toContain('没有可导入的内容');
});

test('a project that is only called by its company is refused with what to write', async () => {
  const { code, stdout } = await imported([HEADER, row('星河电子有限公司', 1.2)]);
  expect(code).toBe(1);
  expect(stdout).toContain('只写了公司名（请写明建设内容，如“星河电子××生产项目”）');
});

describe('亿 or 万', () => {
  const doubtful = [HEADER, row('星河电子结构件生产项目', 12000, 8000)];

  test('is asked, and the answer is told as an option', async () => {
    const { code, stdout } = await imported(doubtful);
    expect(code).toBe(1);
    expect(stdout).toContain('这一列其实是万元：加 --unit 计划总投资=万元');
    expect(stdout).toContain('各金额列其实都是万元：加 --unit 万元');
  });

  test('a column that is no amount, or no unit, is a wrong usage', async () => {
    expect(await imported(doubtful, '--unit', '投资方=万元')).toMatchObject({ code: 2 });
    expect(await imported(doubtful, '--unit', '万')).toMatchObject({ code: 2 });
  });

  test('--unit for one column, then for all of them', async () => {
    const one = await imported(doubtful, '--unit', '总投资=万元', '--dry-run', '--json');
    const { questions, corrections } = JSON.parse(one.stdout) as {
      questions: { id: string }[];
      corrections: string[];
    };
    expect(corrections).toEqual(['计划总投资按万元读取']);
    expect(questions.map(({ id }) => id)).not.toContain('V01:plannedInvestWan');
    const all = await imported(doubtful, '--unit', '万元');
    expect(all).toMatchObject({ code: 0, stdout: expect.stringContaining('新增 1 行') as string });
  });
});

describe('a word that stands for no choice', () => {
  const rows = [
    [...HEADER, '项目来源'],
    [...row('远晖传感器生产项目', 1.2, 0.8), '市领导引荐'],
  ];

  test('is asked with what it may be and how to say so; --accept is no answer to it', async () => {
    const { code, stdout } = await imported(rows, '--accept');
    expect(code).toBe(1);
    expect(stdout).toMatch(/待说明 项目来源：“市领导引荐”不在可选范围内：Sheet1!G2（可选：[^）]*盯引/);
    expect(stdout).toContain('加 --word leadSource:市领导引荐=选项，留空写“空”');
  });

  test('--word says it; an option that is none is a wrong usage', async () => {
    expect(await imported(rows, '--word', '项目来源:市领导引荐=火星')).toMatchObject({ code: 2 });
    expect(await imported(rows, '--word', '市领导引荐')).toMatchObject({ code: 2 });
    const said = await imported(rows, '--word', '项目来源:市领导引荐=盯引', '--accept');
    expect(said.stdout).toContain('新增 1 行');
  });
});

test('--json gives every line of the file as it was read, and every column with its field or why it has none', async () => {
  const header = [...HEADER, '来源地', '门牌'];
  const { stdout } = await imported(
    [
      header,
      [...row('天恒电子外壳生产项目', '1.2', 0.8), '深圳市', '5 号'],
      [...row('星河电子连接器生产项目', '一点二个亿左右', 'abc'), '广州', '6 号'],
      ['合计', '', '', '', 3, 0.8],
    ],
    '--dry-run',
    '--json',
  );
  const { rows, columns } = JSON.parse(stdout) as {
    rows: Record<string, unknown>[];
    columns: Record<string, unknown>[];
  };
  expect(rows).toMatchObject([
    {
      sheet: 'Sheet1',
      row: 2,
      kind: 'new',
      values: { 项目名称: '天恒电子外壳生产项目', 计划总投资: '12000 万元', 来源地: '珠三角' },
      faults: [],
    },
    { row: 3, kind: 'faulty', faults: [expect.stringContaining('固定资产投资')] },
    { row: 4, kind: 'skipped', reason: '合计行', values: {} },
  ]);
  expect(columns).toEqual(
    expect.arrayContaining([
      { sheet: 'Sheet1', column: 'E', header: '总投资(亿元)', field: 'plannedInvestWan', unit: '亿元' },
      { sheet: 'Sheet1', column: 'H', header: '门牌', why: '没有对应的项' },
    ]),
  );
});

test('a dry run says what the rows come to beside the sheet’s own total, and which columns were left out', async () => {
  const header = [...HEADER, '门牌'];
  const rows = [header, [...row('星河电子结构件生产项目', 1.2, 0.8), '5 号'], ['合计', '', '', '', 1.5, 0.8]];
  const { stdout } = await imported(rows, '--dry-run');
  expect(stdout).toContain('Sheet1 没有导入的列：G 列“门牌”（没有对应的项）');
  expect(stdout).toContain('Sheet1 合计：1 行，计划总投资 1.20 亿元，固定资产投资 8000 万元');
  expect(stdout).toContain('第 3 行“合计”的计划总投资：表中 1.50 亿元，识别合计 1.20 亿元 ✗');
  expect(stdout).toContain('的固定资产投资：表中 8000 万元，识别合计 8000 万元 ✓');
});

describe('a column that is not recognised', () => {
  const rows = [
    ['项目名称', '投资方', '县区', '签约时间', '项目总盘子（亿元）', '窗口电话'],
    row('云帆传感器生产项目', 1.2, '0762-3000000'),
  ];

  test('is told with what it may be and how to say so; a missing one as a column; --accept is no answer to it', async () => {
    const { code, stdout } = await imported(rows, '--accept');
    expect(code).toBe(1);
    expect(stdout).toContain(
      `没有认出 E 列“项目总盘子(亿元)”（可能是：计划总投资；是哪一项就加 --map '项目总盘子(亿元)=字段'，不导入就加 --map '项目总盘子(亿元)=不导入'）`,
    );
    expect(stdout).toContain(
      `没有认出 F 列“窗口电话”（是哪一项就加 --map '窗口电话=字段'，不导入就加 --map '窗口电话=不导入'）`,
    );
    expect(stdout).toContain(
      '待说明 表里没有认出“计划总投资”这一列；最像的是“项目总盘子(亿元)”（涉及 1 行；加 --map 列=计划总投资',
    );
    expect(stdout).not.toContain('未填');
  });

  test('--map says it; a column or a field that is none is a wrong usage', async () => {
    for (const said of [
      '项目总盘子',
      '不是的列=计划总投资',
      '项目总盘子（亿元）=火星',
      '项目总盘子（亿元）=亮灯',
    ])
      expect(await imported(rows, '--map', said), said).toMatchObject({ code: 2 });
    const all = ['--map', '项目总盘子（亿元）=计划总投资', '--map', '窗口电话=不导入'];
    const said = await imported(rows, ...all, '--json');
    expect(JSON.parse(said.stdout)).toMatchObject({
      corrections: ['“项目总盘子(亿元)”列按“计划总投资”读取', '“窗口电话”列不导入'],
    });
  });

  test('what was learned is listed and forgotten', async () => {
    await imported(rows, '--map', '项目总盘子（亿元）=计划总投资', '--accept');
    const listed = await zy('learned', 'projects');
    expect(listed.stdout).toContain('招商项目台账：列“项目总盘子(亿元)” → 计划总投资');
    expect(await zy('learned', '--forget', '没有的列')).toMatchObject({ code: 1 });
    const gone = await zy('learned', 'projects', '--forget', '项目总盘子(亿元)');
    expect(gone.stdout).toContain('已忘掉列“项目总盘子(亿元)”');
    expect((await zy('learned')).stdout).not.toContain('项目总盘子');
  });
});

describe('what a script reads', () => {
  const read = async (...argv: string[]) => {
    const { stdout } = await zy(...argv, '--dry-run', '--json');
    return JSON.parse(stdout) as {
      columns: { header: string; unit?: string }[];
      faults: { level: string; text: string }[];
      asks: { level: string; text: string }[];
    };
  };

  test('a column’s unit wherever it is named, and faults apart from what is asked', async () => {
    const path = join(folder, '单位.xlsx');
    const rows = [
      ['源城区招商项目台账'],
      ['单位：亿元'],
      ['项目名称', '投资方', '县区', '签约时间', '总投资', '固投'],
      row('星河连接器生产项目', '>1.2', '很多'),
    ];
    await writeFile(path, await xlsx({ rows }));
    const { columns, faults, asks } = await read('import', 'projects', path);
    expect(columns.find(({ header }) => header === '总投资')?.unit).toBe('亿元');
    expect(faults.map(({ level }) => level)).toEqual(['error']);
    expect(asks.map(({ text }) => text)).toEqual([expect.stringContaining('“>1.2”只说了下限')]);
  });

  test('dollars without a rate are told as such, not as a value that is not filled in', async () => {
    const { stdout } = await imported([HEADER, row('星河电子配件生产项目', '2.5亿美元')]);
    expect(stdout).toContain('25000 万美元，缺汇率，请填写折合人民币的总投资（万元）');
  });

  test('every sheet is accounted for, and those of other ledgers can be read for these', async () => {
    const path = join(folder, '总表.xlsx');
    const enterprises = [
      ['企业名称', '统一社会信用代码', '所属县区', '产业归属', '地址'],
      ['河源示范电子有限公司', '91441600MA5000001X', '源城区', '电子信息', '源城'],
    ];
    await writeFile(
      path,
      await xlsx(
        { name: '项目', rows: [HEADER, row('星河显示模组生产项目', 1.2)] },
        { name: '企业', rows: enterprises },
        { name: '说明', rows: [['填表说明'], ['请如实填写']] },
        { name: '底稿', rows: [HEADER], hidden: true },
      ),
    );
    const { stdout } = await zy('import', 'projects', path, '--dry-run');
    expect(stdout).toContain('企业：未读取，像“企业台账”，可以另读');
    expect(stdout).toContain('zy import enterprises');
    expect(stdout).toContain('说明：未读取，没有找到表头');
    expect(stdout).toContain('底稿：未读取，隐藏的工作表');
  });
});
