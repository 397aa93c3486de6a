import { describe, expect, test } from 'vitest';
import { defineMachine, mermaid, openMoves, takeMove } from '../../../models/rules/machine.ts';
import type { Viewer } from '../../../models/rules/permissions.ts';

const viewer = (...roles: Viewer['roles']): Viewer => ({ post: 'P', name: '某岗', roles });
const fill = viewer('COUNTY_FILL');
const lead = viewer('LXB_ADMIN');

const machine = defineMachine<'DRAFT' | 'SENT' | 'DONE', { ready: boolean }>({
  initial: 'DRAFT',
  states: {
    DRAFT: { label: '草稿', kind: 'open' },
    SENT: { label: '已送', kind: 'waiting' },
    DONE: { label: '办结', kind: 'closed' },
  },
  transitions: [
    {
      event: 'send',
      label: '送出',
      from: ['DRAFT'],
      to: 'SENT',
      permit: 'projects.write',
      guard: ({ ready }) => (ready ? undefined : '还缺附件，不能送出'),
    },
    { event: 'back', label: '退回', from: ['SENT'], to: 'DRAFT', permit: 'targets.write' },
    { event: 'close', label: '办结', from: ['SENT', 'DRAFT'], to: 'DONE', permit: 'targets.write' },
  ],
});

describe('taking a move', () => {
  test('gives the transition, whose target is the next state', () => {
    expect(takeMove(machine, 'DRAFT', 'send', { ready: true }, fill).to).toBe('SENT');
  });

  test.each([
    [
      'a state that has no such move',
      'SENT',
      'send',
      { ready: true },
      fill,
      'ILLEGAL_MOVE',
      '当前是“已送”，不能送出',
    ],
    ['a post without the permit', 'SENT', 'back', { ready: true }, fill, 'FORBIDDEN', '某岗'],
    ['a guard that says no', 'DRAFT', 'send', { ready: false }, fill, 'ILLEGAL_MOVE', '还缺附件，不能送出'],
    ['an event nobody knows', 'DRAFT', 'fly', { ready: true }, lead, 'ILLEGAL_MOVE', '不能fly'],
    ['a closed row', 'DONE', 'back', { ready: true }, lead, 'ILLEGAL_MOVE', '当前是“办结”，不能退回'],
  ] as const)('%s', (_, state, event, row, who, code, text) => {
    const take = () => takeMove(machine, state, event, row, who);
    expect(take).toThrow(expect.objectContaining({ code, userText: expect.stringContaining(text) }));
  });

  test('the permit is looked at before the guard: a stranger learns nothing of the row', () => {
    expect(() => takeMove(machine, 'DRAFT', 'send', { ready: false }, viewer('LEADER'))).toThrow(
      expect.objectContaining({ code: 'FORBIDDEN' }),
    );
  });
});

test('the buttons are exactly the moves that can be taken', () => {
  for (const state of ['DRAFT', 'SENT', 'DONE'] as const) {
    for (const who of [fill, lead, viewer('LEADER'), viewer('ADMIN')]) {
      for (const row of [{ ready: true }, { ready: false }]) {
        const shown = openMoves(machine, state, row, who).map(({ event }) => event);
        const taken = ['send', 'back', 'close'].filter((event) => {
          try {
            return takeMove(machine, state, event, row, who);
          } catch {
            return false;
          }
        });
        expect(shown).toEqual(taken);
      }
    }
  }
});

describe('a machine that contradicts itself is refused when it is defined', () => {
  const states = {
    A: { label: '甲', kind: 'open' },
    B: { label: '乙', kind: 'closed' },
    C: { label: '丙', kind: 'open' },
  } as const;
  const move = (event: string, from: string, to: string) => ({
    event,
    label: event,
    from: [from as keyof typeof states],
    to: to as keyof typeof states,
    permit: 'projects.read' as const,
  });

  test.each([
    ['a state that nothing leads to', [move('go', 'A', 'B')], 'state C is never reached'],
    [
      'states that lead only to each other',
      [move('go', 'C', 'B'), move('on', 'B', 'C')],
      'state B is never reached',
    ],
    ['a transition from nowhere', [move('go', 'X', 'B')], 'unknown state X'],
    ['a transition to nowhere', [move('go', 'A', 'X')], 'unknown state X'],
    [
      'one event with two ways out of a state',
      [move('go', 'A', 'B'), move('go', 'A', 'C')],
      'two ways out of A',
    ],
  ])('%s', (_, transitions, fault) => {
    expect(() => defineMachine({ initial: 'A', states, transitions })).toThrow(fault);
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
