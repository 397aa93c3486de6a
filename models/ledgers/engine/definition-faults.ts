import { actorsAsked, comparedFields, type Relation } from '../../rules/rights.ts';
import { allRights, type AnyLedger } from './define.ts';
import type { Field } from './fields.ts';
import { askOf, machineFaults } from './machine.ts';

/** Every way in which a ledger's description contradicts itself, all at once, for the programmer who wrote it. */
export function definitionFaults(ledger: AnyLedger): string[] {
  return [
    ...labelFaults(ledger),
    ...unknownFields(ledger),
    ...(ledger.machine ? [...machineFaults(ledger.machine), ...moveFaults(ledger)] : []),
    ...rightFaults(ledger),
  ];
}

/** A word that names two fields would make a sheet's column a matter of luck. */
function labelFaults({ fields }: AnyLedger): string[] {
  const labels = new Map<string, string>();
  return Object.entries(fields).flatMap(([key, field]) =>
    [field.label, ...(field.aliases ?? [])].flatMap((word) => {
      const taken = labels.get(word);
      labels.set(word, taken ?? key);
      return taken && taken !== key ? [`“${word}” names both ${taken} and ${key}`] : [];
    }),
  );
}

function unknownFields({ fields, titleField, identity, listed }: AnyLedger): string[] {
  const named = [titleField, ...identity.flat(), ...listed.filter((key) => key !== 'code')];
  return named.flatMap((key) => (key in fields ? [] : [`no field ${key}`]));
}

function moveFaults({ machine, fields }: AnyLedger): string[] {
  return (machine?.moves ?? []).flatMap(({ event, asks = [], sets = {} }) => {
    const asked = asks.map((ask) => askOf(ask).field);
    return [...asked, ...Object.keys(sets)].flatMap((key) =>
      key in fields ? [] : [`${event}: no field ${key}`],
    );
  });
}

/** What kind of field each relation can be told from. */
const COMPARABLE: Readonly<Record<Relation, readonly Field['type'][]>> = {
  unit: ['unit'],
  org: ['unit'],
  park: ['park'],
  enterprise: ['text'],
  post: ['post'],
  person: ['text'],
};

function rightFaults(ledger: AnyLedger): string[] {
  const { machine, fields } = ledger;
  const events = new Set<string>(machine?.moves.map(({ event }) => event));
  return allRights(ledger).flatMap((right) => [
    ...comparedFields(right).flatMap(({ field, to }) => {
      const type = fields[field]?.type;
      return type && COMPARABLE[to].includes(type) ? [] : [`a right compares ${to} with ${field}`];
    }),
    ...actorsAsked(right).flatMap((event) =>
      events.has(event) ? [] : [`a right asks for no move ${event}`],
    ),
  ]);
}
