import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectTypeOf, test } from 'vitest';
import type { ActionName, ActionParams } from '../../cards/actions.ts';
import type { Params } from '../../cards/card.ts';
import type { action } from '../../handlers/action.ts';
import { ACTIONS } from '../../handlers/table.ts';
import { compilerErrors } from './render/compiling.ts';

/** A card cannot offer what no row of the handler table does: a wrong name or param does not compile. */

const RIGHT = [
  `const a: Button = { label: '', action: 'ledger.open', params: { ledger: 'projects', code: 'XM-1' } };`,
  `const b: Link = { action: 'ledger.open', params: { ledger: 'projects', code: 'XM-1', here: true } };`,
  `const c: FormBlock['submit'] = { label: '', action: 'binding.place' };`,
];
const WRONG = [
  `const d: Button = { label: '', action: 'ledger.opne', params: { ledger: 'projects', code: 'XM-1' } };`,
  `const e: Button = { label: '', action: 'ledger.open', params: { ledger: 'projects' } };`,
  `const f: Button = { label: '', action: 'ledger.open' };`,
  `const g: Link = { action: 'ledger.open', params: { ledger: 'projects', code: 1 } };`,
  `const h: Link = { action: 'ledger.open', params: { ledger: 'projects', code: 'XM-1', page: 2 } };`,
  `const i: FormBlock['submit'] = { label: '', action: 'binding.place', params: { place: 'YC' } };`,
];

test('a button, a link and a form take the params of their action, and no others', async () => {
  const told = await compilerErrors('cards/card.ts', ['Button', 'FormBlock', 'Link'], [...RIGHT, ...WRONG]);
  expect(told.slice(0, RIGHT.length)).toEqual(RIGHT.map(() => undefined));
  for (const code of told.slice(RIGHT.length)) expect(code).toMatch(/^2(322|353|820)$/);
});

test('a row’s input must take what cards give along', () => {
  type Row<Input> = Parameters<typeof action<'evidence.cancel', Input, Input>>[0]['input'];
  type Given = { token: string };
  expectTypeOf<Row<Given & { text: string }>>().not.toBeNever();
  expectTypeOf<Row<{ token: unknown }>>().not.toBeNever();
  expectTypeOf<Row<{ code: string }>>().toBeNever();
  expectTypeOf<Row<{ token: number }>>().toBeNever();
});

test('params are what every platform carries', () => {
  expectTypeOf<ActionParams[ActionName]>().toExtend<Params>();
});

test('every row of the table has its params, and every name a row', () => {
  const text = readFileSync(join(import.meta.dirname, '../../cards/actions.ts'), 'utf8');
  const names = [...text.matchAll(/^ {2}'([\w.]+)':/gm)].map(([, name = '']) => name);
  expect(names.toSorted()).toEqual([...ACTIONS.keys()].toSorted());
});
