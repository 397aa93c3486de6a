import type { AnyLedger, Fault } from '../../../../models/ledgers/engine/define.ts';
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

export const isFaulty = (faults: readonly Fault[]): boolean => faults.some(({ level }) => level === 'error');

/** Questions are asked once for all cells of a kind: rule and field. */
export const questionOfLine = (fault: Fault): string => `${fault.rule ?? '确认'}:${fault.field ?? ''}`;

export const asksOf = (faults: readonly Fault[]): string[] => [
  ...new Set(faults.filter(({ level }) => level === 'ask').map(questionOfLine)),
];

export const faultAt = (line: PlannedLine, fault: Fault): CellFault => ({
  ...fault,
  sheet: line.sheet,
  cell: line.reader.addressOf(line.read.number, fault.field),
});

/** Tells of likely relatives that need no answer. */
export function relatedTo(
  ledger: AnyLedger,
  line: PlannedLine,
  others: readonly RowCandidate[],
  phase: boolean,
): CellFault {
  const names = others.map(({ name, code, place }) => `${code ?? place ?? ''}“${name}”`).join('、');
  const text = phase
    ? `像是${names}的另一期，项目类型未写明时按分期续建登记，不重复计个数`
    : `可能与${names}有关，按新增处理`;
  return faultAt(line, { level: 'note', rule: 'V05', text, field: ledger.titleField });
}

export const struck = (line: PlannedLine): CellFault =>
  faultAt(line, {
    level: 'ask',
    rule: STRUCK,
    field: 'closeType',
    text: '这一行画了删除线，按“终止”导入吗？',
    suggestion: '如果仍在推进，请选“按正常项目导入”',
  });
