import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CLI_COMMANDS } from '../../bot/cli/all.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');
const english = read('README.md');
const chinese = read('README.zh-CN.md');

/** The code blocks without what is said about them. */
const codeIn = (text: string): string[] =>
  [...text.matchAll(/```(?:sh)\n([^]*?)```/g)].map(([, code = '']) =>
    code.replaceAll(/ +# .*$/gm, '').trimEnd(),
  );
const levelsIn = (text: string): string[] => [...text.matchAll(/^(#+) /gm)].map(([, level = '']) => level);
const rowsIn = (text: string): number => [...text.matchAll(/^\|/gm)].length;
const linksIn = (text: string): Set<string> =>
  new Set(
    [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, to = '']) => to).filter((to) => !to.startsWith('README')),
  );

test('the Chinese README has what the English one has: headings, commands, tables, links', () => {
  expect(levelsIn(chinese)).toEqual(levelsIn(english));
  expect(codeIn(chinese)).toEqual(codeIn(english));
  expect(rowsIn(chinese)).toBe(rowsIn(english));
  expect(linksIn(chinese)).toEqual(linksIn(english));
});

test('every command of theirs is one of the command line', () => {
  const names = CLI_COMMANDS.map(({ name }) => name);
  for (const [, said = ''] of codeIn(english)
    .join('\n')
    .matchAll(/^npm run -s zy -- (.+)$/gm)) {
    const words = said.split(' ');
    const known = names.includes(words.slice(0, 2).join(' ')) || names.includes(words[0] ?? '');
    expect(known || words[0] === 'help', said).toBe(true);
  }
});

test('the sandbox has one name wherever people read of it', () => {
  const pages = [
    'README.zh-CN.md',
    '.env.example',
    'docs/configuration.md',
    'docs/feishu.md',
    'docs/imports.md',
  ];
  for (const page of [...pages, 'bot/web/pages/front-door.ts', 'bot/cli/all.ts'])
    expect(read(page).replaceAll('演示沙箱', ''), page).not.toMatch(/沙箱|沙盒|演练场/);
});
