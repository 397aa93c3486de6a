import fc from 'fast-check';
import { expect, test } from 'vitest';
import { localPath } from '../../../bot/web/login/login-steps.ts';

test.each([
  ['/', '/'],
  ['/figures/2026-05', '/figures/2026-05'],
  ['/figures/2026-05/x.total.count?a=1#top', '/figures/2026-05/x.total.count?a=1'],
  ['/ledgers/../projects/XM-1', '/projects/XM-1'],
  ['/ledgers/企业', '/ledgers/%E4%BC%81%E4%B8%9A'],
])('%s is %s', (text, path) => expect(localPath(text)).toBe(path));

test.each([
  '',
  'figures',
  '//evil.test',
  '//evil.test/figures',
  '///evil.test',
  'https://evil.test',
  'https:evil.test',
  'javascript:alert(1)',
  '/\\evil.test',
  '\\\\evil.test',
  '/\t/evil.test',
  '/\n/evil.test',
  ' //evil.test',
  '/.//evil.test',
  '/..//evil.test',
  '/a/..//evil.test',
  `/${'a'.repeat(2_000)}`,
])('%j leads away, or nowhere', (text) => expect(localPath(text)).toBeUndefined());

test('whatever comes through stays on the site it is read on', () => {
  const site = 'https://zhaoyou.test';
  const pieces = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    ':',
    '@',
    '\t',
    '\n',
    '%2f',
    '?',
    '#',
    'a',
    'evil.test',
  );
  const texts = fc.array(pieces, { maxLength: 8 }).map((parts) => `/${parts.join('')}`);
  fc.assert(
    fc.property(fc.oneof(texts, fc.string()), (text) => {
      const path = localPath(text) ?? '/';
      expect(new URL(path, `${site}/login`).origin).toBe(site);
    }),
    { numRuns: 5_000 },
  );
});
