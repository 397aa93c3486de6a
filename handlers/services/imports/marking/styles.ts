import { appended, attributeIn, elementIn, xmlElements, withAttributes } from './xml-edit.ts';

export type MarkLevel = 'error' | 'ask';
const FILLS: Readonly<Record<MarkLevel, string>> = { error: 'FFFFC7CE', ask: 'FFFFEB9C' };

/** The styles of somebody's workbook with marked ones beside them: each as it was, in another fill. */
export class MarkedStyles {
  readonly #xml: string;
  readonly #formats: readonly string[];
  readonly #fills: number;
  readonly #prefix: string;
  readonly #added = new Map<string, { index: number; format: string }>();

  /** `xml` as it came. @throws Error where it has no formats of cells at all */
  constructor(xml: string) {
    const [formats, fills] = [elementIn(xml, 'cellXfs'), elementIn(xml, 'fills')];
    if (!formats || !fills) throw new Error('no formats of cells');
    this.#xml = xml;
    this.#prefix = formats.prefix;
    this.#formats = [...formats.content.matchAll(xmlElements('xf'))].map(([format]) => format);
    this.#fills = [...fills.content.matchAll(xmlElements('fill'))].length;
  }

  /** The style that is like another but for the fill of a mark. */
  marked(style: number, level: MarkLevel): number {
    const fillId = this.#fills + Object.keys(FILLS).indexOf(level);
    return this.#add(`${level}:${style}`, this.#like(style, { fillId, applyFill: 1 }));
  }

  /** Text that is wrapped and stands at the top of its cell. */
  wrapped(): number {
    const format = `<${this.#prefix}xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><${this.#prefix}alignment vertical="top" wrapText="1"/></${this.#prefix}xf>`;
    return this.#add('wrapped', format);
  }

  /** The document with the fills and formats that were asked for. */
  get xml(): string {
    const colors = Object.values(FILLS);
    const fills = (prefix: string) =>
      colors
        .map(
          (color) =>
            `<${prefix}fill><${prefix}patternFill patternType="solid"><${prefix}fgColor rgb="${color}"/><${prefix}bgColor indexed="64"/></${prefix}patternFill></${prefix}fill>`,
        )
        .join('');
    const formats = [...this.#added.values()].map(({ format }) => format).join('');
    const filled = appended(this.#xml, 'fills', fills, this.#fills + colors.length) ?? this.#xml;
    return appended(filled, 'cellXfs', () => formats, this.#formats.length + this.#added.size) ?? filled;
  }

  #add(key: string, format: string): number {
    const known = this.#added.get(key);
    if (known) return known.index;
    const index = this.#formats.length + this.#added.size;
    this.#added.set(key, { index, format });
    return index;
  }

  #like(style: number, set: Readonly<Record<string, number>>): string {
    const plain = `<${this.#prefix}xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>`;
    const format = this.#formats[style] ?? this.#formats[0] ?? plain;
    return format.replace(
      /^<((?:\w+:)?xf)((?:\s(?:"[^"]*"|'[^']*'|[^"'>])*?)?)(\/?)>/,
      (_, name: string, attributes: string, empty: string) =>
        `<${name}${withAttributes(attributes, set)}${empty}>`,
    );
  }
}

/** The style that stands in a tag's attributes; the first of the workbook where none does. */
export const styleIn = (attributes: string): number => Number(attributeIn(attributes, 's') ?? 0);
