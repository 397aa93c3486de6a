import type { Card } from '../card.ts';

/** Cards of realistic size that no builder makes: for tests, and for looking at the grammar. */
const UNITS = ['源城区', '东源县', '和平县', '龙川县', '紫金县', '连平县', '江东新区', '市高新区'] as const;
const STARTED = [78.3, 71.4, 64.3, 100, 64.7, 70.6, 66.7, 91.5] as const;
const PRODUCED = [34.8, 28.6, 28.6, 38.9, 29.4, 29.4, 33.3, 40.7] as const;

export const bulletin: Card = {
  title: '2026年5月全市招商引资项目通报',
  subtitle: '数据截至2026年5月31日 · 第5期',
  tone: 'info',
  summary: '5月通报：新签约超亿元制造业项目69个、180.16亿元',
  key: 'bulletin:2026-05',
  blocks: [
    {
      kind: 'text',
      text: [
        '1—5月，全市新签约超亿元制造业项目 ',
        { text: '69 个', bold: true, link: { action: 'bulletin.county', params: { period: '2026-05' } } },
        '、180.16 亿元，完成年度目标的 ',
        { text: '46.0%', bold: true, tone: 'good' },
        '，快于序时进度 4.3 个百分点；',
        { text: '和平县当月零签约', tone: 'bad' },
        '。',
      ],
    },
    {
      kind: 'table',
      caption: '当年新签约超亿元制造业项目',
      columns: ['名次', '单位', '个数', '当月', '计划投资（亿元）', '年度目标', '完成率', '动工率'].map(
        (label) => ({ label }),
      ),
      rows: [
        ...UNITS.map((unit, i) => [
          String(i + 1),
          unit,
          [{ text: String(14 - i), link: { page: `/rows/x.count.${i}` } }],
          String(3 - (i % 3)),
          (31.42 - i * 2.13).toFixed(2),
          String(24 - i),
          `${(58.3 - i * 3.1).toFixed(1)}%`,
          i === 2 ? '—' : `${STARTED[i]?.toFixed(1)}%`,
        ]),
        ['', '全市', '69', '12', '180.16', '150', '46.0%', '46.4%'],
      ],
      total: true,
      more: { count: 61, page: '/rows/x' },
    },
    {
      kind: 'table',
      caption: '2025年度引进项目',
      columns: ['单位', '引进', '动工', '动工率', '较上月', '投产', '投产率'].map((label) => ({ label })),
      rows: UNITS.map((unit, i) => [
        unit,
        String(23 - i),
        String(18 - i),
        `${STARTED[i]?.toFixed(1)}%`,
        [{ text: i % 3 === 0 ? '+4.2' : '-1.1', tone: i % 3 === 0 ? 'good' : 'bad' }],
        String(8 - (i % 4)),
        `${PRODUCED[i]?.toFixed(1)}%`,
      ]),
    },
    {
      kind: 'chart',
      title: '各单位动工率和投产率',
      shape: 'bar',
      unit: '%',
      categories: UNITS,
      series: [
        { name: '动工率', values: STARTED },
        { name: '投产率', values: PRODUCED },
      ],
    },
    {
      kind: 'fold',
      title: '红灯 Top 5',
      blocks: [
        {
          kind: 'text',
          text: '1. 绿源新材料（和平县）：签约超 9 个月未动工\n2. 东江精密模具（连平县）：签约超 8 个月未动工',
        },
        { kind: 'note', text: '红灯口径：签约满 6 个月未动工，见机制第 4.3 条。' },
      ],
    },
    { kind: 'note', text: '注：1. 超亿元含 1 亿元；2. 按落地方统计；3. 核减项目 2 个。' },
    {
      kind: 'actions',
      buttons: [
        { label: '看附表', page: '/rows/appendix', style: 'primary' },
        { label: '口径', action: 'bulletin.definitions', params: { period: '2026-05' } },
        {
          label: '已阅',
          action: 'ledger.open',
          params: { ledger: 'bulletins', code: '2026-05', here: true },
        },
        {
          label: '退回重算',
          style: 'danger',
          action: 'ledger.move',
          params: { ledger: 'bulletins', code: '2026-05', event: 'refreeze', version: 3 },
          confirm: { title: '退回重算？', text: '退回后各县区要重新核对。\n已发的核对卡作废。' },
        },
      ],
    },
  ],
};

export const form: Card = {
  title: '登记招商项目',
  subtitle: '源城区',
  tone: 'quiet',
  summary: '登记招商项目',
  blocks: [
    {
      kind: 'steps',
      items: [
        { label: '填报', state: 'done', note: '6月3日 源城区填报人' },
        { label: '审核', state: 'now' },
        { label: '认定', state: 'todo' },
      ],
    },
    {
      kind: 'form',
      name: 'project',
      inputs: [
        { name: 'name', label: '项目名称', kind: 'text', required: true, max: 60, placeholder: '与合同一致' },
        {
          name: 'amount',
          label: '计划总投资（万元）',
          kind: 'number',
          required: true,
          value: '12000',
          hint: '不是亿元',
        },
        { name: 'signed', label: '签约日期', kind: 'day', required: true },
        { name: 'period', label: '认定期', kind: 'month', value: '2026-05' },
        {
          name: 'chain',
          label: '主导产业',
          kind: 'choice',
          required: true,
          options: ['电子信息', '水饮料及食品', '先进材料', '机械与模具', '其他'].map((label) => ({
            value: label,
            label,
          })),
        },
        {
          name: 'kind',
          label: '类别',
          kind: 'choice',
          value: 'NEW',
          options: [
            { value: 'NEW', label: '新建' },
            { value: 'EXPANSION', label: '增资扩产' },
          ],
        },
        {
          name: 'needs',
          label: '需要协调的要素',
          kind: 'choices',
          value: ['land'],
          options: [
            { value: 'land', label: '用地' },
            { value: 'power', label: '用电' },
            { value: 'water', label: '用水' },
          ],
        },
        { name: 'major', label: '重大项目', kind: 'flag' },
        { name: 'note', label: '说明', kind: 'longtext', max: 500 },
        { name: 'proof', label: '合同首页与签章页', kind: 'files', hint: '两页都要' },
      ],
      submit: {
        label: '提交审核',
        action: 'ledger.save',
        params: { ledger: 'projects', part: 7 },
        style: 'primary',
      },
    },
  ],
};

export const preview: Card = {
  title: '导入预览：源城区2026年项目台账.xlsx',
  tone: 'warn',
  summary: '导入预览：新增 12，变更 3，有错 2',
  blocks: [
    {
      kind: 'fields',
      items: [
        { label: '新增', value: [{ text: '12 行', bold: true, tone: 'good' }] },
        { label: '变更', value: '3 行' },
        { label: '相同', value: '41 行' },
        { label: '有错', value: [{ text: '2 行', bold: true, tone: 'bad' }] },
        { label: '金额单位', value: '表头写“亿元”，按亿元换算成万元', wide: true },
      ],
    },
    {
      kind: 'table',
      caption: '要改正的单元格',
      columns: [{ label: '单元格' }, { label: '原值' }, { label: '问题和建议' }],
      rows: [
        ['F12', '2026-02-31', '没有这一天，2 月最后一天是 28 日'],
        ['H27', '91441602MA4X9K2B7Z', '统一社会信用代码校验位不对，请核对最后一位'],
      ],
    },
    {
      kind: 'actions',
      buttons: [
        { label: '确认导入 15 行', action: 'imports.confirm', params: { token: 'i1' }, style: 'primary' },
        { label: '取消', action: 'imports.cancel', params: { token: 'i1' } },
      ],
    },
  ],
};
