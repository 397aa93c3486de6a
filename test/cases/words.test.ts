import { beforeAll, expect, test } from 'vitest';
import type { LooseRow } from '../../models/ledgers/engine/define.ts';
import { testServices, type TestServices } from '../helpers/services.ts';
import { readCase } from './read-case.ts';

/** Words of closed columns: read where they have one meaning, asked where they have not, never turned round. */
let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

/** Per row: what must be read, and of which fields nothing may be read. */
interface Expected {
  values?: LooseRow;
  unread?: string[];
}

test.each<[string, Expected[], string[]]>([
  [
    '01-choice-negation.xlsx',
    [{ unread: ['fairReview'] }, { unread: ['originRegion'] }, { unread: ['overlays'] }],
    [
      '公平竞争审查：“未通过”不能按通过读',
      '来源地：“非珠三角”不能按珠三角读',
      '叠加状态：“已解除暂缓”不能按暂缓读',
    ],
  ],
  [
    '02-choice-fragment.xlsx',
    [{ values: { landMode: 'BUY_FACTORY' }, unread: ['signType', 'chain', 'originRegion'] }],
    [
      '产业归属：“服务器”是不是服务业',
      '协议类型：“协议”分不清是框架协议还是正式合同',
      '来源地：“其他”是不是省内其他',
    ],
  ],
  [
    '05-stage-not-reached.xlsx',
    [{ unread: ['stage'] }, { unread: ['stage'] }, { unread: ['stage'] }, { unread: ['stage'] }],
    ['合同谈判中', '开工手续办理中', '暂缓开工', '落地困难'].map(
      (word) => `当前阶段：“${word}”看不出处于哪个阶段`,
    ),
  ],
  [
    '06-stage-words.xlsx',
    [{}, {}, {}, {}],
    ['竣工', '未开工', '试运行', '停工'].map((word) => `当前阶段：“${word}”看不出处于哪个阶段`),
  ],
])('%s', async (name, expected, questions) => {
  const { rows, questions: asked } = await readCase(services, name, 'projects');
  expect(rows.map(({ kind }) => kind)).toEqual(expected.map(() => 'new'));
  for (const [i, { values = {}, unread = [] }] of expected.entries()) {
    expect(rows[i]?.values).toMatchObject(values);
    for (const field of unread) expect(rows[i]?.values[field], field).toBeUndefined();
  }
  expect(asked).toEqual(questions);
});

test('03: what the trade writes is read, the place kept beside the region', async () => {
  const { rows, questions } = await readCase(services, '03-choice-words.xlsx', 'projects');
  expect(rows.map(({ values }) => values)).toMatchObject([
    {
      originRegion: 'PRD',
      originPlace: '深圳市',
      signType: 'FORMAL',
      kind: 'NEW',
      landMode: 'NEW_LAND',
      leadSource: 'EVENT',
      fairReview: 'PASSED',
    },
    {
      originRegion: 'OTHER_PROVINCE',
      originPlace: '湖南省',
      signType: 'FRAMEWORK',
      kind: 'EXPANSION',
      chain: 'WATER_FOOD',
      fairReview: 'NOT_APPLICABLE',
    },
    {
      originRegion: 'HK_MACAO',
      originPlace: '香港',
      signType: 'FORMAL',
      kind: 'TECH',
      leadSource: 'PURSUIT',
      fairReview: 'NOT_DONE',
    },
  ]);
  expect(rows[1]?.values.landMode).toBeUndefined();
  expect(questions).toEqual(['项目来源：“商会推荐”不在可选范围内']);
});

test('04: yes and no in the column’s own words; a document’s number is a yes and is kept', async () => {
  const { rows, questions } = await readCase(services, '04-flag-words.xlsx', 'projects');
  expect(rows.map(({ values: { isMfg, deducted, deductDoc } }) => [isMfg, deducted, deductDoc])).toEqual([
    [true, true, '河招商〔2026〕3号'],
    [false, false, undefined],
    [true, true, '河招商〔2026〕3号'],
  ]);
  expect(questions).toEqual([]);
});

test('24: words for nothing are an empty cell, told as such', async () => {
  const { rows, notes } = await readCase(services, '24-nothing-words.xlsx', 'projects');
  expect(rows).toMatchObject([{ kind: 'new', errors: [] }]);
  const { landMu, jobs, investorUscc } = rows[0]?.values ?? {};
  expect([landMu, jobs, investorUscc]).toEqual([undefined, undefined, undefined]);
  expect(notes).toEqual(
    expect.arrayContaining([
      '用地面积：“不涉及”按未填读取',
      '就业：“待定”按未填读取',
      '投资方统一社会信用代码：“正在办理”按未填读取',
    ]),
  );
});

test('29: a place within a longer text', async () => {
  const { rows } = await readCase(services, '29-place-in-text.xlsx', 'projects');
  expect(rows.map(({ kind, values: { introUnit, landUnit } }) => [kind, introUnit, landUnit])).toEqual([
    ['new', 'DY', 'DY'],
    ['new', 'GX', 'GX'],
  ]);
  expect(rows[0]?.asks).toEqual(['词语:park:东源仙塘工业园']);
  expect(rows[1]?.values.park).toBe('PK-GX');
});
