import { broken, refuseMore } from '../../limits.ts';
import { BUILT_IN_DATES, isDateFormat } from '../../sheet.ts';
import { numberFormat, type NumberFormat } from '../number-format.ts';
import { RichText, type SharedText } from '../rich-text.ts';
import { attribute, isOn, XmlScanner } from '../xml.ts';
import type { ZipParts } from './zip.ts';

/** What a cell's style index means for reading it. */
export interface CellStyle {
  /** The date format, when the number is a date. */
  date?: string;
  /** Where the format shows other figures than are stored. */
  format?: NumberFormat;
  strike: boolean;
}

export interface SheetPart {
  name: string;
  hidden: boolean;
  path: string;
}

export interface WorkbookParts {
  sheets: SheetPart[];
  is1904: boolean;
  styles: readonly CellStyle[];
  strings: readonly SharedText[];
}

/** Folder and relation targets: xl/worksheets/sheet1.xml from xl/workbook.xml. */
export async function relationsOf(
  zip: ZipParts,
  part: string,
): Promise<Map<string, { type: string; path: string }>> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1);
  const path = `${folder}_rels/${part.slice(folder.length)}.rels`;
  const relations = new Map<string, { type: string; path: string }>();
  if (!zip.has(path)) return relations;
  await scan(zip, path, (name, attributes) => {
    if (name !== 'Relationship' || attribute(attributes, 'TargetMode') === 'External') return;
    const target = attribute(attributes, 'Target') ?? '';
    const type = (attribute(attributes, 'Type') ?? '').split('/').at(-1) ?? '';
    const absolute = target.startsWith('/') ? target.slice(1) : resolve(folder + target);
    relations.set(attribute(attributes, 'Id') ?? '', { type, path: absolute });
  });
  return relations;
}

const resolve = (path: string): string => {
  const kept: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..') kept.pop();
    else if (step !== '.' && step !== '') kept.push(step);
  }
  return kept.join('/');
};

/** Everything about a workbook that its sheets' cells refer to. */
export async function readWorkbook(zip: ZipParts): Promise<WorkbookParts> {
  const root = [...(await relationsOf(zip, '')).values()].find(({ type }) => type === 'officeDocument');
  const path = root?.path ?? 'xl/workbook.xml';
  if (!zip.has(path)) throw broken('no workbook part');
  const relations = await relationsOf(zip, path);
  const byType = (type: string) => [...relations.values()].find((relation) => relation.type === type)?.path;
  const sheets: SheetPart[] = [];
  let is1904 = false;
  await scan(zip, path, (name, attributes) => {
    // There may be another one in the extensions, which knows nothing of dates.
    if (name === 'workbookPr') is1904 ||= isOn(attribute(attributes, 'date1904'));
    if (name !== 'sheet') return;
    const relation = relations.get(attribute(attributes, 'r:id') ?? relationId(attributes));
    if (relation?.type !== 'worksheet') return;
    const state = attribute(attributes, 'state');
    sheets.push({
      name: attribute(attributes, 'name') ?? '',
      hidden: state === 'hidden' || state === 'veryHidden',
      path: relation.path,
    });
  });
  const styles = byType('styles');
  const strings = byType('sharedStrings');
  return {
    sheets,
    is1904,
    styles: styles && zip.has(styles) ? await readStyles(zip, styles) : [],
    strings: strings && zip.has(strings) ? await readStrings(zip, strings) : [],
  };
}

/** Some writers bind the relationship namespace to another prefix than r. */
const relationId = (attributes: string): string => /\s\w+:id="([^"]*)"/.exec(attributes)?.[1] ?? '';

/** Percentages among the formats that Excel knows by number only. */
const BUILT_IN_PERCENTS: readonly (readonly [number, string])[] = [
  [9, '0%'],
  [10, '0.00%'],
];

type Look = Pick<CellStyle, 'date' | 'format'>;

function lookOf(code: string): Look {
  if (isDateFormat(code)) return { date: code };
  const format = numberFormat(code);
  return format ? { format } : {};
}

async function readStyles(zip: ZipParts, path: string): Promise<CellStyle[]> {
  const looks = new Map<number, Look>([
    ...Object.entries(BUILT_IN_DATES).map(([id, date]): [number, Look] => [Number(id), { date }]),
    ...BUILT_IN_PERCENTS.map(([id, code]): [number, Look] => [id, lookOf(code)]),
  ]);
  const struck: boolean[] = [];
  const styles: CellStyle[] = [];
  let inside = '';
  await scan(
    zip,
    path,
    (name, attributes) => {
      if (name === 'fonts' || name === 'cellXfs' || name === 'dxfs') inside = name;
      else if (name === 'numFmt' && inside !== 'dxfs') {
        looks.set(
          Number(attribute(attributes, 'numFmtId')),
          lookOf(attribute(attributes, 'formatCode') ?? ''),
        );
      } else if (inside === 'fonts' && name === 'font') struck.push(false);
      else if (inside === 'fonts' && name === 'strike') {
        struck[struck.length - 1] = isOn(attribute(attributes, 'val') ?? '1');
      } else if (inside === 'cellXfs' && name === 'xf') {
        const strike = struck[Number(attribute(attributes, 'fontId'))] ?? false;
        styles.push({ ...looks.get(Number(attribute(attributes, 'numFmtId'))), strike });
        refuseMore('styles', styles.length);
      }
    },
    (name) => {
      if (name === inside) inside = '';
    },
  );
  return styles;
}

/** The shared texts. A text whose every visible run is struck through counts as struck through. */
async function readStrings(zip: ZipParts, path: string): Promise<SharedText[]> {
  const strings: SharedText[] = [];
  const collector = new RichText();
  const scanner = new XmlScanner({
    open: (name, attributes) => collector.open(name, attributes),
    close: (name) => {
      if (name === 'si') strings.push(collector.take());
      else collector.close(name);
    },
    text: (text) => collector.text(text),
  });
  for await (const chunk of zip.stream(path)) {
    scanner.write(chunk);
    refuseMore('shared texts', strings.length);
  }
  scanner.end();
  return strings;
}

/** Comments of a sheet by A1 address; threaded ones have their text here as well. */
export async function readComments(zip: ZipParts, path: string): Promise<Map<string, string>> {
  const comments = new Map<string, string>();
  const collector = new RichText();
  let at = '';
  const scanner = new XmlScanner({
    open: (name, attributes) => {
      if (name === 'comment') at = attribute(attributes, 'ref') ?? '';
      else collector.open(name, attributes);
    },
    close: (name) => {
      if (name === 'comment') comments.set(at, collector.take().text.trim());
      else collector.close(name);
    },
    text: (text) => collector.text(text),
  });
  for await (const chunk of zip.stream(path)) {
    scanner.write(chunk);
    refuseMore('comments', comments.size);
  }
  return comments;
}

async function scan(
  zip: ZipParts,
  path: string,
  open: (name: string, attributes: string) => void,
  close: (name: string) => void = () => undefined,
): Promise<void> {
  const scanner = new XmlScanner({ open, close, text: () => undefined });
  for await (const chunk of zip.stream(path)) scanner.write(chunk);
  scanner.end();
}
