import type { ActionButton, Block, Card, Input } from '../card.ts';
import { onImport, type ColumnView, type ImportView, type PreviewRoom } from './view.ts';

/** What is picked for a column that is not to be imported, and for rows that are to wait for one. */
export const COLUMN_PICKS = { nothing: 'nothing', later: 'later' } as const;

/** Stands before a value that holds for the whole file, to tell it from a column's number. */
export const WHOLE = '=';

const NOTHING = { value: COLUMN_PICKS.nothing, label: '不导入' };
const SHOWN_NAMES = 12;
/** More are shown on the page only. */
export const CARD_COLUMNS = 5;
const LEARNED: ActionButton = { label: '记住的对应', action: 'learned.open' };

/** The page on which every column can be said to be another one. */
const columnsPage = ({ token }: ImportView): string => `/imports/${token}/columns`;

/** What is to be picked of columns, and what is said above and below the picks. */
export interface Picks {
  above: Block[];
  inputs: readonly Input[];
  below: Block[];
}

/**
 * A pick for each column that was not recognised and for each that is missed. Columns that are like none are named only;
 * the page behind has them all.
 */
export function columns(view: ImportView, room: PreviewRoom): Picks {
  // A column that is likeliest the missed one is not asked about twice.
  const wanted = new Set(open(view).map(({ missing: field }) => field?.field));
  const guessed = view.unknown.filter(({ likely: [first] }) => first !== undefined && !wanted.has(first));
  const missed = missing(view);
  const inputs = [...missed, ...guessed.map((column) => pick(view, column, true))].slice(0, room.columns);
  const strange = view.unknown.filter(({ likely }) => likely.length === 0);
  const more = missed.length + guessed.length - inputs.length;
  const notes = [
    ...(more > 0 ? [`还有 ${more} 列，选好这些后接着问`] : []),
    ...(strange.length > 0 ? [`没有对应的项，不导入：${named(strange)}`] : []),
  ];
  const isPage = room.columns > CARD_COLUMNS;
  const other = { label: '改列的对应', page: columnsPage(view) };
  const what = missed.length > 0 && view.unknown.length === 0 ? '表里少了必填的列：' : '这些列没有认出：';
  const how = '选好后重新识别，下次导入也记得；没选的列不导入';
  return {
    above: inputs.length > 0 ? [{ kind: 'text', text: [{ text: what, bold: true }, how] }] : [],
    inputs,
    below: [
      ...notes.map((text): Block => ({ kind: 'note', text })),
      ...(isPage || view.unknown.length > 0
        ? [{ kind: 'actions' as const, buttons: [other, ...(isPage ? [LEARNED] : [])] }]
        : []),
    ],
  };
}

const open = ({ questions }: ImportView) =>
  questions.filter(({ missing: field, answer }) => field && answer === undefined);

/** Of fields that every row must have: which column is it? */
function missing({ questions, unknown }: ImportView): Input[] {
  return questions.flatMap(({ missing: field, answer, text, count }, index): Input[] => {
    if (!field || answer !== undefined) return [];
    const place = ({ likely }: ColumnView) =>
      likely.includes(field.field) ? likely.indexOf(field.field) : 99;
    const byLikelihood = unknown
      .map((column, i) => ({ column, i }))
      .toSorted((a, b) => place(a.column) - place(b.column));
    const cure = unknown.length === 0 && !field.values ? '，请补上这一列后重新发送' : '';
    return [
      {
        name: `m${index}`,
        label: `${text}（涉及 ${count} 行）${cure}`,
        kind: 'choice',
        options: [
          ...byLikelihood.map(({ column, i }) => ({ value: String(i), label: titleOf(column) })),
          ...(field.values ?? []).map(({ value, label }) => ({ value: WHOLE + value, label })),
          { value: COLUMN_PICKS.later, label: '表里没有，这些行先不导入' },
        ],
      },
    ];
  });
}

const titleOf = ({ column, header }: ColumnView): string => `${column} 列“${header}”`;

const named = (all: readonly ColumnView[]): string =>
  `${all
    .slice(0, SHOWN_NAMES)
    .map(({ header }) => header)
    .join('、')}${all.length > SHOWN_NAMES ? ' 等' : ''}`;

/** What a column may be: its likely fields, and on the page all others. */
function pick({ unknown, fields }: ImportView, column: ColumnView, isShort: boolean): Input {
  const likely = column.likely.flatMap((name) => fields.find(({ value }) => value === name) ?? []);
  const others = isShort ? [] : fields.filter(({ value }) => !column.likely.includes(value));
  const samples = column.samples.length > 0 ? `：${column.samples.join('、')}` : '';
  return {
    name: `c${unknown.indexOf(column)}`,
    label: `${titleOf(column)}${samples}`,
    kind: 'choice',
    options: [
      ...likely.map(({ value, label }, i) => ({ value, label: i === 0 ? `${label}（最像）` : label })),
      ...others,
      NOTHING,
    ],
  };
}

/** Every column of the file and what it is read as, each to be changed: for the page. */
export function importColumnsCard(view: ImportView): Card {
  const { token, unknown, fields, sheets } = view;
  const known = sheets.flatMap(({ columns: all, name }, sheet) =>
    all.map(({ column, header, field }, i): Input => ({
      name: `r${sheet}_${i}`,
      label: sheets.length > 1 ? `${name} ${column} 列“${header}”` : `${column} 列“${header}”`,
      kind: 'choice',
      options: [...fields, NOTHING],
      value: field,
    })),
  );
  return {
    key: `import:${token}`,
    title: `列的对应：${view.title}`,
    subtitle: view.file,
    tone: 'info',
    summary: '选好后点“重新识别”，确认导入后记住，下次不再问',
    blocks: [
      { kind: 'text', text: '选好后点“重新识别”，确认导入后记住，下次不再问' },
      {
        kind: 'form',
        name: 'columns',
        inputs: [...unknown.map((column) => pick(view, column, false)), ...known],
        submit: {
          label: '重新识别',
          action: 'imports.formAnswers',
          params: onImport({ token, place: 'page' }),
          style: 'primary',
        },
      },
      { kind: 'actions', buttons: [{ label: '回到预览', page: `/imports/${token}` }] },
    ],
  };
}
