import { describe, expect, test } from 'vitest';
import { defineLedger } from '../../../../models/ledgers/engine/define.ts';
import { definitionFaults } from '../../../../models/ledgers/engine/definition-faults.ts';
import type { LooseRow } from '../../../../models/ledgers/engine/fields.ts';
import { mermaid, openMoves, takeMove, type Machine } from '../../../../models/ledgers/engine/machine.ts';
import type { Viewer } from '../../../../models/rules/permissions.ts';
import { all, actorOf, anyone, is, own, role, unless } from '../../../../models/rules/rights.ts';

const viewer = (...roles: Viewer['roles']): Viewer => ({ post: 'P', name: '某岗', roles });
const fill = viewer('COUNTY_FILL');
const lead = viewer('LXB_ADMIN');
const now = new Date('2026-06-12T02:00:00Z');

const machine: Machine = {
  initial: 'DRAFT',
  states: {
    DRAFT: { label: '草稿', kind: 'open' },
    SENT: { label: '已送', kind: 'waiting' },
    DONE: { label: '办结', kind: 'closed' },
  },
  moves: [
    {
      event: 'send',
      label: '送出',
      from: ['DRAFT'],
      to: 'SENT',
      by: role('COUNTY_FILL', 'ADMIN'),
      guard: ({ ready }) => (ready ? undefined : '还缺附件，不能送出'),
    },
    { event: 'back', label: '退回', from: ['SENT'], to: 'DRAFT', by: role('LXB_ADMIN', 'ADMIN') },
    { event: 'close', label: '办结', from: ['SENT', 'DRAFT'], to: 'DONE', by: role('LXB_ADMIN', 'ADMIN') },
  ],
};

describe('taking a move', () => {
  test('gives the move, whose target is the next state', () => {
    expect(takeMove(machine, { status: 'DRAFT', ready: true }, 'send', { viewer: fill, now }).to).toBe(
      'SENT',
    );
  });

  test.each([
    ['a state that has no such move', 'SENT', 'send', true, fill, 'ILLEGAL_MOVE', '当前是“已送”，不能送出'],
    ['a post without the right', 'SENT', 'back', true, fill, 'FORBIDDEN', '某岗'],
    ['a guard that says no', 'DRAFT', 'send', false, fill, 'ILLEGAL_MOVE', '还缺附件，不能送出'],
    ['an event nobody knows', 'DRAFT', 'fly', true, lead, 'NOT_FOUND', '这张卡片来自旧版本'],
    ['a closed row', 'DONE', 'back', true, lead, 'ILLEGAL_MOVE', '当前是“办结”，不能退回'],
  ] as const)('%s', (_, status, event, ready, who, code, text) => {
    const take = () => takeMove(machine, { status, ready }, event, { viewer: who, now });
    expect(take).toThrow(expect.objectContaining({ code, userText: expect.stringContaining(text) }));
  });

  test('the right is looked at before the guard: a stranger learns nothing of the row', () => {
    const row: LooseRow = { status: 'DRAFT', ready: false };
    expect(() => takeMove(machine, row, 'send', { viewer: viewer('LEADER'), now })).toThrow(
      expect.objectContaining({ code: 'FORBIDDEN' }),
    );
  });
});

test('the buttons are exactly the moves that can be taken', () => {
  for (const status of ['DRAFT', 'SENT', 'DONE']) {
    for (const who of [fill, lead, viewer('LEADER'), viewer('ADMIN')]) {
      for (const ready of [true, false]) {
        const context = { viewer: who, now };
        const shown = openMoves(machine, { status, ready }, context).map(({ event }) => event);
        const taken = ['send', 'back', 'close'].filter((event) => {
          try {
            return takeMove(machine, { status, ready }, event, context);
          } catch {
            return false;
          }
        });
        expect(shown).toEqual(taken);
      }
    }
  }
});

describe('what contradicts itself in a definition is found, all of it at once', () => {
  const states = {
    A: { label: '甲', kind: 'open' },
    B: { label: '乙', kind: 'closed' },
    C: { label: '丙', kind: 'open' },
  } as const;
  const move = (event: string, from: string, to: string, more: object = {}) => ({
    event,
    label: event,
    from: [from as 'A'],
    to: to as 'B',
    by: anyone(),
    ...more,
  });
  const define = (moves: readonly ReturnType<typeof move>[], rights = { read: anyone(), edit: anyone() }) =>
    defineLedger({
      name: 'odd',
      title: '怪台账',
      noun: '怪事',
      titleField: 'name',
      code: { of: (row) => String(row.name) },
      fields: { name: { label: '名称', type: 'text', required: true } },
      identity: [['name']],
      listed: ['name'],
      machine: { initial: 'A', states, moves },
      rights,
    });
  const whole = [move('go', 'A', 'B'), move('on', 'A', 'C')];

  test.each([
    ['a state that nothing leads to', [move('go', 'A', 'B')], '状态 C 没有动作能到'],
    [
      'states that lead only to each other',
      [move('go', 'C', 'B'), move('on', 'B', 'C')],
      '状态 B 没有动作能到',
    ],
    ['a move from nowhere', [...whole, move('x', 'X', 'B')], '动作 x：没有状态 X'],
    ['a move to nowhere', [...whole, move('x', 'A', 'X')], '动作 x：没有状态 X'],
    [
      'a move that leads to none',
      [...whole, { ...move('x', 'A', 'B'), followedBy: ['fly'] }],
      '动作 x：没有后续动作 fly',
    ],
    ['one event with two ways out', [...whole, move('go', 'A', 'C')], '动作 go：从状态 A 有两条出路'],
    [
      'a question for no field',
      [...whole, move('x', 'A', 'B', { asks: ['colour'] })],
      '动作 x：没有字段 colour',
    ],
    [
      'a value for no field',
      [...whole, move('x', 'A', 'B', { sets: { age: 'now' } })],
      '动作 x：没有字段 age',
    ],
    [
      'a right on a field that is no unit',
      [...whole, move('x', 'A', 'B', { by: own('name') })],
      '权限按考核单元看 name，name 不是这类字段',
    ],
    [
      'a right on a field that is not there',
      [...whole, move('x', 'A', 'B', { by: is('leadOrg') })],
      '权限按单位看 leadOrg，leadOrg 不是这类字段',
    ],
    [
      'a right that asks for no move',
      [...whole, move('x', 'A', 'B', { by: unless(actorOf('y')) })],
      '权限要看谁办了 y，没有这个动作',
    ],
  ])('%s', (_, moves, fault) => {
    expect(definitionFaults(define(moves))).toContain(fault);
  });

  test('several at once', () => {
    const moves = [...whole, move('x', 'A', 'X', { asks: ['colour'] })];
    expect(definitionFaults(define(moves))).toEqual(['动作 x：没有状态 X', '动作 x：没有字段 colour']);
  });

  test('who handed in may not approve: the row remembers who did', () => {
    const ledger = define([
      ...whole,
      move('submit', 'A', 'C'),
      move('approve', 'C', 'B', { by: all(role('COUNTY_REVIEW'), unless(actorOf('submit'))) }),
    ]);
    expect(ledger.remembered).toEqual(['submit']);
    const row = { status: 'C', actors: { submit: 'P' } } as unknown;
    const reviewer = { ...viewer('COUNTY_REVIEW') };
    const open = (post: string) =>
      openMoves(ledger.machine as Machine, row as LooseRow, { viewer: { ...reviewer, post }, now }).length;
    expect([open('P'), open('Q')]).toEqual([0, 1]);
  });
});

test('the diagram names every state and every move, and marks where it begins and ends', () => {
  const lines = mermaid(machine)
    .split('\n')
    .map((line) => line.trim());
  expect(lines[0]).toBe('stateDiagram-v2');
  expect(lines).toEqual(
    expect.arrayContaining(['DRAFT: 草稿', '[*] --> DRAFT', 'DRAFT --> SENT: 送出', 'DONE --> [*]']),
  );
  expect(lines.filter((line) => line.endsWith(': 办结'))).toEqual([
    'DONE: 办结',
    'SENT --> DONE: 办结',
    'DRAFT --> DONE: 办结',
  ]);
});
