import type { AnyLedger, Fault, LooseRow } from '../../../../models/ledgers/engine/define.ts';
import type { Further } from '../../../../models/ledgers/engine/doors.ts';
import { wordKey } from '../../../../models/rules/parse/choices/choice.ts';
import type { Context } from '../sheets/groups.ts';
import type { CellFault, ReadRow, SheetRowParser } from '../sheets/rows.ts';
import type { RowCandidate } from './types.ts';

/** A data row of a sheet that is to be compared with the ledger. */
export interface PlannedLine {
  sheet: string;
  reader: SheetRowParser;
  read: ReadRow;
  context: Context;
  ended: boolean;
}

export const STRUCK = '删除线';

/** A column that every row must have was not recognised: told once as a column, not row by row. */
export const MISSING = '缺列';

export const isFaulty = (faults: readonly Fault[]): boolean => faults.some(({ level }) => level === 'error');

/** Questions are asked once for all cells of a kind: rule and field, and for each word of its own. */
export const questionOfLine = (fault: Fault & Pick<CellFault, 'asked' | 'question'>): string =>
  fault.question ??
  [fault.rule ?? '确认', fault.field ?? '', ...(fault.asked ? [wordKey(fault.asked.word)] : [])].join(':');

export function asksOf(faults: readonly CellFault[]): string[] {
  const asking = faults.filter(({ level }) => level === 'ask');
  return asking.length === 0 ? [] : [...new Set(asking.map(questionOfLine))];
}

/** Of a value that must be there and cannot be, for want of a column: a question about the column. */
export function aboutColumn(
  line: PlannedLine,
  { fields }: AnyLedger,
  fault: CellFault,
  row: LooseRow,
): CellFault {
  const { field: name = '', level } = fault;
  const field = fields[name];
  if (level !== 'error' || field?.required !== true || field.system || line.reader.has(name)) return fault;
  if (row[name] !== undefined && row[name] !== '') return fault;
  const { suggestion: _none, ...rest } = fault;
  return { ...rest, level: 'ask', rule: MISSING, text: `表里没有认出“${field.label}”这一列` };
}

/** Of a value that must be there and whose cell says something that is no such value: what it says tells why. */
export function withCause({ read }: PlannedLine, fault: CellFault, row: LooseRow): CellFault {
  const { field = '', level } = fault;
  if (level !== 'error' || row[field] !== undefined) return fault;
  const cause = read.faults.find((each) => each.field === field && each.level === 'ask');
  return cause ? { ...fault, text: cause.text } : fault;
}

export const faultAt = (line: PlannedLine, fault: Fault): CellFault => ({
  ...fault,
  sheet: line.sheet,
  cell: line.reader.addressOf(line.read.number, fault.field),
});

/** Tells of likely relatives that need no answer; `further` where the row is taken for a phase of one. */
export function relatedTo(
  ledger: AnyLedger,
  line: PlannedLine,
  others: readonly RowCandidate[],
  further: Further | undefined,
): CellFault {
  const names = others.map(({ name, code, place }) => `${code ?? place ?? ''}“${name}”`).join('、');
  const text = further
    ? `像是${names}的另一期，${phaseWords(ledger, further)}，不重复计个数`
    : `可能与${names}有关，按新增处理`;
  return faultAt(line, { level: 'note', rule: 'V05', text, field: ledger.titleField });
}

/** 项目类型未写明时按分期续建登记, in the words of the ledger. */
function phaseWords({ fields }: AnyLedger, { field: key, phase }: Further): string {
  const field = fields[key];
  const word = field && 'choices' in field ? field.choices[phase] : undefined;
  return `${field?.label ?? key}未写明时按${word ?? phase}登记`;
}

/** Of a struck row, what striking through says beyond its own cells: fields and values, as the ledger defines it. */
export function struckOut({ doors }: AnyLedger, { ended, read }: PlannedLine): LooseRow | undefined {
  if (!ended) return undefined;
  const said = Object.entries(doors.struck?.sets ?? {});
  return Object.fromEntries(said.filter(([field]) => read.values[field] === undefined));
}

/** Asks whether a struck row means what its ledger says; tells that it means nothing where the ledger says nothing. */
export function aboutStruck({ doors: { struck }, noun }: AnyLedger, line: PlannedLine): CellFault {
  if (!struck) {
    const text = '这一行画了删除线，删除线不起作用，照常导入';
    return faultAt(line, { level: 'note', rule: STRUCK, text });
  }
  return faultAt(line, {
    level: 'ask',
    rule: STRUCK,
    text: `这一行画了删除线，按“${struck.as}”导入吗？`,
    suggestion: `如果不是，请选“${asUsual(noun)}”`,
  });
}

/** What is answered when a struck row does not mean what it seems to. */
export const asUsual = (noun: string): string => `按正常${noun}导入`;

/** Rows whose words are still to be explained count as changed until they are. */
export const kindOfChange = (
  faults: readonly CellFault[],
  changes: boolean,
): 'faulty' | 'changed' | 'same' => {
  if (isFaulty(faults)) return 'faulty';
  return changes || faults.some(({ asked }) => asked) ? 'changed' : 'same';
};
