import { COLUMN_PICKS, importColumnsCard, WHOLE } from '../../cards/imports/columns.ts';
import { AppError } from '../../models/rules/errors.ts';
import type { Ctx } from '../services/context.ts';
import type { PreparedImport } from '../services/imports/plan/prepared.ts';
import type { ColumnSaid } from '../services/imports/plan/types.ts';
import { latestImport, previewOf, type ImportPreview } from '../services/imports/service.ts';
import { viewOf } from './view.ts';

type Form = Readonly<Record<string, unknown>>;

interface ColumnPicks {
  columns: ColumnSaid[];
  /** Questions whose rows are to wait. */
  later: Record<string, 'skip'>;
  /** What holds for every row of the file, by field. */
  whole: Record<string, string>;
}

/** What was picked on a card or page: c3 of a column that was not recognised, m0 of one that is missed, r0_4 of a known one. */
export function pickedOfColumns(record: PreparedImport, form: Form): ColumnPicks {
  const head = previewOf(record);
  const said = (name: string) => {
    const value = form[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const columns: ColumnSaid[] = [];
  const later: ColumnPicks['later'] = {};
  const whole: ColumnPicks['whole'] = {};
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
    const held = missing.values?.find((each) => WHOLE + each.value === value);
    if (held) whole[missing.field] = held.value;
    else if (value === COLUMN_PICKS.later) later[id] = 'skip';
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
  return { columns, later, whole };
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

/** Every column of an import and what it is read as. */
export const columnPages = [
  {
    path: '/imports/:token/columns',
    show: async (ctx: Ctx, params: Readonly<Record<string, string>>) =>
      importColumnsCard(viewOf(await latestImport(ctx, params.token ?? ''))),
  },
];
