import { broken, LIMITS, refuseMore } from './limits.ts';
import { BUILT_IN_DATES, isDateFormat } from './sheet.ts';
import { attribute, decodeCellText, XmlScanner } from './xml.ts';
import type { ZipParts } from './zip.ts';

/** What a cell's style index means for reading it. */
export interface CellStyle {
  /** The date format, when the number is a date. */
  date?: string;
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

export interface SharedText {
  text: string;
  strike: boolean;
}

const isOn = (value: string | undefined): boolean =>
  value !== undefined && value !== '0' && value !== 'false';

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
    if (name === 'workbookPr') is1904 = isOn(attribute(attributes, 'date1904'));
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

async function readStyles(zip: ZipParts, path: string): Promise<CellStyle[]> {
  const formats = new Map<number, string>(
    Object.entries(BUILT_IN_DATES).map(([id, code]) => [Number(id), code]),
  );
  const struck: boolean[] = [];
  const styles: CellStyle[] = [];
  let inside = '';
  await scan(
    zip,
    path,
    (name, attributes) => {
      if (name === 'fonts' || name === 'cellXfs') inside = name;
      else if (name === 'numFmt') {
        const code = attribute(attributes, 'formatCode') ?? '';
        const id = Number(attribute(attributes, 'numFmtId'));
        if (isDateFormat(code)) formats.set(id, code);
        else formats.delete(id);
      } else if (inside === 'fonts' && name === 'font') struck.push(false);
      else if (inside === 'fonts' && name === 'strike') {
        struck[struck.length - 1] = isOn(attribute(attributes, 'val') ?? '1');
      } else if (inside === 'cellXfs' && name === 'xf') {
        const date = formats.get(Number(attribute(attributes, 'numFmtId')));
        const strike = struck[Number(attribute(attributes, 'fontId'))] ?? false;
        styles.push(date === undefined ? { strike } : { date, strike });
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

/** Gathers the runs of one text (`si` or `is`), leaving out phonetic guides. */
export class RichText {
  #text = '';
  #run = '';
  #inText = false;
  #inPhonetic = false;
  #struck = false;
  #anyPlain = false;
  #anyStruck = false;

  open(name: string, attributes: string): void {
    if (name === 't') {
      this.#inText = !this.#inPhonetic;
      this.#run = '';
    } else if (name === 'r') this.#struck = false;
    else if (name === 'strike') this.#struck = isOn(attribute(attributes, 'val') ?? '1');
    else if (name === 'rPh') this.#inPhonetic = true;
  }

  text(text: string): void {
    if (this.#inText) this.#run += text;
  }

  close(name: string): void {
    if (name === 'rPh') this.#inPhonetic = false;
    if (name !== 't' || !this.#inText) return;
    this.#inText = false;
    const run = decodeCellText(this.#run);
    if (this.#text.length + run.length <= LIMITS.cellChars) this.#text += run;
    if (run.trim() === '') return;
    if (this.#struck) this.#anyStruck = true;
    else this.#anyPlain = true;
  }

  take(): SharedText {
    const taken = { text: this.#text, strike: this.#anyStruck && !this.#anyPlain };
    this.#text = '';
    this.#struck = false;
    this.#anyPlain = false;
    this.#anyStruck = false;
    return taken;
  }
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
