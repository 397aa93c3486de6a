import { kindOf } from '../../../models/ledgers/engine/kinds/all.ts';
import type { AnyLedger } from '../../../models/ledgers/engine/define.ts';
import type { City } from '../../../models/ledgers/city.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { demand, may } from '../../../models/rules/rights.ts';
import { changeOf, type Ctx } from '../context.ts';
import { fieldsToPick } from './columns/unknown.ts';
import { forgetLearned, learnedEntries, type LearnedEntry } from './plan/learned.ts';

/** What the viewer's unit has taught the import of a ledger, in words. */
export interface Learned {
  ledger: string;
  title: string;
  entries: (LearnedEntry & { said: string; means: string })[];
}

/** What imports remember for the viewer's unit, of the ledgers into which the viewer may import. */
export async function learnedBy(ctx: Ctx, wanted?: AnyLedger): Promise<Learned[]> {
  const { store, viewer, city } = ctx;
  if (wanted) demand(viewer, wanted.rights.edit);
  const ledgers = wanted
    ? [wanted]
    : store.ledgers.filter(({ doors, rights }) => !doors.keptBy && may(viewer, rights.edit));
  return Promise.all(
    ledgers.map(async (ledger) => ({
      ledger: ledger.name,
      title: ledger.title,
      entries: (await learnedEntries(store, ledger, viewer)).map((entry) => ({
        ...entry,
        ...inWords(ledger, city, entry),
      })),
    })),
  );
}

function inWords(
  ledger: AnyLedger,
  city: City,
  { kind, key, to }: LearnedEntry,
): { said: string; means: string } {
  if (kind === 'columns') {
    const label = fieldsToPick(ledger).find(({ value }) => value === to)?.label ?? to;
    return { said: `列“${key}”`, means: to === '' ? '不导入' : label };
  }
  const split = key.indexOf(':');
  const field = ledger.fields[key.slice(0, split)];
  const meanings = (field && kindOf(field).meanings?.(field, city)) ?? [];
  const label = meanings.find(({ value }) => value === to)?.label ?? to;
  return {
    said: `${field?.label ?? key.slice(0, split)}“${key.slice(split + 1)}”`,
    means: to === '' ? '留空' : label,
  };
}

/**
 * Takes back what the viewer's unit has taught: the next import asks again.
 * @throws AppError FORBIDDEN without the right to import, NOT_FOUND for what is not remembered
 */
export async function forget(
  ctx: Ctx,
  ledger: AnyLedger,
  entry: Pick<LearnedEntry, 'kind' | 'key'>,
): Promise<void> {
  demand(ctx.viewer, ledger.rights.edit);
  await ctx.store.change(changeOf(ctx, '忘掉导入时记住的对应'), async (change) => {
    if (!(await forgetLearned(ctx.store, change, ledger, entry)))
      throw new AppError('NOT_FOUND', '没有记住这一条，可能已经忘掉了');
  });
}
