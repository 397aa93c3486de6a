import { OFFICIALS } from '../rules/permissions.ts';
import { any, own, role, service } from '../rules/rights.ts';
import { defineLedger, type RowOf } from './engine/define.ts';

const OWNER = role('BULLETIN_OWNER');
/** Who checks a county's figures and hears what became of an objection. */
const REVIEWERS = own('unit', 'COUNTY_REVIEW');

/**
 * 核对异议 (domain.md 3.6): what a county says against its own figures between freeze and signature. Each is answered by the
 * signer before the bulletin is signed, and the county is told.
 */
export const objections = defineLedger({
  name: 'objections',
  title: '核对异议',
  noun: '异议',
  titleField: 'unit',
  code: { series: (_row, today) => `YY-${today.slice(0, 4)}-`, width: 3 },
  fields: {
    period: { label: '通报期', type: 'period', required: true },
    unit: { label: '提出单元', type: 'unit', required: true },
    claim: { label: '异议', type: 'longtext', required: true, min: 5, max: 300 },
    raisedBy: { label: '提出岗位', type: 'post' },
    outcome: {
      label: '处理',
      type: 'choice',
      choices: { ACCEPTED: '采纳', REJECTED: '不采纳' },
      system: true,
    },
    ruling: { label: '答复', type: 'longtext', min: 2, max: 300, system: true },
  },
  identity: [['period', 'unit', 'claim']],
  machine: {
    initial: 'OPEN',
    states: {
      OPEN: {
        label: '待答复',
        kind: 'open',
        actor: OWNER,
        limit: { workdays: 'monthly.signWd', from: 'period', ladder: 'check' },
      },
      ANSWERED: { label: '已答复', kind: 'closed' },
    },
    tells: [{ to: OWNER, says: 'ask', as: 'push' }],
    moves: [
      {
        event: 'settle',
        label: '答复',
        from: ['OPEN'],
        to: 'ANSWERED',
        by: OWNER,
        asks: ['outcome', 'ruling'],
        on: 'ask',
        hidden: true,
        done: '已答复，县区已收到结果',
        tells: [{ to: REVIEWERS, says: 'row', as: 'reply' }],
      },
    ],
  },
  rights: {
    read: any(
      role('BULLETIN_OWNER', 'PROJECT_CITY', 'LXB_ADMIN', 'AUDITOR', 'ADMIN'),
      own('unit', ...OFFICIALS),
    ),
    edit: service(),
  },
  doors: { keptBy: 'service', export: false },
  order: ['-period', 'unit'],
  listed: ['unit', 'period', 'claim', 'outcome'],
});

export type Objection = RowOf<typeof objections>;

/** What became of it, in a few words: 待答复, 采纳：已按…更正. */
export const outcomeOfObjection = ({ outcome, ruling }: Pick<Objection, 'outcome' | 'ruling'>): string =>
  outcome === undefined ? '待答复' : `${objections.fields.outcome.choices[outcome]}：${ruling ?? ''}`;

/** Does it still wait for the signer's word? */
export const isUnanswered = ({ outcome }: Pick<Objection, 'outcome'>): boolean => outcome === undefined;
