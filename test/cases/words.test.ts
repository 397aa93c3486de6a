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
