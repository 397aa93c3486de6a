import { isOverlong, refuseOverlong } from './bounds.ts';
import { isQualified } from './choices/qualifiers.ts';
import { ask, read, refuse, type Parsed } from './result.ts';
import { cellText, isBlankMark, quote, type Cell } from './text.ts';

const YES = new Set([
  '是',
  '有',
  '√',
  '■',
  '●',
  '✓',
  '✔',
  '☑',
  'y',
  'yes',
  'true',
  't',
  '1',
  '对',
  '已',
  '需要',
  '需',
  'o',
  '○',
]);
const NO = new Set([
  '否',
  '无',
  '×',
  '✗',
  '✘',
  '☒',
  'x',
  'n',
  'no',
  'false',
  'f',
  '0',
  '不',
  '不是',
  '没有',
  '未',
  '不需要',
  '无需',
  '错',
]);

/** How a column of yes and no is written beside 是 and 否. */
export interface FlagWords {
  /** What the column asks, without 是否: 制造业, so that 非制造业 is no. */
  asks?: string;
  yes?: readonly string[];
  no?: readonly string[];
  /** The number of a document says yes, and by which: 河招商〔2026〕3号 under 核减. */
  documents?: true;
}

const NEGATIVE = /^[无未不没非]/;
const BARE = /^(?:有|无|没有|没|未|不)[.。]?$/;
const NOT = '(?:不属于|不予|不是|并非|不|非|未|无|没有|没)';
const DONE = '(?:属于|已经|已|是|为|同意|系)?';
const TAIL = '(?:项目|企业|环节|[.。!！])?';
const WRAPPED = new RegExp(`${TAIL}$`);
const BOX = /([☑■√✓✔●☒]|\[[xX√]\])|([□○◯☐]|\[ \])/g;

/**
 * Reads 是/否, √/×, 有/无, 1/0, ticked boxes (`☑是 □否`), and the column's own words: under 是否制造业 制造业 is yes and
 * 非制造业 no. What a bracket adds is passed over. An empty cell is null, 无 is no; anything else is asked. Never throws.
 */
export function parseFlag(cell: Cell, words: FlagWords = {}): Parsed<boolean> {
  if (typeof cell === 'boolean') return read<boolean>(cell);
  if (isOverlong(cell) && !isBlankMark(cell)) return refuseOverlong(cell);
  const text = cellText(cell)?.toLowerCase().replace(/\s/g, '');
  if (text === undefined) return refuse('单元格里不是“是”或“否”', '请填写：是、否');
  const [main = '', aside = ''] = text.split(/[([]/);
  const own = ownFlag(main === '' ? text : main, words);
  // Under 无变化 a bare 无 or 有 may answer the heading or say the thing itself.
  if (NEGATIVE.test(words.asks ?? '') && BARE.test(text))
    return ask(`${quote(text)}不是“是”或“否”`, '请填写：是、否', {
      word: text,
      proposals: ['true', 'false'],
    });
  const said = plainFlag(text) ?? tickedFlag(text) ?? plainFlag(main) ?? own;
  // 是（拟）is no yes yet.
  const turned = said === true && aside !== '' && isQualified(aside);
  const document = words.documents && said !== false ? documentIn(cell, words) : undefined;
  if (document !== undefined) return read<boolean>(true, [], { document });
  if (said !== undefined && !turned) return read<boolean>(said);
  if (isBlankMark(cell)) return read<boolean>(null);
  return ask(`${quote(text)}不是“是”或“否”`, '请填写：是、否', { word: text, proposals: [] });
}

const DOCUMENT = /[一-龥A-Za-z]{1,12}\s?[〔[(【]\s?20\d\d\s?[〕\])】]\s?第?\d{1,5}号/;
/** What may stand around a document's number: 是（…）, 依据…核减, 文号：…. */
const AROUND =
  /^(?:是|已|同意|经|依据|根据|按照?|批复|批准|文号|核减|文件|见|详见|第|[\d年月日.()-]|[：:,、;\s])*$/;

/** The number of the document by which a cell says yes; undefined where more is said beside it. */
function documentIn(cell: Cell, { yes = [] }: FlagWords): string | undefined {
  const text = cellText(cell) ?? '';
  const found = DOCUMENT.exec(text)?.[0];
  if (found === undefined) return undefined;
  const beside = text.replace(found, '').toLowerCase().trim();
  return AROUND.test(beside) || yes.includes(beside) ? found : undefined;
}

const plainFlag = (text: string): boolean | undefined => {
  const word = text.replace(/[.。!！]$/, '');
  if (YES.has(word)) return true;
  return NO.has(word) ? false : undefined;
};

/** ☑是 □否: what stands behind the one ticked box. */
function tickedFlag(text: string): boolean | undefined {
  const boxes = [...text.matchAll(BOX)];
  const ticked = boxes.filter(([, full]) => full !== undefined);
  const [one] = ticked;
  if (!one || ticked.length > 1) return undefined;
  const after = text.slice(one.index + one[0].length).replace(BOX, ' ');
  return plainFlag(/^[^ ,;、]*/.exec(after)?.[0] ?? '');
}

/** By the column's own words: 制造业 and 已核减 are yes, 非制造业 and 未核减 no. */
function ownFlag(text: string, { asks, yes = [], no = [] }: FlagWords): boolean | undefined {
  for (const word of [text, text.replace(WRAPPED, '')]) {
    if (yes.includes(word)) return true;
    if (no.includes(word)) return false;
  }
  if (asks === undefined) return undefined;
  const core = asks.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').toLowerCase();
  if (new RegExp(`^${DONE}${core}${TAIL}$`).test(text)) return true;
  return new RegExp(`^${NOT}${core}${TAIL}$`).test(text) ? false : undefined;
}
