import { LONGEST } from '../../../../models/rules/parse/bounds.ts';
import { isMoneyUnit, type MoneyUnit } from '../../../../models/rules/parse/numbers/money-units.ts';
import { isAreaUnit, type AreaUnit } from '../../../../models/rules/parse/area.ts';
import { normaliseText } from '../../../../models/rules/parse/text.ts';
import type { SheetRow } from '../files/sheet.ts';
import { headerKey } from './header-key.ts';
import { isUnitWord, unitIn } from './unit-words.ts';

/** What the lines above a header say of the whole sheet. */
export interface SheetTitles {
  /** Of amounts. */
  unit?: MoneyUnit;
  /** A unit of amounts that nobody here knows: asked about. */
  strange?: string;
  /** Of areas. */
  area?: AreaUnit;
  /** The year it speaks of. */
  year?: number;
  /** The lines themselves. */
  titles: readonly string[];
}

export const lineAt = (row: SheetRow): string =>
  normaliseText(row.cells.flatMap((cell) => (cell ? [cell.text] : [])).join(' '));

export function sheetTitlesOf(above: readonly SheetRow[]): SheetTitles {
  const lines = above.map(lineAt).filter((line) => line !== '');
  const cells = above.flatMap((row) => row.cells.flatMap((cell) => (cell ? [cell.text] : [])));
  const alone = cells.filter(isUnitWord).map(unitIn).find(isMoneyUnit);
  const { unit = alone, strange } = lines.map(unitLine).find(Boolean) ?? {};
  const area = lines.map(areaLine).find(Boolean);
  const year = yearIn(lines);
  return {
    titles: lines,
    ...(unit ? { unit } : strange === undefined ? {} : { strange }),
    ...(area ? { area } : {}),
    ...(year ? { year } : {}),
  };
}

/** What a unit of money ends with, or is: 卢布, 十万. */
const LIKE_MONEY = /^(?:[十百千万亿]{1,3}|.{0,5}(?:元|圆|币|镑|法郎|卢布|铢|盾))$/;
const UNIT_CHARS = 40;

/** 单位：万元 above the header; 单位：亿元、亩 and 单 位 ： 千 元 as well; or a unit that nobody here knows. */
function unitLine(line: string): Pick<SheetTitles, 'unit' | 'strange'> | undefined {
  const words = unitWordsOf(line);
  const unit = words.map(unitIn).find(isMoneyUnit);
  if (unit) return { unit };
  const strange = words.find((word) => LIKE_MONEY.test(word));
  return strange === undefined ? undefined : { strange };
}

/** The words of a line of units, whether spaces stand in them or between them. */
const unitWordsOf = (line: string): string[] =>
  line
    .slice(0, LONGEST.text)
    .split(/单\s*位\s*:/)
    .slice(1)
    .map((each) => each.slice(0, UNIT_CHARS).split(')')[0] ?? '')
    .flatMap((said) => [said.replace(/\s/g, '').split(/[,、;/(]/), said.split(/[,、;/(\s]/)].flat())
    .map(headerKey)
    .filter((word) => word !== '');

/** 单位：万元、平方米 names a unit of areas as well. */
function areaLine(line: string): AreaUnit | undefined {
  const [, said = ''] = /单\s*位\s*:\s*([^)]{1,40})/.exec(line.slice(0, LONGEST.text)) ?? [];
  const units = said
    .split(/[,、;/\s]/)
    .map((word) => unitIn(headerKey(word)))
    .filter(isAreaUnit);
  return units.length === 1 ? units[0] : undefined;
}

/** 截止时间：2026年5月 beats the year in a title. */
function yearIn(titles: readonly string[]): number | undefined {
  const pattern = /(20\d\d)\s*[年.\-/]|(20\d\d)年?度/;
  const dated = titles.filter((title) => /截止|截至|时间|日期/.test(title));
  for (const title of [...dated, ...titles]) {
    const match = pattern.exec(title);
    if (match) return Number(match[1] ?? match[2]);
  }
  return undefined;
}
