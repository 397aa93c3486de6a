import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What the citation tests read: the pages of docs/ by section, and the comments of the sources. */

export const ROOT = resolve(import.meta.dirname, '../..');

/** A file of ours, by its path from the top. */
export interface TextFile {
  path: string;
  text: string;
}

const read = (path: string): TextFile => ({ path, text: readFileSync(join(ROOT, path), 'utf8') });

/** Whether a path from the top is a file or a folder. */
export const isThere = (path: string): boolean => existsSync(join(ROOT, path));

const HOUSE = /^(?:bot|cards|handlers|jobs|models|test)\/.*\.(?:ts|js|css)$/;
const PAPERS = /^(?:[A-Z][\w.-]*|docs\/.*|test\/.*|\.github\/.*)\.md$/;

const within = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
    join(folder, path).replaceAll('\\', '/'),
  );

const paths = ['bot', 'cards', 'handlers', 'jobs', 'models', 'test', 'docs', '.github']
  .flatMap(within)
  .concat(readdirSync(ROOT))
  .sort();

export const sources: readonly TextFile[] = paths.filter((path) => HOUSE.test(path)).map(read);
export const papers: readonly TextFile[] = paths.filter((path) => PAPERS.test(path)).map(read);

/** Last parts of the paths of all sources: `outbox.ts`. */
export const fileNames: ReadonlySet<string> = new Set(
  sources.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)).concat(readdirSync(ROOT)),
);

/** A comment that goes over lines reads as one line. */
export const unwrapped = (text: string): string => text.replaceAll(/\n\s*(?:\*(?!\/)|\/\/)\s?/g, ' ');

/** The comments of a source, a line each. */
export const commentsOf = (text: string): string =>
  [...unwrapped(text).matchAll(/(?:^|\s)(?:\/\*[\s\S]*?\*\/|\/\/\s.*)/gm)].map(([all]) => all).join('\n');

/** A page by the numbers of its headings: `4.1`, `4`, `B` for an appendix. A chapter holds its sections too. */
export class Page {
  readonly #sections = new Map<string, string>();

  constructor(path: string) {
    const { text } = read(path);
    let chapter = '';
    for (const part of text.split(/^(?=#{2,4} )/m)) {
      const id = /^#{2,4} (?:Appendix )?(\d{1,2}(?:\.\d{1,2})?|[A-Z](?=\.))(?=[. ])/.exec(part)?.[1];
      if (id === undefined) continue;
      if (!id.includes('.')) chapter = id;
      else this.#sections.set(chapter, `${this.#sections.get(chapter) ?? ''}${part}`);
      this.#sections.set(id, part);
    }
  }

  has(section: string): boolean {
    return this.#sections.has(section);
  }

  /** Item 9 of a section that lists: `9. …`, or the row `| 9 | …`. */
  hasItem(section: string, item: string): boolean {
    return new RegExp(`^(?:${item}\\. |\\| ${item} \\|)`, 'm').test(this.#sections.get(section) ?? '');
  }

  /** A rule by its name, wherever its row stands: V07, P4, D24. */
  hasRow(name: string): boolean {
    return [...this.#sections.values()].some((text) => text.includes(`\n| ${name} |`));
  }
}
