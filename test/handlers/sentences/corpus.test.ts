import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { testServices, type TestServices } from '../../helpers/services.ts';
import { score, shares } from './score.ts';

/**
 * What people say and what they mean by it, written down before there was a reader (corpus), by another author after it
 * (corpus-more), about places, organs, parts of names and several questions at once before these were read (corpus-asked), and put aside: nobody who worked on the grammar has read corpus-aside.
 */
let services: TestServices;
beforeAll(async () => {
  services = await testServices();
});

/** Read right, or asked back with the meaning among what is offered; taken for something else. */
test.each([
  ['corpus.json', 300, { understood: 292, wrong: 4 }],
  ['corpus-more.json', 278, { understood: 249, wrong: 13 }],
  ['corpus-asked.json', 62, { understood: 62, wrong: 0 }],
  ['corpus-aside.json', 100, { understood: 75, wrong: 8 }],
] as const)('%s', async (name, count, { understood, wrong }) => {
  const scored = await score(services, join(import.meta.dirname, name));
  const { right, either, offered, wrong: mistaken } = shares(scored);
  expect(scored).toHaveLength(count);
  const mistakes = scored.filter(({ verdict }) => verdict === 'wrong').map(({ say }) => say);
  expect(mistaken, mistakes.join('\n')).toBeLessThanOrEqual(wrong);
  expect(right + either + offered).toBeGreaterThanOrEqual(understood);
});
