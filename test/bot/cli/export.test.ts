import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { CLI_COMMANDS } from '../../../bot/cli/all.ts';
import { runCommand } from '../../../bot/cli/run.ts';
import { changeOf } from '../../../handlers/services/context.ts';
import { contacts, enterprises } from '../../../models/ledgers/enterprise.ts';
import { projects } from '../../../models/ledgers/project.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import { atEnd } from '../../helpers/at-end.ts';
import { scratchFolder } from '../../helpers/scratch.ts';
import { aProject, testServices, type TestServices } from '../../helpers/services.ts';
import { cliOf } from './run-cli.ts';

let services: TestServices;
let folder: string;
const run = cliOf(() => services);
const code = { own: 'XM-2026-YC-0001', other: 'XM-2026-DY-0001' };

beforeAll(async () => {
  services = await testServices();
  folder = await scratchFolder('export');
  await mkdir(folder, { recursive: true });
  atEnd(() => rm(folder, { recursive: true, force: true }));
  const uscc = '91441600MA51000012';
  await services.store.change(changeOf(services.as(), '准备'), async (change) => {
    await change.insertMany(projects, [
      { code: code.own, values: aProject({ name: '屿桁诺电子产业园项目', signDate: '2026-05-12' }) },
      {
        code: code.other,
        values: aProject({
          name: '=1+1示范厂房项目',
          introUnit: 'DY',
          landUnit: 'DY',
          signDate: '2025-05-12',
          content: '第一行\n第二行，含“,”和"引号"',
        }),
      },
    ]);
    const firm = {
      name: '河源屿桁诺科技有限公司',
      uscc,
      unit: 'YC',
      industryGb: '3982',
      chain: 'ELEC',
      bizStatus: 'NORMAL',
    } as const;
    await change.insert(enterprises, firm);
    await change.insert(contacts, {
      enterprise: `QY-${uscc}`,
      unit: 'YC',
      title: '总经理',
      name: '张示范',
      phone: '19000000001',
      consentOn: '2026-01-01',
    });
  });
});

const exported = async (ledger: string, ...where: string[]) =>
  (await run('export', [ledger, join(folder, 'x.csv')], { where })).data;

describe('--where', () => {
  test.each([
    ['landUnit=YC'],
    ['landUnit=yc'],
    ['落地方=源城区'],
    ['落地方=源城'],
    [`编号=${code.own}`],
    [`项目编号=${code.own.toLowerCase()}`],
    ['项目名称=屿桁诺电子产业园项目'],
    ['签约日期=2026年5月'],
    ['签约日期=今年'],
    ['signDate=2026-05-12'],
  ])('%s means the one project of 源城区', async (where) => {
    expect(await exported('projects', where)).toMatchObject({ rows: 1 });
  });

  test('ledgers and rows of other ledgers go by their Chinese names as well', async () => {
    expect(await exported('招商项目台账')).toMatchObject({ ledger: 'projects', rows: 2 });
    expect(await exported('contacts', '企业编号=河源屿桁诺科技有限公司')).toMatchObject({ rows: 1 });
  });

  test.each([
    ['projects', '落地单元=源城区', 'USAGE', '没有“落地单元”这个字段，是不是：落地方、落地日期'],
    ['projects', '落地方=原成', 'INVALID', '请填写：源城区、东源县'],
    ['projects', '当前阶段=xyz', 'INVALID', '请填写：在谈、签约'],
    ['projects', '项目名称=屿桁诺项目', 'INVALID', '是不是：屿桁诺电子产业园项目'],
    ['projects', '编号=XM-2026-YC-0099', 'INVALID', '没有编号为 XM-2026-YC-0099 的项目'],
    ['projects', '落地方', 'USAGE', '--where 应写成 字段=值'],
    [
      'contacts',
      '企业编号=屿桁诺科技',
      'INVALID',
      '没有叫“屿桁诺科技”的企业，是不是：河源屿桁诺科技有限公司？',
    ],
    ['项目', '落地方=源城', 'USAGE', 'projects（招商项目台账）'],
  ])('%s --where %s is refused with what it may mean', async (ledger, where, kind, words) => {
    await expect(exported(ledger, where)).rejects.toMatchObject({
      code: kind,
      userText: expect.stringContaining(words),
    });
  });
});

describe('the file’s ending says what is written', () => {
  test('.csv: UTF-8 with its mark, headings first, nothing that Excel would work out', async () => {
    await exported('projects');
    const text = await readFile(join(folder, 'x.csv'), 'utf8');
    expect(text.charCodeAt(0)).toBe(0xfeff);
    const [head] = text.slice(1).split('\r\n');
    expect(head).toMatch(/^项目编号,/);
    expect(text).toContain('"\t=1+1示范厂房项目"');
    expect(text).toContain('"第一行\n第二行，含“,”和""引号"""');
  });

  test('.csv comes back as no change', async () => {
    await exported('projects');
    const file = join(folder, 'x.csv');
    const { data } = await run('import', ['projects', file], { 'dry-run': true });
    expect(data).toMatchObject({ counts: { same: 2, changed: 0, faulty: 0 } });
  });

  test('--short has the columns that people read, and comes back as no change as well', async () => {
    const file = join(folder, 'short.csv');
    await run('export', ['projects', file], { short: true });
    const [head = ''] = (await readFile(file, 'utf8')).slice(1).split('\r\n');
    expect(head).toMatch(/^项目名称,落地方,.*,项目编号$/);
    const { data } = await run('import', ['projects', file], { 'dry-run': true });
    expect(data).toMatchObject({ counts: { same: 2, changed: 0, faulty: 0 } });
    await expect(run('export', ['projects', file], { short: true, full: true })).rejects.toMatchObject({
      code: 'USAGE',
    });
  });

  test('.xlsx is a workbook; another ending is wrong usage', async () => {
    const file = join(folder, 'x.xlsx');
    await run('export', ['projects', file]);
    expect((await readFile(file)).subarray(0, 2).toString()).toBe('PK');
    await writeFile(file, '');
    await expect(run('export', ['projects', join(folder, 'x.pdf')])).rejects.toMatchObject({ code: 'USAGE' });
  });
});

test('audit show tells fields by their titles, what they were and are, and by whom', async () => {
  const [row] = await services.store.rows(projects).find(SYSTEM, { where: { code: code.own } });
  if (!row) throw new Error('it was put in');
  await services.store.change(changeOf(services.as('YC_FILL'), '补充'), (change) =>
    change.update(projects, row, { plannedInvestWan: 2_000_000 }),
  );
  const { text } = await run('audit show', [code.own.toLowerCase()]);
  expect(text).toMatch(/^#1 2026-06-12 10:11 系统 登记（准备）$/m);
  expect(text).toMatch(/^ {4}项目名称：屿桁诺电子产业园项目$/m);
  expect(text).toMatch(/^#2 2026-06-12 10:11 源城区填报人 更新（补充）$/m);
  expect(text).toMatch(/^ {4}计划总投资：15000 万元 → 20000 万元$/m);
});

describe('--help', () => {
  /** What a command line says and ends with; nothing may be opened for it. */
  async function asked(...argv: string[]) {
    let said = '';
    const terminal = { cwd: folder, print: (text: string) => void (said += text), say: () => undefined };
    const exit = await runCommand(argv, terminal, () => Promise.reject(new Error('opened')));
    return { exit, said };
  }

  test('of every command exits 0 and shows its usage', async () => {
    for (const { name, does } of CLI_COMMANDS) {
      const { exit, said } = await asked(...name.split(' '), '--help');
      expect(exit, name).toBe(0);
      expect(said, name).toContain(does);
    }
  });

  test('of the whole, of half a name, in other spellings', async () => {
    for (const argv of [['--help'], ['-h'], ['help'], ['serve', '--help']])
      expect(await asked(...argv)).toMatchObject({ exit: 0, said: expect.stringContaining('doctor') });
    const jobs = await asked('job', '--help');
    expect(jobs).toMatchObject({ exit: 0, said: expect.stringMatching(/job list[^]*job run/) });
    expect(jobs.said).not.toContain('doctor');
    expect(JSON.parse((await asked('export', '--help', '--json')).said)).toMatchObject({
      help: expect.stringContaining('export'),
    });
  });
});
