import { WORD_PICKS } from '../../cards/imports/questions.ts';
import { AppError } from '../../models/rules/errors.ts';
import { action, type ActionRow } from '../action.ts';
import type { PreparedImport } from '../services/imports/plan/prepared.ts';
import type { WordSaid } from '../services/imports/plan/types.ts';
import { answerImport, findImport, rereadImport } from '../services/imports/service.ts';
import { pickedOfColumns } from './columns.ts';
import { onPreview, previewCard } from './view.ts';

/** w3 -> what was picked for the word of the fourth question: a value, nothing, or to leave its rows for later. */
function pickedOfWords({ head }: PreparedImport, form: Readonly<Record<string, unknown>>) {
  const words: WordSaid[] = [];
  const later: Record<string, 'skip'> = {};
  for (const [index, { id, word }] of head.questions.entries()) {
    const said = form[`w${index}`];
    // What was not picked is asked again.
    if (!word || typeof said !== 'string' || said === '') continue;
    if (said === WORD_PICKS.later) later[id] = 'skip';
    else if (said === WORD_PICKS.nothing) words.push([word.field, word.word, null]);
    else if (word.means.some(({ value }) => value === said)) words.push([word.field, word.word, said]);
    else throw new AppError('INVALID', '没有这个选项');
  }
  return { words, later };
}

export const formAnswerActions: readonly ActionRow[] = [
  action({
    action: 'imports.formAnswers',
    input: onPreview.loose(),
    run: async (ctx, { token: id, ...form }) => {
      const before = await findImport(ctx, id);
      const { columns, whole, ...waiting } = pickedOfColumns(before, form);
      const { words, later } = pickedOfWords(before, form);
      const questions = { ...waiting.later, ...later };
      const isSaid = words.length + columns.length + Object.keys(whole).length > 0;
      if (!isSaid && Object.keys(questions).length === 0) throw new AppError('INVALID', '请至少选一项');
      const read = isSaid ? (await rereadImport(ctx, id, { words, columns, whole }))._id : id;
      return { card: previewCard(await answerImport(ctx, read, { questions }), form) };
    },
  }),
];
