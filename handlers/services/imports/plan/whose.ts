import type { AnyLedger, LooseRow } from '../../../../models/ledgers/engine/define.ts';
import type { Viewer } from '../../../../models/rules/permissions.ts';
import { comparedFields, decidingFields } from '../../../../models/rules/rights.ts';
import type { CellFault } from '../sheets/rows.ts';
import { faultAt, type PlannedLine } from './line-faults.ts';

/** Where rows are told apart by their unit, one without any lacks it; whose it is cannot be said yet. */
export function sayingUnit(ledger: AnyLedger): (row: LooseRow) => boolean {
  const compared = comparedFields(ledger.rights.edit.right).filter(({ to }) => to === 'unit');
  return (row) => compared.length === 0 || compared.some(({ field }) => row[field] !== undefined);
}

/** A row of another unit's, with the cell that says so: the right to edit tells which field decides about it. */
export function foreign(
  { ledger, viewer, unitName }: { ledger: AnyLedger; viewer: Viewer; unitName: (code: string) => string },
  line: PlannedLine,
  row: LooseRow,
): CellFault {
  const unit = decidingFields(ledger.rights.edit.right, row)
    .filter(({ to }) => to === 'unit')
    .map(({ field }) => row[field])
    .find((value) => value !== undefined);
  const field = ledger.filled.findLast(
    (name) => ledger.fields[name]?.type === 'unit' && unit !== undefined && row[name] === unit,
  );
  const owner = unit === undefined ? '其他单位' : unitName(String(unit));
  const own = viewer.unit === undefined ? viewer.name : unitName(viewer.unit);
  return faultAt(line, {
    level: 'error',
    rule: '越权',
    ...(field ? { field } : {}),
    text: `这一行属于${owner}，您的岗位只能导入${own}的${ledger.noun}`,
    suggestion: `请删去这一行，或由${owner}导入`,
  });
}
