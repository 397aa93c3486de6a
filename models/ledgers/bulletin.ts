import { defineMachine } from '../rules/machine.ts';
import { hasRole } from '../rules/permissions.ts';
import { EVERYTHING, NOTHING } from '../rules/where.ts';
import { defineLedger, type RowOf } from './engine/define.ts';

/**
 * A month's bulletin from opening to issue (domain.md 3.6). The machine drafts, a post signs (0.1-9): nothing is
 * issued that the bulletin's owner has not signed.
 */
export const bulletinMachine = defineMachine({
  initial: 'REPORTING',
  states: {
    REPORTING: { label: '县区填报', kind: 'open' },
    FROZEN: { label: '已冻结', kind: 'open' },
    VERIFYING: { label: '县区核对', kind: 'open' },
    SIGNING: { label: '待签发', kind: 'open' },
    SIGNED: { label: '已签发', kind: 'waiting' },
    ISSUED: { label: '已印发', kind: 'closed' },
  },
  transitions: [
    { event: 'freeze', label: '冻结数据', from: ['REPORTING'], to: 'FROZEN', permit: 'bulletins.freeze' },
    { event: 'verify', label: '送县区核对', from: ['FROZEN'], to: 'VERIFYING', permit: 'bulletins.freeze' },
    {
      event: 'submit',
      label: '送签',
      from: ['FROZEN', 'VERIFYING'],
      to: 'SIGNING',
      permit: 'bulletins.freeze',
    },
    {
      event: 'refreeze',
      label: '退回重新冻结',
      from: ['VERIFYING', 'SIGNING'],
      to: 'REPORTING',
      permit: 'bulletins.sign',
    },
    { event: 'sign', label: '签发', from: ['SIGNING'], to: 'SIGNED', permit: 'bulletins.sign' },
    { event: 'issue', label: '印发', from: ['SIGNED'], to: 'ISSUED', permit: 'bulletins.freeze' },
  ],
});
export type BulletinStatus = keyof typeof bulletinMachine.states;

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
    objections: { label: '核对反馈', type: 'tags', system: true },
    signedBy: { label: '签发岗位', type: 'post', system: true },
    signedOn: { label: '签发日期', type: 'day', system: true },
    issuedOn: { label: '印发日期', type: 'day', system: true },
    docNo: { label: '发文字号', type: 'text', max: 40 },
  },
  identity: [['period']],
  machine: bulletinMachine,
  permits: { read: 'bulletins.read', write: 'bulletins.write' },
  readScope: () => EVERYTHING,
  writeScope: (viewer) =>
    hasRole(viewer, 'BULLETIN_OWNER', 'LXB_ADMIN', 'ADMIN', 'COUNTY_REVIEW') ? EVERYTHING : NOTHING,
  listed: ['period', 'frozenOn', 'signedBy', 'issuedOn'],
});

export type Bulletin = RowOf<typeof bulletins>;
