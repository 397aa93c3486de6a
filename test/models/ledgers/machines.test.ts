import { describe, expect, test } from 'vitest';
import { LEDGERS } from '../../../models/ledgers/all.ts';
import { bulletins } from '../../../models/ledgers/bulletin.ts';
import type { LooseRow } from '../../../models/ledgers/engine/fields.ts';
import { openMoves, takeMove, type Machine } from '../../../models/ledgers/engine/machine.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { ROLES, type Role, type Viewer } from '../../../models/rules/permissions.ts';
import { comparedFields, mayOn } from '../../../models/rules/rights.ts';

/**
 * Every state × event × role × relation of every machine, from its own data; what the bulletin's data must say is
 * written below.
 */
const NOW = new Date('2026-06-12T02:00:00Z');
const roles = Object.keys(ROLES) as Role[];
const BELONGS = { unit: 'YC', org: 'ZRJ', park: 'PK-YC', enterprise: 'QY-1', post: 'P', person: 'ou_1' };
const viewerOf = (role: Role): Viewer => ({ name: ROLES[role], roles: [role], ...BELONGS });

/** A row that is the viewer's in every respect, and one that is in none. */
const rowsIn = (machine: Machine, status: string): LooseRow[] => {
  const fields = machine.moves.flatMap(({ by }) => comparedFields(by));
  const mine = Object.fromEntries(fields.map(({ field, to }) => [field, BELONGS[to]]));
  return [{ status, ...mine }, { status }];
};

const outcome = (machine: Machine, row: LooseRow, event: string, role: Role): string => {
  try {
    return takeMove(machine, row, event, { viewer: viewerOf(role), now: NOW }).to ?? String(row.status);
  } catch (error) {
    return AppError.from(error).code;
  }
};

const machines = LEDGERS.flatMap(({ name, machine }) => (machine ? [[name, machine] as const] : []));

describe.each(machines)('%s', (_, machine) => {
  const states = Object.keys(machine.states);
  const events = [...new Set(machine.moves.map(({ event }) => event))];
  const cases = states.flatMap((state) => rowsIn(machine, state));

  test('every state × event × role goes where the table says, or is refused for its reason', () => {
    for (const row of cases) {
      const state = String(row.status);
      for (const event of events) {
        const move = machine.moves.find((each) => each.event === event && each.from.includes(state));
        for (const role of roles) {
          const allowed = move && mayOn(move.by, viewerOf(role), row);
          const barred = move?.guard?.(row, { viewer: viewerOf(role), now: NOW }) !== undefined;
          const illegal = !move || (allowed && barred);
          const expected = illegal ? 'ILLEGAL_MOVE' : allowed ? (move.to ?? state) : 'FORBIDDEN';
          expect(outcome(machine, row, event, role), `${state} ${event} ${role}`).toBe(expected);
        }
      }
    }
  });

  test('the buttons of a role are the moves it can take', () => {
    for (const row of cases) {
      for (const role of roles) {
        const shown = openMoves(machine, row, { viewer: viewerOf(role), now: NOW }).map(({ event }) => event);
        const taken = events.filter((event) => states.includes(outcome(machine, row, event, role)));
        expect([...shown].sort(), `${String(row.status)} ${role}`).toEqual(taken.sort());
      }
    }
  });

  test('from every state that is not closed somebody or the service can move on; from a closed one nobody', () => {
    for (const [state, { kind }] of Object.entries(machine.states))
      expect(
        machine.moves.some(({ from }) => from.includes(state)),
        state,
      ).toBe(kind !== 'closed');
  });

  test('who must act in a state can', () => {
    for (const [state, { actor }] of Object.entries(machine.states)) {
      if (!actor) continue;
      const [row = {}] = rowsIn(machine, state);
      for (const role of roles.filter((each) => mayOn(actor, viewerOf(each), row)))
        expect(openMoves(machine, row, { viewer: viewerOf(role), now: NOW }), `${state} ${role}`).not.toEqual(
          [],
        );
    }
  });

  test('every refusal is in Chinese and names the move', () => {
    for (const row of cases) {
      for (const event of events) {
        const label = machine.moves.find((move) => move.event === event)?.label ?? '';
        const nobody: Viewer = { post: 'X', name: '某岗', roles: ['ENTERPRISE'] };
        const refused = () => takeMove(machine, row, event, { viewer: nobody, now: NOW });
        expect(refused).toThrow(expect.objectContaining({ userText: expect.stringContaining(label) }));
      }
    }
  });
});

describe('the bulletin (domain.md 3.6, 0.1-9)', () => {
  const moves = bulletins.machine?.moves ?? [];
  const into = (status: string) => moves.filter(({ to }) => to === status);

  test('is signed by the owner only, from 待签发 only', () => {
    const signed = into('SIGNED').map(({ event, from, by }) => [
      event,
      from,
      roles.filter((role) => mayOn(by, viewerOf(role), {})),
    ]);
    expect(signed).toEqual([['sign', ['SIGNING'], ['BULLETIN_OWNER']]]);
  });

  test('is issued from 已签发 only, so nothing goes out unsigned', () => {
    expect(into('ISSUED').map(({ from }) => from)).toEqual([['SIGNED']]);
  });

  test('once signed it never goes back', () => {
    const out = moves.filter(({ from }) => from.some((state) => state === 'SIGNED' || state === 'ISSUED'));
    expect(out.filter(({ to }) => to !== undefined).map(({ event }) => event)).toEqual(['issue']);
  });

  test('a county moves it nowhere', () => {
    const counties = ['COUNTY_FILL', 'COUNTY_REVIEW', 'COUNTY_LEAD', 'PARK'] as const;
    const theirs = moves.filter(({ by }) => counties.some((role) => mayOn(by, viewerOf(role), {})));
    expect(theirs.map(({ event, to }) => [event, to])).toEqual([['object', undefined]]);
  });
});
