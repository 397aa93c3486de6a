import { expect, test } from 'vitest';
import { annexCard, cityBulletinCard } from '../../../cards/bulletins/bulletin.ts';
import { plain, type Card, type TableBlock } from '../../../cards/card.ts';
import { bulletinSheets } from '../../../cards/documents/bulletin-sheets.ts';
import type { XlsxValue } from '../../../cards/documents/xlsx-sheet.ts';
import { monthlyFigures } from '../../../models/rules/figures/monthly.ts';
import type { MonthlyFigures } from '../../../models/rules/figures/shape.ts';
import { MAY, RULES, workedFacts } from '../../models/rules/figures/worked.ts';

const figures = monthlyFigures({ ...MAY, facts: workedFacts() });
const facts = { figures, rules: RULES, state: 'draft' as const };

const tables = (card: Card): TableBlock[] => card.blocks.filter((block) => block.kind === 'table');
const texts = ({ rows }: TableBlock) => rows.map((row) => row.map(plain));
const sheetsOf = (month: MonthlyFigures) =>
  bulletinSheets({ ...facts, figures: month }).map(({ columns, rows }) => ({
    headers: columns.map(({ header }) => header),
    rows: [...(rows as Iterable<readonly XlsxValue[]>)].map((row) => row.map(String)),
  }));
const sheets = sheetsOf(figures);

test('card, page and Excel print the same columns and the same figures', () => {
  const [x, y, problems] = tables(annexCard(facts));
  expect([x, y, problems].map((table) => table && texts(table))).toEqual(sheets.map(({ rows }) => rows));
  expect(tables(cityBulletinCard(facts)).slice(0, 2).map(texts)).toEqual([x, y].map((t) => t && texts(t)));
  expect(sheets[0]?.headers).toEqual(
    '名次、单位、个数、其中本月新增、金额（亿元）、本月新增（亿元）、年度目标、完成率%、当年动工、当年动工率%、当年投产、当年投产率%'.split(
      '、',
    ),
  );
  // The worked example of domain.md 4.2.
  expect(x && texts(x)[0]?.slice(0, 10)).toEqual('1 市高新区 14 3 46.53 8.50 27 51.9 8 57.1'.split(' '));
});

test('amounts of the month open the rows behind them, a zero opens nothing', () => {
  const [x] = tables(annexCard(facts));
  const [first, heping] = ['市高新区', '和平县'].map((name) =>
    x?.rows.find((row) => plain(row[1] ?? '') === name),
  );
  expect(first?.[5]).toEqual([{ text: '8.50', link: { page: '/figures/2026-05/x.GX.amountMonthYi' } }]);
  expect(heping?.[5]).toBe('0.00');
});

test('a unit whose base is too small carries its star in the file as on the card', () => {
  const few = monthlyFigures({ ...MAY, facts: workedFacts().filter(({ landUnit }) => landUnit !== 'LP') });
  expect(sheetsOf(few)[0]?.rows.map((row) => row[1])).toContain('连平县*');
});
