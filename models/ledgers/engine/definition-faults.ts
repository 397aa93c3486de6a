import { actorsAsked, comparedFields, type Permit, type Relation, type Right } from '../../rules/rights.ts';
import { unknownWords } from '../../rules/parse/headers/patterns.ts';
import type { Doors } from './doors.ts';
import type { Field, Fields } from './fields.ts';
import { askOf, machineFaults, tellsOf, type Machine, type Tell } from './machine.ts';

/** What of a ledger's description can contradict itself. */
interface Described {
  fields: Fields;
  headers?: Readonly<Record<string, unknown>> | undefined;
  titleField: string;
  identity: readonly (readonly string[])[];
  listed: readonly string[];
  short?: readonly string[] | undefined;
  machine?: Machine | undefined;
  rights: Readonly<Record<string, Permit>>;
  doors: Pick<Doors, 'struck' | 'further'>;
}

/** Every right that a definition names: of the ledger, its fields, its states, its moves and whom they tell. */
export function allRights({
  fields,
  rights,
  machine,
}: Pick<Described, 'fields' | 'rights' | 'machine'>): Right[] {
  return [
    ...Object.values(rights).map(({ right }) => right),
    ...Object.values(fields).flatMap(({ filledBy }) => filledBy ?? []),
    ...Object.values(machine?.states ?? {}).flatMap(({ actor }) => actor ?? []),
    ...(machine?.moves ?? []).map(({ by }) => by),
    ...(machine ? tellsOf(machine).flatMap((tell) => ('to' in tell ? [tell.to, ...orElse(tell)] : [])) : []),
  ];
}

/** Every way in which a ledger's description contradicts itself, all at once, in Chinese for who starts the service. */
export function definitionFaults(ledger: Described): string[] {
  return [
    ...labelFaults(ledger),
    ...headerFaults(ledger),
    ...unknownFields(ledger),
    ...furtherFaults(ledger),
    ...(ledger.machine
      ? [...machineFaults(ledger.machine), ...moveFaults(ledger), ...accountFaults(ledger)]
      : []),
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
      return taken && taken !== key ? [`列名“${word}”同时指字段 ${taken} 和 ${key}`] : [];
    }),
  );
}

/** Patterns of headers that no header could fit, and names for columns that are none. */
function headerFaults({ fields, headers = {} }: Described): string[] {
  const strange = Object.keys(headers).filter((key) => !(key in fields));
  const parts = Object.entries(fields).flatMap(([key, field]) =>
    (field.parts ?? []).flatMap((part) =>
      unknownWords(part).map((word) => `字段 ${key} 的表头词“${word}”不在词表里`),
    ),
  );
  return [...strange.map((key) => `没有字段 ${key}`), ...parts];
}

function unknownFields({ fields, titleField, identity, listed, short = [], doors }: Described): string[] {
  const meant = Object.values(fields).flatMap((field) =>
    'means' in field && field.means ? Object.values(field.means).flatMap(Object.keys) : [],
  );
  const told = Object.values(fields).flatMap((field) => field.told?.by ?? []);
  const struck = Object.keys(doors.struck?.sets ?? {});
  const shown = [...listed, ...short].filter((key) => key !== 'code');
  const named = [titleField, ...identity.flat(), ...shown, ...meant, ...told, ...struck];
  return [...new Set(named)].flatMap((key) => (key in fields ? [] : [`没有字段 ${key}`]));
}

/** What carries on another row says so by choices that its field has. */
function furtherFaults({ fields, doors: { further } }: Described): string[] {
  if (!further) return [];
  const { field: key, parent, ...values } = further;
  const field = fields[key];
  const choices = field && 'choices' in field ? field.choices : {};
  return [
    ...(key in fields ? [] : [`没有字段 ${key}`]),
    ...(parent in fields ? [] : [`没有字段 ${parent}`]),
    ...Object.values(values).flatMap((value) =>
      value in choices ? [] : [`字段 ${key} 没有 ${value} 这一项`],
    ),
  ];
}

function moveFaults({ machine, fields }: Described): string[] {
  const { moves = [] } = machine ?? {};
  const events = new Set(moves.map(({ event }) => event));
  return moves.flatMap(({ event, asks = [], sets = {}, followedBy = [] }) => {
    const asked = asks.map((ask) => askOf(ask).field);
    const strange = [...asked, ...Object.keys(sets)];
    return [
      ...strange.flatMap((key) => (key in fields ? [] : [`没有字段 ${key}`])),
      ...followedBy.flatMap((next) => (events.has(next) ? [] : [`没有后续动作 ${next}`])),
    ].map((fault) => `动作 ${event}：${fault}`);
  });
}

/** A message to an account that stands in no field would reach nobody. */
const orElse = (tell: Tell): Right[] => ('orElse' in tell && tell.orElse ? [tell.orElse] : []);

function accountFaults({ machine, fields }: Described): string[] {
  const accounts = machine
    ? tellsOf(machine).flatMap((tell) => ('account' in tell ? [tell.account] : []))
    : [];
  return accounts.flatMap(({ channel, person }) =>
    [channel, person].flatMap((key) => (key in fields ? [] : [`消息发给 ${key} 里的账号，没有这个字段`])),
  );
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

const RELATIONS: Readonly<Record<Relation, string>> = {
  unit: '考核单元',
  org: '单位',
  park: '园区',
  enterprise: '企业',
  post: '岗位',
  person: '本人账号',
};

function rightFaults(ledger: Described): string[] {
  const { machine, fields } = ledger;
  const events = new Set<string>(machine?.moves.map(({ event }) => event));
  return allRights(ledger).flatMap((right) => [
    ...comparedFields(right).flatMap(({ field, to }) => {
      // A row's own code is compared like a ref to it: an enterprise's liaison is known by it.
      const type = field === 'code' ? 'ref' : fields[field]?.type;
      return type && COMPARABLE[to].includes(type)
        ? []
        : [`权限按${RELATIONS[to]}看 ${field}，${field} 不是这类字段`];
    }),
    ...actorsAsked(right).flatMap((event) =>
      events.has(event) ? [] : [`权限要看谁办了 ${event}，没有这个动作`],
    ),
  ]);
}
