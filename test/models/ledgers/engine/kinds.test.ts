import { describe, expect, test } from 'vitest';
import type { Field, Value } from '../../../../models/ledgers/engine/fields.ts';
import {
  FIELD_KINDS,
  kindOf,
  typedValue,
  writtenValue,
} from '../../../../models/ledgers/engine/kinds/all.ts';
import { showValue } from '../../../../models/ledgers/engine/show.ts';
import { city, file, FILES, judging, log, LOGS, nameOf, read, reading } from '../../../helpers/kinds.ts';

interface Sample {
  field: Field;
  value: Value;
  shown: string;
  /** What is no value of it, and what is said of it. */
  bad: readonly [Value, string];
}

/** One of each type; a new type does not compile without one. */
const SAMPLES: { readonly [T in Field['type']]: Sample } = {
  text: {
    field: { label: '名称', type: 'text', max: 4 },
    value: '积木',
    shown: '积木',
    bad: ['一二三四五', '有 5 个字，最多 4 个字'],
  },
  longtext: {
    field: { label: '说明', type: 'longtext' },
    value: '一句话。',
    shown: '一句话。',
    bad: [7, '应为文字'],
  },
  int: {
    field: { label: '人数', type: 'int', unit: '人', min: 1 },
    value: 12,
    shown: '12 人',
    bad: [0, '为 0 人，不能小于 1'],
  },
  decimal: {
    field: { label: '投资', type: 'decimal', unit: '万元' },
    value: 123_450,
    shown: '1234.5 万元',
    bad: [1.5, '应为数字，最多两位小数'],
  },
  day: {
    field: { label: '日期', type: 'day' },
    value: '2026-05-06',
    shown: '2026-05-06',
    bad: ['2026-06-13', '（2026-06-13）晚于今天'],
  },
  instant: {
    field: { label: '时间', type: 'instant' },
    value: '2026-05-06T01:00:00.000Z',
    shown: '2026-05-06 09:00',
    bad: ['2026-06-12T16:00:00.000Z', '（2026-06-13 00:00）晚于今天'],
  },
  period: {
    field: { label: '期', type: 'period' },
    value: '2026-05',
    shown: '2026-05',
    bad: ['2026-13', '“2026-13”不是月份'],
  },
  flag: { field: { label: '可否', type: 'flag' }, value: true, shown: '是', bad: ['是', '应为是或否'] },
  choice: {
    field: { label: '种类', type: 'choice', choices: { A: '甲', B: '乙' } },
    value: 'B',
    shown: '乙',
    bad: ['C', '“C”不在选项中（甲、乙）'],
  },
  choices: {
    field: { label: '多种', type: 'choices', choices: { A: '甲', B: '乙' } },
    value: ['A', 'B'],
    shown: '甲、乙',
    bad: ['A', '应为多选'],
  },
  unit: {
    field: { label: '单元', type: 'unit' },
    value: 'YC',
    shown: '源城区',
    bad: ['XX', '“XX”不在本市名录中'],
  },
  park: {
    field: { label: '园区', type: 'park' },
    value: city.parks[0]?.code ?? '',
    shown: city.parks[0]?.name ?? '',
    bad: ['XX', '“XX”不在本市名录中'],
  },
  post: {
    field: { label: '岗位', type: 'post' },
    value: city.posts[0]?.code ?? '',
    shown: city.posts[0]?.name ?? '',
    bad: ['XX', '“XX”不在本市名录中'],
  },
  org: {
    field: { label: '机构', type: 'org' },
    value: 'ZRJ',
    shown: '市自然资源局',
    bad: ['XX', '“XX”不在本市名录中'],
  },
  tags: {
    field: { label: '标签', type: 'tags' },
    value: ['专精特新', '上市'],
    shown: '专精特新、上市',
    bad: ['上市', '应为一组文字'],
  },
  ref: {
    field: { label: '企业', type: 'ref', ref: 'enterprises' },
    value: 'QY-1',
    shown: '河源市示范电子有限公司',
    bad: [' QY-1', '“ QY-1”不是编号'],
  },
  files: {
    field: { label: '附件', type: 'files', of: ['pdf'], most: 2 },
    value: FILES,
    shown: '复函.pdf、现场.pdf',
    bad: [[file('1', '表.xlsx')], '“表.xlsx”的格式不收，请上传 PDF'],
  },
  list: {
    field: log,
    value: LOGS,
    shown:
      '2026-05-07 09:30 已现场核实；2026-05-06 09:00 市自然资源局 已受理 120.5 万元 河源市示范电子有限公司',
    bad: [[...(LOGS as object[]), { at: '2026-05-08T01:30:00.000Z' }] as Value, '第 3 条：内容未填'],
  },
};
const rows = Object.entries(SAMPLES) as [Field['type'], Sample][];
describe.each(rows)('%s', (type, { field, value, shown, bad }) => {
  const kind = kindOf(field);

  test('has every part', () => {
    expect(FIELD_KINDS[type]).toBe(kind);
    expect(kind.title).not.toBe('');
    expect(['string', 'number', 'boolean', 'strings', 'objects']).toContain(kind.stored);
    expect(kind.sheet(field).width).toBeGreaterThan(5);
    expect(kind.guide(field).every((text) => text !== '')).toBe(true);
    expect(['all', 'texts', 'none']).toContain(kind.repeats);
  });

  test('takes a value and says what is wrong with another', () => {
    expect(kind.judge(field, value, judging)).toBeUndefined();
    expect(kind.judge(field, bad[0], judging)).toBe(bad[1]);
  });

  test('shows it, and a dash where there is none', () => {
    expect(showValue(field, value, nameOf)).toBe(shown);
    expect(showValue(field, undefined, nameOf)).toBe('—');
  });
});

test.each(rows.filter(([type]) => type !== 'files'))(
  '%s reads what it writes into a cell and into an input',
  (_type, { field, value }) => {
    expect(read(field, writtenValue(field, value, nameOf))).toMatchObject({ ok: true, value });
    const typed = typedValue(field, value);
    expect(read(field, typeof typed === 'string' ? typed : typed.join('、'))).toMatchObject({
      ok: true,
      value,
    });
    expect(read(field, '')).toMatchObject({ ok: true, value: null, notes: [] });
  },
);

test('only kinds whose words can be told from names are filtered by', () => {
  const found = rows.filter(([, { field }]) => 'find' in kindOf(field)).map(([type]) => type);
  expect(found.sort()).toEqual(['choice', 'choices', 'flag', 'int', 'org', 'park', 'period', 'post', 'unit']);
  expect(kindOf(SAMPLES.org.field).find?.(SAMPLES.org.field, '自然资源局', reading)).toBe('ZRJ');
  expect(kindOf(SAMPLES.org.field).find?.(SAMPLES.org.field, '某某电子厂', reading)).toBeUndefined();
});
