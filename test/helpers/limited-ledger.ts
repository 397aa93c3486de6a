import { changeOf } from '../../handlers/services/context.ts';
import { defineLedger } from '../../models/ledgers/engine/define.ts';
import type { Limit, State } from '../../models/ledgers/engine/machine.ts';
import { CITY_WIDE, COUNTY } from '../../models/rules/permissions.ts';
import { any, anyone, own, role } from '../../models/rules/rights.ts';
import type { TestServices } from './services.ts';

const by = own('unit', 'COUNTY_REVIEW');
const open = (label: string, limit: Limit): State => ({ label, kind: 'open', actor: by, limit });
const states: Record<'OPEN' | 'ASKED' | 'DONE' | 'LAPSED', State> = {
  OPEN: open('办理中', { workdays: 'issue.limitWd.II', from: 'createdAt', ladder: 'reply' }),
  ASKED: open('待确认', { workdays: 'issue.signWd', from: 'updatedAt', move: 'lapse' }),
  DONE: { label: '已办结', kind: 'closed' },
  LAPSED: { label: '已失效', kind: 'closed' },
};
const step = <E extends string>(
  event: E,
  label: string,
  from: 'OPEN' | 'ASKED',
  to: keyof typeof states,
) => ({
  event,
  label,
  from: [from],
  to,
  by,
});
const moves = [
  step('finish', '办结', 'OPEN', 'DONE'),
  step('ask', '请确认', 'OPEN', 'ASKED'),
  step('lapse', '失效', 'ASKED', 'LAPSED'),
];
const machine = { initial: 'OPEN' as const, states, moves };

/** A ledger with limits: an answer due in seven working days, a confirmation that lapses after one. */
export const tasks = defineLedger({
  name: 'tasks',
  title: '事项台账',
  noun: '事项',
  titleField: 'name',
  code: { series: () => 'SX-2026-', width: 4 },
  fields: {
    name: { label: '事项名称', type: 'text', required: true },
    unit: { label: '承办单元', type: 'unit', required: true },
  },
  identity: [['name']],
  machine,
  rights: { read: any(role(...CITY_WIDE), own('unit', ...COUNTY)), edit: anyone() },
  listed: ['code', 'name'],
});

/** Adds tasks of 源城区 at the present moment. */
export const addTasks = (services: TestServices, ...names: string[]) =>
  services.store.change(changeOf(services.as()), (change) =>
    change.insertMany(
      tasks,
      names.map((name) => ({ values: { name, unit: 'YC' } })),
    ),
  );

/** Makes a move in the name of the service. */
export const moveTask = (
  services: TestServices,
  row: { id: string; version: number },
  event: 'finish' | 'ask' | 'lapse',
) => services.store.change(changeOf(services.as()), (change) => change.move(tasks, row, event));
