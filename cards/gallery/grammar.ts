import type { Card } from '../card.ts';
import type { Sample } from './sample.ts';
import { bulletin, form, preview } from './samples.ts';

/** The file id of the picture on the grammar card. */
export const SAMPLE_PICTURE = 'sample-picture';

/** Everything that the grammar knows and the other samples have not: people, a picture, a line, a large text. */
export const grammar: Card = {
  title: '卡片语法样本',
  tone: 'good',
  summary: '卡片能说的一切',
  blocks: [
    { kind: 'text', text: '大字说最要紧的一句', size: 'large' },
    {
      kind: 'text',
      text: [
        '请 ',
        { person: { post: '源城区填报人', name: '陈样本', ids: { feishu: 'ou_sample', wecom: 'sample' } } },
        ' 于 ',
        { text: '6月2日前', bold: true, tone: 'warn' },
        ' 办结，详见',
        { text: '台账', link: { page: '/ledgers/projects' } },
        '。',
      ],
    },
    { kind: 'image', file: SAMPLE_PICTURE, alt: '园区位置示意图' },
    { kind: 'rule' },
    {
      kind: 'chart',
      title: '每月签约',
      shape: 'line',
      unit: '个',
      categories: ['1月', '2月', '3月', '4月', '5月'],
      series: [{ name: '签约', values: [9, 12, null, 15, 12] }],
    },
    {
      kind: 'fold',
      title: '展开的一段',
      open: true,
      blocks: [
        {
          kind: 'table',
          columns: [{ label: '单位' }, { label: '联系人' }],
          rows: [['源城区', [{ person: { name: '陈样本', ids: { feishu: 'ou_sample' } } }]]],
        },
      ],
    },
    { kind: 'note', text: '小字说来源和口径。' },
  ],
};

/** The samples as a room of the gallery. */
export const grammarSamples = (): Sample[] =>
  Object.entries({ grammar, bulletin, form, preview }).map(([name, card]) => ({
    id: `sample.${name}`,
    builder: 'sample',
    card,
  }));
