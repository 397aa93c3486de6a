import type { CardFile } from '../../../cards/card.ts';
import { bulletinSheets } from '../../../cards/documents/bulletin-sheets.ts';
import { workbook } from '../../../cards/documents/xlsx.ts';
import { monthOf, yearOf, type Period } from '../../../models/rules/time/day.ts';
import type { MonthlyFigures } from '../../../models/rules/figures/shape.ts';
import type { Ctx } from '../context.ts';
import { bulletinFacts } from './facts.ts';

/** The annexes of a month's bulletin as an .xlsx. */
export const bulletinWorkbookBytes = (figures: MonthlyFigures): Promise<Uint8Array> =>
  workbook(bulletinSheets(figures));

/** The same as a file in the store, for whoever may read bulletins. */
export async function bulletinWorkbook(ctx: Ctx, period: Period): Promise<CardFile> {
  const bytes = await bulletinWorkbookBytes((await bulletinFacts(ctx, period)).figures);
  const name = `${yearOf(period)}年${monthOf(period)}月通报附表.xlsx`;
  const file = await ctx.store.files.put(name, bytes, { permit: 'bulletins.read' }, ctx.clock.now());
  return { id: file.id, name: file.name, bytes: file.bytes };
}
