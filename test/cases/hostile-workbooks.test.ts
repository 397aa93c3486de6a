import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { importsOf } from '../../handlers/services/imports/plan/prepared.ts';
import type { PlanRow } from '../../handlers/services/imports/plan/types.ts';
import { prepareImport, previewOf } from '../../handlers/services/imports/service.ts';
import type { SheetSums } from '../../handlers/services/imports/preview/sums.ts';
import { AppError } from '../../models/rules/errors.ts';
import { printHundredths, printYi } from '../../models/rules/money.ts';
import { normaliseText } from '../../models/rules/parse/text.ts';
import { testServices, type TestServices } from '../helpers/services.ts';
import { books, type Book, type DataRow } from './hostile/books.ts';

/**
 * Workbooks with all that people do to one, whose oracle is what was written: a value is read as a person would read it,
 * or it is asked, refused or told to be left out; it is never silently another one, and no row vanishes without a word.
 * HOSTILE_BOOKS=2000 tries more of them.
 */
const RUNS = Number(process.env['HOSTILE_BOOKS'] ?? 40);
const SEED = Number(process.env['HOSTILE_SEED'] ?? 20_261_127);

let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

/** Of the values with one meaning under a known header. */
const tally = { right: 0, open: 0, totals: 0, refused: 0 };

async function planOf(book: Book) {
  const ledger = services.store.ledgers.find(({ name }) => name === 'projects');
  if (!ledger) throw new Error('projects');
  const file = { name: book.name, bytes: await book.bytes() };
  const record = await prepareImport(services.as(), { file, ledger });
  const rows: PlanRow[] = [];
  for (let n = 0; n < record.chunks; n++)
    rows.push(...(await importsOf(services.store).chunk(record._id, n)));
  return { rows, preview: previewOf(record) };
}

/** What is wrong in what was read of a field; undefined where nothing is. */
function faultIn(
  plan: PlanRow,
  field: string,
  { written }: DataRow,
  columns: ReadonlySet<string>,
): string | undefined {
  const { cell, meant } = written[field] ?? { cell: null, meant: null };
  const value = plan.values[field];
  const open = plan.faults.some((fault) => fault.field === field && fault.level !== 'note');
  // A column that is hidden or whose header nobody knows is listed among those that are not imported.
  const told = plan.cells?.[field] !== undefined || !columns.has(field);
  const same = meant !== undefined && (value ?? null) === meant;
  if (meant !== undefined && meant !== null && columns.has(field)) tally[same ? 'right' : 'open']++;
  if (same || open || (value === undefined && told)) return undefined;
  return `${plan.row} ${field}: ${JSON.stringify(cell)?.slice(0, 80)} read as ${JSON.stringify(value)}, meant ${JSON.stringify(meant)}`;
}

function rowFaults(
  book: Book,
  row: DataRow,
  plan: PlanRow | undefined,
  columns: ReadonlySet<string>,
): string[] {
  if (!plan) return [`row ${row.number} vanished`];
  if (row.hidden) return plan.kind === 'skipped' && plan.reason ? [] : [`row ${row.number}: hidden, read`];
  if (plan.kind === 'skipped') return [`row ${row.number}: skipped as ${plan.reason}`];
  const faults = book.fields.map((field) => faultIn(plan, field, row, columns));
  const name = String(plan.values['name'] ?? '').replace(/\s/g, '');
  const county = plan.context['landUnit'];
  return [
    ...faults.filter((fault) => fault !== undefined),
    ...(row.struck === (plan.struck !== undefined)
      ? []
      : [`row ${row.number}: struck ${String(row.struck)}`]),
    ...(name === normaliseText(row.name).replace(/\s/g, '') ? [] : [`row ${row.number}: named ${name}`]),
    ...(county === undefined || county === row.group ? [] : [`row ${row.number}: under ${String(county)}`]),
  ];
}

/** A right total agrees where the amounts over it were all read; a wrong one never does. */
function totalFaults(book: Book, read: ReadonlyMap<number, PlanRow>, sums: SheetSums | undefined): string[] {
  const whole = (above: number) =>
    book.rows.every(({ number, hidden, written }) => {
      const meant = written['plannedInvestWan']?.meant ?? undefined;
      return number > above || hidden || read.get(number)?.values['plannedInvestWan'] === meant;
    });
  return book.totals.flatMap(({ row, right }) => {
    const said = sums?.totals.find((total) => total.row === row && total.label === '计划总投资');
    if (said !== undefined && whole(row)) tally.totals++;
    const held = said === undefined || (right ? said.agrees || !whole(row) : !said.agrees || !whole(row));
    return held ? [] : [`total in ${row}: ${said.said}, read ${said.read}, ${right ? 'right' : 'wrong'}`];
  });
}

async function faultsOf(book: Book): Promise<string[]> {
  const { rows, preview } = await planOf(book);
  const byNumber = new Map(rows.map((row) => [row.row, row]));
  const read = rows.filter(({ kind }) => kind !== 'skipped');
  const numbers = new Set(book.rows.map(({ number }) => number));
  const columns = new Set(preview.sheets[0]?.columns.map(({ field }) => field));
  const { columns: named = [], ignored = [] } = preview.sheets[0] ?? {};
  const known = named.length + ignored.length;
  const sums = preview.sheets[0]?.sums;
  const invest = read.reduce((sum, { values }) => sum + Number(values['plannedInvestWan'] ?? 0), 0);
  const shown = sums?.columns.find(({ field }) => field === 'plannedInvestWan')?.sum;
  const words = invest >= 1_000_000 ? `${printYi(invest)} 亿元` : `${printHundredths(invest)} 万元`;
  return [
    ...book.rows.flatMap((row) => rowFaults(book, row, byNumber.get(row.number), columns)),
    ...read.filter(({ row }) => !numbers.has(row)).map(({ row, title }) => `${row} ${title}: no row of data`),
    ...(known === book.width ? [] : [`${known} of ${book.width} columns are told of`]),
    ...totalFaults(book, byNumber, sums),
    ...(sums?.rows === read.length ? [] : [`${sums?.rows} rows summed, ${read.length} read`]),
    ...(shown === undefined || shown === words ? [] : [`sum ${shown}, read ${words}`]),
  ];
}

test('no workbook is read as what it does not say', async () => {
  await fc.assert(
    fc.asyncProperty(books, async (book) => {
      try {
        expect(await faultsOf(book)).toEqual([]);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        tally.refused++;
      }
    }),
    { seed: SEED, numRuns: RUNS },
  );
  // What is only ever asked would be safe as well, and of no use.
  expect(tally.right).toBeGreaterThan(3 * tally.open);
  expect(tally.totals).toBeGreaterThan(0);
  // Whose rows are all hidden, or text with control characters.
  expect(tally.refused).toBeLessThan(RUNS / 10);
});
