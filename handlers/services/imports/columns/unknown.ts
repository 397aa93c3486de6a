import type { AnyLedger } from '../../../../models/ledgers/engine/define.ts';
import type { ReadContext } from '../../../../models/ledgers/engine/kinds/kind.ts';
import { addPeriods, periodOf, type Day } from '../../../../models/rules/time/day.ts';
import { columnName } from '../files/sheet.ts';
import type { KnownSheet } from '../plan/plan-run.ts';
import type { ColumnQuestion, ColumnSaid, ImportQuestion } from '../plan/types.ts';
import { CODE, type Dictionary } from '../sheets/headers.ts';
import type { SheetLayout } from '../sheets/layout.ts';
import { isDoubtful, likelyFields } from './likely.ts';
import { samplesIn, type Samples } from './samples.ts';

const SHOWN_SAMPLES = 3;
const SAMPLE_CHARS = 20;

/**
 * Columns whose header was only put together like a field's and whose values cannot be that field's are asked about
 * instead of read, and for every column that was not recognised it is worked out what it may be.
 */
export async function lookAtColumns(
  sheet: KnownSheet,
  dictionary: Dictionary,
  context: Omit<ReadContext, 'unit'>,
): Promise<{ layout: SheetLayout; samples: Samples; unknown: ColumnQuestion[] }> {
  const samples = await samplesIn(sheet.source, sheet.layout.headerRows[1]);
  const layout = withoutDoubtful(sheet.layout, samples, context);
  const taken = new Set(layout.columns.map(({ field }) => field));
  const unknown = layout.ignored.flatMap(({ column, header, key, asked }): ColumnQuestion[] => {
    const cells = samples.get(column) ?? [];
    if (!asked) return [];
    const likely = likelyFields({ header, samples: cells, likely: asked.likely, taken }, dictionary, context);
    return [
      {
        key,
        sheet: sheet.source.name,
        column: columnName(column),
        header,
        samples: [...new Set(cells.map(({ text }) => text.trim().slice(0, SAMPLE_CHARS)))].slice(
          0,
          SHOWN_SAMPLES,
        ),
        likely,
      },
    ];
  });
  return { layout, samples, unknown };
}

function withoutDoubtful(
  layout: SheetLayout,
  samples: Samples,
  context: Omit<ReadContext, 'unit'>,
): SheetLayout {
  const doubtful = layout.columns.filter(({ column, field: name, how, unit }) => {
    const field = layout.ledger.fields[name];
    if (how !== '按词义' || !field) return false;
    return isDoubtful(field, samples.get(column) ?? [], { ...context, ...(unit ? { unit } : {}) });
  });
  if (doubtful.length === 0) return layout;
  const left = doubtful.map(({ column, header, key, field }) => ({
    column,
    header,
    key,
    why: `内容不像“${layout.ledger.fields[field]?.label ?? field}”`,
    asked: { likely: [field] },
  }));
  return {
    ...layout,
    columns: layout.columns.filter((column) => !doubtful.includes(column)),
    ignored: [...layout.ignored, ...left].sort((a, b) => a.column - b.column),
  };
}

/** Each header is asked about once, whatever sheets it stands on. */
export const onceEach = (unknown: readonly ColumnQuestion[]): ColumnQuestion[] =>
  [...new Map(unknown.toReversed().map((column) => [column.key, column])).values()].toReversed();

/** What a column may be said to be: every field that sheets carry, and the code. */
export const fieldsToPick = ({ filled, fields, noun }: AnyLedger): { value: string; label: string }[] => [
  ...filled.map((name) => ({ value: name, label: fields[name]?.label ?? name })),
  { value: CODE, label: `${noun}编号` },
];

/** “表里没有认出“计划总投资”这一列；最像的是“项目总投资额（亿元）”” */
export function withLikeliest(question: ImportQuestion, unknown: readonly ColumnQuestion[]): ImportQuestion {
  const { missing } = question;
  if (!missing) return question;
  const placeIn = ({ likely }: ColumnQuestion) => likely.indexOf(missing.field);
  const [likeliest] = unknown
    .filter((column) => placeIn(column) >= 0)
    .toSorted((a, b) => placeIn(a) - placeIn(b));
  const like = likeliest ? `；最像的是“${likeliest.header}”` : '';
  return { ...question, text: `${question.text}${like}` };
}

const MONTHS_OFFERED = 6;

/** A month that nothing in the file names is asked for once, for all of it. */
export function withMonths(question: ImportQuestion, { fields }: AnyLedger, today: Day): ImportQuestion {
  const { missing } = question;
  if (!missing || fields[missing.field]?.type !== 'period') return question;
  const values = Array.from({ length: MONTHS_OFFERED }, (_, i) => addPeriods(periodOf(today), -i)).map(
    (value) => ({ value, label: `整个文件都是 ${value}` }),
  );
  return { ...question, missing: { ...missing, values } };
}

/** What was said of columns, in words, for the preview. */
export const columnWords = ({ fields, noun }: AnyLedger, columns: readonly ColumnSaid[] = []): string[] =>
  columns.map(([key, field]) => {
    if (field === null) return `“${key}”列不导入`;
    return `“${key}”列按“${fields[field]?.label ?? `${noun}编号`}”读取`;
  });
