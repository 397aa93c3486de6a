import { escapeXml } from '../../../../cards/documents/xlsx-text.ts';
import { columnOf } from '../files/sheet.ts';
import { OFFICE_RELATIONS, type EditedPackage } from './package.ts';
import { appended, attributeIn, elementIn, xmlElements, insertedBefore } from './xml-edit.ts';

/** What is said of a cell, by its address. */
export type CellRemarks = ReadonlyMap<string, string>;

const REMARKER = '招优';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const COMMENTS_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml';
const VML_TYPE = 'application/vnd.openxmlformats-officedocument.vmlDrawing';
/** Of a sheet, what comes after the drawing that shows its comments (ECMA-376 18.3.1.99). */
const AFTER_DRAWING = [
  'legacyDrawingHF',
  'drawingHF',
  'picture',
  'oleObjects',
  'controls',
  'AlternateContent',
  'webPublishItems',
  'tableParts',
  'extLst',
];

/**
 * Puts remarks on a sheet's cells as comments. Its own comments stay; one on a cell that is remarked upon is carried on.
 */
export async function addRemarks(book: EditedPackage, sheet: string, remarks: CellRemarks): Promise<void> {
  const known = await book.related(sheet, 'comments');
  const text = known === undefined ? EMPTY : await book.text(known);
  const { xml, fresh } = withRemarks(text, remarks);
  if (known === undefined)
    await book.add(sheet, {
      path: 'xl/comments.xml',
      type: 'comments',
      text: xml,
      contentType: COMMENTS_TYPE,
    });
  else book.set(known, xml);
  await showNotes(book, sheet, fresh);
}

const EMPTY = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="${MAIN}"><authors></authors><commentList></commentList></comments>`;

/** The comments with the remarks, and those addresses that had none before. */
function withRemarks(text: string, remarks: CellRemarks): { xml: string; fresh: string[] } {
  const authors = elementIn(text, 'authors');
  const list = elementIn(text, 'commentList');
  if (!authors || !list) throw new Error('no list of comments');
  const author = [...authors.content.matchAll(xmlElements('author'))].length;
  const said = new Set<string>();
  const carried = list.content.replace(
    xmlElements('comment'),
    (whole: string, _prefix: string | undefined, attributes: string) => {
      const at = attributeIn(attributes, 'ref') ?? '';
      const remark = remarks.get(at);
      if (remark === undefined) return whole;
      said.add(at);
      return appended(whole, 'text', (prefix) => runOf(prefix, `\n${REMARKER}：${remark}`)) ?? whole;
    },
  );
  const fresh = [...remarks.keys()].filter((at) => !said.has(at));
  const p = list.prefix;
  const added = fresh.map(
    (at) =>
      `<${p}comment ref="${at}" authorId="${author}"><${p}text>${runOf(p, remarks.get(at) ?? '')}</${p}text></${p}comment>`,
  );
  const listed = list.replaced(carried + added.join(''));
  const xml =
    appended(listed, 'authors', (prefix) => `<${prefix}author>${REMARKER}</${prefix}author>`) ?? listed;
  return { xml, fresh };
}

const runOf = (prefix: string, text: string): string =>
  `<${prefix}r><${prefix}t xml:space="preserve">${escapeXml(text)}</${prefix}t></${prefix}r>`;

/** Excel shows a comment only where an old kind of drawing has a note for it. */
async function showNotes(book: EditedPackage, sheet: string, cells: readonly string[]): Promise<void> {
  if (cells.length === 0) return;
  const drawing = await drawingOf(book, sheet);
  if (drawing !== undefined) {
    book.set(drawing, withNotes(await book.text(drawing), cells));
    return;
  }
  await book.declareEnding('vml', VML_TYPE);
  const text = withNotes(EMPTY_VML, cells);
  const { id } = await book.add(sheet, { path: 'xl/drawings/vmlDrawing.vml', type: 'vmlDrawing', text });
  const piece = (prefix: string) => `<${prefix}legacyDrawing xmlns:r="${OFFICE_RELATIONS}" r:id="${id}"/>`;
  book.set(sheet, insertedBefore(await book.text(sheet), AFTER_DRAWING, piece));
}

/** The drawing in which a sheet's notes stand. */
async function drawingOf(book: EditedPackage, sheet: string): Promise<string | undefined> {
  const found = elementIn(await book.text(sheet), 'legacyDrawing');
  const id = /\s\w+:id\s*=\s*["']([^"']*)/.exec(found?.attributes ?? '')?.[1];
  return id === undefined ? undefined : (await book.relations(sheet)).get(id)?.path;
}

const EMPTY_VML =
  '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" ' +
  'xmlns:x="urn:schemas-microsoft-com:office:excel"></xml>';
const NOTE_SHAPE =
  '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">' +
  '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>';
/** Shapes of the workbook's own are numbered from far below. */
const FIRST_SHAPE = 900_001;

function withNotes(vml: string, cells: readonly string[]): string {
  const shape = vml.includes('"_x0000_t202"') ? '' : NOTE_SHAPE;
  const end = vml.lastIndexOf('</xml>');
  return vml.slice(0, end) + shape + cells.map(noteAt).join('') + vml.slice(end);
}

function noteAt(address: string, n: number): string {
  const [column, row] = [columnOf(address), Number(address.replace(/^[A-Z]+/, '')) - 1];
  return (
    `<v:shape id="_x0000_s${FIRST_SHAPE + n}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;` +
    'width:220pt;height:80pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">' +
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>' +
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>' +
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>' +
    `<x:Anchor>${column + 1}, 15, ${row}, 2, ${column + 5}, 15, ${row + 5}, 4</x:Anchor>` +
    `<x:AutoFill>False</x:AutoFill><x:Row>${row}</x:Row><x:Column>${column}</x:Column></x:ClientData></v:shape>`
  );
}
