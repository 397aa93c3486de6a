import { printHundredths, printYi, type Hundredths } from '../../rules/money.ts';
import { suspectUnit } from '../../rules/parse/amount.ts';
import type { LooseRow, RowRule } from '../engine/define.ts';

const amount = (row: LooseRow, field: string): Hundredths | undefined => row[field] as Hundredths | undefined;

const unitOfAmount: RowRule = (row) => {
  const wan = amount(row, 'plannedInvestWan');
  const suspected = wan === undefined ? undefined : suspectUnit(`${row.name} ${row.content ?? ''}`, wan);
  if (wan === undefined || !suspected) return undefined;
  return {
    level: 'ask',
    rule: 'V01',
    field: 'plannedInvestWan',
    text: `金额疑似单位错误：填写 ${printHundredths(wan)} 万元＝${printYi(wan)} 亿元，是否正确？`,
    suggestion: `项目名称里写的是 ${suspected.written}`,
  };
};

const sizeOfAmount: RowRule = (row, { rules: { money } }) => {
  const wan = amount(row, 'plannedInvestWan');
  if (wan === undefined || (wan <= money.confirmIfAboveWan * 100 && wan >= money.confirmIfBelowWan * 100))
    return undefined;
  return {
    level: 'ask',
    rule: 'V01',
    field: 'plannedInvestWan',
    text: `计划总投资 ${printHundredths(wan)} 万元＝${printYi(wan)} 亿元，单位是万元吗？`,
    suggestion: '请核对表头写的是万元还是亿元',
  };
};

/** A part of the investment that may not exceed the whole. */
const PARTS = [
  { field: 'fixedInvestWan', label: '固定资产投资' },
  { field: 'phase1InvestWan', label: '首期投资' },
] as const;
/** No part of a project is a thousandth of it, or a thousand times it: the two columns are in different units. */
const OTHER_UNIT = 1000;

const partsInOneUnit: RowRule = (row) => {
  const whole = amount(row, 'plannedInvestWan') ?? 0;
  const odd = PARTS.find(({ field }) => isFarOff(amount(row, field) ?? 0, whole));
  if (!odd) return undefined;
  const part = amount(row, odd.field) ?? 0;
  return {
    level: 'ask',
    rule: 'V01',
    field: odd.field,
    text: `${odd.label} ${printHundredths(part)} 万元与计划总投资 ${printHundredths(whole)} 万元相差悬殊，单位是否一致？`,
    suggestion: '请核对两列的单位',
  };
};

const isFarOff = (part: Hundredths, whole: Hundredths): boolean =>
  part > 0 && whole > 0 && (part >= whole * OTHER_UNIT || part * OTHER_UNIT <= whole);

const partsWithinWhole: RowRule = (row) => {
  const whole = amount(row, 'plannedInvestWan');
  const over = PARTS.find(({ field }) => {
    const part = amount(row, field) ?? 0;
    return whole !== undefined && part > whole && !isFarOff(part, whole);
  });
  if (!over || whole === undefined) return undefined;
  return {
    level: 'error',
    field: over.field,
    text: `${over.label}（${printHundredths(amount(row, over.field) ?? 0)} 万元）大于计划总投资（${printHundredths(whole)} 万元）`,
    suggestion: '请核对两列的单位是否一致',
  };
};

/** What has been spent or paid in, beside what it can hardly be three times of: units that differ. */
const SPENT = [
  { field: 'cumInvestWan', label: '累计完成投资', of: 'plannedInvestWan', whole: '计划总投资' },
  { field: 'cumFundWan', label: '累计到位资金', of: 'plannedInvestWan', whole: '计划总投资' },
  { field: 'ytdInvestWan', label: '今年完成投资', of: 'plannedInvestWan', whole: '计划总投资' },
  { field: 'ytdInvestWan', label: '今年完成投资', of: 'cumInvestWan', whole: '累计完成投资' },
] as const;
const FAR_ABOVE = 3;

const spentWithinReason: RowRule = (row) => {
  const odd = SPENT.find(({ field, of }) => {
    const whole = amount(row, of) ?? 0;
    return whole > 0 && (amount(row, field) ?? 0) > whole * FAR_ABOVE;
  });
  if (!odd) return undefined;
  const [spent, whole] = [amount(row, odd.field) ?? 0, amount(row, odd.of) ?? 0];
  return {
    level: 'ask',
    rule: 'V01',
    field: odd.field,
    text: `${odd.label} ${printHundredths(spent)} 万元远大于${odd.whole} ${printHundredths(whole)} 万元，单位是否一致？`,
    suggestion: '请核对两列的单位',
  };
};

/** The checks of a project's amounts: their unit, their size and what is part of what (domain.md 2.15 V01). */
export const amountRules: readonly RowRule[] = [
  unitOfAmount,
  sizeOfAmount,
  partsInOneUnit,
  partsWithinWhole,
  spentWithinReason,
];
