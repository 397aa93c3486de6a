import { printHundredths, printYi, type Hundredths } from '../money.ts';
import type { RuleSet } from '../ruleset.ts';
import { isOverlong, LONGEST, refuseOverlong } from './bounds.ts';
import {
  createQuantityReader,
  numericText,
  scale,
  unitWord,
  type Quantity,
  type QuantityUnit,
} from './quantity.ts';
import { note, read, refuse, type Also, type Note, type Parsed } from './result.ts';
import { isBlankMark, isFormulaError, quote, type Cell } from './text.ts';

/** A unit that a header or a sheet names; 外币 is money that has to be converted by a person. */
export type MoneyUnit =
  | '元'
  | '千元'
  | '万元'
  | '百万元'
  | '千万元'
  | '亿元'
  | '美元'
  | '万美元'
  | '亿美元'
  | '外币';

export interface AmountOptions {
  /** The unit that the header or the sheet's unit line names; 万元 when none does. */
  headerUnit?: MoneyUnit;
  /** Yuan for one US dollar on the contract's day. */
  fx?: number;
}

type Family = 'rmb' | 'usd' | 'foreign';
const DOLLARS = ['美元', '美金', 'usd', '刀'];
const FOREIGN = [
  '港元',
  '港币',
  '欧元',
  '日元',
  '英镑',
  '新台币',
  '台币',
  '韩元',
  '澳元',
  '加元',
  '新元',
  'hkd',
  'eur',
  'jpy',
];

/** Factors give hundredths of 万元 or 万美元. */
const UNITS: readonly QuantityUnit<Family>[] = [
  ...[
    ['万亿元', 1e10],
    ['万亿', 1e10],
    ['亿元', 1e6],
    ['亿', 1e6],
    ['万元', 100],
    ['万', 100],
    ['w', 100],
    ['元', 0.01],
  ].map(([word, factor]) => unitWord(String(word), Number(factor), 'rmb')),
  ...DOLLARS.flatMap((d) => [
    unitWord(`亿${d}`, 1e6, 'usd'),
    unitWord(`万${d}`, 100, 'usd'),
    unitWord(d, 0.01, 'usd'),
  ]),
  ...FOREIGN.flatMap((f) => [
    unitWord(`亿${f}`, 1e6, 'foreign'),
    unitWord(`万${f}`, 100, 'foreign'),
    unitWord(f, 0.01, 'foreign'),
  ]),
];
/** 500万套 and 2亿只 are quantities of goods, not of money. */
const GOODS = '套件片只台个吨条支枝瓶颗块粒辆人户度箱罐盒头羽株米㎡㎥具组张根副双把亩册门卷盘桶袋包枚部艘架';
const NOT_GOODS = new RegExp(
  `(?!\\s*(?:[${GOODS}]|平方|立方|千|kw|mw|m2|m3|gwh|kwh|安时|模组|美|港|欧|日元|英|台币))`,
);
const readMoney = createQuantityReader(UNITS, NOT_GOODS);

const HEADER_UNITS: Readonly<Record<MoneyUnit, QuantityUnit<Family>>> = {
  元: unitWord('元', 0.01, 'rmb'),
  千元: unitWord('千元', 10, 'rmb'),
  万元: unitWord('万元', 100, 'rmb'),
  百万元: unitWord('百万元', 1e4, 'rmb'),
  千万元: unitWord('千万元', 1e5, 'rmb'),
  亿元: unitWord('亿元', 1e6, 'rmb'),
  美元: unitWord('美元', 0.01, 'usd'),
  万美元: unitWord('万美元', 100, 'usd'),
  亿美元: unitWord('亿美元', 1e6, 'usd'),
  外币: unitWord('外币', 100, 'foreign'),
};

export const isMoneyUnit = (unit: string | undefined): unit is MoneyUnit =>
  unit !== undefined && Object.hasOwn(HEADER_UNITS, unit);

export const isDollars = (unit: MoneyUnit): boolean => HEADER_UNITS[unit].family === 'usd';
/** Ten trillion yuan: beyond it the cell holds a phone number or a code. */
const LIMIT = 1e11;
/** A bare number this large under a 亿元 header is most likely 万元 (domain.md Appendix B, V01). */
const SUSPICIOUS_YI = 1000;

const CURRENCY_WORDS = /人民币|rmb|cny|[¥$]/gi;
const EXPECTED_WORDS =
  /计划|项目|总投资|投资|总额|金额|协议|合同|总|额|其中|一期|首期|第|[二三四]期|期|固定资产|固投|合计|共|计|为|拟|折合|外资|建设|分|两|[(),;:.\s^-]/g;

/**
 * Reads an amount cell (domain.md Appendix B) as hundredths of 万元. A range gives its low end; US dollars fill
 * `also.foreignUsdWan` and, with `fx`, the value; 一期/首期 fill `also.phase1`. Never throws.
 */
export function parseAmount(cell: Cell, options: AmountOptions = {}): Parsed<Hundredths> {
  if (isBlankMark(cell)) return read<Hundredths>(null);
  if (isOverlong(cell)) return refuseOverlong(cell);
  const header = HEADER_UNITS[options.headerUnit ?? '万元'];
  if (typeof cell === 'number' || typeof cell === 'bigint')
    return bare(Number(cell), undefined, header, options);
  if (typeof cell !== 'string') return refuse('单元格里不是金额', EXAMPLE);
  if (isFormulaError(cell)) return refuse(`单元格是公式错误 ${cell.trim()}`, '请改成数值后再导入');
  const text = numericText(cell).replace(CURRENCY_WORDS, (word) => (word === '$' ? '$' : ' '));
  const dollars = /^\s*(?:us)?\$\s*([\d.]+)\s*(亿|万)?$/i.exec(text);
  const { found, approx, rest } = readMoney(dollars ? `${dollars[1]}${dollars[2] ?? ''}美元` : text);
  if (/\d,\d/.test(text))
    return refuse(`${quote(cell)}里逗号的位置不对`, '千分位请写成 12,000；多个金额请分列填写');
  if (found.some((q) => q.negative) || /^\(\s*[\d.]+\s*\)$/.test(text))
    return refuse('金额不能是负数', EXAMPLE);
  const [only] = found;
  const notes: Note[] = approx ? [note('approx', `按“${cell.trim()}”取约数`)] : [];
  if (found.length === 1 && only && !only.unit && rest.replace(EXPECTED_WORDS, '') === '')
    return bare(only.low, only.high, header, options, notes);
  const amounts = found.filter((q) => q.unit);
  if (amounts.length === 0) return refuse(`${quote(cell)}看不出金额`, EXAMPLE);
  if (amounts.some((q) => q.unit?.family === 'foreign'))
    return refuse(`${quote(cell)}不是人民币或美元`, '请折算成人民币万元填写');
  if (rest.replace(EXPECTED_WORDS, '') !== '' || amounts.length < found.length)
    notes.push(note('confirm', `从${quote(cell)}中读出 ${amounts.map((q) => q.written).join('、')}，请确认`));
  return compose(amounts, cell, options, notes);
}

const EXAMPLE = '请填写数字，例如 12000（万元）或 1.2亿元';

/** A number without a unit takes the header's. */
function bare(
  low: number,
  high: number | undefined,
  header: QuantityUnit<Family>,
  options: AmountOptions,
  notes: readonly Note[] = [],
): Parsed<Hundredths> {
  if (!Number.isFinite(low)) return refuse('单元格里不是金额', EXAMPLE);
  if (header.family === 'foreign') return refuse('表头的单位不是人民币或美元', '请折算成人民币万元填写');
  if (low < 0) return refuse('金额不能是负数', EXAMPLE);
  if ((high ?? low) * header.factor > LIMIT)
    return refuse(`“${high ?? low}${header.word}”金额过大`, '请核对单位是否为万元');
  const asked = [...notes];
  if (header.word === '亿元' && low >= SUSPICIOUS_YI)
    asked.push(
      note('unit', `${low} 亿元？表头单位是亿元，若本格按万元填写，应为 ${printYi(scale(low, 100))} 亿元`),
    );
  const quantity: Quantity<Family> = {
    low: scale(low, header.factor),
    ...(high === undefined ? {} : { high: scale(high, header.factor) }),
    unit: header,
    label: '',
    tail: '',
    written: `${low}${header.word}`,
    negative: false,
  };
  if (Math.abs(low * header.factor - quantity.low) > 1e-6 * Math.max(1, quantity.low))
    asked.push(note('converted', `按两位小数四舍五入为 ${printHundredths(quantity.low)}`));
  return compose([quantity], quantity.written, options, asked);
}

type Role = 'total' | 'phase1' | 'later' | 'fixed';
const roleOf = ({ label, tail }: Quantity<Family>): Role => {
  const own = /^\s*\(([^\d()]*)\)/.exec(tail)?.[1] ?? '';
  const words = label + own;
  if (/固定资产|固投/.test(words)) return 'fixed';
  if (/一期|首期|1期/.test(words)) return 'phase1';
  return /[二三四五2345]期/.test(words) ? 'later' : 'total';
};

/** Puts the amounts of one cell where they belong. */
function compose(
  amounts: readonly Quantity<Family>[],
  cell: string,
  options: AmountOptions,
  notes: Note[],
): Parsed<Hundredths> {
  if (amounts.some((q) => (q.high ?? q.low) > LIMIT))
    return refuse(`${quote(cell)}金额过大`, '请核对单位是否为万元');
  const of = (role: Role, family: Family = 'rmb') =>
    amounts.filter((q) => q.unit?.family === family && roleOf(q) === role);
  const also: Also = {};
  const [phase1] = of('phase1');
  const [fixed] = of('fixed');
  if (phase1) also.phase1 = phase1.low;
  if (fixed) also.fixedInvest = fixed.low;
  const dollars = amounts.filter((q) => q.unit?.family === 'usd');
  const totals = of('total');
  if (new Set(totals.map((q) => q.low)).size > 1 || dollars.length > 1)
    return refuse(`${quote(cell)}里有多个金额，分不清哪个是总投资`, '请只保留总投资，其余写入对应的列');
  const [total] = totals;
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
  return read<Hundredths>(null, notes, also);
}

function settle(total: Quantity<Family>, also: Also, notes: Note[]): Parsed<Hundredths> {
  if (total.low === 0) notes.push(note('confirm', '金额为 0，请确认'));
  if (total.high === undefined || total.high === total.low) return read(total.low, notes, also);
  const [low, high] = [printHundredths(total.low), printHundredths(total.high)];
  const ask = note('range', `${low}—${high} 万元是区间，暂取低值 ${low} 万元，请确认`);
  return read(total.low, [...notes, ask], { ...also, range: [total.low, total.high] });
}

function inDollars(
  dollar: Quantity<Family>,
  total: Quantity<Family> | undefined,
  also: Also,
  { fx }: AmountOptions,
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

/**
 * A unit of RMB right behind what may end a number (元器件 is none) and with no goods behind it, or a sign that
 * normalising might make one of. A text without speaks of no amount: most texts, and searching them for quantities takes
 * twenty times as long.
 */
const MAY_NAME_MONEY = new RegExp(
  `[\\d\\s.个余多几〇零一二三四五六七八九十百千两俩壹贰叁肆伍陆柒捌玖拾佰仟][万亿元wW](?![${GOODS}])|[^\\s!-~\u4E00-\u9FFF，。、；：（）！？“”‘’《》【】·—…]`,
);

/**
 * V01 (domain.md 2.15): does an amount written in the project's name or content differ from `wan` by about 10⁴?
 * Gives the amount as written; undefined when nothing is suspicious.
 */
export function suspectUnit(text: string, wan: Hundredths): { written: string; wan: Hundredths } | undefined {
  if (!(wan > 0) || text.length > LONGEST.text || !MAY_NAME_MONEY.test(text)) return undefined;
  const amounts = readMoney(numericText(text)).found.filter((q) => q.unit?.family === 'rmb' && q.low > 0);
  const distance = (q: Quantity<Family>) => Math.abs(Math.log10(q.low / wan));
  if (amounts.some((q) => distance(q) < 1)) return undefined;
  const odd = amounts.find((q) => Math.abs(distance(q) - 4) < 0.5);
  return odd && { written: odd.written, wan: odd.low };
}

/** The second question 「单位是万元吗？」 for amounts outside the usual size; undefined inside it (domain.md 2.1). */
export function confirmAmount(wan: Hundredths, money: RuleSet['money']): Note | undefined {
  const usual = wan >= money.confirmIfBelowWan * 100 && wan <= money.confirmIfAboveWan * 100;
  if (usual) return undefined;
  return note('confirm', `单位是万元吗？填写 ${printHundredths(wan)} 万元＝${printYi(wan)} 亿元`);
}
