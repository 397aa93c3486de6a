import type { CloseType, Kind, Overlay, SignType } from '../../rules/codes.ts';
import { fitsX, fitsY } from '../../rules/figures/cohorts.ts';
import type { Hundredths } from '../../rules/money.ts';
import { all, any, own, actorOf, role, unless } from '../../rules/rights.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { LooseRow } from '../engine/fields.ts';
import type { Machine } from '../engine/machine.ts';

const REPORTERS = own('unit', 'COUNTY_FILL');
/** Who looks at what a county has filled in: its reviewer, or 市商务局 (domain.md 1.6). */
export const SIGNING_REVIEWERS = own('unit', 'COUNTY_REVIEW');
const ACCEPTORS = any(SIGNING_REVIEWERS, role('PROJECT_CITY'));

/** What the cohorts of the bulletin ask of a row. */
const cohortFacts = (row: LooseRow) => ({
  kind: row.kind as Kind,
  isMfg: row.isMfg === true,
  signType: row.signType as SignType | undefined,
  plannedInvestWan: row.plannedInvestWan as Hundredths,
  overlays: (row.overlays ?? []) as Overlay[],
  closeType: row.closeType as CloseType | undefined,
});

/** Would the bulletin count it, this year or the next? */
const isOfCohorts = (row: LooseRow, rules: RuleSet): boolean =>
  row.signDate !== undefined && (fitsX(cohortFacts(row), rules) || fitsY(cohortFacts(row), rules));

/** Does a change make the bulletin count a project that it did not count, or count it in another year? */
const newlyCounted = (before: LooseRow, after: LooseRow, rules: RuleSet): boolean =>
  isOfCohorts(after, rules) && (!isOfCohorts(before, rules) || before.signDate !== after.signDate);

/**
 * 签约审核: a project that a county's post writes as newly signed counts for the bulletin after a second pair of eyes, the
 * county's reviewer's or 市商务局's (domain.md 0.1-5, 1.6). It is one approval of those of domain.md 3.0; further ones are
 * further moves.
 */
export const SIGNING_MACHINE: Machine<'SETTLED' | 'REVIEWING' | 'RETURNED', SigningEvent, never> = {
  initial: 'SETTLED',
  states: {
    SETTLED: { label: '无待审核', kind: 'waiting', silent: true },
    REVIEWING: {
      label: '签约待审核',
      kind: 'open',
      actor: SIGNING_REVIEWERS,
      limit: { workdays: 'stage.unitConfirmWd', ladder: 'check' },
    },
    RETURNED: {
      label: '签约退回补正',
      kind: 'open',
      actor: REPORTERS,
      limit: { workdays: 'stage.returnFixWd', ladder: 'check' },
    },
  },
  onWrite: {
    event: 'file',
    unless: ACCEPTORS,
    // What was returned is handed in again by mending it.
    when: (before, after, { rules }) =>
      rules.cohorts.X.acceptedBy !== undefined &&
      (after.status === 'RETURNED' || newlyCounted(before, after, rules)),
  },
  moves: [
    {
      event: 'file',
      label: '提交签约审核',
      from: ['SETTLED', 'RETURNED'],
      to: 'REVIEWING',
      by: REPORTERS,
      hidden: true,
      sets: { returnReason: null },
    },
    {
      event: 'accept',
      label: '签约属实',
      from: ['REVIEWING'],
      to: 'SETTLED',
      by: all(ACCEPTORS, unless(actorOf('file'))),
      style: 'primary',
      done: '已审核通过，计入通报',
      tells: [{ to: REPORTERS, as: 'digest', text: '签约已审核通过，计入通报' }],
    },
    {
      event: 'return',
      label: '退回补正',
      from: ['REVIEWING'],
      to: 'RETURNED',
      by: all(ACCEPTORS, unless(actorOf('file'))),
      asks: ['returnReason'],
      style: 'danger',
      tells: [{ to: REPORTERS, as: 'single', text: '签约审核退回，请补正后重新提交' }],
    },
    {
      event: 'resubmit',
      label: '重新提交',
      from: ['RETURNED'],
      to: 'REVIEWING',
      by: REPORTERS,
      sets: { returnReason: null },
    },
  ],
};
type SigningEvent = 'file' | 'accept' | 'return' | 'resubmit';

/** What a project said to be signed lacks without which no bulletin counts it. */
export const unsigned = ({
  stage,
  signDate,
  signType,
}: {
  stage: string;
  signDate?: unknown;
  signType?: unknown;
}): readonly ('signDate' | 'signType')[] =>
  stage === 'NEGOTIATING'
    ? []
    : [
        ...(signDate === undefined ? ['signDate' as const] : []),
        ...(signType === undefined ? ['signType' as const] : []),
      ];

/** What a signing is judged by (domain.md 3.1 P2), and when it is not there yet. */
const PAPERS = [
  'contractNo',
  'investorUscc',
  'industryGb',
  'agreedStart',
  'agreedProduce',
  'fairReview',
] as const satisfies readonly string[];
type Paper = (typeof PAPERS)[number];
/** What says that there is none yet. */
const NONE: Partial<Record<Paper, unknown>> = { fairReview: 'NOT_DONE' };

/** The fields of what a signed project lacks of its papers. */
export const missingPapers = (row: Partial<Record<Paper, unknown>>): readonly Paper[] =>
  PAPERS.filter((field) => row[field] === undefined || row[field] === NONE[field]);

/** The state in which a second pair of eyes is to look. */
export const TO_REVIEW = 'REVIEWING' satisfies keyof typeof SIGNING_MACHINE.states;

export const isToReview = ({ status }: { status: string }): boolean => status === TO_REVIEW;

/** The states in which the bulletin does not count a project yet. */
export const UNACCEPTED: readonly string[] = Object.entries(SIGNING_MACHINE.states).flatMap(
  ([status, { kind }]) => (kind === 'open' ? [status] : []),
);

/** Has a second pair of eyes seen what there was to see? */
export const isAccepted = ({ status }: { status: string }): boolean => !UNACCEPTED.includes(status);
