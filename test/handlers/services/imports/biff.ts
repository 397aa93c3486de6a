import { CFB } from '@e965/xlsx';

/** Old .xls files record by record ([MS-XLS]), for what no program writes and for big ones at once. */
function record(type: number, body: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(type, 0);
  head.writeUInt16LE(body.length, 2);
  return Buffer.concat([head, body]);
}

const words = (...values: number[]): Buffer => Buffer.from(Uint16Array.from(values).buffer);
const GLOBALS = 5;
const SHEET = 0x10;
const begin = (what: number) => record(0x809, Buffer.concat([words(0x600, what), Buffer.alloc(12)]));
const end = record(0x0a);

/** A row of whole numbers (MulRk). */
function numbers(row: number, columns: number): Buffer {
  const cells = Buffer.alloc(6 * columns);
  for (let c = 0; c < columns; c++) cells.writeInt32LE(((row * columns + c) << 2) | 2, 6 * c + 2);
  return record(0xbd, Buffer.concat([words(row, 0), cells, words(columns - 1)]));
}

/** A book of one sheet full of numbers. */
export function numbersXls(rows: number, columns: number): Buffer {
  const sheetAt = (offset: number) => {
    const name = Buffer.from('\u0001\u0000a', 'latin1');
    const place = Buffer.alloc(6);
    place.writeUInt32LE(offset, 0);
    return record(0x85, Buffer.concat([place, name]));
  };
  const head = Buffer.concat([begin(GLOBALS), record(0xe0, Buffer.alloc(20))]);
  const before = head.length + sheetAt(0).length + end.length;
  const cells = Array.from({ length: rows }, (_, row) => numbers(row, columns));
  const stream = Buffer.concat([head, sheetAt(before), end, begin(SHEET), ...cells, end]);
  const container = CFB.utils.cfb_new();
  CFB.utils.cfb_add(container, '/Workbook', stream);
  return Buffer.from(CFB.write(container, { type: 'buffer' }) as Uint8Array);
}

const SECTOR = 512;
const ENTRY = 128;
const sectorAt = (number: number) => SECTOR * (1 + number);

/** Where in a container the entry of its workbook is, and the sector with which that begins. */
function workbookIn(bytes: Buffer): { entry: number; start: number; sectors: number } {
  const name = Buffer.from('Workbook', 'utf16le');
  const entry = bytes.indexOf(name, sectorAt(bytes.readInt32LE(48)));
  const sectors = Math.ceil(bytes.readUInt32LE(entry + 120) / SECTOR);
  return { entry, start: bytes.readInt32LE(entry + 116), sectors };
}

/** A book whose sectors lead in a circle, into which it begins. */
export function circularXls(): Buffer {
  const bytes = numbersXls(600, 4);
  const { entry, start, sectors } = workbookIn(bytes);
  const table = sectorAt(bytes.readUInt32LE(76));
  bytes.writeInt32LE(start + 1, table + 4 * (start + sectors - 1));
  bytes.writeInt32LE(start + 1, entry + 116);
  return bytes;
}

/** A book that holds as many others, each of them the rest of it from another sector on. */
export function overlappingXls(others: number): Buffer {
  const container = CFB.utils.cfb_new();
  const stream = Buffer.alloc(8 * 1024 * 1024, 1);
  CFB.utils.cfb_add(container, '/Workbook', stream);
  for (let n = 0; n < others; n++) CFB.utils.cfb_add(container, `/s${n}`, Buffer.alloc(5000));
  const bytes = Buffer.from(CFB.write(container, { type: 'buffer' }) as Uint8Array);
  const { entry, start } = workbookIn(bytes);
  const directory = sectorAt(bytes.readInt32LE(48));
  for (let n = 1; n <= others; n++) {
    const at = directory + ENTRY * (n + 1);
    if (at === entry) continue;
    bytes.writeInt32LE(start + n, at + 116);
    bytes.writeUInt32LE(stream.length - SECTOR * n, at + 120);
  }
  return bytes;
}

/** A text of the book: whole, or in pieces of which some are struck through. */
type PiecesOfText = string | readonly { text: string; struck?: true }[];

/** A book of one sheet of texts. */
export function textsXls(rows: readonly (readonly PiecesOfText[])[]): Buffer {
  // There is no font 4, so the sixth is number 6, and a struck one.
  const fonts = [0, 0, 0, 0, 0, 8].map((flags) =>
    record(0x31, Buffer.concat([words(220, flags, 0, 400, 0), Buffer.alloc(4), Buffer.from([1, 0, 65])])),
  );
  const formats = [0, 6].map((font) => record(0xe0, Buffer.concat([words(font, 0, 0), Buffer.alloc(14)])));
  const shared = rows.flat().map((pieces) => {
    const parts = typeof pieces === 'string' ? [{ text: pieces }] : pieces;
    const text = parts.map((part) => part.text).join('');
    const runs = parts.map((part, i) => {
      const at = parts.slice(0, i).reduce((n, each) => n + each.text.length, 0);
      return words(at, 'struck' in part ? 6 : 0);
    });
    const rich = typeof pieces !== 'string';
    const head = Buffer.from([text.length & 0xff, text.length >> 8, rich ? 9 : 1]);
    const letters = Buffer.from(text, 'utf16le');
    return Buffer.concat(rich ? [head, words(runs.length), letters, ...runs] : [head, letters]);
  });
  const count = Buffer.alloc(8);
  count.writeUInt32LE(shared.length, 0);
  count.writeUInt32LE(shared.length, 4);
  const sheetAt = (offset: number) => {
    const place = Buffer.alloc(6);
    place.writeUInt32LE(offset, 0);
    return record(0x85, Buffer.concat([place, Buffer.from('\u0001\u0000a', 'latin1')]));
  };
  const head = Buffer.concat([begin(GLOBALS), ...fonts, ...formats]);
  const texts = record(0xfc, Buffer.concat([count, ...shared]));
  const before = head.length + sheetAt(0).length + texts.length + end.length;
  let next = 0;
  const cells = rows.flatMap((row, r) => row.map((_, c) => record(0xfd, words(r, c, 0, next++, 0))));
  const stream = Buffer.concat([head, sheetAt(before), texts, end, begin(SHEET), ...cells, end]);
  const container = CFB.utils.cfb_new();
  CFB.utils.cfb_add(container, '/Workbook', stream);
  return Buffer.from(CFB.write(container, { type: 'buffer' }) as Uint8Array);
}
