import { deflateRawSync } from 'node:zlib';

/** Workbooks part by part, for what no library writes: formulas without results, struck runs, formats, other zips. */

/** A zip of parts, as any program packs them; a part may claim another size than it has. */
export function zipOf(
  parts: Readonly<Record<string, string | Uint8Array>>,
  claimed: Readonly<Record<string, number | undefined>> = {},
): Uint8Array {
  const out: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, content] of Object.entries(parts)) {
    const name = Buffer.from(path);
    const bytes = Buffer.from(content);
    const stored = path === 'mimetype';
    const packed = stored ? bytes : deflateRawSync(bytes);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(stored ? 0 : 8, 8);
    header.writeUInt32LE(packed.length, 18);
    header.writeUInt32LE(claimed[path] ?? bytes.length, 22);
    header.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    header.copy(entry, 6, 4, 30);
    entry.writeUInt32LE(offset, 42);
    out.push(header, name, packed);
    directory.push(entry, name);
    offset += header.length + name.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length / 2, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...out, ...directory, end]);
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll('\n', '&#10;');

/** A cell: a text, a number, a number under a format, or the inside of its `c` element with its attributes. */
export type RawCell = string | number | null | { n: number; format: string } | { xml: string; as?: string };

interface BookFacts {
  /** Of the workbook part, in the place of its own. */
  workbook?: string;
  strict?: boolean;
  strings?: string;
  /** Further fonts: the styles of cells are `s="100"` plus the number of one. */
  fonts?: readonly string[];
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const STRICT = 'http://purl.oclc.org/ooxml/spreadsheetml/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const STRICT_RELATIONS = 'http://purl.oclc.org/ooxml/officeDocument/relationships';

/** An .xlsx of one sheet 台账. */
export function bookOf(rows: readonly (readonly RawCell[])[], facts: BookFacts = {}): Uint8Array {
  const [main, relations] = facts.strict ? [STRICT, STRICT_RELATIONS] : [MAIN, RELATIONS];
  const formats = [
    ...new Set(
      rows.flat().flatMap((cell) => (cell && typeof cell === 'object' && 'n' in cell ? [cell.format] : [])),
    ),
  ];
  const cellXml = (cell: RawCell): string => {
    if (cell === null) return '<c/>';
    if (typeof cell === 'string') return `<c t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`;
    if (typeof cell === 'number') return `<c><v>${cell}</v></c>`;
    if ('xml' in cell) return `<c ${cell.as ?? ''}>${cell.xml}</c>`;
    return `<c s="${formats.indexOf(cell.format) + 1}"><v>${cell.n}</v></c>`;
  };
  const sheet = rows.map((row, r) => `<row r="${r + 1}">${row.map(cellXml).join('')}</row>`).join('');
  const relationship = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${relations}/${type}" Target="${target}"/>`;
  const fonts = facts.fonts ?? [];
  const styles = [
    '<xf numFmtId="0" fontId="0"/>',
    ...formats.map((_, i) => `<xf numFmtId="${164 + i}" fontId="0"/>`),
    ...Array.from(
      { length: fonts.length > 0 ? 99 - formats.length : 0 },
      () => '<xf numFmtId="0" fontId="0"/>',
    ),
    ...fonts.map((_, i) => `<xf numFmtId="0" fontId="${i + 1}"/>`),
  ];
  return zipOf({
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': `<Relationships>${relationship('r1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    'xl/workbook.xml':
      facts.workbook ??
      `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="台账" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${relationship('r1', 'worksheet', 'worksheets/sheet1.xml')}${relationship('r2', 'styles', 'styles.xml')}${relationship('r3', 'sharedStrings', 'sharedStrings.xml')}</Relationships>`,
    'xl/styles.xml':
      `<styleSheet xmlns="${main}"><numFmts>${formats.map((code, i) => `<numFmt numFmtId="${164 + i}" formatCode="${escaped(code)}"/>`).join('')}</numFmts>` +
      `<fonts><font/>${fonts.join('')}</fonts><cellXfs>${styles.join('')}</cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `<sst xmlns="${main}">${facts.strings ?? ''}</sst>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${sheet}</sheetData></worksheet>`,
  });
}
