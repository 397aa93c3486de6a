import { describe, expect, test } from 'vitest';
import { type Card, plain } from '../../cards/card.ts';
import { historyLines } from '../../cards/history.ts';
import { formCard, ledgerForm, typedAgain, typedInVain, typedOf } from '../../cards/forms/ledger-form.ts';
import { formParts } from '../../cards/forms/form-parts.ts';
import {
  historyCard,
  ledgerListCard,
  ledgerTable,
  rowCard,
  type Abilities,
  type AnyRow,
  type LedgerListFacts,
} from '../../cards/ledger.ts';
import { cardHtml } from '../../cards/render/html.ts';
import { LEDGERS } from '../../models/ledgers/all.ts';
import { bulletins } from '../../models/ledgers/bulletin.ts';
import { contacts, enterprises } from '../../models/ledgers/enterprise.ts';
import { projects } from '../../models/ledgers/project.ts';
import { monthlyReports } from '../../models/ledgers/monthly.ts';
import { targets } from '../../models/ledgers/target.ts';
import type { LooseRow } from '../../models/ledgers/engine/fields.ts';

const nameOf = (kind: string, code: string) => (kind === 'unit' && code === 'YC' ? '源城区' : code);
const NOTHING: Abilities = { create: false, edit: false, history: false, export: false };
const ALL: Abilities = { create: true, edit: true, history: true, export: true };

const ENVELOPE = {
  id: '0'.repeat(24),
  version: 2,
  createdAt: new Date('2026-06-01T09:00:00+08:00'),
  createdBy: 'YC_FILL',
  updatedAt: new Date('2026-06-02T10:30:00+08:00'),
  updatedBy: 'SYSTEM',
};
const rowOf = (code: string, values: LooseRow): AnyRow => {
  const row: object = { ...ENVELOPE, code, ...values };
  return row as AnyRow;
};
const contact = rowOf('LX-QY-1-01', {
  enterprise: 'QY-1',
  unit: 'YC',
  title: '办公室主任',
  name: '张示范',
  phone: '19000001234',
});
const target = rowOf('MB-2026-YC-01', { unit: 'YC', year: 2026, indicator: 'NEW_OVER_YI_MFG', value: 15 });

const list = (
  facts: Partial<LedgerListFacts> & Pick<LedgerListFacts, 'ledger' | 'rows'>,
): LedgerListFacts => ({
  nameOf,
  audience: 'private',
  can: ALL,
  total: facts.rows.length,
  page: 1,
  size: 10,
  filter: '',
  place: 'chat',
  ...facts,
});
const buttons = (card: Card) =>
  card.blocks.flatMap((block) => (block.kind === 'actions' ? block.buttons.map(({ label }) => label) : []));
const form = (facts: Partial<Parameters<typeof ledgerForm>[0]> & Pick<LedgerListFacts, 'ledger'>) => ({
  nameOf,
  part: 0,
  values: {},
  options: () => [],
  ...facts,
});

describe('a list', () => {
  test('has the columns of the definition, names before codes, numbers to the right with their unit above', () => {
    const { columns, rows } = ledgerTable(list({ ledger: enterprises, rows: [] }));
    expect(columns.map(({ label }) => label)).toEqual([
      '企业名称',
      '所属单元',
      '产业归属',
      '企业类别',
      '是否规上',
      '状态',
      '编号',
    ]);
    expect(rows).toEqual([]);
    const table = ledgerTable(list({ ledger: targets, rows: [target] }));
    expect(table.rows.map((row) => row.map(plain))).toEqual([
      ['源城区', '2026', '新签约超亿元制造业项目个数', '15'],
    ]);
    expect(table.columns.map(({ align }) => align)).toEqual([undefined, 'right', undefined, 'right']);
    expect(ledgerTable(list({ ledger: projects, rows: [] })).columns[2]).toEqual({
      label: '计划总投资（万元）',
      align: 'right',
    });
  });

  test('shows the state of a ledger that has one right after the name', () => {
    const row = rowOf('TB-2026-05', { period: '2026-05', status: 'SIGNING' });
    const table = ledgerTable(list({ ledger: bulletins, rows: [row] }));
    expect(table.columns[1]?.label).toBe('状态');
    expect(table.rows[0]?.[1]).toBe('待签发');
  });

  test('opens a row as a card in a chat and as a page on a page', () => {
    const facts = list({ ledger: contacts, rows: [contact] });
    const link = (place: 'chat' | 'page') =>
      ledgerTable({ ...facts, place }).rows[0]?.flatMap((cell) =>
        typeof cell === 'string'
          ? []
          : cell.map((piece) => typeof piece === 'object' && 'text' in piece && piece.link),
      );
    const params = { ledger: 'contacts', code: 'LX-QY-1-01' };
    expect(link('chat')).toEqual([{ action: 'ledger.open', params }]);
    expect(link('page')).toEqual([{ page: '/ledgers/contacts/LX-QY-1-01' }]);
  });

  test('turns pages and shows only what may be done', () => {
    const many = list({ ledger: targets, rows: [target], total: 25, page: 2 });
    expect(buttons(ledgerListCard(many))).toEqual([
      '上一页',
      '下一页（2/3）',
      '看全部',
      '登记目标',
      '下载 Excel',
    ]);
    expect(buttons(ledgerListCard({ ...many, page: 1, total: 1, can: NOTHING }))).toEqual([]);
  });
});

describe('a row', () => {
  test('shows its values in words, secrets masked', () => {
    const card = rowCard({
      moves: [],
      ledger: contacts,
      row: contact,
      nameOf,
      audience: 'private',
      can: ALL,
    });
    const html = cardHtml(card);
    expect(html).toContain('190****1234');
    expect(html).toContain('张**');
    expect(html).not.toMatch(/张示范|19000001234/);
    expect(buttons(card)).toEqual(['修改', '变更记录']);
    expect(html).toContain('2026-06-02 10:30 系统更新，第 2 版');
  });

  test('keeps 敏感 values where a group reads along', () => {
    const card = rowCard({
      moves: [],
      ledger: contacts,
      row: contact,
      nameOf,
      audience: 'group',
      can: NOTHING,
    });
    expect(cardHtml(card)).not.toMatch(/张|1900/);
    const table = ledgerTable(list({ ledger: contacts, rows: [contact], audience: 'group' }));
    expect(table.columns.map(({ label }) => label)).toEqual(['岗位', '企业编号']);
  });
});

describe('a form', () => {
  test.each(LEDGERS.map((ledger) => [ledger.title, ledger] as const))(
    'of %s has every field that people fill in, once, in parts of a size to fill in',
    (_title, ledger) => {
      const parts = formParts(ledger);
      expect(parts.flat().sort()).toEqual([...ledger.filled].sort());
      expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(20);
      const inputs = parts.flatMap((_keys, part) => ledgerForm(form({ ledger, part })).inputs);
      expect(inputs.map(({ name }) => name)).toEqual(parts.flat().map((key) => `f_${key}`));
    },
  );

  test('of a long ledger begins with what must be filled and leads on to the rest', () => {
    const keys = formParts(projects)[0] ?? [];
    expect(keys.slice(0, 6)).toEqual(['name', 'kind', 'chain', 'plannedInvestWan', 'introUnit', 'stage']);
    const row = rowOf('XM-2026-YC-0001', { name: '示范项目' });
    expect(formParts(projects, { row })[0]?.slice(0, 10)).toEqual(projects.monthly);
    const parts = formParts(projects, { row }).length;
    expect(buttons(formCard(form({ ledger: projects, row })))).toEqual([
      `更多字段（1/${parts - 1}）`,
      '返回',
    ]);
    expect(buttons(formCard(form({ ledger: projects, row, part: parts - 1 })))).toEqual(['本月填报', '返回']);
  });

  test('of a monthly report begins with what is missing, then with the month', () => {
    const start = ['project', 'noChange', 'cumInvestWan', 'progress', 'problem', 'unit', 'period'];
    expect(formParts(monthlyReports, { given: ['unit', 'period'] })).toEqual([start]);
    const about = formParts(monthlyReports, { given: ['project', 'unit', 'period'] });
    expect(about[0]?.slice(0, 4)).toEqual(monthlyReports.monthly);
  });

  test('tells what is wrong at its field, apart from how to fill it in', () => {
    const faults = [{ level: 'error' as const, field: 'signDate', text: '签约日期：不是日期' }];
    const { inputs } = ledgerForm(form({ ledger: projects, faults }));
    const wrong = inputs.filter(({ problem }) => problem);
    expect(wrong.map(({ name, problem }) => [name, problem])).toEqual([['f_signDate', '签约日期：不是日期']]);
    const html = cardHtml(formCard(form({ ledger: projects, faults })));
    expect(html).toMatch(/class="field wrong".*aria-invalid="true".*class="problem">签约日期：不是日期/);
  });

  test('never carries a secret out, and says that an empty input keeps it', () => {
    expect(typedOf(contacts, contact)).toEqual({ enterprise: 'QY-1', unit: 'YC', title: '办公室主任' });
    expect(typedAgain(contacts, contact, { title: '总经理', phone: '13800000000' })).not.toHaveProperty(
      'phone',
    );
    const { inputs } = ledgerForm(
      form({ ledger: contacts, row: contact, values: typedOf(contacts, contact) }),
    );
    const phone = inputs.find(({ name }) => name === 'f_phone');
    expect(phone).not.toHaveProperty('value');
    expect(phone).not.toHaveProperty('required');
    expect(phone?.hint).toBe('已登记 190****1234，不改请留空，清除请填“无”');
  });

  test('keeps a date that is none visible, so that it can be mended', () => {
    const values = { signDate: '2026-02-31', agreedStart: '2026-08-01' };
    const { inputs } = ledgerForm(form({ ledger: projects, values }));
    const kinds = Object.fromEntries(inputs.map(({ name, kind }) => [name, kind]));
    expect(kinds).toMatchObject({ f_signDate: 'text', f_agreedStart: 'day' });
  });

  test('tells what was typed in vain, in words', () => {
    const typed = { unit: 'YC', indicator: 'NEW_OVER_YI_MFG', year: '2026', value: '18' };
    expect(typedInVain(targets, target, typed, nameOf)).toEqual(['您填的目标值：18（现为 15）']);
    expect(typedInVain(targets, target, { ...typed, unit: 'DY' }, nameOf)[0]).toBe(
      '您填的考核单元：DY（现为 源城区）',
    );
  });
});

describe('a history', () => {
  const at = new Date('2026-06-02T10:30:00+08:00');
  const lines = historyLines(
    contacts,
    [
      { at, post: 'YC', event: 'create', changes: [{ field: 'title', before: null, after: '主任' }] },
      {
        at,
        post: 'SYSTEM',
        event: 'change',
        reason: '企业来函',
        changes: [
          { field: 'title', before: '主任', after: '经理' },
          { field: 'phone', before: '（已加密）', after: '（已加密）' },
          { field: 'gone', before: 1, after: 2 },
        ],
      },
    ],
    nameOf,
  );

  test('reads newest first: label, old, new, post, time, reason; of a secret only that it changed', () => {
    expect(lines).toEqual([
      { at: '2026-06-02 10:30', by: '系统', text: '岗位：主任 → 经理；手机已变更（企业来函）' },
      { at: '2026-06-02 10:30', by: 'YC', text: '登记' },
    ]);
  });

  test('calls a move by its label and leaves hidden fields out', () => {
    const [line] = historyLines(
      bulletins,
      [{ at, post: 'P', event: 'sign', changes: [{ field: 'signedOn', before: null, after: '2026-06-03' }] }],
      nameOf,
    );
    expect(line?.text).toBe('签发；签发日期：— → 2026-06-03');
    const hidden = [{ field: 'nameKey', before: 'a', after: 'b' }];
    expect(
      historyLines(projects, [{ at, post: 'P', event: 'change', changes: hidden }], nameOf)[0]?.text,
    ).toBe('更新');
  });

  test('does not grow without end on a card', () => {
    const many = Array.from({ length: 50 }, () => lines[0] ?? { at: '', by: '', text: '' });
    const card = historyCard({ ledger: contacts, row: contact, nameOf, lines: many });
    expect(card.subtitle).toContain('共 50 条');
    expect(card.blocks).toContainEqual({ kind: 'note', text: '更早的 20 条略' });
  });
});
