import { askedOf, type AnyLedger } from '../../../models/ledgers/engine/define.ts';
import { AppError } from '../../../models/rules/errors.ts';
import type { Viewer } from '../../../models/rules/permissions.ts';
import { may } from '../../../models/rules/rights.ts';
import { dayOf } from '../../../models/rules/time/day.ts';
import type { Ctx } from '../context.ts';
import { bestOf, othersFor, rankedFits, sheetsFor, sheetsOf, type Head } from './choosing/choose-ledger.ts';
import { noHeader } from './columns/no-header.ts';
import { lookAtColumns, onceEach } from './columns/unknown.ts';
import type { Samples } from './columns/samples.ts';
import { isSureHeader } from './columns/weak.ts';
import { emptyWorkbook } from './files/limits.ts';
import type { SheetRow, SheetSource } from './files/sheet.ts';
import { learnedColumns } from './plan/learned.ts';
import type { KnownSheet } from './plan/plan-run.ts';
import { unreadable } from './preview/sheet-report.ts';
import type { ColumnQuestion, ImportOptions, SheetReport } from './plan/types.ts';
import { HeaderSenses } from './sheets/header-senses.ts';
import { dictionaryOf, type Dictionary } from './sheets/headers.ts';
import { HEAD_ROWS } from './sheets/head-blocks.ts';
import { findLayout } from './sheets/layout.ts';

/** The headers of every ledger, those first that the viewer may write, with what this unit's earlier imports taught. */
export async function dictionariesFor(
  { store, viewer, clock }: Ctx,
  { ledger: wanted, columns = [] }: Pick<ImportOptions, 'ledger' | 'columns'>,
): Promise<Dictionary[]> {
  const mine = (ledger: AnyLedger) => may(viewer, ledger.rights.edit);
  const { ledgers } = store;
  const inOrder = [...ledgers.filter(mine), ...ledgers.filter((ledger) => !mine(ledger))];
  const senses = new HeaderSenses(Number(dayOf(clock.now()).slice(0, 4)));
  const said = new Map(columns);
  return Promise.all(
    inOrder.map(async (ledger) => {
      const own = ledger === wanted ? { said } : {};
      return dictionaryOf(ledger, {
        ...own,
        learned: await learnedColumns(store, ledger, viewer),
        senses,
        ledgers,
        closed: closedTo(viewer, ledger),
      });
    }),
  );
}

/** What a ledger takes from some posts and not from this one. */
function closedTo(viewer: Viewer, ledger: AnyLedger): ReadonlySet<string> {
  const taken = new Set(askedOf(ledger, viewer));
  return new Set(ledger.filled.filter((field) => !taken.has(field)));
}

/** A sheet and its first rows. */
interface SampledSheet extends KnownSheet {
  samples: Samples;
}

interface Recognised {
  known: SampledSheet[];
  /** Columns of these sheets that nobody knows. */
  unknown: ColumnQuestion[];
  left: SheetReport[];
  /** Other ledgers that these sheets may be of, the likeliest first. */
  others: AnyLedger[];
}

/**
 * Finds each sheet's header. One file is one ledger: the one that is wanted, else that of the best sheet.
 * @throws AppError INVALID when no sheet has one, telling which headers were recognised and which were not
 */
export async function recogniseSheets(
  ctx: Ctx,
  sheets: readonly SheetSource[],
  dictionaries: readonly Dictionary[],
  { file, ledger: wanted }: ImportOptions,
): Promise<Recognised> {
  const left: SheetReport[] = [];
  const open: Head[] = [];
  for (const source of sheets) {
    const rows = await headOf(source);
    if (rows.length === 0) {
      left.push(unreadable(source.name, '空工作表'));
      continue;
    }
    refuseSecrets(rows);
    open.push({ source, rows, frame: await source.frame() });
  }
  const asked = wanted ? dictionaries.filter(({ ledger }) => ledger === wanted) : dictionaries;
  const mine = dictionaries.filter(({ ledger }) => isImportable(ctx, ledger));
  const ranked = open.map((head) => rankedFits(head, dictionaries, mine, file.name));
  const chosen = wanted ?? bestOf(ranked);
  const taken = chosen ? sheetsFor(chosen, ranked) : [];
  const found = taken.length > 0 ? taken.flatMap(sheetsOf) : barelyKnown(open, asked);
  const [best] = found;
  if (!best)
    throw open.length === 0
      ? emptyWorkbook(file.name)
      : noHeader(
          open.flatMap(({ rows }) => rows),
          asked,
        );
  for (const { head, fits } of ranked) {
    if (found.some(({ source }) => source === head.source)) continue;
    left.push(otherSheet(head.source.name, fits[0]?.ledger, mine));
  }
  const { ledger } = best.layout;
  const same = found.filter(({ layout }) => layout.ledger === ledger);
  const others = othersFor(ledger, taken, mine);
  return { ...(await lookedAt(ctx, same, dictionaries)), left, others };
}

const isImportable = ({ viewer }: Ctx, { doors, rights }: AnyLedger): boolean =>
  doors.keptBy === undefined && may(viewer, rights.edit);

/** Every sheet is accounted for: one that is of another ledger can be read for that one. */
function otherSheet(name: string, ledger: AnyLedger | undefined, mine: readonly Dictionary[]): SheetReport {
  if (!ledger) return unreadable(name, '没有找到表头');
  if (!mine.some((dictionary) => dictionary.ledger === ledger))
    return unreadable(name, `像“${ledger.title}”，您的岗位不能导入`);
  const other = { ledger: ledger.name, title: ledger.title };
  return { ...unreadable(name, `像“${ledger.title}”，可以另读`), other };
}

/** Where too few columns are known: a header that surely is one, with the names in it, is gone on with all the same. */
const barelyKnown = (heads: readonly Head[], dictionaries: readonly Dictionary[]): KnownSheet[] => {
  const importable = dictionaries.filter(({ ledger }) => !ledger.doors.keptBy);
  const found = heads.flatMap(({ source, rows, frame }): KnownSheet[] => {
    const layout = findLayout(rows, frame, importable, 1);
    return layout && isSureHeader(layout, rows) ? [{ source, frame, layout }] : [];
  });
  return found.toSorted((a, b) => b.layout.score - a.layout.score);
};

async function lookedAt(
  ctx: Ctx,
  sheets: readonly KnownSheet[],
  dictionaries: readonly Dictionary[],
): Promise<Pick<Recognised, 'known' | 'unknown'>> {
  const { store, city, rules, clock } = ctx;
  const { today } = store.checkContext(clock.now());
  const looked: SampledSheet[] = [];
  const unknown: ColumnQuestion[] = [];
  for (const sheet of sheets) {
    const dictionary = dictionaries.find(({ ledger }) => ledger === sheet.layout.ledger);
    if (!dictionary) continue;
    const seen = await lookAtColumns(sheet, dictionary, { city, rules, today });
    looked.push({ ...sheet, layout: seen.layout, samples: seen.samples });
    unknown.push(...seen.unknown);
  }
  return { known: looked, unknown: onceEach(unknown) };
}

async function headOf(source: SheetSource): Promise<SheetRow[]> {
  const head: SheetRow[] = [];
  for await (const batch of source.rows()) {
    head.push(...batch.filter((row) => row.cells.some((cell) => cell && cell.text.trim() !== '')));
    if (head.length >= HEAD_ROWS) break;
  }
  return head.slice(0, HEAD_ROWS);
}

/** 涉密不上网 (domain.md 1.5, Appendix F): a file that carries a mark of secrecy is not taken in. */
function refuseSecrets(head: readonly SheetRow[]): void {
  for (const row of head.slice(0, 6)) {
    for (const cell of row.cells) {
      const mark = cell && /(绝密|机密|秘密)\s*[★☆]/.exec(cell.text)?.[1];
      if (!mark) continue;
      throw new AppError(
        'INVALID',
        `表内有“${mark}★”密级标识。本系统不得处理涉密文件，请立即删除本次上传并按保密规定处理`,
      );
    }
  }
}
