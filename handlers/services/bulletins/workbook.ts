import type { BulletinFacts } from '../../../cards/bulletins/bulletin.ts';
import type { CardFile } from '../../../cards/card.ts';
import { bulletinSheets } from '../../../cards/documents/bulletin-sheets.ts';
import { workbook } from '../../../cards/documents/xlsx.ts';
import { type Period } from '../../../models/rules/time/day.ts';
import { longMonth } from '../../../models/rules/time/words.ts';
import { bulletins } from '../../../models/ledgers/bulletin.ts';
import { PERMITS } from '../../../models/rules/rights.ts';
import type { Ctx } from '../context.ts';
import { bulletinFacts } from './facts.ts';

/** The annexes of a month's bulletin as an .xlsx. */
export const bulletinWorkbookBytes = (facts: BulletinFacts): Promise<Uint8Array> =>
  workbook(bulletinSheets(facts));

/** The same as a file in the store, for whoever may be shown the bulletin as it stands now. */
export async function bulletinWorkbook(ctx: Ctx, period: Period): Promise<CardFile> {
  const facts = await bulletinFacts(ctx, period, { document: 'city' });
  const bytes = await bulletinWorkbookBytes(facts);
  const isOut = facts.state === 'issued';
  const name = `${longMonth(period)}通报附表${isOut ? '' : '（送审稿）'}.xlsx`;
  const { name: permit } = isOut ? bulletins.rights.read : PERMITS.unissued;
  const file = await ctx.store.files.put(name, bytes, { permit }, ctx.clock.now());
  return { id: file.id, name: file.name, bytes: file.bytes };
}
