import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Field, Value } from '../../../../models/ledgers/engine/fields.ts';
import { kindOf, writtenValue } from '../../../../models/ledgers/engine/kinds/all.ts';
import { showValue } from '../../../../models/ledgers/engine/show.ts';
import { evidence, file, judging, log, LOGS, nameOf, read } from '../../../helpers/kinds.ts';

const moment: Field = { label: '时间', type: 'instant' };
const organ: Field = { label: '机构', type: 'org' };
const enterprise: Field = { label: '企业', type: 'ref', ref: 'enterprises' };
const letters: Field = { label: '附件', type: 'files', of: ['pdf'], most: 2 };

describe('a moment', () => {
  const field = moment;
  test('is to the minute for people, and earlier ones sort first', () => {
    const kind = kindOf(field);
    expect(kind.alike?.(field, '2026-05-06T01:00:00.000Z', '2026-05-06T01:00:59.999Z')).toBe(true);
    expect(kind.alike?.(field, '2026-05-06T01:00:00.000Z', '2026-05-06T01:01:00.000Z')).toBe(false);
    expect(kind.judge(field, '2026-05-06T09:00:00+08:00', judging)).toBe(
      '“2026-05-06T09:00:00+08:00”不是时刻',
    );
  });

  test('any minute comes back from its cell', () => {
    const minutes = fc.integer({ min: Date.UTC(1999, 0, 1) / 60_000, max: Date.UTC(2099, 0, 1) / 60_000 });
    fc.assert(
      fc.property(minutes, (minute) => {
        const value = new Date(minute * 60_000).toISOString();
        expect(read(field, writtenValue(field, value, nameOf))).toMatchObject({ ok: true, value, notes: [] });
      }),
    );
  });
});

describe('an organ', () => {
  test.each([
    ['河源市自然资源局', 'ZRJ'],
    ['市自然资源局', 'ZRJ'],
    ['自然资源局', 'ZRJ'],
    ['源城区', 'YC'],
    ['河源高新区管委会', 'GX'],
    ['河源海关', 'HGS'],
  ])('%s is %s', (said, code) => {
    expect(read(organ, said)).toMatchObject({ ok: true, value: code });
  });
  test('one the city does not have is refused with examples', () => {
    expect(read(organ, '火星局')).toMatchObject({
      ok: false,
      reason: '“火星局”不是本市的机构',
      suggestion: expect.stringMatching(/^请填写：领导小组、.*…$/),
    });
  });
});

describe('a row of another ledger', () => {
  const field = enterprise;
  test('is named by code, by title, or by both', () => {
    expect(read(field, 'QY-1')).toMatchObject({ value: 'QY-1' });
    expect(read(field, '河源市示范电子有限公司')).toMatchObject({ value: 'QY-1' });
    expect(writtenValue(field, 'QY-2', nameOf)).toBe('同名公司（QY-2）');
    expect(read(field, '同名公司（QY-2）')).toMatchObject({ value: 'QY-2' });
    expect(showValue(field, 'QY-9', nameOf)).toBe('QY-9');
  });
  test('a title that several have asks for the code, and so does an unknown one', () => {
    expect(read(field, '同名公司')).toEqual({
      ok: false,
      reason: '“同名公司”有 2 个同名的',
      suggestion: '请填编号：QY-2、QY-3',
      asked: { word: '同名公司', proposals: [], means: [] },
    });
    expect(read(field, '没有的公司')).toMatchObject({
      ok: false,
      reason: '找不到“没有的公司”，或您的岗位看不到它',
    });
  });
  test('says beforehand what is to be looked up', () => {
    expect(kindOf(field).lookups?.(field, '同名公司（QY-2）')).toEqual([
      ['enterprises', '同名公司（QY-2）'],
      ['enterprises', 'QY-2'],
    ]);
    expect(kindOf(log).lookups?.(log, '2026-05-06 09:00｜｜已受理｜｜QY-1')).toEqual([
      ['enterprises', 'QY-1'],
    ]);
  });
});

describe('a list', () => {
  const kind = kindOf(log);
  test('is lines in a cell, and any text in it comes back', () => {
    expect(writtenValue(log, LOGS, nameOf)).toBe(
      '2026-05-06 09:00｜市自然资源局｜已受理｜120.5｜河源市示范电子有限公司（QY-1）\n2026-05-07 09:30｜｜已现场核实｜｜',
    );
    const words = fc.string({ unit: fc.constantFrom(...'电子|｜；，、一 '), maxLength: 20 });
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 5 }), (texts) => {
        const value = texts.map((text) => ({ at: '2026-05-06T01:00:00.000Z', text: `甲${text}乙` }));
        const parsed = read(log, writtenValue(log, value, nameOf));
        expect(parsed.ok && parsed.value !== null && kind.alike?.(log, value, parsed.value)).toBe(true);
      }),
    );
  });
  test('says which line and which part cannot be read', () => {
    expect(read(log, '2026-05-06 09:00｜｜好\n不知何时｜｜好')).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/^第 2 条：时间：/),
    });
    expect(read(log, '1｜2｜3｜4｜5｜6')).toMatchObject({
      reason: '第 1 条：有 6 项，应为 5 项',
      suggestion: '请写成：时间｜单位｜内容｜金额｜企业',
    });
  });
  test('names the item that is wrong', () => {
    const judge = (...items: object[]) => kind.judge(log, items as Value, judging);
    expect(judge({ at: '2026-05-06T01:00:00.000Z', text: '好', org: 'XX' })).toBe(
      '第 1 条：单位“XX”不在本市名录中',
    );
    expect(judge({ at: '2026-05-06T01:00:00.000Z', text: '好', by: 'X' })).toBe('第 1 条：没有“by”这一项');
    expect(judge(...Array.from({ length: 6 }, () => ({})))).toBe('有 6 条，最多 5 条');
    expect(kind.judge(log, 'x', judging)).toBe('应为一组日志');
  });
  test('is shown the newest first, and no more than a few', () => {
    const many = Array.from({ length: 5 }, (_, i) => ({
      at: '2026-05-06T01:00:00.000Z',
      text: `第${i + 1}步`,
    }));
    expect(showValue(log, many, nameOf)).toMatch(/^2026-05-06 09:00 第5步；.*第3步（共 5 条）$/);
  });
  test('with files in it is no cell’s matter; a small one has an input of its own', () => {
    expect(read(evidence, '说明｜附件')).toMatchObject({
      value: null,
      notes: [{ kind: 'converted', text: '佐证含附件，不能在单元格里填写，这一格没有导入' }],
    });
    expect(kindOf(evidence).input(evidence)).toBeUndefined();
    const small: Field = {
      label: '节点',
      type: 'list',
      fields: { on: { label: '日期', type: 'day' }, text: { label: '内容', type: 'text' } },
    };
    expect(kindOf(small).input(small)).toEqual({ kind: 'longtext', hint: '一行一条：日期｜内容' });
    expect(read(small, '2026-05-06|开工\n2026-06-01 | 封顶')).toMatchObject({
      value: [
        { on: '2026-05-06', text: '开工' },
        { on: '2026-06-01', text: '封顶' },
      ],
    });
  });
  test('tells its history by what came and what went', () => {
    const [first, second] = LOGS as [object, object];
    expect(kind.changed?.(log, [first] as Value, [first, second] as Value, nameOf)).toBe(
      '新增 “2026-05-07 09:30 已现场核实”',
    );
  });
});

describe('files', () => {
  const field = letters;
  test('are limited in number and shape', () => {
    const judge = (value: Value) => kindOf(field).judge(field, value, judging);
    expect(judge([file('1', 'a.pdf'), file('2', 'b.PDF'), file('3', 'c.pdf')])).toBe('有 3 个，最多 2 个');
    expect(judge(['a.pdf'])).toBe('应为附件');
    expect(judge([{ ...file('1', 'a.pdf'), size: -1 }])).toBe('应为附件');
  });
  test('are not typed, and their history names them', () => {
    expect(read(field, '复函.pdf')).toMatchObject({ ok: true, value: null, notes: [{ kind: 'converted' }] });
    expect(kindOf(field).changed?.(field, [file('1', '旧.pdf')], [file('2', '新.pdf')], nameOf)).toBe(
      '新增 “新.pdf”，去掉 “旧.pdf”',
    );
  });
});
