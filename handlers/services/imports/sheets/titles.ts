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
  const unit = lines.map(unitLine).find(Boolean) ?? alone;
  const area = lines.map(areaLine).find(Boolean);
  const year = yearIn(lines);
  return {
    titles: lines,
    ...(unit ? { unit } : {}),
    ...(area ? { area } : {}),
    ...(year ? { year } : {}),
  };
}

const UNIT_LINE =
  /单\s*位\s*:\s*[^)\s]{0,40}?((?:亿|千\s?万|百\s?万|万|千)?\s?(?:[美港欧日英台韩澳加]\s?)?元)/;

/** 单位：万元 above the header; 单位：亿元、亩 and 单 位 ： 千 元 as well. */
function unitLine(line: string): MoneyUnit | undefined {
  const written = UNIT_LINE.exec(line.slice(0, LONGEST.text))?.[1]?.replace(/\s/g, '');
  return written === undefined || isMoneyUnit(written) ? written : '外币';
}

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
