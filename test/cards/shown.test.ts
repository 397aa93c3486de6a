import { describe, expect, test } from 'vitest';
import type { Card } from '../../cards/card.ts';
import { countCard, ledgerListCard, rowCard, type AnyRow } from '../../cards/ledger.ts';
import { projectCard } from '../../cards/project.ts';
import { contacts } from '../../models/ledgers/enterprise.ts';
import { projects, type Project } from '../../models/ledgers/project.ts';
import { wordsOf } from '../helpers/card-words.ts';

/** What may not be seen here, or was not filled in, is a dash with its reason: never empty, zero or left out. */
const nameOf = (_kind: string, code: string) => code;
const NOTHING = { create: false, edit: false, history: false, export: false };
const ENVELOPE = {
  id: '0'.repeat(24),
  version: 1,
  createdAt: new Date('2026-06-01T09:00:00+08:00'),
  createdBy: 'YC_FILL',
  updatedAt: new Date('2026-06-02T10:30:00+08:00'),
  updatedBy: 'YC_FILL',
};
const contact = (values: object): AnyRow => {
  const row: object = { ...ENVELOPE, code: 'LX-QY-1-01', enterprise: 'QY-1', unit: 'YC', ...values };
  return row as AnyRow;
};
const full = contact({ name: '张示范', phone: '19000001234', title: '主任' });
const project = (values: Partial<Project>): Project => {
  const row: object = { ...ENVELOPE, code: 'XM-1', name: '甲项目', kind: 'NEW', ...values };
  return row as Project;
};

describe.each([
  ['who has filled everything in', full],
  ['who has not', contact({})],
] as const)('a contact %s, in front of a group', (_who, row) => {
  const cards: Card[] = [
    rowCard({ ledger: contacts, row, nameOf, audience: 'group', can: NOTHING, moves: [] }),
    ledgerListCard({
      ledger: contacts,
      rows: [row],
      nameOf,
      audience: 'group',
      can: NOTHING,
      total: 1,
      page: 1,
      size: 10,
      filter: '',
      place: 'chat',
    }),
  ];
  test('is told to be kept, alike whether there is something to keep or not', () => {
    const [own, list] = cards.map(wordsOf);
    expect(own).toMatch(/姓名\s*—（敏感，不在群里显示）/);
    expect(list).toMatch(/姓名.*敏感，不在群里显示/);
    expect(`${own}${list}`).not.toMatch(/张|1900/);
  });
});

test('of a row what the ledger lists is told to be missing, to its viewer and on lists', () => {
  const row = contact({ name: '张示范' });
  const own = wordsOf(
    rowCard({ ledger: contacts, row, nameOf, audience: 'private', can: NOTHING, moves: [] }),
  );
  const missing = contacts.listed.flatMap((key) => {
    const field = Object.entries(contacts.fields).find(([name]) => name === key)?.[1];
    return field && !(key in row) ? [field.label] : [];
  });
  expect(missing.length).toBeGreaterThan(0);
  for (const label of missing) expect(own).toMatch(new RegExp(`${label}\\s*—（没有填）`));
  const facts = { ledger: contacts, rows: [row], nameOf, audience: 'private' as const, can: NOTHING };
  const list = ledgerListCard({ ...facts, total: 1, page: 1, size: 10, filter: '', place: 'page' });
  expect(wordsOf(list)).toContain('“—”是没有填。');
});

test('terms that are negotiated are kept from groups by name; a project without an amount says so', () => {
  const row = project({ stage: 'NEGOTIATING', alias: '铜箔项目', investorName: '示范公司' });
  const shown = wordsOf(projectCard({ row, nameOf, audience: 'group' }));
  for (const key of ['investorName', 'plannedInvestWan'] as const)
    expect(shown).toMatch(new RegExp(`${projects.fields[key].label}\\s*—（在谈，不在群里显示）`));
  expect(shown).not.toContain('示范公司');
  expect(wordsOf(projectCard({ row: project({ stage: 'SIGNED' }), nameOf, audience: 'private' }))).toMatch(
    /计划总投资\s*—（没有填）/,
  );
});

test('a sum tells how many it leaves out; of nothing there is none', () => {
  const can = { create: false, edit: false, history: false, export: false };
  const facts = { ledger: projects, filter: '', audience: 'private' as const, rows: 3, can };
  expect(wordsOf(countCard({ ...facts, sum: 1_200_000, blank: 1 }))).toContain(
    '1.20 亿元（另有 1 个没有填）',
  );
  expect(wordsOf(countCard({ ...facts, sum: 0, blank: 3 }))).toContain('—（都没有填）');
});
