import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { HeaderSenses } from '../../handlers/services/imports/sheets/header-senses.ts';
import {
  columnKey,
  dictionaryOf,
  headerWords,
  readHeaderWords,
} from '../../handlers/services/imports/sheets/headers.ts';
import { LEDGERS } from '../../models/ledgers/all.ts';
import { normaliseText } from '../../models/rules/parse/text.ts';
import { testServices, type TestServices } from '../helpers/services.ts';
import { readCase } from './read-case.ts';

/** Headers as real ledgers write them: each is its field, is asked about, or is left out; none is another field. */
let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

const senses = new HeaderSenses(2026);
const dictionaries = new Map(LEDGERS.map((ledger) => [ledger.name, dictionaryOf(ledger, { senses })]));

/** A field, `? fields` where a person is asked, or `—` where nothing is known of it. */
function readAs(ledger: string, ...parts: string[]): string {
  const dictionary = dictionaries.get(ledger);
  const words = headerWords(parts.map((part) => normaliseText(part)));
  if (!dictionary || !words) return '—';
  const reading = readHeaderWords(words, columnKey(words, dictionary), dictionary);
  if (reading?.kind === 'field') return reading.field;
  return reading?.kind === 'doubt' ? `? ${reading.likely.join(' ')}` : '—';
}

type List = Record<string, Record<string, string[]>>;
const listOf = (name: string): List =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'headers', name), 'utf8')) as List;

/** How the headers of a list come out, by their number; `wrong` and `unknown` by name. */
function tally(list: List): { right: number; asked: number; unknown: string[]; wrong: string[] } {
  const result = { right: 0, asked: 0, unknown: [] as string[], wrong: [] as string[] };
  for (const [ledger, fields] of Object.entries(list)) {
    for (const [field, headers] of Object.entries(fields)) {
      for (const header of headers) {
        const read = readAs(ledger, header);
        if (read === field) result.right++;
        else if (read.startsWith('? ') && read.split(' ').includes(field)) result.asked++;
        else if (read === '—' || read.startsWith('? ')) result.unknown.push(`${field} ${header} ${read}`);
        else result.wrong.push(`${field} ${header} ${read}`);
      }
    }
  }
  return result;
}

test('every header that ledgers were seen to write is recognised or asked about', () => {
  expect(tally(listOf('words.json'))).toEqual({ right: 174, asked: 20, unknown: [], wrong: [] });
});

test('of headers that were put aside while the words were gathered nearly all are recognised, and none is read wrongly', () => {
  const { none, ...list } = listOf('set-aside.json');
  const { right, asked, unknown, wrong } = tally(list);
  expect(wrong).toEqual([]);
  expect(unknown.length / (right + asked + unknown.length)).toBeLessThan(0.05);
  expect(right / (right + asked + unknown.length)).toBeGreaterThan(0.9);
  // What the ledger has no column for is never taken for one that it has.
  const taken = Object.entries(none ?? {}).flatMap(([ledger, headers]) =>
    headers.filter((header) => !/^[—?]/.test(readAs(ledger, header))),
  );
  expect(taken).toEqual([]);
});

/** What sounds like a column that the ledger has, and is none. */
const NEIGHBOURS: Record<string, string> = {
  projects:
    '投资完成时间 投资方联系人 签约项目数 计划开工项目 项目开工率 年度税收目标 今年税收 2025年税收 实缴税收 实际到位外资 预计落地时间 预计签约时间 拟签约日期 计划供地时间 ' +
    '引进企业 招商企业 建设单位 园区面积 产值 2025年产值 税收 投资进度 资金到位率 资金来源 投资类型 建设内容及投资额 所在镇街 所属乡镇 企业所在地 开工情况 是否开工 实际投资额 ' +
    '固定资产投资完成额 到位外资 合同资金 合同时间 协议名称 首次签约时间 人员 招商人员 分管领导 协调部门 协调情况 问题解决情况 解决措施 进展时间 工作计划 上月进展 6月进展 上周进展 问题类型 ' +
    '产业链长 行业主管部门 审查时间 备案时间 入统时间 终止时间 项目规模 总面积 总投入产出 投入使用时间 目前情况 签约年度 二期用地面积 剩余用地面积 未完成投资 供地率 用地成本 达产率',
  enterprises:
    '法人名称 企业规模 企业性质 累计产值 2026年产值 1-5月产值 产值增速 联系地址 园区类型 行业主管部门 今年税收 税收增长 拟上规时间 资产总额',
};

test.each(Object.entries(NEIGHBOURS))(
  'neighbours of the columns of %s are left out or asked about',
  (ledger, headers) => {
    const taken = headers.split(' ').filter((header) => !/^[—?]/.test(readAs(ledger, header)));
    expect(taken.map((header) => [header, readAs(ledger, header)])).toEqual([]);
  },
);

test.each<[string, string, string]>([
  ['预计开工', 'agreedStart', 'planned is not actual'],
  ['实际开工', 'startedOn', ''],
  ['开工时间（计划）', 'agreedStart', 'what brackets say counts'],
  ['开工时间(拟)', 'agreedStart', ''],
  ['总投资（含流动资金）', 'plannedInvestWan', 'what brackets only remark on does not'],
  ['计划总投资', 'plannedInvestWan', ''],
  ['年度计划投资', '—', 'a year’s plan is no total'],
  ['2026年计划投资', '—', ''],
  ['完成投资', 'cumInvestWan', ''],
  ['2026年完成投资', 'ytdInvestWan', 'this year'],
  ['2026年1-5月完成投资', 'ytdInvestWan', ''],
  ['2025年完成投资', '—', 'another year'],
  ['2025年1-12月完成投资', '—', ''],
  ['本月完成投资', '—', ''],
  ['截至2026年5月底累计完成投资', 'cumInvestWan', ''],
  ['完成投资占比', '—', ''],
  ['用地面积', 'landMu', ''],
  ['厂房面积', 'floorSqm', ''],
  ['签约', 'signDate', ''],
  ['签约额（亿元）', 'plannedInvestWan', ''],
  ['签约（亿元）', '—', 'a sum is no day'],
  ['项目类别', '? kind chain', 'two are equally likely'],
  ['二期总投资', '—', ''],
])('%s of a project: %s %s', (header, field) => {
  expect(readAs('projects', header)).toBe(field);
});

test.each<[string[], string]>([
  [['投资情况', '总投资'], 'plannedInvestWan'],
  [['2026年', '计划投资'], '—'],
  [['2026年', '完成投资'], 'ytdInvestWan'],
  [['开工时间', '计划'], 'agreedStart'],
  [['实际', '开工时间'], 'startedOn'],
  [['约定', '投产时间'], 'agreedProduce'],
  [['其中', '固定资产投资', '亿元'], 'fixedInvestWan'],
  [['2026年5月', '项目名称'], 'name'],
])('stacked %j is %s', (parts, field) => {
  expect(readAs('projects', ...parts)).toBe(field);
});

test.each<[string, string]>([
  ['企业类型', '? categories'],
  ['注册地址', 'address'],
  ['实际经营地址', 'address'],
  ['2025年产值（万元）', 'outputWan'],
  ['2024年产值（万元）', '—'],
  ['2026年1-5月营业收入', '—'],
  ['法定代表人', '—'],
])('%s of an enterprise is %s', (header, field) => {
  expect(readAs('enterprises', header)).toBe(field);
});

const fieldsIn = (preview: Awaited<ReturnType<typeof readCase>>['preview']) =>
  Object.fromEntries(
    preview?.sheets.flatMap(({ columns }) => columns.map(({ header, field }) => [header, field])) ?? [],
  );

test('07-header-words.xlsx: every column but 序号 is recognised', async () => {
  const { rows, preview } = await readCase(services, '07-header-words.xlsx', 'projects');
  expect(fieldsIn(preview)).toEqual({
    项目名称: 'name',
    '项目总投资(亿元)': 'plannedInvestWan',
    '县(市、区)': 'landUnit',
    行业类别: 'chain',
    项目阶段: 'stage',
    签订日期: 'signDate',
    投资方名称: 'investorName',
    预计开工时间: 'agreedStart',
    项目进展情况: 'progress',
  });
  expect(preview?.unknown).toEqual([]);
  expect(rows).toMatchObject([{ kind: 'new', asks: [], values: { plannedInvestWan: 1_200_000 } }]);
});

test('30-enterprise-export.xlsx: the legal form is no kind of enterprise', async () => {
  const { rows, preview } = await readCase(services, '30-enterprise-export.xlsx', 'enterprises');
  expect(preview?.unknown.map(({ header, likely }) => [header, likely])).toEqual([['企业类型', []]]);
  expect(rows.map(({ kind, values }) => [kind, values.categories, values.bizStatus])).toEqual([
    ['new', undefined, 'NORMAL'],
    ['new', undefined, 'NORMAL'],
  ]);
});

test('31-two-known-columns.xlsx: the county is read too, and the missing column is told as a column', async () => {
  const { rows, preview, questions } = await readCase(services, '31-two-known-columns.xlsx', 'enterprises');
  expect(fieldsIn(preview)).toEqual({ 企业名称: 'name', 统一社会信用代码: 'uscc', 所属区县: 'unit' });
  expect(preview?.unknown.map(({ header }) => header)).toEqual(['问题情况']);
  expect(questions).toEqual(['表里没有认出“产业归属”这一列']);
  expect(rows).toMatchObject([{ kind: 'new', errors: [], asks: ['缺列:chain'] }]);
});
