import { OFFICIALS } from '../rules/permissions.ts';
import { role, service } from '../rules/rights.ts';
import { defineLedger, machineOf, type RowOf } from './engine/define.ts';
import { isClosed } from './engine/machine.ts';

const OWNER = role('BULLETIN_OWNER');
const REPORTERS = role('COUNTY_FILL');
const REVIEWERS = role('COUNTY_REVIEW');
/** Those who may accept what is newly signed: 市商务局 hears of what no county has looked at. */
const ACCEPTORS = role('COUNTY_REVIEW', 'PROJECT_CITY');

/** 月通报 (domain.md 2.14). The figures themselves are a frozen snapshot, named here by its hash. */
export const bulletins = defineLedger({
  name: 'bulletins',
  title: '月通报',
  noun: '通报',
  titleField: 'period',
  code: { of: (row) => `TB-${row.period}` },
  fields: {
    period: { label: '通报期', type: 'period', required: true },
    snapshot: { label: '数据快照', type: 'text', max: 64, system: true },
    ruleSet: { label: '规则版本', type: 'text', max: 20, system: true },
    frozenOn: { label: '冻结日期', type: 'day', system: true },
    signedBy: { label: '签发岗位', type: 'post', system: true },
    signedOn: { label: '签发日期', type: 'day', system: true },
    issuedOn: { label: '印发日期', type: 'day', system: true },
    docNo: { label: '发文字号', type: 'text', max: 40 },
    objection: { label: '异议', type: 'longtext', min: 5, max: 300, asked: true },
  },
  identity: [['period']],
  // A month's bulletin from opening to issue (domain.md 3.6). The machine drafts, a post signs (0.1-9): nothing is
  // issued that the bulletin's owner has not signed.
  machine: {
    initial: 'REPORTING',
    states: {
      REPORTING: {
        label: '县区填报',
        kind: 'open',
        reminds: [
          { to: REPORTERS, says: 'lastDay', as: 'push' },
          { to: ACCEPTORS, says: 'review', as: 'push' },
        ],
      },
      FROZEN: { label: '已冻结', kind: 'open' },
      VERIFYING: {
        label: '县区核对',
        kind: 'open',
        actor: REVIEWERS,
        // Who has no objection has nothing to do.
        assent: true,
        limit: { workdays: 'monthly.verifyWd', from: 'period' },
      },
      SIGNING: {
        label: '待签发',
        kind: 'open',
        actor: OWNER,
        limit: { workdays: 'monthly.signWd', from: 'period' },
        reminds: [{ to: OWNER, says: 'row', as: 'push' }],
      },
      SIGNED: { label: '已签发', kind: 'waiting' },
      ISSUED: { label: '已印发', kind: 'closed' },
    },
    tells: [{ to: REPORTERS, says: 'fill', as: 'push' }],
    moves: [
      {
        event: 'freeze',
        label: '冻结数据',
        from: ['REPORTING'],
        to: 'FROZEN',
        by: service(),
        hidden: true,
        sets: { frozenOn: 'today' },
      },
      {
        event: 'verify',
        label: '送县区核对',
        from: ['FROZEN'],
        to: 'VERIFYING',
        by: service(),
        tells: [{ to: REVIEWERS, says: 'verify', as: 'push' }],
      },
      {
        event: 'object',
        label: '提交异议',
        from: ['VERIFYING', 'SIGNING', 'SIGNED'],
        guard: ({ status }) => (status === 'VERIFYING' ? undefined : '核对时间已过，请直接联系市府办公室'),
        by: REVIEWERS,
        asks: ['objection'],
        shared: true,
        done: '异议已提交，市府办公室签发前答复，结果会告诉您',
        hidden: true,
        on: 'verify',
      },
      {
        event: 'submit',
        label: '送签',
        from: ['FROZEN', 'VERIFYING'],
        to: 'SIGNING',
        by: service(),
        tells: [{ to: OWNER, says: 'row', as: 'push' }],
      },
      {
        event: 'sign',
        label: '签发',
        from: ['SIGNING'],
        to: 'SIGNED',
        by: OWNER,
        sets: { signedBy: 'post', signedOn: 'today' },
        style: 'primary',
        confirm: { title: '签发', text: '签发后数据不再改动，事后更正列入下一期。确定签发？' },
        done: (row) => (row.status === 'ISSUED' ? '已签发，正在推送' : '已签发，将按期推送'),
      },
      {
        event: 'refreeze',
        label: '退回重新冻结',
        from: ['VERIFYING', 'SIGNING'],
        to: 'REPORTING',
        by: OWNER,
        style: 'danger',
        confirm: { title: '退回', text: '退回后按最新台账重新冻结，再次送签。确定退回？' },
        done: '已按最新台账重新冻结',
        // The ledgers as they are now are frozen and put before the signers again.
        followedBy: ['freeze', 'submit'],
      },
      {
        event: 'issue',
        label: '印发',
        from: ['SIGNED'],
        to: 'ISSUED',
        by: service(),
        hidden: true,
        sets: { issuedOn: 'today' },
        // The groups get the city's version, each county its own, leaders eight lines (domain.md 5.4).
        tells: [
          { groups: ['G1', 'G2'], says: 'city', as: 'push' },
          { groups: ['G3'], says: 'county', as: 'push' },
          { to: role('LEADER'), says: 'leader', as: 'push' },
        ],
      },
    ],
  },
  rights: { read: role(...OFFICIALS), edit: service() },
  // 通报 shows a month's figures, not the list of bulletins.
  doors: { keptBy: 'service', command: false },
  listed: ['period', 'frozenOn', 'signedBy', 'issuedOn'],
});

export type Bulletin = RowOf<typeof bulletins>;

const MACHINE = machineOf(bulletins);

/** The states in which a bulletin is out. */
export const ISSUED_STATES = (Object.keys(MACHINE.states) as Bulletin['status'][]).filter((status) =>
  isClosed(MACHINE, status),
);

/** Is the month's bulletin out? */
export const isIssued = ({ status }: Pick<Bulletin, 'status'>): boolean => isClosed(MACHINE, status);

/** Is it with the counties, who agree by saying nothing? */
export const isBeingVerified = ({ status }: Pick<Bulletin, 'status'>): boolean =>
  MACHINE.states[status].assent === true;

/** 待签发 */
export const bulletinState = ({ status }: Pick<Bulletin, 'status'>): string => MACHINE.states[status].label;
