import type { AnyLedger } from '../../../../models/ledgers/engine/define.ts';
import type { SheetRow, SheetSource } from '../files/sheet.ts';
import type { KnownSheet } from '../plan/plan-run.ts';
import { CODE, type Dictionary } from '../sheets/headers.ts';
import { ledgerFits, type LedgerFit } from '../sheets/layout.ts';
import { ledgerNamedBy } from './head-noun.ts';

/** A sheet's first rows. */
export interface Head {
  source: SheetSource;
  rows: SheetRow[];
  frame: KnownSheet['frame'];
}

/** A sheet and the ledgers in whose words it has a header, the likeliest first. */
export interface RankedSheet {
  head: Head;
  fits: readonly LedgerFit[];
}

/** So much of the best fit's weight makes another one likely; a title that names its ledger then decides. */
const NEARLY = 0.5;
/** A word that stands in titles of other ledgers as well only tips what is about even. */
const TIPS = 1.5;

/** By how well headers fit, and by what the sheet's title, its name, or the file's name say it is. */
export function rankedFits(
  head: Head,
  dictionaries: readonly Dictionary[],
  mine: readonly Dictionary[],
  file: string,
): RankedSheet {
  const fits = ledgerFits(head.rows, head.frame, dictionaries);
  const [best] = fits;
  if (!best) return { head, fits };
  const texts = [...best.layouts[0].titles, head.source.name, file.replace(/\.[a-z]+$/i, '')];
  const named = ledgerNamedBy(
    texts,
    mine.map(({ ledger }) => ledger),
  );
  const weightOf = ({ ledger, weight }: LedgerFit): number => {
    if (ledger !== named?.ledger) return weight;
    return named.sure && weight >= best.weight * NEARLY ? best.weight + TIPS : weight + TIPS;
  };
  return { head, fits: fits.toSorted((a, b) => weightOf(b) - weightOf(a)) };
}

/** The ledger of the sheet in which most was recognised. */
export function bestOf(ranked: readonly RankedSheet[]): AnyLedger | undefined {
  const firsts = ranked.flatMap(({ fits }) => fits[0] ?? []);
  const [best] = firsts.toSorted((a, b) => b.layouts[0].score - a.layouts[0].score);
  return best?.ledger;
}

/** The sheets that are of a ledger rather than of another; where none is, those that may be read as its own. */
export function sheetsFor(ledger: AnyLedger, ranked: readonly RankedSheet[]): RankedSheet[] {
  const read = ranked.flatMap(({ head, fits }): RankedSheet[] => {
    const own = fits.find((fit) => fit.ledger === ledger);
    return own ? [{ head, fits: [own, ...fits.filter((fit) => fit !== own)] }] : [];
  });
  const own = read.filter(({ head }) =>
    ranked.some((sheet) => sheet.head === head && sheet.fits[0]?.ledger === ledger),
  );
  return own.length > 0 ? own : read;
}

export const sheetsOf = ({ head: { source, frame }, fits }: RankedSheet): KnownSheet[] =>
  (fits[0]?.layouts ?? []).map((layout) => ({ source, frame, layout }));

/** Further ledgers that these sheets may well be of, among those that the person may import. */
export function othersFor(
  ledger: AnyLedger,
  taken: readonly RankedSheet[],
  mine: readonly Dictionary[],
): AnyLedger[] {
  const likely = taken.flatMap(({ fits }) => {
    const most = Math.max(...fits.map(({ weight }) => weight));
    return fits.filter((fit) => fit.weight >= most * NEARLY && isNamed(fit)).map((fit) => fit.ledger);
  });
  return [...new Set(likely)].filter(
    (other) => other !== ledger && mine.some((dictionary) => dictionary.ledger === other),
  );
}

/** Does it have the column that says which row is meant? */
const isNamed = ({ ledger, layouts: [{ columns }] }: LedgerFit): boolean =>
  columns.some(({ field }) => field === ledger.titleField || field === CODE);
