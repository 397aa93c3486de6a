import type { AnyLedger } from '../../../../models/ledgers/engine/define.ts';
import { STATUS_LABEL } from '../../../../models/ledgers/engine/show.ts';
import type { AnyUnit } from '../../../../models/rules/parse/numbers/measures.ts';
import { rightWords } from '../../../../models/rules/rights.ts';
import { LONGEST } from '../../../../models/rules/parse/bounds.ts';
import { columnName } from '../files/sheet.ts';
import { headerKey } from './header-key.ts';
import type { HeaderWords } from './header-senses.ts';
import { strangeUnitIn } from './unit-words.ts';
import { columnKey, readHeaderWords, type Dictionary, type HeaderReading, type How } from './headers.ts';

export interface Column {
  /** 0-based. */
  column: number;
  header: string;
  /** By what a person's word of it is remembered. */
  key: string;
  field: string;
  how: How;
  unit?: AnyUnit;
  /** A unit in its header that nobody here knows: asked about. */
  strange?: string;
  /** Why its unit is doubted though its header names one, or none: asked about. */
  doubt?: string;
}

export interface IgnoredColumn {
  column: number;
  header: string;
  key: string;
  why: string;
  /** A person may say what it is: fields it may well be, from its header alone, the likeliest first. */
  asked?: { likely: readonly string[] };
}

/** A column of a header block and what stands over it. */
export interface StackedColumn {
  column: number;
  parts: readonly string[];
  words: HeaderWords | undefined;
}

interface Candidate extends StackedColumn {
  header: string;
  key: string;
  reading: HeaderReading | undefined;
}

/** Which column is which field: where two mean one, the surer has it, and the other is asked about or told of. */
export function assignColumns(
  stacked: readonly StackedColumn[],
  hidden: ReadonlySet<number>,
  dictionary: Dictionary,
): { columns: Column[]; ignored: IgnoredColumn[] } {
  const { ledger, closed } = dictionary;
  const taken = new Map<string, { column: number; header: string; rank: number }>();
  const columns: Column[] = [];
  const ignored: IgnoredColumn[] = [];
  for (const { column, header, key, reading, words } of candidates(stacked, dictionary).toSorted(bySurety)) {
    const leave = (why: string, asked?: readonly string[]) =>
      ignored.push({ column, header, key, why, ...(asked ? { asked: { likely: asked } } : {}) });
    if (hidden.has(column)) leave('隐藏列');
    else if (!reading) leaveUnknown(ledger, header, leave);
    else if (reading.kind === 'left') leave(`${reading.how}不导入`);
    else if (reading.kind === 'doubt') leave(NOT_SURE, reading.likely);
    else {
      const { field, how, rank } = reading;
      const other = taken.get(field);
      if (isKept(ledger, field)) leave(KEPT);
      else if (closed.has(field))
        leave(`由系统判断，${correctedBy(ledger, field)}可以更正，不从您的表格导入`);
      else if (other) {
        const why = `与 ${columnName(other.column)} 列“${other.header}”是同一项`;
        leave(why, other.rank === rank ? [field] : undefined);
      } else {
        taken.set(field, { column, header, rank });
        columns.push({ column, header, key, field, how, ...unitsOf(words, header, ledger, field) });
      }
    }
  }
  const byPlace = (a: { column: number }, b: { column: number }) => a.column - b.column;
  return { columns: columns.sort(byPlace), ignored: ignored.sort(byPlace) };
}

function unitsOf(
  words: HeaderWords | undefined,
  header: string,
  { fields }: AnyLedger,
  field: string,
): Pick<Column, 'unit' | 'strange'> {
  if (words?.unit) return { unit: words.unit };
  const type = fields[field]?.type;
  const strange = type === 'decimal' || type === 'int' ? strangeUnitIn(header) : undefined;
  return strange === undefined ? {} : { strange };
}

const NOT_SURE = '看不准是哪一项';
const KEPT = '由系统生成，不从表格导入';

function candidates(stacked: readonly StackedColumn[], dictionary: Dictionary): Candidate[] {
  const met = new Map<string, number>();
  return stacked.map(({ column, parts, words }) => {
    const header = parts.join(' ');
    const plain = words ? columnKey(words, dictionary) : header;
    const times = (met.get(plain) ?? 0) + 1;
    met.set(plain, times);
    // Two columns of one header are told apart by their order.
    const key = times === 1 ? plain : `${plain}#${times}`;
    return { column, parts, words, header, key, reading: words && readHeaderWords(words, key, dictionary) };
  });
}

const bySurety = (a: Candidate, b: Candidate): number => rankOf(a) - rankOf(b) || a.column - b.column;

const rankOf = ({ reading }: Candidate): number => (reading?.kind === 'field' ? reading.rank : 100);

const correctedBy = ({ fields }: AnyLedger, field: string): string => {
  const right = fields[field]?.filledBy;
  return right ? rightWords(right, (name) => fields[name]?.label ?? name) : '系统';
};

const isKept = ({ fields }: AnyLedger, field: string): boolean => fields[field]?.system === true;

function leaveUnknown(
  { machine }: AnyLedger,
  header: string,
  leave: (why: string, asked?: readonly string[]) => void,
): void {
  const key = header.length > LONGEST.name ? '' : headerKey(header);
  if (/^(序号?|no\.?|编码|项次)$/.test(key)) leave('序号');
  else if (key.startsWith('备注')) leave('备注不导入');
  else if (machine && key === STATUS_LABEL) leave(KEPT);
  else leave('没有对应的项', []);
}
