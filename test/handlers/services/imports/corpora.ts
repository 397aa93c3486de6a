import { csvText, xls, xlsx, type TestCell } from './files.ts';

const HEADER = ['序号', '项目名称', '总投资（万元）', '县区', '产业归属', '签约日期', '备注'];
const row = (n: number, unit: string | null = '源城区'): TestCell[] => [
  n,
  `星河${n}号电子结构件生产项目`,
  1000 + (n % 7) * 500.5,
  unit,
  n % 2 === 0 ? '电子信息' : '新材料',
  `2026-0${1 + (n % 5)}-15`,
  null,
];
const many = (count: number) => Array.from({ length: count }, (_, n) => row(n + 1));

/** Files with everything that a sheet may have, small enough to be read often. */
export const CORPORA: Readonly<Record<string, { name: string; make: () => Promise<Uint8Array> }>> = {
  'hidden rows and columns, strikethrough, comments, dates, formula errors': {
    name: '标记.xlsx',
    make: () =>
      xlsx({
        rows: [
          HEADER,
          row(1),
          row(2).map((cell, c) =>
            c === 1 ? { v: '明珠食品生产项目', strike: true, comment: '已终止' } : cell,
          ),
          row(3),
          row(4).map((cell, c) => (c === 2 ? { v: '#REF!', formula: 'A9' } : cell)),
          row(5).map((cell, c) =>
            c === 5 ? { v: new Date(Date.UTC(2026, 2, 8)), format: 'yyyy"年"m"月"' } : cell,
          ),
          [null, '宏图模具生产项目', true, '东源县', null, null, '长'.repeat(400)],
        ],
        hiddenRows: [4],
        hiddenColumns: [6],
      }),
  },
  'a title, merged cells and group rows': {
    name: '分组.xlsx',
    make: () =>
      xlsx({
        rows: [
          ['河源市项目台账', null, null, null, null, null, null],
          ['单位：万元', null, null, null, null, null, null],
          HEADER,
          ['一、源城区（2个）', null, null, null, null, null, null],
          row(1, null),
          row(2, null),
          ['二、东源县（3个）', null, null, null, null, null, null],
          row(3, null),
          row(4, '和平县'),
          row(5, null),
          ['合计', null, 9000, null, null, null, null],
        ],
        merges: ['A1:G1', 'A4:G4', 'A7:G7', 'D9:D10'],
      }),
  },
  'several sheets, one of them hidden': {
    name: '多表.xlsx',
    make: () =>
      xlsx(
        { name: '源城区', rows: [HEADER, row(1), row(2)] },
        { name: '说明', rows: [['填表说明'], ['请逐行填写']] },
        { name: '东源县', rows: [HEADER, row(3, null), row(3, null), row(4, '火星区')] },
        { name: '底稿', rows: [HEADER, row(9)], hidden: true },
      ),
  },
  'more rows than are handed over together': {
    name: '多行.xlsx',
    make: () => xlsx({ rows: [HEADER, ...many(1500)] }),
  },
  'an old .xls': {
    name: '旧.xls',
    make: async () => xls({ rows: [HEADER, ...many(700)], merges: ['D2:D4'], hiddenRows: [5] }),
  },
  'a .csv with gaps': {
    name: '台账.csv',
    make: async () =>
      Buffer.from(
        csvText([HEADER, ['1', '星河电子项目', null, '源城区', null, null, null], [null, '明珠食品项目']]),
      ),
  },
};
