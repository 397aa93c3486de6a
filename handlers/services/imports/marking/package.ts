import { zip as pack, type ZipPart } from '../../../../cards/documents/zip.ts';
import { escapeXml } from '../../../../cards/documents/xlsx-text.ts';
import { relationsOf } from '../files/formats/ooxml/xlsx-parts.ts';
import { ZipParts } from '../files/formats/ooxml/zip.ts';
import { appended, attributeIn, xmlElements } from './xml-edit.ts';

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
export const OFFICE_RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const CONTENT_TYPES = '[Content_Types].xml';

/** The parts of somebody's workbook, of which some are changed and some are new; all others stay byte for byte. */
export class EditedPackage {
  readonly #zip: ZipParts;
  readonly #changed = new Map<string, string>();

  constructor(bytes: Uint8Array, name: string) {
    this.#zip = new ZipParts(bytes, name);
  }

  has(path: string): boolean {
    return this.#changed.has(path) || this.#zip.has(path);
  }

  async text(path: string): Promise<string> {
    return this.#changed.get(path) ?? this.#zip.text(path);
  }

  set(path: string, text: string): void {
    this.#changed.set(path, text);
  }

  /** The part that a relation of some type leads to, by its last word: styles, comments. */
  async related(part: string, type: string): Promise<string | undefined> {
    return [...(await this.relations(part)).values()].find((relation) => relation.type === type)?.path;
  }

  /** Relations of a part as the file came. */
  relations(part: string): ReturnType<typeof relationsOf> {
    return relationsOf(this.#zip, part);
  }

  /** Puts a new part beside another, with its type; gives the relation's id. A path that is taken is told apart. */
  async add(
    of: string,
    part: { path: string; type: string; text: string; contentType?: string },
  ): Promise<{ id: string; path: string }> {
    const path = this.#free(part.path);
    this.set(path, part.text);
    if (part.contentType) await this.#declare(`/${path}`, part.contentType);
    return { id: await this.#relate(of, part.type, `/${path}`), path };
  }

  /** What files of an ending hold, where the package does not say so yet. */
  async declareEnding(ending: string, contentType: string): Promise<void> {
    const types = await this.text(CONTENT_TYPES);
    const known = [...types.matchAll(xmlElements('Default'))].some(
      ([, , attributes = '']) => attributeIn(attributes, 'Extension')?.toLowerCase() === ending,
    );
    if (known) return;
    const more = (prefix: string) => `<${prefix}Default Extension="${ending}" ContentType="${contentType}"/>`;
    this.set(CONTENT_TYPES, appended(types, 'Types', more) ?? types);
  }

  /** The same package, packed. */
  async packed(): Promise<Uint8Array> {
    const paths = new Set([...this.#zip.paths, ...this.#changed.keys()]);
    return pack([...paths].filter((path) => !path.endsWith('/')).map((path) => this.#part(path)));
  }

  #part(path: string): ZipPart {
    const changed = this.#changed.get(path);
    return { path, pieces: changed === undefined ? this.#zip.bytes(path) : [changed] };
  }

  #free(path: string): string {
    const dot = path.lastIndexOf('.');
    for (let n = 1; ; n++) {
      const numbered = `${path.slice(0, dot)}${n}${path.slice(dot)}`;
      if (!this.has(numbered)) return numbered;
    }
  }

  async #declare(part: string, contentType: string): Promise<void> {
    const types = await this.text(CONTENT_TYPES);
    const more = (prefix: string) =>
      `<${prefix}Override PartName="${escapeXml(part)}" ContentType="${contentType}"/>`;
    this.set(CONTENT_TYPES, appended(types, 'Types', more) ?? types);
  }

  async #relate(of: string, type: string, target: string): Promise<string> {
    const folder = of.slice(0, of.lastIndexOf('/') + 1);
    const path = `${folder}_rels/${of.slice(folder.length)}.rels`;
    const empty = `${XML}<Relationships xmlns="${RELATIONS}"></Relationships>`;
    const known = this.has(path) ? await this.text(path) : empty;
    let n = 1;
    while (known.includes(`"zyId${n}"`)) n++;
    const id = `zyId${n}`;
    const more = (prefix: string) =>
      `<${prefix}Relationship Id="${id}" Type="${OFFICE_RELATIONS}/${type}" Target="${escapeXml(target)}"/>`;
    this.set(path, appended(known, 'Relationships', more) ?? known);
    return id;
  }
}
