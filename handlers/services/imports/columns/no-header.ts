import { AppError } from '../../../../models/rules/errors.ts';
import type { SheetRow } from '../files/sheet.ts';
import { columnKey, headerWords, readHeaderWords, type Dictionary } from '../sheets/headers.ts';

const LISTED = 12;
const CHARS = 12;

/**
 * The refusal of a file in which no header was found: what stands in its widest row, and for the ledger that fits best
 * which of it was recognised and which was not.
 */
export function noHeader(heads: readonly SheetRow[], dictionaries: readonly Dictionary[]): AppError {
  const filled = ({ cells }: SheetRow) => cells.filter(Boolean).length;
  const widest = heads.reduce((a, b) => (filled(b) > filled(a) ? b : a));
  const headers = widest.cells.flatMap((cell) => (cell ? [cell.text.trim()] : [])).slice(0, LISTED);
  const fits = dictionaries.map((dictionary) => ({ dictionary, ...sortedBy(dictionary, headers) }));
  const best = fits.reduce((a, b) => (b.known.length > a.known.length ? b : a), fits[0] ?? NOTHING);
  const { ledger } = best.dictionary ?? dictionaries[0] ?? {};
  const expected = ledger?.listed.flatMap((name) => ledger.fields[name]?.label ?? []).slice(0, 8) ?? [];
  const titles = dictionaries
    .slice(0, 4)
    .map((each) => each.ledger.title)
    .join('、');
  const recognised =
    best.known.length > 0
      ? `最像${ledger?.title ?? ''}：认出了${quoted(best.known)}，没有认出${quoted(best.unknown)}。`
      : '';
  return new AppError(
    'INVALID',
    `没有认出表头。第 ${widest.number} 行是：${headers.map(short).join('、')}。${recognised}` +
      `可以导入的台账有：${titles}；${ledger?.title ?? ''}的表头应有：${expected.join('、')} 等，至少三项。请把表头改成这些名称后再上传`,
  );
}

const NOTHING = { dictionary: undefined, known: [], unknown: [] };

const short = (text: string): string => text.slice(0, CHARS);
const quoted = (texts: readonly string[]): string => texts.map((text) => `“${short(text)}”`).join('');

function sortedBy(dictionary: Dictionary, headers: readonly string[]) {
  const known: string[] = [];
  const unknown: string[] = [];
  for (const header of headers) {
    const words = headerWords([header]);
    const reading = words && readHeaderWords(words, columnKey(words, dictionary), dictionary);
    (reading?.kind === 'field' ? known : unknown).push(header);
  }
  return { known, unknown };
}
