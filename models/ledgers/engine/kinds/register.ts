import { ask, note, read } from '../../../rules/parse/result.ts';
import { isBlankMark, quote, tidyText } from '../../../rules/parse/text.ts';
import { type City, organNamed, organsOf, parkNamed, unitNamed, unitsInOrder } from '../../city.ts';
import { parkSaidIn, unitSaidIn, type PlaceSaid } from '../../places.ts';
import type { RegisterField, Value } from '../fields.ts';
import {
  findByReading,
  heeding,
  type CellReader,
  type FieldKind,
  type ReadContext,
  type Register,
} from './kind.ts';

const MAX_LISTED = 20;

/** Reads names of the register. A place inside a longer text is taken and told of, or asked for (places.ts). */
function readerOfNames(
  noun: string,
  find: (text: string) => string | undefined,
  known: readonly { code: string; name: string; short?: string }[],
  placed: (text: string) => PlaceSaid = () => ({ maybe: [] }),
): CellReader {
  const shownAs = new Map(known.map(({ code, short, name }) => [code, short ?? name]));
  const names = known.map(({ short, name }) => short ?? name);
  const examples = `${names.slice(0, MAX_LISTED).join('、')}${names.length > MAX_LISTED ? '…' : ''}`;
  return ({ raw, text }) => {
    if (isBlankMark(raw)) return read<Value>(null);
    const word = tidyText(text);
    const code = find(word);
    if (code !== undefined) return read<Value>(code);
    const said = placed(word);
    if (said.code !== undefined)
      return read<Value>(said.code, [
        note('converted', `${quote(word)}按${shownAs.get(said.code) ?? said.code}计`),
      ]);
    return ask(`${quote(word)}不是本市的${noun}`, `请填写：${examples}`, { word, proposals: said.maybe });
  };
}

/** Sheets name people where the ledger keeps posts (domain.md 0.1-1): a name is told of and left out. */
function postReader(city: City): CellReader {
  const byName = new Map(
    city.posts.flatMap(({ code, name }) => [[name, code] as const, [code, code] as const]),
  );
  return ({ raw, text }) => {
    if (isBlankMark(raw)) return read<Value>(null);
    const said = tidyText(text);
    const code = byName.get(said);
    if (code !== undefined) return read<Value>(code);
    return read<Value>(null, [
      note('converted', `${quote(said)}不是岗位名称，系统按岗位登记，这一格没有导入`),
    ]);
  };
}

const kindOfRegister = (
  title: string,
  sheet: ReturnType<FieldKind['sheet']>,
  readerIn: (city: City) => CellReader,
  known?: (city: City) => readonly { code: string; name: string; short?: string }[],
): FieldKind<RegisterField> => ({
  title,
  stored: 'string',
  judge: ({ type }, value, { knows }) =>
    knows(type, String(value)) ? undefined : `“${String(value)}”不在本市名录中`,
  show: ({ type }, value, nameOf) => nameOf(type, String(value)),
  reader: (_field, context: ReadContext) => heeding(readerIn(context.city), context, (code) => code),
  repeats: 'all',
  ...(known
    ? {
        meanings: (_field: RegisterField, city: City) =>
          known(city).map(({ code, short, name }) => ({ value: code, label: short ?? name })),
      }
    : {}),
  find: findByReading,
  input: ({ type }) => ({ kind: 'choice', picks: type }),
  sheet: () => sheet,
  guide: () => [],
});

/** Codes of the city profile, shown by their names and read by names, short names and aliases. */
export const registerKinds: Readonly<Record<Register, FieldKind<RegisterField>>> = {
  unit: kindOfRegister(
    '考核单元',
    { look: 'center', width: 11 },
    (city) =>
      readerOfNames(
        '考核单元',
        (text) => unitNamed(city, text)?.code,
        city.units,
        (text) => unitSaidIn(city, text),
      ),
    unitsInOrder,
  ),
  park: kindOfRegister(
    '园区',
    { look: 'text', width: 18 },
    (city) =>
      readerOfNames(
        '园区',
        (text) => parkNamed(city, text)?.code,
        city.parks,
        (text) => parkSaidIn(city, text),
      ),
    ({ parks }) => parks,
  ),
  org: kindOfRegister('机构', { look: 'text', width: 18 }, (city) =>
    readerOfNames('机构', (text) => organNamed(city, text)?.code, organsOf(city)),
  ),
  post: kindOfRegister('岗位', { look: 'text', width: 18 }, postReader),
};
