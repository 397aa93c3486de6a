import { isOverlong, refuseOverlong } from '../bounds.ts';
import { isQualified } from './qualifiers.ts';
import { ask, read, refuse, type Parsed } from '../result.ts';
import { cellText, isBlankMark, isFormulaError, quote, type Cell } from '../text.ts';

/** The key of a text by which words are compared: case, spaces and punctuation count for nothing. */
export const wordKey = (text: string): string =>
  text.toLowerCase().replace(/[\s()[\]<>《》【】"“”'·:;,.、。]/g, '');

const MAX_LISTED = 12;
/** What stands around a word without changing which choice it is: 电子信息产业, 属于技改项目, 市高新区管委会. */
const WRAPPING =
  /^(?:属于|属|为|系|是|现|目前|当前|已|尚|正式|利用|采用|采取|河源市?|广东省?|本市)|(?:有关|相关|类型|类别|类|方式|性质|情况|阶段|状态|原因|问题|因素|项目|企业|单位|机构|地区|产业|行业|领域|制造业?|(?<![农林牧渔植殖])加工业?|业|管委会|等|用地|[。.!！])$/;
/** The innermost ones: looked for from every opening bracket, what is never closed would take the square of its length. */
const BRACKETED = /[(（【[<《][^()（）【】[\]<>《》]*[)）】\]>》]/g;
const SEPARATORS = /[、,，/;；+&|\n]|以及|和|及|与|或/;

type Names<C extends string> = readonly (readonly [name: string, code: C])[];

/**
 * Finds the one choice that a cell means: its code, its label or another word for it, also in its usual wrapping
 * (`电子信息产业`, `属于技改项目`). What only holds a choice's word, is only a part of one, or says it with a word that
 * turns its meaning (未通过) is asked for with the likely choices named; a text that could mean several as well, and one
 * of the `likely` words. Never throws.
 */
export function matchChoice<C extends string>(
  cell: Cell,
  choices: Readonly<Record<C, string>>,
  words: Readonly<Record<string, C>> = {},
  likely: Likely<C> = {},
): Parsed<C> {
  if (isBlankMark(cell)) return read<C>(null);
  if (isOverlong(cell)) return refuseOverlong(cell);
  const text = cellText(cell);
  if (text === undefined || isFormulaError(text)) return refuse('单元格里不是文字', allowed(choices));
  const names = namesOf(choices, words);
  const { codes, sure, turned } = meant(text, names);
  const [code] = codes;
  if (sure && code !== undefined) return read(code);
  const labels = codes.map((each) => choices[each]);
  // Of a word that is turned it is known only what it is not.
  if (turned)
    return ask(`${quote(text)}不能按${labels.join('、')}读`, allowed(choices), { word: text, proposals: [] });
  const proposals = distinct([...codes, ...likelyIn(wordKey(text), likely)]);
  return ask(doubt(text, labels), allowed(choices), { word: text, proposals });
}

/** Words of the trade that stand for no choice, and the choices that people mean by them, the likeliest first. */
export type Likely<C extends string> = Readonly<Record<string, readonly C[]>>;

/** The longest word in the text tells. */
function likelyIn<C extends string>(key: string, likely: Likely<C>): readonly C[] {
  const [word] = Object.keys(likely)
    .filter((each) => key.includes(wordKey(each)))
    .sort((a, b) => b.length - a.length);
  return word === undefined ? [] : (likely[word] ?? []);
}

function doubt(text: string, labels: readonly string[]): string {
  if (labels.length === 0) return `${quote(text)}不在可选范围内`;
  return labels.length > 1
    ? `${quote(text)}分不清是${labels.join('还是')}`
    : `${quote(text)}是不是${labels.join('')}`;
}

interface Meant<C> {
  codes: readonly C[];
  /** One choice, without a doubt. */
  sure: boolean;
  /** The text holds their names beside a word that turns their meaning. */
  turned?: boolean;
}

function meant<C extends string>(text: string, names: Names<C>): Meant<C> {
  const main = text.replace(BRACKETED, '');
  const parts = main.split(SEPARATORS).filter((part) => part.trim() !== '');
  const each = parts.map((part) => wholly(part, names));
  // 资金、用地 are two of them, though the second could also be what stands around the first.
  const listed = distinct(each.filter((code) => code !== undefined));
  const whole = listed.length > 1 ? exactly(wordKey(text), names) : wholly(text, names);
  if (whole !== undefined) return { codes: [whole], sure: true };
  // 新引进（含增资）: a bracket that names another choice leaves it open.
  const aside = (text.match(BRACKETED) ?? []).flatMap((bracket) => within(wordKey(bracket), names));
  const known = distinct([...listed, ...(listed.length > 0 ? aside : [])]);
  const turned = isQualified(rest(wordKey(text), names));
  if (known.length === 1 && each.every((code) => code !== undefined) && !turned)
    return { codes: known, sure: true };
  if (known.length > 1) return { codes: known, sure: false, turned };
  const held = distinct([...known, ...within(wordKey(text), names)]);
  if (held.length === 1 && !turned && unwrapped(rest(wordKey(main), names)) === '')
    return { codes: held, sure: true };
  if (held.length > 0) return { codes: held, sure: false, turned };
  return { codes: around(wordKey(main), names), sure: false };
}

/** The choice whose name the text is, as it stands or out of its wrapping. */
function wholly<C extends string>(text: string, names: Names<C>): C | undefined {
  let key = wordKey(text);
  for (;;) {
    const same = exactly(key, names);
    if (same !== undefined) return same;
    const inner = key.replace(WRAPPING, '');
    if (inner === key || inner === '') return undefined;
    key = inner;
  }
}

const exactly = <C extends string>(key: string, names: Names<C>): C | undefined =>
  names.find(([name]) => name === key)?.[1];

function unwrapped(key: string): string {
  const inner = key.replace(WRAPPING, '');
  return inner === key ? key : unwrapped(inner);
}

/** The choices whose names stand in the text; a longer name hides those inside it. */
function within<C extends string>(key: string, names: Names<C>): C[] {
  const inside = names.filter(([name]) => name.length > 1 && key.includes(name));
  return inside
    .filter(([name]) => !inside.some(([other]) => other !== name && other.includes(name)))
    .map(([, code]) => code);
}

/** What is left of a text without the names in it, the longest taken first. */
function rest<C extends string>(key: string, names: Names<C>): string {
  const inside = names.filter(([name]) => name.length > 1 && key.includes(name));
  const longest = inside.map(([name]) => name).sort((a, b) => b.length - a.length);
  return longest.reduce((left, name) => left.replaceAll(name, ''), key);
}

/** The choices of which the text is a part. */
const around = <C extends string>(key: string, names: Names<C>): C[] =>
  key.length > 1 ? distinct(names.filter(([name]) => name.includes(key)).map(([, code]) => code)) : [];

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];

function namesOf<C extends string>(
  choices: Readonly<Record<C, string>>,
  words: Readonly<Record<string, C>>,
): Names<C> {
  const codes = Object.keys(choices) as C[];
  return [
    ...codes.map((code) => [code.toLowerCase(), code] as const),
    ...codes.map((code) => [wordKey(choices[code]), code] as const),
    ...Object.entries(words).map(([word, code]) => [wordKey(word), code] as const),
  ];
}

const allowed = (choices: Readonly<Record<string, string>>) => {
  const labels = Object.values(choices);
  const more = labels.length > MAX_LISTED ? '…' : '';
  return `请填写：${labels.slice(0, MAX_LISTED).join('、')}${more}`;
};
