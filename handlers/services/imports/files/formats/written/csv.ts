import { LIMITS, tooManyColumns, tooManyRows } from '../../limits.ts';
import { NO_FRAME, type SheetCell, type SheetRow, type SheetSource } from '../../sheet.ts';
import { noResult } from '../cells.ts';

/** Separated text as a book of one sheet, whatever separates it. */
export function openCsv(text: string, name: string): SheetSource {
  // Excel's own word for the separator stands in a line of its own.
  const said = /^sep=(.)(?:\r?\n|$)/i.exec(text)?.[1];
  const delimiter = said ?? delimiterOf(text);
  return {
    name: name.replace(/\.[^.]*$/, ''),
    hidden: false,
    frame: async () => NO_FRAME,
    rows: () => batches(text, delimiter, name),
    comments: async () => new Map(),
  };
}

const DELIMITERS = [',', '\t', ';', '；', '|', '，', '、'] as const;
const HEAD_LINES = 20;
const MOST_COLUMNS = 50;

/** The mark that cuts the most lines into the same number of columns; commas inside a remark cut each another way. */
function delimiterOf(text: string): string {
  const head = text
    .slice(0, HEAD_LINES * 32_768)
    .split(/\r\n|\r|\n/, HEAD_LINES)
    .map(outsideQuotes);
  const score = (mark: string): number => {
    const lines = new Map<number, number>();
    for (const line of head) {
      const cuts = (mark === '\t' ? withoutGuards(line) : line).split(mark).length - 1;
      if (cuts > 0) lines.set(cuts, (lines.get(cuts) ?? 0) + 1);
    }
    return Math.max(0, ...[...lines].map(([cuts, count]) => Math.min(cuts, MOST_COLUMNS) * count));
  };
  let best: { mark: string; score: number } = { mark: ',', score: 0 };
  for (const mark of DELIMITERS) {
    const scored = score(mark);
    if (scored > best.score) best = { mark, score: scored };
  }
  return best.mark;
}

const outsideQuotes = (line: string): string => line.replace(/"[^"]*"/g, '');

/** Tabs beside another separator keep Excel from taking codes for numbers, and separate nothing. */
const withoutGuards = (line: string): string => line.replace(/\t(?=[,;，；]|$)|(?<=[,;，；])\t/g, '');

const BATCH = 500;

async function* batches(text: string, delimiter: string, name: string): AsyncGenerator<SheetRow[]> {
  let batch: SheetRow[] = [];
  let number = 0;
  for (const fields of records(text, delimiter)) {
    number++;
    if (number > LIMITS.rows) throw tooManyRows(name);
    if (fields.length > LIMITS.columns) throw tooManyColumns(name);
    if (fields.every((field) => field.trim() === '')) continue;
    if (number === 1 && /^sep=.?$/i.test(fields[0] ?? '')) continue;
    const cells = fields.map(cellOf);
    batch.push({ number, hidden: false, cells });
    if (batch.length === BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

function cellOf(field: string): SheetCell | undefined {
  const clean = CONTROL.test(field) ? field.replaceAll(CONTROLS, '') : field;
  const cell = guardedCell(clean);
  return cell && clean !== field ? { ...cell, cleaned: true } : cell;
}

/** Signs that nobody sees and no table has; tabs and line ends are none of them. */
const CONTROL = /(?![\t\n\r])\p{Cc}/u;
const CONTROLS = new RegExp(CONTROL, 'gu');

/** What a tab keeps from being worked out is a text as it stands: our own files have =1+1 and 'A as names of projects. */
function guardedCell(field: string): SheetCell | undefined {
  const text = field.includes('\t') ? field.replace(/^\t+|\t+$/g, '') : field;
  if (text === '') return undefined;
  if (field.startsWith('\t')) return { text, raw: text };
  const bare = unguarded(text);
  if (bare === '') return undefined;
  return FORMULA.test(bare) && bare === text ? noResult() : { text: bare, raw: bare };
}

/** =A2*10000 as it was typed. */
const FORMULA = /^=[A-Z$(]/;
/** ="00123" */
const AS_TEXT = /^="((?:[^"]|"")*)"$/;
/** '00123: the sign by which Excel is told of a text; more of them are quotes. */
const APOSTROPHE = /^'[ -&(-~]+$/;

/** A field without the signs by which programs keep Excel from taking codes for numbers: ="…", a leading '. */
function unguarded(text: string): string {
  const first = text.charCodeAt(0);
  if (first === EQUALS) return AS_TEXT.exec(text)?.[1]?.replaceAll('""', '"') ?? text;
  return first === QUOTE && APOSTROPHE.test(text) ? text.slice(1) : text;
}
const EQUALS = 61;
const QUOTE = 39;

/** RFC 4180, forgiving: a quote inside an unquoted field is a character, line ends may be any. */
function* records(text: string, delimiter: string): Generator<string[]> {
  let fields: string[] = [];
  let at = 0;
  while (at < text.length) {
    const [field, next] = text[at] === '"' ? quoted(text, at, delimiter) : plain(text, at, delimiter);
    fields.push(field);
    const stop = text[next];
    if (stop === delimiter) {
      at = next + 1;
      if (at < text.length) continue;
      fields.push('');
    } else {
      at = stop === '\r' && text[next + 1] === '\n' ? next + 2 : next + 1;
    }
    yield fields;
    fields = [];
  }
}

function plain(text: string, from: number, delimiter: string): [string, number] {
  let end = from;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
  return [text.slice(from, end), end];
}

function quoted(text: string, from: number, delimiter: string): [string, number] {
  let value = '';
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    // An unclosed quote: the cell is the rest of its line, as written.
    if (quote < 0) return plain(text, from, delimiter);
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') {
      const [rest, end] = plain(text, quote + 1, delimiter);
      return [value + rest, end];
    }
    value += '"';
    at = quote + 2;
  }
}
