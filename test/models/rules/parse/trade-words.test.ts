import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadCity } from '../../../../bot/city.ts';
import { LEDGERS } from '../../../../models/ledgers/all.ts';
import { readerOf } from '../../../../models/ledgers/engine/kinds/all.ts';

/** What ledgers write in closed columns: read as the one thing it can mean, or asked; never as what it is not. */
const { city } = await loadCity();
const today = '2026-06-12';

function reading(column: string, text: string) {
  const [name, key = ''] = column.split('.');
  const field = LEDGERS.find((ledger) => ledger.name === name)?.fields[key];
  if (!field) throw new Error(column);
  const parsed = readerOf(field, { city, rules: city.ruleSet, today })({ raw: text, text });
  if (parsed.ok) return parsed.value;
  return parsed.asked ? 'asked' : `refused: ${parsed.reason}`;
}

describe.each<[string, Readonly<Record<string, unknown>>]>([
  [
    'projects.originRegion',
    {
      深圳市: 'PRD',
      湖南省: 'OTHER_PROVINCE',
      江苏省苏州市: 'OTHER_PROVINCE',
      广东省深圳市: 'PRD',
      汕头市: 'PROVINCE',
      中国香港: 'HK_MACAO',
      日本: 'FOREIGN',
      其他: 'asked',
      非珠三角: 'asked',
      苏州: 'OTHER_PROVINCE',
      深圳以外: 'asked',
    },
  ],
  [
    'projects.signType',
    {
      投资协议: 'FORMAL',
      入园协议: 'FORMAL',
      '框架（意向）协议': 'FRAMEWORK',
      协议: 'asked',
      未签正式合同: 'asked',
      非正式合同: 'asked',
    },
  ],
  [
    'projects.kind',
    {
      '分期续建（部分为增资扩产）': 'asked',
      '二期（续建）': 'PHASE',
      新建: 'NEW',
      扩建: 'EXPANSION',
      技术改造: 'TECH',
      不属于技改: 'asked',
      非新引进: 'asked',
      改建: 'asked',
    },
  ],
  [
    'projects.landMode',
    {
      利用存量土地: 'STOCK_LAND',
      自建厂房: 'asked',
      挂牌: 'NEW_LAND',
      工业用地: 'NEW_LAND',
      购买标准厂房: 'BUY_FACTORY',
      租赁标准厂房: 'RENT_FACTORY',
      未供地: 'asked',
      不租赁: 'asked',
      土地: 'asked',
    },
  ],
  ['projects.leadSource', { 招商推介会: 'EVENT', 驻点招商: 'PURSUIT', 招商: 'asked', 不是乡贤: 'asked' }],
  [
    'projects.fairReview',
    {
      已审查: 'PASSED',
      无需审查: 'NOT_APPLICABLE',
      审查中: 'NOT_DONE',
      未通过: 'asked',
      没通过: 'asked',
      审查不通过: 'asked',
    },
  ],
  [
    'projects.chain',
    {
      '模具、电子信息': 'asked',
      水产养殖加工: 'asked',
      金融机构: 'SERVICE',
      农副食品加工业: 'WATER_FOOD',
      金属制品业: 'OTHER_MFG',
      '计算机、通信和其他电子设备制造业': 'ELEC',
      服务器: 'asked',
      服务机器人: 'asked',
      非农业: 'asked',
    },
  ],
  ['projects.overlays', { 存疑: ['DISPUTED'], 已解除暂缓: 'asked', 未暂缓: 'asked' }],
  [
    'projects.stage',
    {
      二期已开工: 'asked',
      '签约/落地': 'asked',
      投产2: 'asked',
      验收投产: 'PRODUCING',
      接近满产: 'asked',
      '签约 2026.3': 'SIGNED',
      竣工投产: 'PRODUCING',
      试运行: 'asked',
      停工: 'asked',
      合同谈判中: 'asked',
      开工手续办理中: 'asked',
      暂缓开工: 'asked',
      落地困难: 'asked',
      '已签约，未动工': 'SIGNED',
    },
  ],
  [
    'projects.isMfg',
    {
      第一产业项目: false,
      工业企业: true,
      制造业: true,
      非制造业: false,
      '是（模具）': true,
      '□是 ☑否': false,
      '是（拟）': 'asked',
    },
  ],
  ['projects.deducted', { 已核减: true, 未核减: false, 不核减: false, 拟核减: 'asked' }],
  [
    'projects.landUnit',
    {
      东源县仙塘镇: 'DY',
      广东省河源市紫金县: 'ZJ',
      '龙川县（登云）': 'LC',
      源城区埔前镇: 'YC',
      源城区以外: 'asked',
      火星区: 'asked',
    },
  ],
  ['projects.park', { 紫金县工业园: 'PK-ZJ', 源城区工业园内: 'PK-YC', 紫金县: 'asked' }],
  [
    'enterprises.bizStatus',
    {
      '存续（在营、开业、在册）': 'NORMAL',
      在业: 'NORMAL',
      拟停产: 'asked',
      部分停产: 'asked',
      未注销: 'asked',
    },
  ],
  ['enterprises.inScale', { 规模以下企业: false, 规模以上: true, 未入规: false, 拟上规: 'asked' }],
  [
    'monthly-reports.noChange',
    { 无: 'asked', 有: 'asked', 没有: 'asked', 是: true, 有变化: false, 无变化: true },
  ],
  [
    'projects.termReason',
    { '市场、用地': 'asked', 政策原因: 'POLICY', 用地问题: 'LAND', 无资金问题: 'asked' },
  ],
])('%s', (column, words) => {
  test.each(Object.entries(words))('%s', (text, meant) => expect(reading(column, text)).toEqual(meant));
});

const TURNS = [
  '未',
  '不',
  '非',
  '没有',
  '拟',
  '即将',
  '计划',
  '暂缓',
  '推迟',
  '不属于',
  '已解除',
  '部分',
  '正在申请',
];
const CLOSED = LEDGERS.flatMap((ledger) =>
  Object.entries(ledger.fields).flatMap(([key, field]) =>
    (field.type === 'choice' || field.type === 'choices') && !field.system
      ? Object.entries(field.choices).map(([code, label]) => ({
          column: `${ledger.name}.${key}`,
          code,
          label,
        }))
      : [],
  ),
);

test('no word that turns a choice leaves it that choice', () => {
  fc.assert(
    fc.property(fc.constantFrom(...CLOSED), fc.constantFrom(...TURNS), ({ column, code, label }, turn) => {
      fc.pre(!label.includes(turn));
      const read = reading(column, `${turn}${label}`);
      expect(Array.isArray(read) ? read : [read]).not.toContain(code);
    }),
    { numRuns: 2_000 },
  );
});

describe('words between the choices are asked with what people mean by them first', () => {
  test.each([
    ['projects', 'signType', '意向书', 'FRAMEWORK'],
    ['projects', 'signType', '合作备忘录', 'FRAMEWORK'],
    ['projects', 'signType', '意向协议', 'FRAMEWORK'],
    ['projects', 'chain', '化工', 'MATERIAL'],
    ['enterprises', 'chain', '光伏', 'ELEC'],
    ['projects', 'originRegion', '台湾省', 'HK_MACAO'],
    ['projects', 'originRegion', '长三角', 'OTHER_PROVINCE'],
    ['projects', 'originRegion', '本地', 'PROVINCE'],
  ])('%s.%s: %s', (ledger, key, text, likeliest) => {
    const field = LEDGERS.find(({ name }) => name === ledger)?.fields[key];
    if (!field) throw new Error(key);
    const parsed = readerOf(field, { city, rules: city.ruleSet, today: '2026-06-12' })({ text, raw: text });
    expect(parsed.ok).toBe(false);
    expect(!parsed.ok && parsed.asked?.proposals[0]).toBe(likeliest);
  });
});
