import { bomb, broken } from '../limits.ts';

/** What a scan reports. Names come without their namespace prefix, attributes unparsed: most are never looked at. */
export interface XmlHandler {
  open(name: string, attributes: string): void;
  close(name: string): void;
  text(text: string): void;
}

const SLASH = 47;
const BANG = 33;
const QUESTION = 63;
/** A tag longer than this is no spreadsheet's: the file is built to exhaust memory. */
const MAX_PENDING = 4 * 1024 * 1024;

/**
 * A forward-only scanner for the XML inside workbooks, fed chunk by chunk, so that a sheet of any size is read in
 * constant memory. It reads what spreadsheet programs write; a document type (and with it any entity trick) is refused.
 */
export class XmlScanner {
  readonly #handler: XmlHandler;
  #rest = '';
  #depth = 0;

  constructor(handler: XmlHandler) {
    this.#handler = handler;
  }

  write(chunk: string): void {
    const text = this.#rest === '' ? chunk : this.#rest + chunk;
    const used = this.#scan(text);
    this.#rest = text.slice(used);
    if (this.#rest.length > MAX_PENDING) throw bomb('xml: a piece without end');
  }

  /** @throws AppError INVALID when the document stops in the middle */
  end(): void {
    if (this.#depth !== 0 || this.#rest.includes('<')) throw broken('表格内部的 XML 不完整');
  }

  /** Consumes whole tags and the text before them; gives how far it came. */
  #scan(text: string): number {
    let at = 0;
    while (at < text.length) {
      const open = text.indexOf('<', at);
      if (open < 0) return at;
      if (open > at && this.#depth > 0) this.#handler.text(text.slice(at, open));
      const next = text.charCodeAt(open + 1);
      const end = next === BANG || next === QUESTION ? this.#skip(text, open) : this.#tag(text, open, next);
      if (end < 0) return open;
      at = end;
    }
    return at;
  }

  #tag(text: string, open: number, next: number): number {
    const end = tagEnd(text, open);
    if (end < 0) return -1;
    if (next === SLASH) {
      this.#depth--;
      this.#handler.close(localName(text.slice(open + 2, end).trimEnd()));
      return end + 1;
    }
    const selfClosing = text.charCodeAt(end - 1) === SLASH;
    const body = text.slice(open + 1, selfClosing ? end - 1 : end);
    const space = body.search(/\s/);
    const name = localName(space < 0 ? body : body.slice(0, space));
    this.#handler.open(name, space < 0 ? '' : body.slice(space));
    if (selfClosing) this.#handler.close(name);
    else this.#depth++;
    return end + 1;
  }

  /** Comments, CDATA, declarations. */
  #skip(text: string, open: number): number {
    if (text.startsWith('<!--', open)) return after(text, '-->', open);
    if (text.startsWith('<![CDATA[', open)) {
      const end = text.indexOf(']]>', open);
      if (end < 0) return -1;
      this.#handler.text(text.slice(open + 9, end).replaceAll('&', '&amp;'));
      return end + 3;
    }
    if (text.startsWith('<!DOCTYPE', open)) throw broken('表格内部含有不允许的文档类型声明');
    if (text.charCodeAt(open + 1) === BANG && text.length - open < 9) return -1;
    return after(text, '>', open);
  }
}

/** The `>` that ends a tag; one inside a quoted attribute does not. */
function tagEnd(text: string, open: number): number {
  const end = text.indexOf('>', open);
  if (end < 0) return -1;
  const quote = text.indexOf('"', open);
  if (quote < 0 || quote > end) return end;
  for (let i = quote, inside = ''; i < text.length; i++) {
    const c = text.charAt(i);
    if (inside !== '') inside = c === inside ? '' : inside;
    else if (c === '"' || c === "'") inside = c;
    else if (c === '>') return i;
  }
  return -1;
}

const after = (text: string, mark: string, from: number): number => {
  const end = text.indexOf(mark, from);
  return end < 0 ? -1 : end + mark.length;
};

const localName = (name: string): string => {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
};

/** One attribute of a raw attribute text, entities decoded; undefined when it is not there. */
export function attribute(attributes: string, name: string): string | undefined {
  let at = attributes.indexOf(`${name}=`);
  while (at > 0 && !/\s/.test(attributes.charAt(at - 1))) at = attributes.indexOf(`${name}=`, at + 1);
  if (at < 0) return undefined;
  const start = at + name.length + 2;
  const end = attributes.indexOf(attributes.charAt(start - 1), start);
  return end < 0 ? undefined : decodeXml(attributes.slice(start, end));
}

/** A boolean attribute that is there; whatever it says but "no" is yes. */
export const isOn = (value: string | undefined): boolean =>
  value !== undefined && value !== '0' && value !== 'false' && value !== 'off';

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Text with its entities resolved; unknown ones stay as written. */
export function decodeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x?[0-9a-fA-F]{1,6}|[a-z]{2,4});/g, (whole, name: string) => {
    if (!name.startsWith('#')) return NAMED[name] ?? whole;
    const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}

/** Excel writes control characters and line ends as _x000D_. */
export const decodeCellText = (text: string): string => {
  const decoded = decodeXml(text);
  return decoded.includes('_x')
    ? decoded.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      )
    : decoded;
};
