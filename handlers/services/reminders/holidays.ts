import { createHash } from 'node:crypto';
import { PERMITS } from '../../../models/rules/rights.ts';
import { changeOf, postsFor, type Ctx } from '../context.ts';
import { messageKey } from '../messages/keys.ts';
import { movedWords, recomputedWords } from './moved.ts';
import { recomputeDeadlines, type MovedDeadline } from './recompute.ts';

/** Under which the service remembers by which plan its deadlines stand. */
const BASIS = 'deadlines:basis';
/** As many as one reads in a chat. */
const LISTED = 20;

/**
 * Notices at start that the holiday plan is not the one by which deadlines were worked out: works them out anew and
 * tells the administrators what moved (domain.md 4.1). Gives how many moved; undefined when nothing is new. May be done by
 * several replicas and after a crash: the message goes once, and no deadline moves twice.
 */
export async function adoptHolidays(ctx: Ctx): Promise<number | undefined> {
  const basis = createHash('sha256').update(ctx.calendar.basis).digest('hex');
  const before = await ctx.store.settings.get<string>(BASIS);
  if (before === basis) return undefined;
  // Told first: a process that dies between the two finds nothing more to list.
  const planned = await recomputeDeadlines(ctx, { dryRun: true });
  const { moved, kept } = planned;
  if (moved.length + kept.length > 0)
    await ctx.store.change(changeOf(ctx, '放假安排有变'), async (change) => {
      const text = [
        `放假安排有变，期限已重算：${recomputedWords(planned)}。`,
        ...linesOf(moved, ''),
        ...linesOf(kept, '（仍按原期限）'),
      ].join('\n');
      for (const { code } of postsFor(ctx.city, PERMITS.operations.right))
        change.send({
          key: messageKey('holidays', basis, code),
          to: { post: code },
          kind: 'push',
          content: { text },
        });
    });
  await recomputeDeadlines(ctx);
  await ctx.store.settings.set(BASIS, basis);
  return moved.length;
}

/** By code and state only: an administrator need not see what the matters are about (在谈保密). */
function linesOf(all: readonly MovedDeadline[], tail: string): string[] {
  const left = all.length - LISTED;
  return [
    ...all.slice(0, LISTED).map((each) => `${movedWords(each, 'code')}${tail}`),
    ...(left > 0 ? [`还有 ${left} 件${tail}`] : []),
  ];
}
