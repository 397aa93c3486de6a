import { describe, expect, test } from 'vitest';
import { LEDGERS } from '../../../models/ledgers/all.ts';
import { bulletinMachine, type BulletinStatus } from '../../../models/ledgers/bulletin.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { openMoves, takeMove, type Machine } from '../../../models/rules/machine.ts';
import { may, PERMITS, ROLES, type Role } from '../../../models/rules/permissions.ts';

/** Every state × event × role of every machine, from its own data; what the bulletin's data must say is written below. */
const roles = Object.keys(ROLES) as Role[];
const viewerOf = (role: Role) => ({ post: role, name: ROLES[role], roles: [role] });
const outcome = (machine: Machine, state: string, event: string, role: Role): string => {
  try {
    return takeMove(machine, state, event, {}, viewerOf(role)).to;
  } catch (error) {
    return AppError.from(error).code;
  }
};

const machines = LEDGERS.flatMap(({ name, machine }) => (machine ? [[name, machine] as const] : []));

describe.each(machines)('%s', (_, machine) => {
  const states = Object.keys(machine.states);
  const events = [...new Set(machine.transitions.map(({ event }) => event))];

  test('every state × event × role goes where the table says, or is refused for its reason', () => {
    for (const state of states) {
      for (const event of events) {
        const row = machine.transitions.find((t) => t.event === event && t.from.includes(state));
        for (const role of roles) {
          const allowed = row && may(viewerOf(role), row.permit);
          const expected = !row ? 'ILLEGAL_MOVE' : allowed ? row.to : 'FORBIDDEN';
          expect(outcome(machine, state, event, role), `${state} ${event} ${role}`).toBe(expected);
        }
      }
    }
  });

  test('the buttons of a role are the moves it can take', () => {
    for (const state of states) {
      for (const role of roles) {
        const shown = openMoves(machine, state, {}, viewerOf(role)).map(({ event }) => event);
        const taken = events.filter((event) => states.includes(outcome(machine, state, event, role)));
        expect(shown.sort(), `${state} ${role}`).toEqual(taken.sort());
      }
    }
  });

  test('from every state that is not closed somebody can move on; from a closed one nobody', () => {
    for (const [state, { kind }] of Object.entries(machine.states)) {
      const movers = roles.filter((role) => openMoves(machine, state, {}, viewerOf(role)).length > 0);
      expect(movers.length > 0, state).toBe(kind !== 'closed');
    }
  });

  test('every refusal is in Chinese and names the move', () => {
    for (const state of states) {
      for (const event of events) {
        const label = machine.transitions.find((t) => t.event === event)?.label ?? '';
        const refused = () => takeMove(machine, state, event, {}, viewerOf('ENTERPRISE'));
        expect(refused).toThrow(expect.objectContaining({ userText: expect.stringContaining(label) }));
      }
    }
  });
});

describe('the bulletin (domain.md 3.6, 0.1-9)', () => {
  const into = (status: BulletinStatus) => bulletinMachine.transitions.filter(({ to }) => to === status);
  const whoMakes = (status: BulletinStatus) =>
    into(status).map(({ event, from, permit }) => [event, from, [...PERMITS[permit].roles]]);

  test('is signed by the owner only, from 待签发 only', () => {
    expect(whoMakes('SIGNED')).toEqual([['sign', ['SIGNING'], ['BULLETIN_OWNER']]]);
  });

  test('is issued from 已签发 only, so nothing goes out unsigned', () => {
    expect(into('ISSUED').map(({ from }) => from)).toEqual([['SIGNED']]);
  });

  test('once signed it never goes back', () => {
    const out = bulletinMachine.transitions.filter(
      ({ from }) => from.includes('SIGNED') || from.includes('ISSUED'),
    );
    expect(out.map(({ event }) => event)).toEqual(['issue']);
  });

  test('a county moves it nowhere', () => {
    for (const state of Object.keys(bulletinMachine.states) as BulletinStatus[])
      for (const role of ['COUNTY_FILL', 'COUNTY_REVIEW', 'COUNTY_LEAD', 'PARK'] as const)
        expect(
          openMoves(bulletinMachine, state, { status: state }, viewerOf(role)),
          `${state} ${role}`,
        ).toEqual([]);
  });
});
