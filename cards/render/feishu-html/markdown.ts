import { attrs, escapeHtml, safeAddress } from '../html-text.ts';

/**
 * The markdown of Feishu cards as HTML (feishu.md 5.5): CommonMark without HTML, and the platform's own tags. It reads
 * what is written, not what was meant: a tag that is not known vanishes, a single line break is a space, a `**` that
 * CommonMark would not take for emphasis stays two asterisks.
 */
export function markdownHtml(markdown: string): string {
  const html: string[] = [];
  const paragraph: string[] = [];
  const flush = () => {
    if (paragraph.length > 0) html.push(`<p>${inlineHtml(paragraph.splice(0).join(' '))}</p>`);
  };
  const lines = markdown.split('\n');
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] ?? '';
    const table = tableAt(lines, i);
    const single = table ? undefined : singleLine(line);
    if (!table && single === undefined && line.trim() !== '') {
      paragraph.push(line.trim());
      continue;
    }
    flush();
    if (table) {
      html.push(table.html);
      i += table.lines - 1;
    } else html.push(single ?? '');
  }
  flush();
  return html.join('');
}

const LINES: readonly [RegExp, (text: string) => string][] = [
  [/^#{1,6} (.*)$/, (text) => `<p class="fs-heading">${inlineHtml(text)}</p>`],
  [/^\s*(?:[-*+]|\d+\.) (.*)$/, (text) => `<p class="fs-item">${inlineHtml(text)}</p>`],
  [/^> (.*)$/, (text) => `<blockquote>${inlineHtml(text)}</blockquote>`],
  [/^(?:-{3,}|\*{3,}|<hr\s*\/?>)()$/, () => '<hr>'],
];

/** A line that is a block by itself. */
function singleLine(line: string): string | undefined {
  for (const [pattern, html] of LINES) {
    const found = pattern.exec(line);
    if (found) return html(found[1] ?? '');
  }
  return undefined;
}

const RULE = /^\|(?:\s*:?-+:?\s*\|)+$/;
const cellsOf = (line: string): string[] => line.replace(/^\||\|$/g, '').split('|');

function tableAt(lines: readonly string[], at: number): { html: string; lines: number } | undefined {
  if (!lines[at]?.startsWith('|') || !RULE.test(lines[at + 1] ?? '')) return undefined;
  const rest = lines.slice(at + 2).findIndex((line) => !line.startsWith('|'));
  const body = lines.slice(at + 2, rest < 0 ? undefined : at + 2 + rest);
  const aligns = cellsOf(lines[at + 1] ?? '').map((rule) =>
    rule.trim().endsWith(':') ? (rule.trim().startsWith(':') ? 'center' : 'right') : 'left',
  );
  const row = (line: string, tag: 'td' | 'th') =>
    `<tr>${cellsOf(line)
      .map(
        (cell, i) =>
          `<${tag}${attrs({ class: `fs-to-${aligns[i] ?? 'left'}` })}>${inlineHtml(cell.trim())}</${tag}>`,
      )
      .join('')}</tr>`;
  return {
    html:
      `<div class="fs-scroll"><table><thead>${row(lines[at] ?? '', 'th')}</thead>` +
      `<tbody>${body.map((line) => row(line, 'td')).join('')}</tbody></table></div>`,
    lines: 2 + body.length,
  };
}

/** Marks, links, tags of the platform, tags that it does not know; what is between them is text. */
const TOKEN =
  /<(?<end>\/?)(?<tag>[a-z_]+)(?<given>[^<>]*)>|\*\*|~~|\*|!?\[(?<label>[^\]]*)\]\((?<url>[^()\s]*)\)/gi;

/** Text within a line: the whole of what lark_md cells and labels know. */
export function inlineHtml(text: string): string {
  const run = new Run();
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    run.text(text.slice(from, match.index));
    from = match.index + match[0].length;
    const { tag, end, given = '', label, url } = match.groups ?? {};
    if (label !== undefined) run.html(linkHtml(label, url ?? ''));
    else if (tag === undefined) run.mark(match[0], flanks(text, match.index, from));
    else run.tag(tag.toLowerCase(), end === '/', attributesOf(given));
  }
  run.text(text.slice(from));
  return run.toString();
}

const MARKS: Readonly<Record<string, string>> = { '**': 'strong', '*': 'em', '~~': 's' };

/** Tags with something between them, by the HTML that opens and closes them. */
const SPANS: Readonly<Record<string, (given: Given) => readonly [open: string, close: string]>> = {
  font: ({ color }) => [`<span${attrs({ class: inkOf(color) })}>`, '</span>'],
  text_tag: ({ color }) => [`<span${attrs({ class: `fs-tag ${inkOf(color) ?? ''}`.trim() })}>`, '</span>'],
  a: ({ href }) => [openLink(href), '</a>'],
  link: ({ url }) => [openLink(url), '</a>'],
};

/** Tags that stand for something themselves. */
const SIGNS: Readonly<Record<string, (given: Given) => string>> = {
  br: () => '<br>',
  hr: () => '<hr>',
  at: ({ id, ids }) =>
    `<span class="fs-at">@${escapeHtml(id === 'all' ? '所有人' : (id ?? ids ?? ''))}</span>`,
  person: () => '<span class="fs-face" aria-hidden="true"></span>',
};

type Given = Readonly<Record<string, string>>;

const attributesOf = (text: string): Given =>
  Object.fromEntries(
    [...text.matchAll(/([a-z_]+)=(?:'([^']*)'|"([^"]*)"|([^\s'"]+))/gi)].map(
      ([, name = '', single, double, bare]) => [name, decoded(single ?? double ?? bare ?? '')],
    ),
  );

const inkOf = (colour = ''): string | undefined => (/^[a-z]+$/.test(colour) ? `fs-ink-${colour}` : undefined);

const openLink = (url = ''): string =>
  `<a${attrs({ href: safeAddress(url), target: '_blank', rel: 'noreferrer' })}>`;
const linkHtml = (label: string, url: string): string => `${openLink(url)}${inlineHtml(label)}</a>`;

const NAMED: Readonly<Record<string, string>> = {
  sim: '~',
  zwj: '\u200D',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00A0',
};

/** Entities as the characters they stand for. */
const decoded = (text: string): string =>
  text
    .replace(/&#(\d{1,7});/g, (entity, code: string) =>
      Number(code) <= 0x10ffff ? String.fromCodePoint(Number(code)) : entity,
    )
    .replace(/&([a-z]+);/g, (entity, name: string) => NAMED[name] ?? entity);

interface Flanks {
  opens: boolean;
  closes: boolean;
}

const isBlank = (char: string): boolean => char === '' || /\s/.test(char);
const isSign = (char: string): boolean => /[\p{P}\p{S}]/u.test(char);

/** CommonMark 6.2: whether a mark may open or close emphasis, by what stands before and after it. */
function flanks(text: string, from: number, to: number): Flanks {
  const before = text.slice(0, from).at(-1) ?? '';
  const after = text.charAt(to);
  return {
    opens: !isBlank(after) && (!isSign(after) || isBlank(before) || isSign(before)),
    closes: !isBlank(before) && (!isSign(before) || isBlank(after) || isSign(after)),
  };
}

/** A line of HTML in the making. What is never closed was no markup: a mark stays as it is written. */
class Run {
  readonly #parts: string[] = [];
  readonly #open: { name: string; at: number; html: readonly [string, string] }[] = [];

  text(text: string): void {
    this.#parts.push(escapeHtml(decoded(text)));
  }

  html(html: string): void {
    this.#parts.push(html);
  }

  mark(mark: string, { opens, closes }: Flanks): void {
    if (closes && this.#close(mark)) return;
    const name = MARKS[mark] ?? '';
    if (opens) this.#open.push({ name: mark, at: this.#parts.length, html: [`<${name}>`, `</${name}>`] });
    this.#parts.push(mark);
  }

  tag(name: string, isEnd: boolean, given: Given): void {
    const span = SPANS[name];
    if (span && isEnd) this.#close(name);
    else if (span) {
      this.#open.push({ name, at: this.#parts.length, html: span(given) });
      this.#parts.push('');
    } else if (!isEnd) this.#parts.push(SIGNS[name]?.(given) ?? '');
  }

  /** Closes the innermost open one of this name; what was opened within it and not closed stays text. */
  #close(name: string): boolean {
    const at = this.#open.findLastIndex((open) => open.name === name);
    const opened = this.#open[at];
    if (!opened) return false;
    this.#open.length = at;
    const [start, end] = opened.html;
    this.#parts[opened.at] = start;
    this.#parts.push(end);
    return true;
  }

  toString(): string {
    return this.#parts.join('');
  }
}
