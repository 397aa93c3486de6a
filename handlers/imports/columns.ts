import { COLUMN_PICKS, importColumnsCard } from '../../cards/imports/columns.ts';
import { AppError } from '../../models/rules/errors.ts';
import { action, type ActionRow } from '../action.ts';
import type { Ctx } from '../services/context.ts';
import type { PreparedImport } from '../services/imports/plan/prepared.ts';
import type { ColumnSaid } from '../services/imports/plan/types.ts';
import {
  answerImport,
  findImport,
  latestImport,
  previewOf,
  rereadImport,
  type ImportPreview,
} from '../services/imports/service.ts';
import { onPreview, previewCard, viewOf } from './view.ts';

type Form = Readonly<Record<string, unknown>>;

interface Picks {
  columns: ColumnSaid[];
  /** Questions whose rows are to wait. */
  later: Record<string, 'skip'>;
}

/** What was picked on a card or page: c3 of a column that was not recognised, m0 of one that is missed, r0_4 of a known one. */
function picked(record: PreparedImport, form: Form): Picks {
  const head = previewOf(record);
  const said = (name: string) => {
    const value = form[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const columns: ColumnSaid[] = [];
  const later: Picks['later'] = {};
  const say = (key: string, header: string, value: string) => {
    const field = value === COLUMN_PICKS.nothing ? null : value;
    if (field !== null && !head.fields.some((each) => each.value === field)) throw noSuchPick();
    if (columns.some(([other, to]) => other === key && to !== field))
      throw new AppError('INVALID', `“${header}”这一列选了两项，请只选一项`);
    columns.push([key, field]);
  };
  for (const [i, { key, header }] of head.unknown.entries()) {
    const value = said(`c${i}`);
    if (value !== undefined) say(key, header, value);
  }
  for (const [i, { id, missing }] of head.questions.entries()) {
    const value = said(`m${i}`);
    if (!missing || value === undefined) continue;
    const column = head.unknown[Number(value)];
    if (value === COLUMN_PICKS.later) later[id] = 'skip';
    else if (column) say(column.key, column.header, missing.field);
    else throw noSuchPick();
  }
  for (const [sheet, { columns: known }] of head.sheets.entries()) {
    for (const [i, { key, header, field }] of known.entries()) {
      const value = said(`r${sheet}_${i}`);
      if (value !== undefined && value !== field) say(key, header, value);
    }
  }
  demandOnce(head.fields, columns);
  return { columns, later };
}

/** Two columns cannot be one field: the second would be left out without a word. */
function demandOnce(fields: ImportPreview['fields'], columns: readonly ColumnSaid[]): void {
  const taken = new Map<string, string>();
  for (const [key, field] of columns) {
    if (field === null) continue;
    const other = taken.get(field);
    const label = fields.find(({ value }) => value === field)?.label ?? field;
    if (other !== undefined && other !== key)
      throw new AppError('INVALID', `“${other}”和“${key}”都选了“${label}”，请只选一列`);
    taken.set(field, key);
  }
}

const noSuchPick = () => new AppError('INVALID', '没有这个选项');

export const columnActions: readonly ActionRow[] = [
  action({
    action: 'imports.columns',
    input: onPreview.loose(),
    run: async (ctx, { token: id, ...form }) => {
      const { columns, later } = picked(await findImport(ctx, id), form);
      if (columns.length === 0 && Object.keys(later).length === 0)
        throw new AppError('INVALID', '请至少选一列');
      const read = columns.length > 0 ? (await rereadImport(ctx, id, { columns }))._id : id;
      return { card: previewCard(await answerImport(ctx, read, { questions: later }), form) };
    },
  }),
];

/** Every column of an import and what it is read as. */
export const columnPages = [
  {
    path: '/imports/:token/columns',
    show: async (ctx: Ctx, params: Readonly<Record<string, string>>) =>
      importColumnsCard(viewOf(await latestImport(ctx, params.token ?? ''))),
  },
];
