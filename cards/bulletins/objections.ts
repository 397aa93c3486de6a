import {
  isUnanswered,
  objections,
  outcomeOfObjection,
  type Objection,
} from '../../models/ledgers/objection.ts';
import type { NameOf } from '../../models/ledgers/engine/show.ts';
import { longMonth } from '../../models/rules/time/words.ts';
import type { Block, Card } from '../card.ts';
import { FIELD_PREFIX } from '../forms/ledger-form.ts';

/** What a county has handed in, and what became of each. */
export const ownObjections = (own: readonly Objection[]): Block[] =>
  own.length === 0
    ? []
    : [
        {
          kind: 'text',
          text: [{ text: `已提交异议 ${own.length} 条，签发前答复：`, bold: true, tone: 'good' }],
        },
        ...own.map((row): Block => ({ kind: 'text', text: `${row.claim}\n→ ${outcomeOfObjection(row)}` })),
      ];

/** The whole of it stands on the objection's own card. */
const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);

/** To the signer: what each county objects to, and the way to the answer that is still owed. */
export function objectionList(raised: readonly Objection[], nameOf: NameOf): Block[] {
  if (raised.length === 0) return [{ kind: 'text', text: '县区核对：无异议。' }];
  const open = raised.filter(isUnanswered).length;
  const head = `县区核对异议 ${raised.length} 条${open > 0 ? `，${open} 条待答复（答复后才能签发）` : '，都已答复'}：`;
  return [
    { kind: 'text', text: [{ text: head, bold: true, tone: open > 0 ? 'warn' : 'good' }] },
    ...raised.map((row): Block => ({
      kind: 'text',
      text: [
        `${nameOf('unit', row.unit)}：${shortened(row.claim)} `,
        isUnanswered(row)
          ? {
              text: '答复',
              link: { action: 'ledger.open', params: { ledger: objections.name, code: row.code } },
            }
          : `→ ${outcomeOfObjection(row)}`,
      ],
    })),
  ];
}

/** One objection: to the signer with the form for the answer while it is open, to the county with what became of it. */
export function objectionCard({
  row,
  nameOf,
  answers,
}: {
  row: Objection;
  nameOf: NameOf;
  /** Its viewer is the one to answer. */
  answers: boolean;
}): Card {
  const unit = nameOf('unit', row.unit);
  const isOpen = isUnanswered(row);
  const title = `${unit}对${longMonth(row.period)}通报的异议`;
  return {
    key: `objections:${row.code}`,
    title,
    subtitle: `${row.code} · ${isOpen ? '待答复' : '已答复'}`,
    tone: isOpen ? 'warn' : 'good',
    summary: `${title}：${outcomeOfObjection(row)}`,
    blocks: [
      { kind: 'text', text: row.claim },
      ...(isOpen
        ? []
        : [{ kind: 'text' as const, text: [{ text: outcomeOfObjection(row), bold: true as const }] }]),
      ...(row.raisedBy ? [{ kind: 'note' as const, text: `提出岗位：${nameOf('post', row.raisedBy)}` }] : []),
      ...(isOpen && answers ? [answerForm(row)] : []),
    ],
  };
}

const { outcome, ruling } = objections.fields;

const answerForm = ({ code }: Objection): Block => ({
  kind: 'form',
  name: 'answer',
  inputs: [
    {
      name: `${FIELD_PREFIX}outcome`,
      label: outcome.label,
      kind: 'choice',
      required: true,
      options: Object.entries(outcome.choices).map(([value, label]) => ({ value, label })),
    },
    {
      name: `${FIELD_PREFIX}ruling`,
      label: '答复县区（采纳的写明怎样更正，不采纳的写明理由）',
      kind: 'longtext',
      required: true,
      max: ruling.max,
      placeholder: '例：施工许可证日期属实，已按 5 月 28 日动工更正',
    },
  ],
  submit: {
    label: '答复',
    action: 'ledger.move',
    params: { ledger: objections.name, code, event: 'settle' },
  },
});
