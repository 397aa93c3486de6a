import { decodeXml } from '../xml.ts';

/** A tag of a web page: names and attributes in small letters, values as written. */
export interface Tag {
  name: string;
  closes: boolean;
  attributes: () => ReadonlyMap<string, string>;
}

/** Whose content is no words of the page. */
const SILENT = new Set(['script', 'style', 'title', 'xml', 'noscript', 'template']);
/** Quoted `>` are looked for in so many tags with an end far away; then a quote is a sign like any other. */
const PATIENCE = 200;
const LONG_TAG = 4000;

/** The tags and texts of a web page, one after the other, forgiving as browsers are. Linear whatever stands there. */
export function* pagePieces(text: string): Generator<Tag | string> {
  let patience = PATIENCE;
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('<', at);
    if (open < 0) break;
    if (open > at) yield text.slice(at, open);
    if (text.startsWith('<!--', open)) {
      // Of a comment for old browsers the sign alone is skipped: its content is Excel's own island, closed like any tag.
      const end = text.indexOf('-->', open + 4);
      at = end < 0 ? text.length : end + 3;
      continue;
    }
    if (!/[a-z/!?]/i.test(text.charAt(open + 1))) {
      yield '<';
      at = open + 1;
      continue;
    }
    let end = patience > 0 ? quotedEnd(text, open) : -1;
    if (end < 0) {
      patience--;
      end = text.indexOf('>', open);
    }
    if (end < 0) return;
    at = end + 1;
    const tag = tagIn(text.slice(open + 1, end));
    if (!tag) continue;
    yield tag;
    if (!tag.closes && SILENT.has(tag.name)) at = behind(text, tag.name, at);
  }
  if (at < text.length) yield text.slice(at);
}

/** Where a tag ends; `>` in quotes do not end it. -1 for one that is too long to be looked through. */
function quotedEnd(text: string, open: number): number {
  let quote = '';
  const most = Math.min(text.length, open + LONG_TAG);
  for (let at = open + 1; at < most; at++) {
    const c = text.charAt(at);
    if (quote !== '') quote = c === quote ? '' : quote;
    else if (c === '"' || c === "'") quote = c;
    else if (c === '>') return at;
  }
  return -1;
}

function tagIn(body: string): Tag | undefined {
  const [, slash = '', name] = /^(\/?)([a-z][\w:.-]{0,60})/i.exec(body) ?? [];
  if (name === undefined) return undefined;
  return {
    // Word's and Excel's own: o:p
    name: name.toLowerCase(),
    closes: slash !== '',
    attributes: () => attributesIn(body.slice(slash.length + name.length)),
  };
}

const ATTRIBUTE = /([^\s=/"']+)(?:\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;

function attributesIn(text: string): Map<string, string> {
  const found = [...text.slice(0, LONG_TAG).matchAll(ATTRIBUTE)];
  return new Map(
    found.map(([, name = '', a, b, c]) => [name.toLowerCase(), decodeXml(a ?? b ?? c ?? '')] as const),
  );
}

/** Behind the closing tag of an element that says nothing; at the end of the text where it has none. */
function behind(text: string, name: string, from: number): number {
  const close = new RegExp(`</${name}\\s{0,20}>`, 'gi');
  close.lastIndex = from;
  return close.exec(text) ? close.lastIndex : text.length;
}

const NAMED: Readonly<Record<string, string>> = {
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  ldquo: '“',
  rdquo: '”',
  lsquo: '‘',
  rsquo: '’',
  mdash: '—',
  ndash: '–',
  hellip: '…',
  middot: '·',
  yen: '¥',
  times: '×',
  sup2: '²',
  sup3: '³',
  deg: '°',
  divide: '÷',
};

/** The words of a piece of a page as a browser shows them: references resolved, white space as one space. */
export const shownWords = (text: string): string =>
  decodeXml(
    text
      .replace(/[ \t\r\n\f]+/g, ' ')
      .replace(/&([a-z]{2,6}\d?);/g, (all, name: string) => NAMED[name] ?? all),
  );
