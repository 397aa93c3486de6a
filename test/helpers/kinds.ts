import heyuan from '../../models/ledgers/city/heyuan.json' with { type: 'json' };
import { organsOf, parseCity } from '../../models/ledgers/city.ts';
import type { Field, FileRef, Value } from '../../models/ledgers/engine/fields.ts';
import { readerOf } from '../../models/ledgers/engine/kinds/all.ts';
import type { JudgeContext, NameOf, ReadContext } from '../../models/ledgers/engine/kinds/kind.ts';
import { namesOf } from '../../models/ledgers/engine/show.ts';

/** What the kinds of columns are tried with: the built-in city, three enterprises that rows may name, sample values. */

export const city = parseCity(heyuan);
const organs = organsOf(city);
export const judging: JudgeContext = {
  today: '2026-06-12',
  rules: city.ruleSet,
  knows: (register, code) =>
    (register === 'org' ? organs : city[`${register}s`]).some((known) => known.code === code),
};
const TITLES = new Map([
  ['QY-1', '河源市示范电子有限公司'],
  ['QY-2', '同名公司'],
  ['QY-3', '同名公司'],
]);
const cityNames = namesOf(city);
export const nameOf: NameOf = (kind, code) =>
  kind === 'ref:enterprises' ? (TITLES.get(code) ?? code) : cityNames(kind, code);
export const reading: ReadContext = {
  city,
  rules: city.ruleSet,
  today: '2026-06-12',
  refs: (ledger, said) =>
    ledger !== 'enterprises'
      ? []
      : TITLES.has(said)
        ? [said]
        : [...TITLES].flatMap(([code, title]) => (title === said ? [code] : [])),
};

export const file = (id: string, name: string): FileRef => ({
  id,
  name,
  size: 1024,
  type: 'application/pdf',
  sha256: 'ab'.repeat(32),
  at: '2026-05-06T01:00:00.000Z',
});
export const log: Field = {
  label: '办理日志',
  type: 'list',
  noun: '日志',
  max: 5,
  fields: {
    at: { label: '时间', type: 'instant', required: true },
    org: { label: '单位', type: 'org' },
    text: { label: '内容', type: 'longtext', required: true, max: 50 },
    wan: { label: '金额', type: 'decimal', unit: '万元' },
    of: { label: '企业', type: 'ref', ref: 'enterprises' },
  },
};
export const evidence: Field = {
  label: '佐证',
  type: 'list',
  fields: { text: { label: '说明', type: 'text' }, files: { label: '附件', type: 'files' } },
};
export const LOGS: Value = [
  { at: '2026-05-06T01:00:00.000Z', org: 'ZRJ', text: '已受理', wan: 12_050, of: 'QY-1' },
  { at: '2026-05-07T01:30:00.000Z', text: '已现场核实' },
];
export const FILES: Value = [file('1', '复函.pdf'), file('2', '现场.pdf')];

/** Reads a text as a form and an import do. */
export const read = (field: Field, text: string | number) =>
  readerOf(field, reading)({ raw: text, text: String(text) });
