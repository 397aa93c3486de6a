import { printHundredths, printYi, type Hundredths } from '../money.ts';
import type { RuleSet } from '../ruleset.ts';
import { isOverlong, LONGEST, refuseOverlong } from './bounds.ts';
import { compose, MOST_MONEY } from './numbers/amount-parts.ts';
import {
  foreignMoneyIn,
  GOODS,
  HEADER_UNITS,
  readMoney,
  type MoneyFamily,
  type MoneyUnit,
} from './numbers/money-units.ts';
import { boundIn, numericText, scale, type Quantity, type QuantityUnit } from './quantity.ts';
import { note, read, refuse, type Note, type Parsed } from './result.ts';
import { isBlankMark, isFormulaError, quote, type Cell } from './text.ts';

export interface AmountOptions {
  /** The unit that the header or the sheet's unit line names; 万元 when none does. */
  headerUnit?: MoneyUnit;
  /** Yuan for one US dollar on the contract's day. */
  fx?: number;
}

/** A bare number this large under a 亿元 header is most likely 万元 (domain.md Appendix B, V01). */
const SUSPICIOUS_YI = 1000;

const CURRENCY_WORDS = /人民币|rmb|cny|[¥$]/gi;
const EXPECTED_WORDS =
  /计划|项目|总投资|投资|总额|金额|协议|合同|总|额|其中|一期|首期|第|[二三四]期|期|固定资产|固投|合计|共|计|为|拟|折合|外资|建设|分|两|整|投|元|[(),;:.\s^-]/g;
/** 分三期 tells how it is paid, not of which phase it is. */
const INSTALMENTS =
  /(?:计划|拟)?(?:分|共)(?:为|成)?\s?[一二两三四五六七八九十\d]{1,2}\s?(?:个?阶段|期|批|步|年)(?:建设|实施|投资|投入|开发|推进|完成)?/g;
/** ¥12000: yuan, or a number format in a column of 万元. */
const SIGN = /^\s*(?:rmb|cny|¥)\s*[\d.,]+\s*$/i;

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
  const written = numericText(cell);
  const text = written
    .replace(CURRENCY_WORDS, (word) => (word === '$' ? '$' : ' '))
    .replace(INSTALMENTS, ' ');
  const foreign = foreignMoneyIn(written);
  if (foreign !== undefined && /\d/.test(written))
    return notConverted(`${quote(cell)}不是人民币或美元`, foreign);
  const dollars = /^\s*(?:us)?\$\s*([\d.]+)\s*(亿|万)?$/i.exec(text);
  const { found, approx, rest } = readMoney(dollars ? `${dollars[1]}${dollars[2] ?? ''}美元` : text);
  if (/\d,\d/.test(text))
    return refuse(`${quote(cell)}里逗号的位置不对`, '千分位请写成 12,000；多个金额请分列填写');
  if (found.some((q) => q.negative) || /^\(\s*[\d.]+\s*\)$/.test(text))
    return refuse('金额不能是负数', EXAMPLE);
  const [only] = found;
  const bound = boundIn(text);
  const notes: Note[] = approx && !bound ? [note('approx', `按“${cell.trim()}”取约数`)] : [];
  if (bound) notes.push(note('confirm', `${quote(cell)}只说了${bound}，按${bound}读取，请确认`));
  else if (SIGN.test(written))
    notes.push(note('confirm', `${quote(cell)}没有写单位，按 ${header.word} 读取，请确认`));
  if (found.length === 1 && only && !only.unit && rest.replace(EXPECTED_WORDS, '') === '')
    return bare(only.low, only.high, header, options, notes);
  const amounts = found.filter((q) => q.unit);
  if (amounts.length === 0) return refuse(`${quote(cell)}看不出金额`, EXAMPLE);
  if (rest.replace(EXPECTED_WORDS, '') !== '' || amounts.length < found.length)
    confirmOnce(notes, `从${quote(cell)}中读出 ${amounts.map((q) => q.written).join('、')}，请确认`);
  return compose(amounts, cell, options, notes);
}

/** A cell is asked about once: the last word of what was read is the best. */
function confirmOnce(notes: Note[], text: string): void {
  const at = notes.findIndex(({ kind }) => kind === 'confirm');
  notes.splice(at < 0 ? notes.length : at, at < 0 ? 0 : 1, note('confirm', text));
}

const notConverted = (reason: string, instead: string): Parsed<never> => ({
  ...refuse(reason, '请折算成人民币万元填写'),
  instead,
});

const EXAMPLE = '请填写数字，例如 12000（万元）或 1.2亿元';

/** A number without a unit takes the header's. */
function bare(
  low: number,
  high: number | undefined,
  header: QuantityUnit<MoneyFamily>,
  options: AmountOptions,
  notes: readonly Note[] = [],
): Parsed<Hundredths> {
  if (!Number.isFinite(low)) return refuse('单元格里不是金额', EXAMPLE);
  if (header.family === 'foreign') return notConverted('表头的单位不是人民币或美元', '');
  if (low < 0) return refuse('金额不能是负数', EXAMPLE);
  if ((high ?? low) * header.factor > MOST_MONEY)
    return refuse(`“${high ?? low}${header.word}”金额过大`, '请核对单位是否为万元');
  const asked = [...notes];
  if (header.word === '亿元' && low >= SUSPICIOUS_YI)
    asked.push(
      note('unit', `${low} 亿元？表头单位是亿元，若本格按万元填写，应为 ${printYi(scale(low, 100))} 亿元`),
    );
  const quantity: Quantity<MoneyFamily> = {
    low: scale(low, header.factor),
    ...(high === undefined ? {} : { high: scale(high, header.factor) }),
    unit: header,
    label: '',
    tail: '',
    written: `${low}${header.word}`,
    negative: false,
  };
  // A double is off by far less than this, and what a person wrote finer than hundredths by far more.
  if (Math.abs(low * header.factor - quantity.low) > 1e-3)
    asked.push(note('converted', `按两位小数四舍五入为 ${printHundredths(quantity.low)}`));
  return compose([quantity], quantity.written, options, asked);
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
  const distance = (q: Quantity<MoneyFamily>) => Math.abs(Math.log10(q.low / wan));
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
