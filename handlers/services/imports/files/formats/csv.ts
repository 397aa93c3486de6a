import { LIMITS, tooManyColumns, tooManyRows } from '../limits.ts';
import { NO_FRAME, type SheetRow, type SheetSource } from '../sheet.ts';

/** A .csv as a book of one sheet: UTF-8 with or without BOM, UTF-16 with BOM, else GBK as Chinese Excel saves it. */
export function openCsv(bytes: Uint8Array, name: string): SheetSource {
  const text = decode(bytes);
  const delimiter = delimiterOf(text);
  return {
    name: name.replace(/\.[^.]*$/, ''),
    hidden: false,
    frame: async () => NO_FRAME,
    rows: () => batches(text, delimiter, name),
    comments: async () => new Map(),
  };
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

const DELIMITERS = [',', '\t', ';', '，'] as const;

/** The mark that cuts the first lines into the most columns. */
function delimiterOf(text: string): string {
  const head = text.split(/\r?\n/, 20);
  const score = (mark: string) => Math.max(...head.map((line) => line.split(mark).length));
  return DELIMITERS.reduce<string>((best, mark) => (score(mark) > score(best) ? mark : best), ',');
}

const BATCH = 500;

async function* batches(text: string, delimiter: string, name: string): AsyncGenerator<SheetRow[]> {
  let batch: SheetRow[] = [];
  let number = 0;
  for (const fields of records(text, delimiter)) {
    number++;
    if (number > LIMITS.rows) throw tooManyRows(name);
    if (fields.length > LIMITS.columns) throw tooManyColumns(name);
    if (fields.every((field) => field.trim() === '')) continue;
    const cells = fields.map((field) => (field === '' ? undefined : { text: field, raw: field }));
    batch.push({ number, hidden: false, cells });
    if (batch.length === BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

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
