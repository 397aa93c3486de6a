import { matchChoice } from '../../../rules/parse/choices/choice.ts';
import type { ChoiceField, Value } from '../fields.ts';
import {
  asTexts,
  heeding,
  type CellReader,
  type FieldKind,
  type InputShape,
  type ReadContext,
} from './kind.ts';
import { readerOfSeveral } from './tags.ts';

/** Every other word that a cell may have for a choice of the field. */
export const wordsOfChoice = (field: ChoiceField): Readonly<Record<string, string>> => ({
  ...field.cellWords,
  ...field.words,
});

function choiceReader(field: ChoiceField, context: ReadContext): CellReader {
  const { reads, choices, likely } = field;
  const words = wordsOfChoice(field);
  const read: CellReader = reads
    ? ({ raw }) => reads(raw)
    : ({ raw }) => matchChoice<string>(raw, choices, words, likely);
  return heeding(read, context, (code) => code);
}

function judgeChoices({ choices }: ChoiceField, values: readonly Value[]): string | undefined {
  const stranger = values.find((value) => !Object.hasOwn(choices, String(value)));
  if (stranger === undefined) return undefined;
  return `“${String(stranger)}”不在选项中（${Object.values(choices).join('、')}）`;
}

const labelOf = ({ choices }: ChoiceField, code: string): string => choices[code] ?? code;

const picksOf = ({ choices }: ChoiceField): InputShape['picks'] =>
  Object.entries(choices).map(([value, label]) => ({ value, label }));

/** A choice by its code, its label or part of it. Longer words are names: 某某电子厂 asks for no industry. */
const choiceIn = (field: ChoiceField, word: string): string | undefined =>
  Object.entries(field.choices).find(
    ([code, label]) => code === word.toUpperCase() || label.includes(word),
  )?.[0] ?? field.words?.[word];

const choice: FieldKind<ChoiceField> = {
  title: '单选',
  stored: 'string',
  judge: (field, value) =>
    Object.hasOwn(field.choices, String(value)) ? undefined : judgeChoices(field, [value]),
  show: (field, value) => labelOf(field, String(value)),
  reader: choiceReader,
  repeats: 'all',
  find: choiceIn,
  meanings: (field) => Object.entries(field.choices).map(([value, label]) => ({ value, label })),
  input: (field) => ({ kind: 'choice', picks: picksOf(field) ?? [] }),
  sheet: ({ choices }) => ({ look: 'center', width: 11, picks: Object.values(choices) }),
  guide: ({ choices }) => [Object.values(choices).join('、')],
};

/** One of a fixed list, or several: codes are stored, people read and write the labels. */
export const choiceKinds = {
  choice,
  choices: {
    ...choice,
    title: '多选',
    stored: 'strings',
    judge: (field, value) => (Array.isArray(value) ? judgeChoices(field, value) : '应为多选'),
    show: (field, value) =>
      asTexts(value)
        .map((code) => labelOf(field, code))
        .join('、'),
    reader: (field, context) => readerOfSeveral(choiceReader(field, context)),
    input: (field) => ({ kind: 'choices', picks: picksOf(field) ?? [] }),
    typed: (_field, value) => asTexts(value),
    sheet: () => ({ look: 'text', width: 18 }),
  },
} satisfies Record<ChoiceField['type'], FieldKind<ChoiceField>>;
