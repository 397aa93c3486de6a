import { movedWords, recomputedWords } from '../../handlers/services/reminders/moved.ts';
import { recomputeDeadlines } from '../../handlers/services/reminders/recompute.ts';
import { demand, PERMITS } from '../../models/rules/rights.ts';
import { ctxOf, type CliRun } from './command.ts';

/** Works the open deadlines out anew, or only lists what would move. */
export const deadlinesRecompute: CliRun = async (call) => {
  demand(call.viewer, PERMITS.operations);
  const dryRun = call.options['dry-run'] === true;
  const done = await recomputeDeadlines(ctxOf(call), { dryRun });
  const text = [
    `${dryRun ? '试算，没有改动：' : '已重算：'}${recomputedWords(done)}`,
    ...done.moved.map((each) => movedWords(each, 'titled')),
    ...done.kept.map((each) => `${movedWords(each, 'titled')}（不提前，仍按原期限）`),
  ];
  return { data: { dryRun, ...done }, text: text.join('\n') };
};
