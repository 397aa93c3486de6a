import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { usualMonth, worstMonth } from '../../../cards/gallery/months.ts';
import { loadCity } from '../../../bot/city.ts';
import { samples, samplesByBuilder } from './samples.ts';

const FOLDER = join(import.meta.dirname, '../../../cards');

/** The functions that cards/ exports and that are declared to give a Card. */
function builders(): string[] {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !/^(gallery|render)\W/.test(path),
  );
  return files.flatMap((file) =>
    readFileSync(join(FOLDER, file), 'utf8')
      .split(/^(?=export )/m)
      .flatMap((text) => {
        const name = /^export (?:const (\w+) = \(|function (\w+)\b)/.exec(text);
        const [, type] = /\): (\w+)\s*(?:\{|=>)/.exec(text) ?? [];
        return name && type === 'Card' ? [name[1] ?? name[2] ?? ''] : [];
      }),
  );
}

test('every builder of a card has its room', () => {
  const made = builders();
  expect(made.filter((name) => !samplesByBuilder(() => true).includes(name))).toEqual([]);
  // The reading of the sources itself: both ways of writing a builder are found, and many of them.
  expect(made).toEqual(
    expect.arrayContaining(['importCancelledCard', 'cityBulletinCard', 'fillReminderCard']),
  );
  expect(made.length).toBeGreaterThan(15);
});

test('an exhibit is known by one name, which may stand in an address', () => {
  const ids = samples.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[A-Za-z]+\.[a-z0-9-]+$/);
});

test('in the worst month every unit has every kind of trouble, in the usual one hardly any', async () => {
  const { city } = await loadCity();
  const worst = worstMonth(city);
  const rules = new Set(worst.problems.map(({ rule }) => rule));
  expect([...rules].sort()).toEqual(
    expect.arrayContaining(['Q01', 'Q02', 'Q03', 'Q04', 'Q05', 'Q06', 'Q12']),
  );
  for (const { code } of city.units)
    expect(worst.problems.filter(({ u }) => u === code).length).toBeGreaterThanOrEqual(8);
  expect(usualMonth(city).problems.length).toBeLessThan(15);
});
