import type { Field } from '../../../../models/ledgers/engine/fields.ts';
import { isAreaUnit } from '../../../../models/rules/parse/area.ts';
import { measuredIn, type AnyUnit } from '../../../../models/rules/parse/numbers/measures.ts';
import { isMoneyUnit } from '../../../../models/rules/parse/numbers/money-units.ts';
import { MODIFIERS, type Concept } from '../../../../models/rules/parse/headers/lexicon.ts';
import { senseOf, timesNamed, type HeaderSense } from '../../../../models/rules/parse/headers/sense.ts';
import { BRACKETS, headerKey } from './header-key.ts';
import { withoutUnit } from './unit-words.ts';

/** A column's stacked header cells as they are looked up. */
export interface HeaderWords {
  whole: string;
  /** Top to bottom, without mere units. */
  named: readonly string[];
  unit?: AnyUnit;
}

/** One way to read a column's header cells. */
export interface OneReading {
  /** As names are looked up, the likeliest first. */
  keys: readonly string[];
  /** Without 时间: what it names is a day. */
  ofDay?: string;
  /** Where every word of it is known. */
  sense?: HeaderSense;
  /** Other cells over the column say of which time or kind its figures are, and this reading leaves that out. */
  missing: boolean;
}

/** Takes headers apart, each text once for all dictionaries. */
export class HeaderSenses {
  readonly year: number | undefined;
  readonly #known = new Map<string, HeaderSense>();
  readonly #readings = new WeakMap<HeaderWords, readonly OneReading[]>();

  /** @param year this year, for 2026年完成投资 */
  constructor(year?: number) {
    this.year = year;
  }

  /** Together, the other way round, then the lowest alone, each by its name and by its parts. */
  readings(words: HeaderWords): readonly OneReading[] {
    const before = this.#readings.get(words);
    if (before) return before;
    const { named } = words;
    const lowest = named.slice(-1);
    const upper = this.#modifiers(named.slice(0, -1).join(''));
    const own = this.#modifiers(lowest.join(''));
    const missing = [...upper].some((concept) => !own.has(concept));
    const made = [
      ...(named.length > 1
        ? [this.#reading(named.join(''), false), this.#reading(named.toReversed().join(''), false)]
        : []),
      ...lowest.flatMap((text) => [this.#reading(text, missing), this.#bare(text, missing)]),
    ].flat();
    this.#readings.set(words, made);
    return made;
  }

  /** A header's words, its unit left out. */
  of(text: string): HeaderSense {
    const known = this.#known.get(text);
    if (known) return known;
    const sense = senseOf(timesNamed(withoutUnit(headerKey(text)), this.year));
    this.#known.set(text, sense);
    return sense;
  }

  #reading(text: string, missing: boolean): OneReading {
    const key = headerKey(text);
    const noUnit = withoutUnit(key);
    const sense = this.of(text);
    const names = [key, noUnit, ...this.#named(noUnit)];
    const [bare = key] = this.#named(noUnit);
    const ofDay = bare.replace(/(?:时间|日期)$/, '');
    return {
      keys: [...new Set(names)].filter((name) => name !== ''),
      missing,
      ...(ofDay === bare ? {} : { ofDay }),
      ...(sense.whole ? { sense } : {}),
    };
  }

  /** Without brackets that only remark on the header; what they say of time or kind stays. */
  #named(noUnit: string): string[] {
    const inner = [...noUnit.matchAll(BRACKETS)].map(([, text = '']) => text).join(' ');
    if (this.#modifiers(inner).size > 0) return [];
    const bare = noUnit.replace(BRACKETS, '');
    return [bare, timesNamed(bare, this.year)];
  }

  /** By its parts without brackets that only remark on it. */
  #bare(text: string, missing: boolean): OneReading[] {
    const [bare = ''] = this.#named(withoutUnit(headerKey(text)));
    const sense = bare === '' ? undefined : this.of(bare);
    return sense?.whole ? [{ keys: [], sense, missing }] : [];
  }

  #modifiers(text: string): ReadonlySet<Concept> {
    return new Set([...this.of(text).concepts].filter((concept) => MODIFIERS.has(concept)));
  }
}

/** Fields of which one ledger has several of a kind: planned and done, agreed and actual. */
export const isFigure = ({ type }: Field): boolean =>
  type === 'decimal' || type === 'int' || type === 'day' || type === 'period';

/** Could values in this unit be a field's? */
export function unitFits(field: Field, unit: AnyUnit | undefined): boolean {
  if (unit === undefined) return true;
  if (field.type !== 'decimal') return field.type === 'int' && measuredIn(field.unit, unit) !== undefined;
  if (field.unit === '万元' || field.unit === '万美元') return isMoneyUnit(unit);
  if (field.unit === '亩' || field.unit === '平方米') return isAreaUnit(unit);
  return measuredIn(field.unit, unit) !== undefined;
}
