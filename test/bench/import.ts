import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { workbook } from '../../cards/documents/xlsx.ts';
import type { XlsxValue } from '../../cards/documents/xlsx-sheet.ts';
import { openBenchDatabase, type BenchDatabase } from './setup.ts';
import { printTable, ratio, short } from './table.ts';

const ROWS = 100_000;
const execute = promisify(execFile);

/** How often the bare readers and the planning, whose ratio matters most, are measured in turn; the fastest of each counts. */
const ROUNDS = 3;

interface Measured {
  rows: number;
  ms: number;
  /** Of the processor, all threads together. */
  cpuMs: number;
  /** The peak of the process, and by how much it grew for the work. */
  megabytes: number;
  grown: number;
}

/** 100,000 projects through the import against the bare reader of the same library, each in a process of its own. */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'zhaoyou-bench-file-'));
  const database = await openBenchDatabase();
  try {
    const path = join(folder, 'bench.xlsx');
    await writeFile(path, await bigWorkbook(ROWS));
    const sheetjs = await measure('sheetjs', path);
    const { hucre, reader, plan } = await readingAndPlanning(path, database);
    const all = await measure('import', path, database.uri('bench_import'));
    const row = (what: string, measured: Measured) => [
      what,
      short((measured.rows / measured.ms) * 1000),
      ratio(reader.ms / measured.ms),
      ratio(reader.cpuMs / measured.cpuMs),
      ratio(hucre.ms / measured.ms),
      ratio(sheetjs.ms / measured.ms),
      `${measured.grown} MB`,
      `${measured.megabytes} MB`,
    ];
    printTable(
      `${ROWS} rows of 25 columns; the fastest of ${ROUNDS}; target: planning at 0.50x of hucre or better`,
      ['', 'rows/s', 'of our reader', 'by CPU time', 'of hucre', 'of SheetJS', 'growth', 'peak memory'],
      [
        row('SheetJS, bare', sheetjs),
        row('hucre, bare stream', hucre),
        row('our reader, bare', reader),
        row('read, parse, check, compare, keep', plan),
        row('the same and write with audit', all),
      ],
    );
    if (plan.rows !== ROWS) throw new Error(`${plan.rows} planned of ${ROWS}`);
    if (all.rows < ROWS / 2) throw new Error(`${all.rows} written of ${ROWS}`);
  } finally {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function readingAndPlanning(
  path: string,
  database: BenchDatabase,
): Promise<Record<'hucre' | 'reader' | 'plan', Measured>> {
  const libraries: Measured[] = [];
  const readers: Measured[] = [];
  const plans: Measured[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    libraries.push(await measure('hucre', path));
    readers.push(await measure('reader', path));
    plans.push(await measure('plan', path, database.uri(`bench_plan_${round}`)));
  }
  return { hucre: fastest(libraries), reader: fastest(readers), plan: fastest(plans) };
}

const fastest = (measured: readonly Measured[]): Measured => measured.reduce((a, b) => (b.ms < a.ms ? b : a));

async function measure(mode: string, ...args: string[]): Promise<Measured> {
  const worker = join(import.meta.dirname, 'import-worker.ts');
  const command = ['--import', 'tsx', worker, mode, ...args];
  const { stdout } = await execute(process.execPath, command, { maxBuffer: 1 << 24 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Measured;
}

const SYLLABLES = [...'星河明珠东江龙川紫金连平和源蓝塘登云福景华瑞恒泰永安盛达鑫宏利捷航宇博纳精诚'];
const GOODS = [
  '手机结构件',
  '显示模组',
  '包装饮用水',
  '模架',
  '磁性材料',
  '连接器',
  '覆铜板',
  '方便食品',
  '电解液',
  '精密零件',
];
const UNITS = ['源城区', '东源县', '和平县', '龙川县', '紫金县', '连平县', '江东新区', '市高新区'];

const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;
const nameOf = (n: number): string =>
  [n, Math.floor(n / 41), Math.floor(n / 1681), n * 7 + 3].map((k) => pick(SYLLABLES, k)).join('');

function* rowsOf(count: number): Generator<XlsxValue[]> {
  for (let n = 0; n < count; n++) {
    const company = nameOf(n);
    const month = String(1 + (n % 12)).padStart(2, '0');
    yield [
      n + 1,
      `${company}${pick(GOODS, n * 3)}生产项目${n}`,
      pick(['新引进', '增资扩产', '新引进'], n) === '新引进' ? '新引进' : '技改',
      pick(['电子信息', '水经济', '新材料', '模具'], n),
      '39',
      `建设厂房及配套设施，购置生产设备，形成年产${n}万件能力`,
      `深圳${company}科技有限公司`,
      pick(['珠三角各市', '省外', '港澳'], n),
      ((1 + (n % 50)) * 1000 + 0.5).toFixed(2),
      String((1 + (n % 50)) * 800),
      String((1 + (n % 50)) * 100),
      '新供地',
      String(20 + (n % 200)),
      String((1 + (n % 30)) * 10),
      String(100 + (n % 900)),
      String(5 + (n % 90)),
      50 + (n % 500),
      pick(UNITS, n),
      pick(UNITS, n),
      '通过',
      pick(['签约', '动工', '投产'], n),
      `2024-${month}-15`,
      `2025-${month}-28`,
      `2026-${month}-28`,
      n % 2 === 0 ? `2025-${month}-10` : null,
    ];
  }
}

const HEADERS = [
  '序号',
  '项目名称',
  '项目类型',
  '产业归属',
  '行业代码',
  '建设内容及规模',
  '投资方',
  '来源地',
  '计划总投资（万元）',
  '固定资产投资（万元）',
  '累计完成投资（万元）',
  '用地方式',
  '用地面积（亩）',
  '今年完成投资（万元）',
  '达产年产值（万元）',
  '达产年税收（万元）',
  '就业',
  '引入方',
  '落地方',
  '公平竞争审查',
  '当前阶段',
  '签约日期',
  '约定动工日',
  '约定投产日',
  '动工日期',
] as const;

const KINDS: Readonly<Record<string, 'int' | 'amount' | 'day' | 'text'>> = { 序号: 'int', 就业: 'int' };
const kindOf = (header: string) => {
  if (/[（]/.test(header)) return 'amount';
  return KINDS[header] ?? (/日期|日$/.test(header) ? 'day' : 'text');
};

const bigWorkbook = (count: number): Promise<Uint8Array> =>
  workbook([
    {
      name: '台账',
      title: '招商项目台账（测速用）',
      lines: ['单位：万元'],
      columns: HEADERS.map((header) => ({ header, kind: kindOf(header), width: 12 })),
      rows: rowsOf(count),
    },
  ]);
