/** Changes to the XML of a workbook as text, so that all the rest of it stays as its author wrote it. */

const ATTRIBUTES = `(?:\\s(?:"[^"]*"|'[^']*'|[^"'>])*?)?`;

/** Opening tags of elements of a local name, whatever prefix they carry. */
const openingOf = (name: string): RegExp => new RegExp(`<(\\w+:)?(?:${name})(${ATTRIBUTES})(/?)>`);

/** Whole elements of a local name that never holds itself. Groups: prefix, attributes, and the content unless it is empty. */
export const xmlElements = (name: string): RegExp =>
  new RegExp(`<(\\w+:)?${name}(${ATTRIBUTES})(?:/>|>([^]*?)</\\1${name}\\s*>)`, 'g');

/** An attribute's value as it stands. */
export const attributeIn = (attributes: string, name: string): string | undefined =>
  new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`)
    .exec(attributes)
    ?.slice(1)
    .find((value) => value !== undefined);

/** Attributes with some set anew, each in its place; those that are not there come last. */
export function withAttributes(attributes: string, set: Readonly<Record<string, string | number>>): string {
  return Object.entries(set).reduce((text, [name, value]) => {
    const known = new RegExp(`(\\s${name}\\s*=\\s*)(?:"[^"]*"|'[^']*')`);
    return known.test(text) ? text.replace(known, `$1"${value}"`) : `${text.trimEnd()} ${name}="${value}"`;
  }, attributes);
}

/** An element of a document: where its content begins and ends. */
export interface XmlElement {
  prefix: string;
  attributes: string;
  content: string;
  /** The document with this element's attributes and content exchanged. */
  replaced(content: string, attributes?: string): string;
}

/** The first element of a local name; undefined where there is none. */
export function elementIn(xml: string, name: string): XmlElement | undefined {
  const open = openingOf(name).exec(xml);
  if (!open) return undefined;
  const [tag, prefix = '', attributes = '', empty] = open;
  const start = open.index + tag.length;
  const end = empty === '/' ? start : xml.indexOf(`</${prefix}${name}`, start);
  if (end < 0) return undefined;
  const after = empty === '/' ? start : xml.indexOf('>', end) + 1;
  return {
    prefix,
    attributes,
    content: xml.slice(start, end),
    replaced: (content, changed = attributes) =>
      `${xml.slice(0, open.index)}<${prefix}${name}${changed}>${content}</${prefix}${name}>${xml.slice(after)}`,
  };
}

/** A document with more at the end of an element, which says how many it has where it says so; undefined without one. */
export function appended(
  xml: string,
  name: string,
  more: (prefix: string) => string,
  count?: number,
): string | undefined {
  const found = elementIn(xml, name);
  return found?.replaced(
    found.content + more(found.prefix),
    count === undefined ? found.attributes : withAttributes(found.attributes, { count }),
  );
}

/**
 * A document with a piece put in front of the first child of its root that has one of these names, else at its end: the
 * order of a sheet's and a workbook's parts is fixed.
 */
export function insertedBefore(
  xml: string,
  names: readonly string[],
  piece: (prefix: string) => string,
): string {
  const tags = /<(\/?)(\w+:)?([\w.-]+)(?:\s(?:"[^"]*"|'[^']*'|[^"'>])*?)?(\/?)>/g;
  let depth = 0;
  let root = '';
  for (const tag of xml.matchAll(tags)) {
    const [, closing, prefix = '', name = '', empty] = tag;
    if (depth === 0 && closing === '') root = prefix;
    const isChild = depth === 1 && (closing !== '' || names.includes(name));
    if (isChild) return `${xml.slice(0, tag.index)}${piece(root)}${xml.slice(tag.index)}`;
    if (closing !== '') depth--;
    else if (empty === '') depth++;
  }
  return xml;
}
