import { describe, expect, test } from 'vitest';
import heyuan from '../../../../models/ledgers/city/heyuan.json' with { type: 'json' };
import { parseCity } from '../../../../models/ledgers/city.ts';
import { LEDGERS } from '../../../../models/ledgers/all.ts';
import { defineLedger, type AnyLedger } from '../../../../models/ledgers/engine/define.ts';
import type { Fields } from '../../../../models/ledgers/engine/fields.ts';
import { ledgerFaults } from '../../../../models/ledgers/engine/ledger-faults.ts';
import type { Limit } from '../../../../models/ledgers/engine/machine.ts';
import { anyone } from '../../../../models/rules/rights.ts';

const { ruleSet } = parseCity(heyuan);

interface Odd {
  limit?: Limit;
  fields?: Fields;
  struck?: Record<string, string>;
}

const odd = ({ limit, fields = {}, struck }: Odd): AnyLedger =>
  defineLedger({
    name: 'odd',
    title: '怪台账',
    noun: '怪事',
    titleField: 'name',
    code: { of: (row) => String(row.name) },
    fields: { name: { label: '名称', type: 'text', required: true }, ...fields },
    identity: [['name']],
    listed: ['name'],
    machine: {
      initial: 'A',
      states: {
        A: { label: '甲', kind: 'open', ...(limit ? { limit } : {}) },
        B: { label: '乙', kind: 'closed' },
      },
      moves: [
        { event: 'go', label: '去', from: ['A'], to: 'B', by: anyone() },
        { event: 'back', label: '回', from: ['B'], to: 'A', by: anyone() },
      ],
    },
    rights: { read: anyone(), edit: anyone() },
    ...(struck ? { doors: { struck: { sets: struck, as: '办结' } } } : {}),
  });

const faultsOf = (of: Odd) => ledgerFaults([...LEDGERS, odd(of)], ruleSet);
const when = () => true;
const grade = (...of: string[]): Fields => ({
  grade: { label: '等级', type: 'choice', choices: Object.fromEntries(of.map((code) => [code, code])) },
});

test('the ledgers of the service contradict nothing', () => {
  expect(ledgerFaults(LEDGERS, ruleSet)).toEqual([]);
});

describe('a limit', () => {
  test.each<[string, Odd]>([
    ['by working days', { limit: { workdays: 'issue.signWd', ladder: 'reply', move: 'go' } }],
    ['by what the row says', { limit: { workdays: 'issue.limitWd.{grade}' }, fields: grade('I', 'IV') }],
    ['from when the row was made', { limit: { days: 'issue.reopenDays', from: 'createdAt' } }],
  ])('%s is fine', (_, of) => expect(faultsOf(of)).toEqual([]));

  test.each<[string, Odd, string]>([
    ['days of no rule', { limit: { workdays: 'issue.singWd' } }, '规则集里没有 issue.singWd'],
    ['hours of no rule', { limit: { hours: 'issue' } }, '规则集里没有 issue'],
    ['calendar days of no rule', { limit: { days: 'nothing.at.all' } }, '规则集里没有 nothing.at.all'],
    [
      'urgent hours of no rule',
      { limit: { workdays: 'issue.signWd', urgent: { when, hours: 'issue.hours' } } },
      '规则集里没有 issue.hours',
    ],
    [
      'a ladder of no rule',
      { limit: { workdays: 'issue.signWd', ladder: 'rope' } },
      '规则集里没有提醒阶梯 rope',
    ],
    ['a move that is not', { limit: { workdays: 'issue.signWd', move: 'fly' } }, '这个状态没有动作 fly'],
    ['a move from elsewhere', { limit: { workdays: 'issue.signWd', move: 'back' } }, '这个状态没有动作 back'],
    ['no length', { limit: { ladder: 'reply' } }, 'workdays、hours、days 要写一个，也只能写一个'],
    [
      'a field that is not',
      { limit: { workdays: 'issue.limitWd.{grade}' } },
      'issue.limitWd.{grade}：没有字段 grade',
    ],
    [
      'a grade without a value',
      { limit: { workdays: 'issue.limitWd.{grade}' }, fields: grade('I', 'V') },
      '规则集的 issue.limitWd.{grade} 没有 V',
    ],
    [
      'a beginning that is no moment',
      { limit: { workdays: 'issue.signWd', from: 'name' } },
      'from 要是时刻或月份字段，name 不是',
    ],
    [
      'an end that is no day',
      { limit: { workdays: 'issue.signWd', due: 'doneOn' } },
      'due 要是日期或时刻字段，doneOn 不是',
    ],
  ])('by %s is told', (_, of, fault) => {
    expect(faultsOf(of)).toEqual([`怪台账（odd）：状态 A 的期限：${fault}`]);
  });
});

test('a reference to a ledger that is not there is told, in a list as well; what a list cannot keep, too', () => {
  const fields: Fields = {
    of: { label: '属于', type: 'ref', ref: 'nowhere' },
    log: {
      label: '日志',
      type: 'list',
      fields: {
        who: { label: '谁', type: 'ref', ref: 'nobody' },
        what: { label: '何事', type: 'ref', ref: 'projects', within: 'edit' },
      },
    },
  };
  expect(faultsOf({ fields })).toEqual([
    '怪台账（odd）：字段 of 指向的台账 nowhere 不存在',
    '怪台账（odd）：字段 log.who 指向的台账 nobody 不存在',
    '怪台账（odd）：字段 log.what 在多条记录里，within、follows 不起作用',
  ]);
});

test('two ledgers of one name and all other faults of all ledgers are told together', () => {
  const first = odd({ struck: { ended: 'YES' } });
  const second = odd({ limit: { workdays: 'issue.singWd' } });
  expect(ledgerFaults([first, second], ruleSet)).toEqual([
    '怪台账（odd）：没有字段 ended',
    '怪台账（odd）：另一个台账也叫这个英文名',
    '怪台账（odd）：状态 A 的期限：规则集里没有 issue.singWd',
  ]);
});
