import { printHundredths, type Hundredths } from '../../money.ts';
import { scale, type Quantity } from '../quantity.ts';
import { note, read, refuse, type Also, type Note, type Parsed } from '../result.ts';
import { quote } from '../text.ts';
import type { MoneyFamily } from './money-units.ts';

/** Ten trillion yuan: beyond it the cell holds a phone number or a code. */
export const MOST_MONEY = 1e11;

type Role = 'total' | 'phase1' | 'later' | 'fixed' | 'part';
/** What has been spent, or what is only a part: never the total. */
const PART = /其中|包[括含]|(?<!不)含|已|完成|到位|设备|流动资金|用于/;
const TOTAL = /总投|总额|合计|总计|共|计划投资|项目投资/;

const roleOf = ({ label, tail }: Quantity<MoneyFamily>): Role => {
  const own = /^\s*\(([^\d()]*)\)/.exec(tail)?.[1] ?? '';
  const words = label + own;
  if (/固定资产|固投/.test(words)) return 'fixed';
  if (/一期|首期|1期/.test(words)) return 'phase1';
  if (/[二三四五2345]期/.test(words)) return 'later';
  return PART.test(label) && !TOTAL.test(label) ? 'part' : 'total';
};

const alone = <T>(amounts: readonly T[]): readonly T[] => (amounts.length === 1 ? amounts : []);

/** Puts the amounts of one cell where they belong. */
export function compose(
  amounts: readonly Quantity<MoneyFamily>[],
  cell: string,
  options: { fx?: number },
  notes: Note[],
): Parsed<Hundredths> {
  if (amounts.some((q) => (q.high ?? q.low) > MOST_MONEY))
    return refuse(`${quote(cell)}金额过大`, '请核对单位是否为万元');
  const of = (role: Role, family: MoneyFamily = 'rmb') =>
    amounts.filter((q) => q.unit?.family === family && roleOf(q) === role);
  const also: Also = {};
  const [phase1] = of('phase1');
  const [fixed] = of('fixed');
  if (phase1) also.phase1 = phase1.low;
  if (fixed) also.fixedInvest = fixed.low;
  const dollars = amounts.filter((q) => q.unit?.family === 'usd');
  // 已完成3亿元 alone is what the column of that name asks for.
  const totals = of('total').length > 0 ? of('total') : alone(of('part'));
  const named = totals.filter(({ label }) => TOTAL.test(label));
  const [total] = named.length > 0 ? named : totals;
  const differ = (each: readonly Quantity<MoneyFamily>[]) => new Set(each.map((q) => q.low)).size > 1;
  if (differ(named.length > 0 ? named : totals) || dollars.length > 1)
    return refuse(`${quote(cell)}里有多个金额，分不清哪个是总投资`, '请只保留总投资，其余写入对应的列');
  if (total && (differ(totals) || of('part').length > 0) && notes.every(({ kind }) => kind !== 'confirm'))
    notes.push(note('confirm', `从${quote(cell)}中读出 ${total.written}，请确认`));
  const [dollar] = dollars;
  if (dollar) return inDollars(dollar, total, also, options, notes);
  if (total) return settle(total, also, notes);
  const later = of('later');
  if (phase1 && later.length > 0) {
    const sum = [phase1, ...later].reduce((n, q) => n + q.low, 0);
    return read(
      sum,
      [...notes, note('confirm', `按各期合计 ${printHundredths(sum)} 万元作为总投资，请确认`)],
      also,
    );
  }
  if (later.length > 0) return refuse(`${quote(cell)}只写了后期投资`, '请填写计划总投资');
  if (of('part').length > 0) return refuse(`${quote(cell)}看不出总额`, '请只填写总额');
  return read<Hundredths>(null, notes, also);
}

function settle(total: Quantity<MoneyFamily>, also: Also, notes: Note[]): Parsed<Hundredths> {
  if (total.low === 0) notes.push(note('confirm', '金额为 0，请确认'));
  if (total.high === undefined || total.high === total.low) return read(total.low, notes, also);
  const [low, high] = [printHundredths(total.low), printHundredths(total.high)];
  const ask = note('range', `${low}—${high} 万元是区间，暂取低值 ${low} 万元，请确认`);
  return read(total.low, [...notes, ask], { ...also, range: [total.low, total.high] });
}

function inDollars(
  dollar: Quantity<MoneyFamily>,
  total: Quantity<MoneyFamily> | undefined,
  also: Also,
  { fx }: { fx?: number },
  notes: readonly Note[],
): Parsed<Hundredths> {
  const usd = printHundredths(dollar.low);
  const wan = total?.low ?? (fx === undefined || !(fx > 0) ? null : scale(dollar.low, fx));
  const text =
    wan === null
      ? `${usd} 万美元，缺汇率，请填写折合人民币的总投资（万元）`
      : `${usd} 万美元折合 ${printHundredths(wan)} 万元${total ? '' : `（汇率 ${fx}）`}，请确认`;
  return read(wan, [...notes, note('confirm', text)], { ...also, foreignUsdWan: dollar.low });
}
