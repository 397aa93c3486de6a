import type { Typed } from '../../../cards/forms/ledger-form.ts';
import type { AnyRow } from '../../../cards/ledger.ts';
import { withAdded } from '../../../models/ledgers/engine/brought.ts';
import { applyPatch, checkRow } from '../../../models/ledgers/engine/check.ts';
import type { AnyLedger, Fault, LooseRow, Patch } from '../../../models/ledgers/engine/define.ts';
import type { ItemValue } from '../../../models/ledgers/engine/fields.ts';
import { askOf, type Move } from '../../../models/ledgers/engine/machine.ts';
import { questionsOf, withQuestions, type Question } from '../../../models/ledgers/engine/questions.ts';
import type { Ctx } from '../context.ts';
import { chosenFiles } from '../files/chosen.ts';
import { readFields } from './read-form.ts';

/** What was answered to a move's questions. */
export interface Asked {
  /** Of lists and files what is to be added to those that the row has. */
  patch: Patch;
  /** Everything that is wrong with the answers. */
  faults: Fault[];
  /** The question whose files are still to be sent, when all else is there. */
  files?: string;
}

/**
 * Reads the answers to a move's questions as values. Evidence comes by the ids of files that the mover has sent before.
 * @throws AppError INVALID for files that are gone, another's, or there twice
 */
export async function readAsked(
  ctx: Ctx,
  ledger: AnyLedger,
  { row, move, form }: { row: AnyRow; move: Move; form: Typed },
): Promise<Asked> {
  const questions = questionsOf(ledger, move);
  const [evidence, typed] = [questions.filter(isFiles), questions.filter((one) => !isFiles(one))];
  const asking = withQuestions(ledger, questions);
  const keys = typed.map(({ key }) => key);
  const { patch: answers, faults, unread } = await readFields(ctx, asking, { form, keys, row });
  for (const { key } of evidence) {
    const files = await chosenFiles(ctx, form[key], row);
    if (files.length > 0) answers[key] = files;
  }
  const patch = joined(questions, answers);
  // Each round is answered for itself: what an earlier one left in the row is no answer.
  const missing = [
    ...questions.filter((one) => isWanted(one, patch) && isEmpty(answers[one.key]) && !unread.has(one.key)),
    ...emptyRecords(ledger, move, { patch, unread, questions }),
  ];
  const files = missing.find(isFiles)?.key;
  const whole = withAdded(ledger, row, patch);
  const concerns = (key: string) => questions.some((one) => one.key === key) && !unread.has(key);
  const before = Object.fromEntries(questions.map(({ key }) => [key, row[key]]));
  const wrong = [
    ...faults.filter(({ level }) => level === 'error'),
    ...missing.filter((one) => !isFiles(one)).map(unfilled),
    ...judge(ctx, asking, applyPatch(before, { ...answers, ...whole }), concerns),
  ];
  if (files !== undefined) return { patch, faults: wrong, files };
  // A record is judged by its parts first; then the list that it is added to.
  const lists = (key: string) => questions.some(({ of }) => of?.list === key);
  return { patch, faults: wrong.length > 0 ? wrong : judge(ctx, ledger, applyPatch({}, whole), lists) };
}

const isFiles = ({ field }: Pick<Question, 'field'>): boolean => field.type === 'files';

/** A part of a record that may stay away is wanted as soon as something of the record is there. */
const isWanted = ({ field, required, of }: Question, patch: Patch): boolean =>
  required || (of !== undefined && field.required === true && patch[of.list] !== undefined);

/** Answers as values of the row: the parts of a list's new record are one. */
function joined(questions: readonly Question[], answers: Patch): Patch {
  const patch: Patch = {};
  const records = new Map<string, Record<string, ItemValue>>();
  for (const { key, of } of questions) {
    const answer = answers[key];
    if (answer === undefined || (of && isEmpty(answer))) continue;
    if (!of) patch[key] = answer;
    // No part of a list is a list, so its value is an item's.
    else records.set(of.list, { ...records.get(of.list), [of.part]: answer as ItemValue });
  }
  for (const [list, record] of records) patch[list] = [record];
  return patch;
}

interface Answered {
  patch: Patch;
  unread: ReadonlySet<string>;
  questions: readonly Question[];
}

/** Lists that must get a record and got none, though no part of it is required by itself. */
function emptyRecords(
  ledger: AnyLedger,
  { asks = [] }: Move,
  { patch, unread, questions }: Answered,
): Question[] {
  return asks.map(askOf).flatMap(({ field: key, required }): Question[] => {
    const field = ledger.fields[key];
    const parts = questions.filter(({ of }) => of?.list === key);
    const told = parts.some((part) => part.required || unread.has(part.key));
    return field?.type === 'list' && required && !told && isEmpty(patch[key])
      ? [{ key, field, required }]
      : [];
  });
}

/** What is wrong with the values of some fields. */
function judge(ctx: Ctx, ledger: AnyLedger, values: LooseRow, concerns: (field: string) => boolean): Fault[] {
  const faults = checkRow(ledger, values, ctx.store.checkContext(ctx.clock.now()));
  return faults.filter(
    ({ field = '', level }) => level === 'error' && concerns(field) && !isEmpty(values[field]),
  );
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

const unfilled = ({ key, field }: Question): Fault => ({
  level: 'error',
  field: key,
  text: `请填写${field.label}`,
});
