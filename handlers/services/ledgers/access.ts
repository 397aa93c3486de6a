import type { Abilities, Audience } from '../../../cards/ledger.ts';
import { groupChats } from '../../../models/ledgers/binding.ts';
import { bulletins } from '../../../models/ledgers/bulletin.ts';
import type { AnyLedger } from '../../../models/ledgers/engine/define.ts';
import { parks, posts, units } from '../../../models/ledgers/register.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { may, PERMITS, type Viewer } from '../../../models/rules/permissions.ts';
import { and, isAny, passes, type Where } from '../../../models/rules/where.ts';

/**
 * Ledgers whose rows the service keeps itself: registers follow the city profile at every start, a bulletin runs the
 * month's course, a group is bound from within its chat. What a form wrote there would be undone, or lead nowhere.
 */
const KEPT_BY_SERVICE: ReadonlySet<string> = new Set(
  [units, parks, posts, bulletins, groupChats].map(({ name }) => name),
);

/** Somebody of whom nothing is known but that they read along: a group is shown no more than this. */
const ONLOOKER: Viewer = { post: '', name: '群成员', roles: [] };

/** Rows that may be shown before this audience, beyond what the viewer's own scope allows. */
export const audienceScope = (ledger: AnyLedger, audience: Audience): Where =>
  audience === 'group' ? ledger.readScope(ONLOOKER) : {};

/** Why this viewer may not do something with a ledger or one of its rows; undefined when they may. */
function refusal(
  { viewer }: { viewer: Viewer },
  ledger: AnyLedger,
  ability: keyof Abilities,
  audience: Audience,
  row?: object,
): string | undefined {
  const permit = ability === 'create' || ability === 'edit' ? ledger.permits.write : ledger.permits.read;
  if (!may(viewer, permit)) return `您的岗位（${viewer.name}）没有“${PERMITS[permit].label}”的权限`;
  if (audience === 'group') return '群里大家都看得到，请在与招优的单聊中操作';
  if (ability === 'history' || ability === 'export') return undefined;
  if (KEPT_BY_SERVICE.has(ledger.name)) return `${ledger.title}由系统维护，不用手工填写`;
  const scope = ledger.writeScope(viewer);
  const closed = row ? !passes(scope, row) : isAny(scope) && scope.any.length === 0;
  return closed ? `您的岗位（${viewer.name}）不能改这个${ledger.noun}` : undefined;
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
  const allowed = codes.filter((code) => passes(and(ledger.writeScope(viewer)), { [field]: code }));
  return allowed.length > 0 ? allowed : codes;
}
