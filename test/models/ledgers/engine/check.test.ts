import { describe, expect, test } from 'vitest';
import heyuan from '../../../../models/ledgers/city/heyuan.json' with { type: 'json' };
import {
  applyPatch,
  checkRow,
  completeRow,
  type CheckContext,
} from '../../../../models/ledgers/engine/check.ts';
import { parseCity } from '../../../../models/ledgers/city.ts';
import { defineLedger, type LooseRow } from '../../../../models/ledgers/engine/define.ts';
import { projects } from '../../../../models/ledgers/project.ts';
import { anyone } from '../../../../models/rules/rights.ts';

const city = parseCity(heyuan);
const context: CheckContext = {
  today: '2026-06-12',
  rules: city.ruleSet,
  knows: (kind, code) => city[`${kind}s`].some((known) => known.code === code),
};

/** One field of every type, so that each way of being wrong is met once. */
const toy = defineLedger({
  name: 'toys',
  title: '玩具',
  noun: '玩具',
  titleField: 'name',
  code: { of: (row) => String(row.name) },
  fields: {
    name: { label: '名称', type: 'text', required: true, min: 2, max: 5 },
    uscc: { label: '信用代码', type: 'text', format: 'uscc' },
    note: { label: '说明', type: 'longtext', max: 10 },
    n: { label: '个数', type: 'int', min: 1, max: 9, unit: '个' },
    wan: { label: '金额', type: 'decimal', min: 0, max: 100, unit: '万元' },
    on: { label: '日期', type: 'day' },
    due: { label: '期限', type: 'day', future: true },
    in: { label: '月份', type: 'period' },
    ok: { label: '可否', type: 'flag' },
    kind: { label: '种类', type: 'choice', choices: { A: '甲', B: '乙' } },
    kinds: { label: '多种', type: 'choices', choices: { A: '甲', B: '乙' } },
    tags: { label: '标签', type: 'tags' },
    unit: { label: '单元', type: 'unit' },
    later: {
      label: '文号',
      type: 'text',
      required: { when: (row) => row.ok === true, text: '可以时须填文号' },
    },
  },
  identity: [['name']],
  rights: { read: anyone(), edit: anyone() },
  listed: ['name'],
});

const faults = (row: LooseRow) =>
  checkRow(toy, { name: '积木', ...row }, context).map(({ level, text }) => `${level} ${text}`);

describe('a field', () => {
  test.each<[string, LooseRow, string[]]>([
    ['nothing wrong', {}, []],
    ['missing', { name: '' }, ['error 名称未填']],
    ['too short', { name: '积' }, ['error 名称只有 1 个字，至少 2 个字']],
    ['too long, counted as people count', { name: '一二三四五𠮷' }, ['error 名称有 6 个字，最多 5 个字']],
    ['an emoji', { name: '积木🧱' }, ['error 名称不能含表情符号']],
    ['not text', { name: 5 }, ['error 名称应为文字']],
    ['not whole', { n: 1.5 }, ['error 个数应为整数']],
    ['below', { n: 0 }, ['error 个数为 0 个，不能小于 1']],
    ['above', { n: 10 }, ['error 个数为 10 个，不能大于 9']],
    ['at the bounds', { n: 9, wan: 10_000 }, []],
    ['negative amount', { wan: -1 }, ['error 金额为 -0.01 万元，不能小于 0']],
    ['amount above', { wan: 10_001 }, ['error 金额为 100.01 万元，不能大于 100']],
    ['finer than a hundredth', { wan: 0.5 }, ['error 金额应为数字，最多两位小数']],
    ['a day that does not exist', { on: '2026-02-31' }, ['error 日期“2026-02-31”不是日期']],
    ['a day to come', { on: '2026-06-13' }, ['error 日期（2026-06-13）晚于今天']],
    ['a day to come where it may', { due: '2026-06-13' }, []],
    ['today', { on: '2026-06-12' }, []],
    ['a month that is none', { in: '2026-13' }, ['error 月份“2026-13”不是月份']],
    ['a word for yes', { ok: '是' }, ['error 可否应为是或否']],
    ['a choice that is none', { kind: 'C' }, ['error 种类“C”不在选项中（甲、乙）']],
    ['a choice of every object', { kind: 'toString' }, ['error 种类“toString”不在选项中（甲、乙）']],
    ['one of several', { kinds: ['A', 'C'] }, ['error 多种“C”不在选项中（甲、乙）']],
    ['one where several are due', { kinds: 'A' }, ['error 多种应为多选']],
    ['a unit of another city', { unit: 'XX' }, ['error 单元“XX”不在本市名录中']],
    ['due at a later stage: a note, not an error', { ok: true }, ['note 文号待补：可以时须填文号']],
    ['given at the later stage', { ok: true, later: '1号' }, []],
  ])('%s', (_, row, expected) => expect(faults(row)).toEqual(expected));

  test('a credit code with a wrong check digit is refused with the reason', () => {
    expect(faults({ uscc: '91441600MA4WXYZ120' }).join()).toMatch(/^error 信用代码：.+/);
  });

  test('all faults come at once, in the order of the fields', () => {
    expect(faults({ name: '积', n: 0, unit: 'XX' })).toHaveLength(3);
  });
});

describe('a patch', () => {
  test('null takes away, undefined leaves, the row itself stays as it was', () => {
    const row = { a: 1, b: 2, c: 3 };
    expect(applyPatch(row, { a: null, b: undefined, c: 4 })).toEqual({ b: 2, c: 4 });
    expect(row).toEqual({ a: 1, b: 2, c: 3 });
  });
});

describe('completion of a project', () => {
  const base: LooseRow = {
    name: '示范电子结构件生产项目',
    chain: 'ELEC',
    introUnit: 'YC',
    plannedInvestWan: 1_500_000,
  };
  const complete = (row: LooseRow, isNew = true) =>
    completeRow(projects, { ...base, ...row }, context, isNew);

  test('proposes only for a new row, derives for every one', () => {
    const fresh = complete({ signDate: '2026-03-10' });
    expect(fresh).toMatchObject({
      kind: 'NEW',
      stage: 'SIGNED',
      isMfg: true,
      unit: 'YC',
      signedIn: '2026-03',
    });
    const old = complete({ signDate: '2026-03-10', stage: 'NEGOTIATING' }, false);
    expect(old.kind).toBeUndefined();
    expect(old).toMatchObject({ stage: 'SIGNED', signedIn: '2026-03' });
  });

  test('is stable: completing what is complete changes nothing', () => {
    const once = complete({
      signDate: '2026-03-10',
      startedOn: '2026-05-01',
      landMu: 5000,
      fixedInvestWan: 900_000,
    });
    expect(completeRow(projects, once, context, false)).toEqual(once);
    expect(completeRow(projects, once, context, true)).toEqual(once);
  });

  test('a recognised period that was given stands', () => {
    expect(complete({ signDate: '2026-03-10', signedIn: '2026-04' }).signedIn).toBe('2026-04');
  });

  test('dates that run backwards name both (V02)', () => {
    const row = complete({ signDate: '2026-03-10', landUnit: 'YC', startedOn: '2026-02-01' });
    const fault = checkRow(projects, row, context).find(({ rule }) => rule === 'V02');
    expect(fault).toMatchObject({ level: 'error', field: 'startedOn' });
    expect(fault?.text).toBe('动工日期（2026-02-01）不得早于签约日期（2026-03-10）');
  });
});
