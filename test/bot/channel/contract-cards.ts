import type { Card } from '../../../cards/card.ts';

/** What the contract of channels sends; its buttons are those of stage.ts. */

export const cardOf = (
  title: string,
  blocks: Card['blocks'] = [{ kind: 'text', text: `${title}的正文` }],
): Card => ({
  title,
  tone: 'info',
  summary: `${title}摘要`,
  blocks,
});

/** Something of everything that must be read. */
export const FULL_CARD = cardOf('签收单', [
  { kind: 'text', text: ['请 ', { text: '今天', bold: true }, ' 签收'] },
  { kind: 'fields', items: [{ label: '期限', value: '6月15日' }] },
  {
    kind: 'table',
    columns: [{ label: '单元' }, { label: '个数' }],
    rows: [['源城区', '12']],
  },
  { kind: 'note', text: '来源：月通报' },
  {
    kind: 'actions',
    buttons: [
      { label: '签收', action: 'test.sign', params: { code: 'WT-1', n: 3, ok: true } },
      { label: '改写', action: 'test.turn' },
      { label: '不行', action: 'test.refuse' },
      { label: '慢慢办', action: 'test.slow' },
    ],
  },
]);
export const WORDS_OF_IT =
  `签收单、请 今天 签收、期限、6月15日、单元、源城区、12、来源：月通报、签收、改写、不行、慢慢办`.split('、');

export const FORM_CARD = cardOf('填写', [
  {
    kind: 'form',
    name: 'f',
    inputs: [
      { name: 'reason', label: '理由', kind: 'text', required: true },
      {
        name: 'kind',
        label: '类别',
        kind: 'choice',
        options: [
          { value: 'a', label: '甲' },
          { value: 'b', label: '乙' },
        ],
      },
      { name: 'day', label: '日期', kind: 'day' },
    ],
    submit: { label: '提交', action: 'test.fill', params: { code: 'WT-2' } },
  },
]);
