import { expect, test } from 'vitest';
import type { ImportView } from '../../../cards/imports/view.ts';
import { importCard, importDoneCard } from '../../../cards/imports/import.ts';
import { buttonOf, wordsOf } from '../../helpers/conversation.ts';

const view = (overrides: Partial<ImportView> = {}): ImportView => ({
  token: 't1',
  title: '招商项目台账',
  noun: '项目',
  file: '源城台账.xlsx',
  counts: { new: 2, changed: 1, same: 3, faulty: 0, skipped: 1 },
  ready: 3,
  open: 0,
  sheets: [],
  faults: [],
  moreFaults: 0,
  notes: [],
  corrections: [],
  rows: [],
  questions: [],
  unknown: [],
  fields: [],
  duplicates: [],
  ...overrides,
});
const labels = (v: ImportView) =>
  importCard(v).blocks.flatMap((block) =>
    block.kind === 'actions' ? block.buttons.map(({ label }) => label) : [],
  );

test.each<[string, Partial<ImportView>, string, string[]]>([
  ['ready', {}, '核对无误后点“确认导入”：新增 2，更新 1', ['确认导入', '看全部', '取消']],
  [
    'nothing to do',
    { counts: { new: 0, changed: 0, same: 6, faulty: 0, skipped: 0 }, ready: 0 },
    '与台账一致，没有要导入的内容',
    ['看全部', '取消'],
  ],
  [
    'faulty rows among good ones',
    { counts: { new: 3, changed: 0, same: 0, faulty: 2, skipped: 0 }, ready: 3 },
    '有 2 行要改正：改好后重新发送，或先导入正确的 3 行',
    ['只导入正确的 3 行', '下载标注错误的表', '看全部', '取消'],
  ],
  [
    'open questions',
    { ready: 1, open: 2 },
    '先回答下面的问题（涉及 2 个项目），再确认导入',
    ['只导入正确的 1 行', '看全部', '取消'],
  ],
])(
  '%s: the first line says what to do, the buttons are those that can be done',
  (_what, overrides, line, buttons) => {
    const card = importCard(view(overrides));
    expect(card.summary).toBe(line);
    expect(card.blocks[0]).toMatchObject({ kind: 'text', text: line });
    expect(labels(view(overrides))).toEqual(buttons);
  },
);

test('a likely double offers the candidates, phases first where the names are of phases, and nothing is chosen', () => {
  const candidates = [{ code: 'XM-2026-YC-0001', name: '星河一期', score: 0.91, phase: true as const }];
  const parts = [
    { value: 'expansion', label: '增资扩产' },
    { value: 'phase', label: '分期续建' },
  ];
  const card = importCard(view({ open: 1, duplicates: [{ name: '星河二期', row: 5, candidates, parts }] }));
  const form = card.blocks.find((block) => block.kind === 'form');
  expect(form?.inputs[0]?.value).toBeUndefined();
  expect(form?.inputs[0]?.options?.map(({ value }) => value)).toEqual([
    'phase|XM-2026-YC-0001',
    'expansion|XM-2026-YC-0001',
    'same|XM-2026-YC-0001',
    'different',
    'skip',
  ]);
  expect(wordsOf(card)).toContain('第 5 行“星河二期”');
});

test('the finished card tells what was written and what is left', () => {
  const left = view({ counts: { new: 2, changed: 0, same: 0, faulty: 1, skipped: 0 } });
  const card = importDoneCard(left, { inserted: 2, updated: 0, codes: ['XM-2026-YC-0007'] });
  expect(card.summary).toBe('已导入：新增 2 个项目，更新 0 个');
  expect(wordsOf(card)).toContain('新编号：XM-2026-YC-0007');
  expect(buttonOf(card, '下载标注错误的表').params).toEqual({ token: 't1' });
});

test('what new rows are taken to be for want of a column stands before the confirmation', () => {
  const presumed = ['没有“协议类型”列，有签约日期的按正式合同'];
  const sheet = {
    name: '台账',
    headerRows: [1, 1] as const,
    unit: null,
    columns: [],
    ignored: [],
    skipped: [],
    comments: [],
  };
  const words = wordsOf(importCard(view({ sheets: [{ ...sheet, presumed }] })));
  expect(words).toContain('新增的行：没有“协议类型”列，有签约日期的按正式合同');
  const same = { counts: { new: 0, changed: 1, same: 0, faulty: 0, skipped: 0 } };
  expect(wordsOf(importCard(view({ ...same, sheets: [{ ...sheet, presumed }] })))).not.toContain('新增的行');
});
