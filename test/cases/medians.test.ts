import { confirmImport, prepareImport, previewOf } from '../../handlers/services/imports/service.ts';
import { beforeAll, expect, test } from 'vitest';
import { xlsx, type TestCell } from '../handlers/services/imports/files.ts';
import { testServices, type TestServices } from '../helpers/services.ts';
import { readSheetFile } from './read-case.ts';

/** A column whose figures are far off those beside it, or off the ledger's, is in another unit: asked once, and cured by one tap. */
let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

const GOODS = [
  '澄光连接器',
  '岭秀磁性材料',
  '远帆显示模组',
  '清泉包装饮用水',
  '宏图锂电池',
  '天工覆铜板',
  '嘉木家具',
];
const sheet = async (headers: string[], figures: (i: number) => TestCell[], count = GOODS.length) =>
  xlsx({
    name: '台账',
    rows: [
      ['项目名称', '县区', ...headers],
      ...GOODS.slice(0, count).map((goods, i) => [`${goods}生产基地项目`, '源城区', ...figures(i)]),
    ],
  });
const read = async (...[headers, figures, count]: Parameters<typeof sheet>) =>
  readSheetFile(services, '台账.xlsx', await sheet(headers, figures, count), 'projects');

test.each<[string, string[], (i: number) => TestCell[], RegExp]>([
  [
    '亿元 under 万元',
    ['计划总投资（万元）', '累计完成投资（万元）'],
    (i) => [12_000 + i * 1000, 0.3 + i / 10],
    /^累计完成投资：这一列多在 0\.6 万元上下，“计划总投资”一列多在 1\.50 亿元上下，相差约 25000 倍/,
  ],
  [
    '元 under 万元',
    ['计划总投资（万元）', '达产年税收（万元）'],
    (i) => [12_000 + i * 1000, 32_000_000 + i * 100_000],
    /^达产年税收：这一列多在 .*亿元上下，“计划总投资”一列多在 1\.50 亿元上下/,
  ],
  [
    'the main column itself, where the others agree',
    ['计划总投资（万元）', '达产年产值（万元）', '达产年税收（万元）'],
    (i) => [150, 300_000 + i, 200_000 + i],
    /^计划总投资：这一列多在 150 万元上下，“达产年产值”一列多在 30\.00 亿元上下，相差约 2000 倍/,
  ],
])('%s is asked for the column', async (_, headers, figures, words) => {
  const { rows, questions } = await read(headers, figures);
  expect(rows.every(({ kind }) => kind === 'new')).toBe(true);
  expect(
    questions.find((question) => words.test(question)),
    questions.join('\n'),
  ).toBeDefined();
});

test.each<[string, string[], (i: number) => TestCell[], number?]>([
  ['figures that fit', ['计划总投资（万元）', '累计完成投资（万元）'], (i) => [12_000, 300 + i]],
  ['nothing done yet', ['计划总投资（万元）', '累计完成投资（万元）'], () => [12_000, 0]],
  ['one odd row', ['计划总投资（万元）', '累计完成投资（万元）'], (i) => [12_000, i === 3 ? 0.5 : 5000]],
  ['too few rows to tell', ['计划总投资（万元）', '累计完成投资（万元）'], () => [12_000, 0.5], 4],
  ['units in the cells', ['计划总投资（万元）', '累计完成投资（万元）'], () => [12_000, '0.5亿元']],
])('%s: no question', async (_, headers, figures, count) => {
  expect((await read(headers, figures, count)).questions.filter((text) => text.includes('上下'))).toEqual([]);
});

test('what the ledger holds tells where no other column does, and the column can be read in the other unit', async () => {
  const own = await testServices();
  const ctx = own.as();
  const known = await sheet(['计划总投资（万元）', '达产年税收（万元）'], (i) => [12_000, 600 + i]);
  const first = await prepareImport(ctx, { file: { name: '一.xlsx', bytes: known } });
  await confirmImport(ctx, first._id);
  const bytes = await sheet(['编号', '达产年税收（万元）'], (i) => [`XM-2026-YC-000${i + 1}`, 0.06]);
  const { preview, rows } = await readSheetFile(own, '二.xlsx', bytes, 'projects');
  expect(rows.map(({ kind }) => kind)).toEqual(GOODS.map(() => 'changed'));
  const [question] = preview?.questions ?? [];
  expect(question?.text).toMatch(
    /多在 0\.06 万元上下，台账里已有的多在 603 万元上下，相差约 10050 倍，单位对吗？/,
  );
  expect(question?.units?.map(({ label }) => label)).toEqual(['这一列其实是亿元']);
  const cured = await prepareImport(ctx, {
    file: { name: '二.xlsx', bytes },
    ledger: own.store.ledgers.find(({ name }) => name === 'projects'),
    units: { taxWan: '亿元' },
  });
  expect(previewOf(cured).questions).toEqual([]);
});
