import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { loadCity } from '../../bot/city.ts';
import { orNothing } from '../../handlers/services/imports/sheets/cells/nothing.ts';
import { LEDGERS } from '../../models/ledgers/all.ts';
import { readerOf } from '../../models/ledgers/engine/kinds/all.ts';

/**
 * A vocabulary of closed columns that was written down before any of its words was tried: what a careful person of the
 * trade reads in each, or `ask` where such a person would ask back. Words are not to be typed into the grammar for it.
 */
const vocabulary = z
  .array(
    z.object({
      column: z.string(),
      text: z.string(),
      meant: z.union([z.string(), z.boolean(), z.null(), z.array(z.string())]),
    }),
  )
  .parse(JSON.parse(await readFile(join(import.meta.dirname, 'vocabulary/unseen.json'), 'utf8')));

const { city } = await loadCity();

/** What the import reads in a cell of the column; a value that is to be confirmed counts as asked. */
function reading(column: string, text: string) {
  const [name, key = ''] = column.split('.');
  const field = LEDGERS.find((ledger) => ledger.name === name)?.fields[key];
  if (!field) throw new Error(column);
  const read = orNothing(readerOf(field, { city, rules: city.ruleSet, today: '2026-06-12' }));
  const parsed = read({ raw: text, text });
  if (!parsed.ok) return { how: parsed.asked ? 'asked' : 'refused', value: undefined } as const;
  const asks = parsed.notes.some(({ kind }) => kind === 'confirm' || kind === 'range');
  // A nothing-word leaves the cell empty and is told.
  const told = parsed.value === null && parsed.notes.length > 0;
  return { how: asks ? 'asked' : told ? 'told' : 'read', value: parsed.value } as const;
}

const judged = vocabulary.map(({ column, text, meant }) => {
  const { how, value } = reading(column, text);
  const same = meant === 'ask' ? how === 'asked' : JSON.stringify(value) === JSON.stringify(meant);
  const verdict = same ? 'right' : how === 'read' ? 'wrong' : how;
  return { verdict, said: `${column} ${text}: ${JSON.stringify(value)}, meant ${JSON.stringify(meant)}` };
});
const of = (verdict: string) => judged.flatMap((each) => (each.verdict === verdict ? [each.said] : []));

test('no word is read as what it does not mean', () => {
  expect(of('wrong')).toEqual([]);
});

test('hardly a word is refused, and most are read', () => {
  expect(of('refused').length).toBeLessThan(vocabulary.length * 0.02);
  expect(of('right').length).toBeGreaterThan(vocabulary.length * 0.7);
});
