import { expect, test } from 'vitest';
import { LEDGERS } from '../../../../models/ledgers/all.ts';
import { ledgerGuide } from '../../../../models/ledgers/engine/guide.ts';

test('docs/ledgers.md tells of the ledgers as they are (made anew with -u)', async () => {
  await expect(ledgerGuide(LEDGERS)).toMatchFileSnapshot('../../../../docs/ledgers.md');
});

test('every ledger and every visible field is in it, hidden ones are not', () => {
  const guide = ledgerGuide(LEDGERS);
  const fields = LEDGERS.flatMap((ledger) => Object.entries(ledger.fields));
  const visible = fields.filter(([, field]) => !field.hidden);
  expect(LEDGERS.filter(({ title }) => !guide.includes(`## ${title}`))).toEqual([]);
  expect(visible.filter(([key, { label }]) => !guide.includes(`| ${label} | \`${key}\` |`))).toEqual([]);
  expect(guide).not.toContain('`nameKey`');
});

test('a machine is drawn', () => {
  expect(ledgerGuide(LEDGERS)).toMatch(/```mermaid\nstateDiagram-v2\n[^`]*SIGNING --> SIGNED: 签发/);
});
