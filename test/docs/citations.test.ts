import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commentsOf, fileNames, isThere, Page, papers, sources, unwrapped, type TextFile } from './pages.ts';

/** What a comment or a page points at is there: sections, decisions, files (decision 47). */

/** Cited by name -> the page. `docs/feishu.md`, with its folder, is another page: the guide for administrators. */
const PAGES: Readonly<Record<string, Page>> = {
  domain: new Page('docs/domain.md'),
  architecture: new Page('docs/architecture.md'),
  feishu: new Page('docs/platforms/feishu.md'),
  wecom: new Page('docs/platforms/wecom.md'),
};

const SECTION = /^\d{1,2}(?:\.\d{1,2})?(?:-\d{1,2})?(?![\w%]|[.:/]\d)/;
const APPENDIX = /^(?:Appendix |Appendices |App\. )?([A-I])(?![\w])/;
const ROW = /^[A-Z]\d{1,2}(?!\w)/;
const BETWEEN = /^(?:,|;| and| to|–)?(?: scenario)? ?/;

/** The references of a citation, as they stand after the page's name: `4.2, 4.3`, `0.1-9`, `2.15 V07`, `App. G 18`. */
function referencesOf(rest: string): string[] {
  const found: string[] = [];
  let left = rest;
  for (;;) {
    left = left.slice(BETWEEN.exec(left)?.[0].length ?? 0);
    const lettered =
      left.startsWith('App') || /^[A-I]$/.test(found.at(-1) ?? '') ? APPENDIX.exec(left) : null;
    const numbered = lettered ?? SECTION.exec(left) ?? ROW.exec(left);
    if (!numbered) return found;
    // A number right after an appendix is an item of it.
    const before = found.at(-1) ?? '';
    const item = !lettered && /^[A-I]$/.test(before) && /^\d+$/.test(numbered[0]);
    found.push(lettered?.[1] ?? (item ? `${before}-${numbered[0]}` : numbered[0]));
    left = left.slice(numbered[0].length);
  }
}

function leadsSomewhere(page: Page, reference: string): boolean {
  if (ROW.test(reference)) return page.hasRow(reference);
  const [section = '', item] = reference.split('-');
  return item === undefined ? page.has(section) : page.hasItem(section, item);
}

const citing = [...sources.map(({ path, text }) => ({ path, text: unwrapped(text) })), ...papers];

const faultsOf = (look: (file: TextFile) => string[]): string[] => citing.flatMap(look);

describe('a citation leads somewhere', () => {
  test('to a section of a page', () => {
    let seen = 0;
    const faults = faultsOf(({ path, text }) =>
      [...text.matchAll(/(?<![\w/.-])(domain|architecture|feishu|wecom)\.md(?= ([^\n]{0,160}))/g)].flatMap(
        ([, name = '', rest = '']) => {
          const page = PAGES[name];
          const references = referencesOf(rest);
          seen += references.length;
          return references
            .filter((reference) => !page || !leadsSomewhere(page, reference))
            .map((reference) => `${path}: ${name}.md ${reference}`);
        },
      ),
    );
    expect(faults).toEqual([]);
    expect(seen).toBeGreaterThan(200);
  });

  test('to a decision', () => {
    const numbers = new Set(decisions().map(({ number }) => number));
    const faults = faultsOf(({ path, text }) =>
      [...text.matchAll(/\bdecisions? (\d+\w?)/g)]
        .filter(([, number = '']) => !numbers.has(number))
        .map(([all]) => `${path}: ${all}`),
    );
    expect(faults).toEqual([]);
  });

  test('and nowhere outside the repository', () => {
    const outside =
      /(?<![\w/.-])(?:design|mechanism|layout|style|dependencies|peers)\.md\b|\(issue \d+|\bissue \d+,? point \d+/g;
    const here = 'test/docs/citations.test.ts';
    const faults = faultsOf(({ path, text }) =>
      path === here ? [] : [...text.matchAll(outside)].map(([all]) => `${path}: ${all}`),
    );
    expect(faults).toEqual([]);
  });

  test('the sections beside the platforms’ numbers as well', () => {
    const at = (path: string): string => sources.find((file) => file.path === path)?.text ?? '';
    const [ofFeishu = '', ofWecom = ''] = at('cards/render/limits.ts').split('export const WECOM');
    const tables: readonly [page: Page | undefined, text: string, beside: RegExp][] = [
      [PAGES.feishu, ofFeishu, /\/\*\* (\d+\.\d+)/g],
      [PAGES.wecom, ofWecom, /\/\*\* (\d+\.\d+)/g],
      [PAGES.feishu, at('bot/feishu/api/limits.ts'), /\/\*\*(?:\n \*)? (\d+\.\d+)/g],
      [PAGES.feishu, at('test/emulators/feishu/numbers.ts'), /\/\*\* (\d+\.\d+)/g],
      [PAGES.feishu, at('bot/feishu/api/error-codes.ts'), /^ {2}\d+: \['[\w-]+', '([\d.]+)'/gm],
      [PAGES.feishu, at('test/emulators/feishu/state/journal.ts'), /^ {2}'[\w-]+': '([\d.-]+): /gm],
    ];
    const found = tables.map(([page, text, beside]) =>
      [...text.matchAll(beside)].map(([, section = '']) => ({
        section,
        there: page !== undefined && leadsSomewhere(page, section),
      })),
    );
    expect(found.filter((table) => table.length < 10)).toEqual([]);
    expect(found.flat().filter(({ there }) => !there)).toEqual([]);
  });
});

describe('a file that is named is there', () => {
  const named: readonly TextFile[] = [
    ...sources.map(({ path, text }) => ({ path, text: commentsOf(text) })),
    ...papers,
  ];

  test('by its path', () => {
    const faults = named.flatMap(({ path, text }) =>
      [
        ...text.matchAll(
          /(?<![\w./@-])((?:bot|cards|handlers|jobs|models|test|docs)\/(?:[\w./-]*\w)?)(\/?[*<{])?/g,
        ),
      ]
        .map(([, place = '', pattern]) => (pattern ? place.slice(0, place.lastIndexOf('/') + 1) : place))
        .filter((place) => !isThere(place))
        .map((place) => `${path}: ${place}`),
    );
    expect(faults).toEqual([]);
  });

  test('by its name', () => {
    const faults = named.flatMap(({ path, text }) =>
      [...text.matchAll(/(?<![\w./*-])([\w-]+(?:\.test)?\.ts)\b/g)]
        .filter(([, name = '']) => !fileNames.has(name))
        .map(([, name]) => `${path}: ${name}`),
    );
    expect(faults).toEqual([]);
  });

  test('by a link', () => {
    const faults = papers.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\(<?([^)\s>]+)>?\)|(?:src|href)="([^"]+)"/g)]
        .map(([, link = '', source = '']) => (link || source).split('#')[0] ?? '')
        .filter((link) => link !== '' && !/^(?:[a-z]+:|\/)/.test(link))
        .filter((link) => !isThere(normalize(join(dirname(path), link))))
        .map((link) => `${path}: ${link}`),
    );
    expect(faults).toEqual([]);
  });
});

interface Decision {
  number: string;
  day: string;
  status: string;
}

function decisions(): Decision[] {
  const text = papers.find(({ path }) => path === 'docs/decisions.md')?.text ?? '';
  return text
    .split(/^(?=### )/m)
    .filter((part) => part.startsWith('### '))
    .map((part) => {
      const read = /^### (?<number>\d+)\. .+\n\n(?<day>\d{4}-\d\d-\d\d) · (?<status>.+)\n/.exec(part)?.groups;
      return {
        number: read?.number ?? part.split('\n')[0] ?? '',
        day: read?.day ?? '',
        status: read?.status ?? '',
      };
    });
}

describe('docs/decisions.md', () => {
  test('numbers each decision once, in order', () => {
    expect(decisions().map(({ number }) => number)).toEqual(decisions().map((_, i) => String(i + 1)));
  });

  test('gives each its day, no earlier than the one before', () => {
    const days = decisions().map(({ day }) => day);
    expect(days.filter((day) => !/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/.test(day))).toEqual([]);
    expect(days).toEqual(days.toSorted());
  });

  test('and its status, a replaced one with its successor', () => {
    const all = decisions();
    const faults = all.filter(({ number, status }) => {
      const by = /^replaced by (\d+)$/.exec(status)?.[1];
      return by === undefined
        ? status !== 'accepted'
        : Number(by) <= Number(number) || Number(by) > all.length;
    });
    expect(faults).toEqual([]);
  });

  test('and finds each in the table of subjects', () => {
    const text = papers.find(({ path }) => path === 'docs/decisions.md')?.text ?? '';
    const listed = [...text.matchAll(/^\| [^|`]+ \| ([\d, ]+) \|$/gm)].flatMap(([, numbers = '']) =>
      numbers.split(', '),
    );
    expect(listed.toSorted((a, b) => Number(a) - Number(b))).toEqual(decisions().map(({ number }) => number));
  });
});
