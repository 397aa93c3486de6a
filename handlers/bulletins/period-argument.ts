import { unitSaid } from '../../models/ledgers/city/spoken-names.ts';
import { AppError } from '../../models/rules/errors.ts';
import { readPeriod } from '../../models/rules/parse/period.ts';
import { dayOf, type Period } from '../../models/rules/time/day.ts';
import type { Ctx } from '../services/context.ts';

/**
 * The month that follows a command's word; undefined where none does.
 * @throws AppError INVALID for what is no month, with an example of the command
 */
export function periodOfCommand({ clock }: Ctx, text: string, word: string): Period | undefined {
  if (text === '') return undefined;
  const period = readPeriod(text, dayOf(clock.now()));
  if (!period) throw new AppError('INVALID', `没看懂“${text}”是哪个月，请写成“${word} 2026年5月”`);
  return period;
}

/** The same beside a unit: 源城 2026年5月, in either order, each of which may be missing. */
export function unitAndPeriod(ctx: Ctx, text: string, word: string): { unit?: string; period?: Period } {
  const words = text.split(/\s+/).filter((each) => each !== '');
  const isUnit = (each: string) => unitSaid(ctx.city, each) !== undefined;
  const unit = unitSaid(ctx.city, words.find(isUnit) ?? '')?.code;
  const period = periodOfCommand(ctx, words.filter((each) => !isUnit(each)).join(' '), word);
  return { ...(unit === undefined ? {} : { unit }), ...(period === undefined ? {} : { period }) };
}
