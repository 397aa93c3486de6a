import { actorsAsked, comparedFields, type Permit, type Relation, type Right } from '../../rules/rights.ts';
import type { Field, Fields } from './fields.ts';
import { askOf, machineFaults, type Machine } from './machine.ts';

/** What of a ledger's description can contradict itself. */
interface Described {
  fields: Fields;
  titleField: string;
  identity: readonly (readonly string[])[];
  listed: readonly string[];
  machine?: Machine | undefined;
  rights: Readonly<Record<string, Permit>>;
}

/** Every right that a definition names: of the ledger, its states, its moves and whom they tell. */
export function allRights({ rights, machine }: Pick<Described, 'rights' | 'machine'>): Right[] {
  return [
    ...Object.values(rights).map(({ right }) => right),
    ...Object.values(machine?.states ?? {}).flatMap(({ actor }) => actor ?? []),
    ...(machine?.moves ?? []).flatMap(({ by, tells = [] }) => [by, ...tells.map(({ to }) => to)]),
  ];
}

/** Every way in which a ledger's description contradicts itself, all at once, for the programmer who wrote it. */
export function definitionFaults(ledger: Described): string[] {
  return [
    ...labelFaults(ledger),
    ...unknownFields(ledger),
    ...(ledger.machine ? [...machineFaults(ledger.machine), ...moveFaults(ledger)] : []),
    ...rightFaults(ledger),
  ];
}

/** A word that names two fields would make a sheet's column a matter of luck. */
function labelFaults({ fields }: Described): string[] {
  const labels = new Map<string, string>();
  return Object.entries(fields).flatMap(([key, field]) =>
    [field.label, ...(field.aliases ?? [])].flatMap((word) => {
      const taken = labels.get(word);
      labels.set(word, taken ?? key);
      return taken && taken !== key ? [`“${word}” names both ${taken} and ${key}`] : [];
    }),
  );
}

function unknownFields({ fields, titleField, identity, listed }: Described): string[] {
  const named = [titleField, ...identity.flat(), ...listed.filter((key) => key !== 'code')];
  return named.flatMap((key) => (key in fields ? [] : [`no field ${key}`]));
}

function moveFaults({ machine, fields }: Described): string[] {
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
  org: ['org'],
  park: ['park'],
  enterprise: ['text', 'ref'],
  post: ['post'],
  person: ['text'],
};

function rightFaults(ledger: Described): string[] {
  const { machine, fields } = ledger;
  const events = new Set<string>(machine?.moves.map(({ event }) => event));
  return allRights(ledger).flatMap((right) => [
    ...comparedFields(right).flatMap(({ field, to }) => {
      // A row's own code is compared like a ref to it: an enterprise's liaison is known by it.
      const type = field === 'code' ? 'ref' : fields[field]?.type;
      return type && COMPARABLE[to].includes(type) ? [] : [`a right compares ${to} with ${field}`];
    }),
    ...actorsAsked(right).flatMap((event) =>
      events.has(event) ? [] : [`a right asks for no move ${event}`],
    ),
  ]);
}
