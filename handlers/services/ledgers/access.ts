import type { Abilities, Audience } from '../../../cards/ledger.ts';
import type { AnyLedger } from '../../../models/ledgers/engine/define.ts';
import type { City } from '../../../models/ledgers/city.ts';
import { AppError } from '../../../models/rules/errors.ts';
import type { Viewer } from '../../../models/rules/permissions.ts';
import { lacks, may, mayOn, whereOf, type Permit } from '../../../models/rules/rights.ts';
import { isEverything, passes, type Where } from '../../../models/rules/where.ts';
import { viewerOf, type Ctx } from '../context.ts';

/**
 * Rows that may be shown where others read along: what every one of them may see. Where nobody says who reads, it may be
 * anybody of the mechanism who sees this ledger at all.
 */
export function audienceScope(
  ctx: Pick<Ctx, 'readers' | 'city'>,
  ledger: AnyLedger,
  audience: Audience,
): Where {
  if (audience === 'private') return {};
  const { city, readers = officials(city).filter((post) => may(post, ledger.rights.read)) } = ctx;
  const scopes = readers.map((reader) => whereOf(ledger.rights.read.right, reader));
  const distinct = new Map(scopes.map((scope) => [JSON.stringify(scope), scope]));
  return { all: [...distinct.values()].filter((scope) => !isEverything(scope)) };
}

/** Everybody who may be in a group of the mechanism. */
const officials = (city: City): Viewer[] =>
  [...new Set(city.groups.flatMap(({ members }) => members))].map((post) => viewerOf(city, post));

const permitFor = ({ rights }: AnyLedger, ability: keyof Abilities): Permit =>
  ability === 'create' ? rights.create : ability === 'edit' ? rights.edit : rights.read;

/** Why this viewer may not do something with a ledger or one of its rows; undefined when they may. */
function refusal(
  { viewer }: { viewer: Viewer },
  ledger: AnyLedger,
  ability: keyof Abilities,
  audience: Audience,
  row?: object,
): string | undefined {
  const permit = permitFor(ledger, ability);
  if (!may(viewer, permit)) return lacks(viewer, permit);
  if (audience === 'group') return '群里大家都看得到，请在与招优的单聊中操作';
  if (ability === 'history') return undefined;
  if (ability === 'export') return ledger.doors.export === false ? `${ledger.title}不能下载` : undefined;
  if (ledger.doors.keptBy) return `${ledger.title}由系统维护，不用手工填写`;
  return row && !mayOn(permit.right, viewer, row)
    ? `您的岗位（${viewer.name}）不能改这个${ledger.noun}`
    : undefined;
}

/** What the viewer may do with a ledger, or with one row of it: the buttons to show. */
export function abilitiesOf(
  by: { viewer: Viewer },
  ledger: AnyLedger,
  audience: Audience,
  row?: object,
): Abilities {
  const can = (ability: keyof Abilities) => refusal(by, ledger, ability, audience, row) === undefined;
  return { create: can('create'), edit: can('edit'), history: can('history'), export: can('export') };
}

/** The same rule for the action behind the button. Throws FORBIDDEN with the reason. */
export function demandAbility(
  by: { viewer: Viewer },
  ledger: AnyLedger,
  ability: keyof Abilities,
  audience: Audience,
  row?: object,
): void {
  const reason = refusal(by, ledger, ability, audience, row);
  if (reason)
    throw new AppError('FORBIDDEN', reason, { detail: `${by.viewer.post}: ${ability} ${ledger.name}` });
}

/** Codes of a register field that the viewer's write scope lets through, where it judges by this field at all. */
export function writableCodes(viewer: Viewer, ledger: AnyLedger, field: string, codes: readonly string[]) {
  const allowed = codes.filter((code) =>
    passes(whereOf(ledger.rights.edit.right, viewer), { [field]: code }),
  );
  return allowed.length > 0 ? allowed : codes;
}
