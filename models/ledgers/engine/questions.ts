import type { AnyLedger } from './define.ts';
import type { Field } from './fields.ts';
import { askOf, type Move } from './machine.ts';

/** One thing that a move asks, as a form has it: a field, or a part of the new record that a list gets. */
export interface Question {
  /** Names it in forms and messages: the field's key, or `log-text` for a part of a list. */
  key: string;
  field: Field;
  required: boolean;
  /** Of a list: which, and which part of its record. */
  of?: { list: string; part: string };
}

/** No key of a field holds a hyphen, and no document store minds one. */
const partKey = (list: string, part: string): string => `${list}-${part}`;

/**
 * What a move asks, in the order of its form. A list is asked for one new record, part by part: what it has stays, so nobody
 * types again what others wrote. Parts that the service fills in are not asked.
 */
export const questionsOf = (
  { fields }: Pick<AnyLedger, 'fields'>,
  { asks = [] }: Pick<Move, 'asks'>,
): Question[] =>
  asks.map(askOf).flatMap(({ field: key, required }): Question[] => {
    const field = fields[key];
    if (!field) return [];
    if (field.type !== 'list') return [{ key, field, required }];
    return Object.entries(field.fields).flatMap(([name, part]) =>
      part.system || part.hidden
        ? []
        : [
            {
              key: partKey(key, name),
              field: { ...part, label: `${field.label}·${part.label}` },
              required: required && part.required === true,
              of: { list: key, part: name },
            },
          ],
    );
  });

/** The ledger as what reads and judges answers must see it: the parts of new records are fields like all others. */
export const withQuestions = (ledger: AnyLedger, questions: readonly Question[]): AnyLedger => ({
  ...ledger,
  fields: { ...ledger.fields, ...Object.fromEntries(questions.map(({ key, field }) => [key, field])) },
});
