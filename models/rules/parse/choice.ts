import { isOverlong, refuseOverlong } from './bounds.ts';
import { read, refuse, type Parsed } from './result.ts';
import { cellText, isBlankMark, isFormulaError, quote, type Cell } from './text.ts';

const compact = (text: string) => text.toLowerCase().replace(/[\s()[\]<>《》【】"“”'·:;,.、。]/g, '');
const MAX_LISTED = 12;

/**
 * Finds the one choice that a cell means: its code, label or another word for it, whole or inside a longer text
 * (`河源高新区管委会` holds `高新区`). A text that could mean several is refused with them named; an unknown one
 * with the allowed labels. Never throws.
 */
export function matchChoice<C extends string>(
  cell: Cell,
  choices: Readonly<Record<C, string>>,
  words: Readonly<Record<string, C>> = {},
): Parsed<C> {
  if (isBlankMark(cell)) return read<C>(null);
  if (isOverlong(cell)) return refuseOverlong(cell);
  const text = cellText(cell);
  if (text === undefined || isFormulaError(text)) return refuse('单元格里不是文字', allowed(choices));
  const key = compact(text);
  const names = namesOf(choices, words);
  const exact = names.find(([name]) => name === key);
  if (exact) return read(exact[1]);
  const within = names.filter(([name]) => name.length > 1 && key.includes(name));
  const outermost = within.filter(
    ([name]) => !within.some(([other]) => other !== name && other.includes(name)),
  );
  const around = key.length > 1 ? names.filter(([name]) => name.includes(key)) : [];
  const codes = [...new Set((outermost.length > 0 ? outermost : around).map(([, code]) => code))];
  const [code] = codes;
  if (code !== undefined && codes.length === 1) return read(code);
  if (codes.length > 1)
    return refuse(`${quote(text)}分不清是${codes.map((c) => choices[c]).join('还是')}`, allowed(choices));
  return refuse(`${quote(text)}不在可选范围内`, allowed(choices));
}

function namesOf<C extends string>(
  choices: Readonly<Record<C, string>>,
  words: Readonly<Record<string, C>>,
): (readonly [string, C])[] {
  const codes = Object.keys(choices) as C[];
  return [
    ...codes.map((code) => [code.toLowerCase(), code] as const),
    ...codes.map((code) => [compact(choices[code]), code] as const),
    ...Object.entries(words).map(([word, code]) => [compact(word), code] as const),
  ];
}

const allowed = (choices: Readonly<Record<string, string>>) => {
  const labels = Object.values(choices);
  const more = labels.length > MAX_LISTED ? '…' : '';
  return `请填写：${labels.slice(0, MAX_LISTED).join('、')}${more}`;
};
