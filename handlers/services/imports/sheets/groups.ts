import { type City, unitNamed } from '../../../../models/ledgers/city.ts';
import { unitFieldOf, type AnyLedger, type LooseRow } from '../../../../models/ledgers/engine/define.ts';
import { LONGEST } from '../../../../models/rules/parse/bounds.ts';
import { wordsOfChoice } from '../../../../models/ledgers/engine/kinds/choice.ts';
import { matchChoice } from '../../../../models/rules/parse/choices/choice.ts';
import { normaliseText } from '../../../../models/rules/parse/text.ts';

/** Values that the place of a row tells: under which group, on which sheet, in whose file. */
export type Context = Readonly<LooseRow>;

const NUMBERING = /^[(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)、.,:\s]\s*/;
const COUNT = /[([]?\s*(?:共|计|合计)?\s*\d+\s*[个家项宗]?(?:项目)?\s*[)\]]?\s*$/;
const NOUNS = /(?:类|产业|项目|企业|台账|情况|汇总|表|明细)+$/;

/** Which unit a longer text begins with or is: 源城区商务局, 源城区2026年项目台账, sheet 源城区. */
export function unitAtStart(city: City, text: string): string | undefined {
  const said = normaliseText(text.slice(0, LONGEST.name)).replace(/\s/g, '');
  const body = [city.name, city.short].reduce(
    (rest, prefix) =>
      rest.startsWith(prefix) && rest.length > prefix.length + 1 ? rest.slice(prefix.length) : rest,
    said,
  );
  for (let length = Math.min(body.length, 12); length >= 2; length--) {
    const unit = unitNamed(city, body.slice(0, length));
    if (unit) return unit.code;
  }
  return undefined;
}

/** What a group row or a sheet's name says: a unit, or one of the words of a choice the ledger has. */
export function contextOf(city: City, ledger: AnyLedger, text: string): Context | undefined {
  if (text.length > LONGEST.name) return undefined;
  const word = normaliseText(text).replace(NUMBERING, '').replace(COUNT, '').trim();
  if (word === '' || word.length > 20) return undefined;
  const unitField = unitFieldOf(ledger);
  const unit = unitField && (unitNamed(city, word) ?? unitNamed(city, word.replace(NOUNS, '')));
  if (unitField && unit) return { [unitField]: unit.code };
  for (const name of ledger.filled) {
    const field = ledger.fields[name];
    if (field?.type !== 'choice' || !field.required) continue;
    for (const said of [word, word.replace(NOUNS, '')]) {
      const match = matchChoice(said, field.choices, wordsOfChoice(field));
      if (match.ok && match.value !== null) return { [name]: match.value };
    }
  }
  return undefined;
}
