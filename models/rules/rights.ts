import { AppError } from './errors.ts';
import { ROLES, type Role, type Viewer } from './permissions.ts';
import { EVERYTHING, isEverything, isNothing, NOTHING, passes, type Where } from './where.ts';

/**
 * Who may do something with a row, as data: a role, and how its holder stands to the row. The same right shows a
 * button, executes it, lists the rows on which a post may act and finds the posts who must (architecture.md 2), because all of
 * these ask the one `whereOf`.
 */
export type Right =
  | { kind: 'role'; roles: readonly Role[] }
  /** The field holds what the viewer belongs to. Without roles it is not asked for one. */
  | { kind: 'relation'; field: string; to: Relation; roles: readonly Role[] }
  /** Only rows in a certain condition, whoever looks; in words for people, such as 已签约. */
  | { kind: 'rows'; where: Where; words: string }
  /** Who made this move on this row last. */
  | { kind: 'actor'; event: string }
  | { kind: 'any'; of: readonly Right[] }
  | { kind: 'all'; of: readonly Right[] }
  | { kind: 'unless'; right: Right };

/** What of a viewer a row's field is compared with. */
export type Relation = 'unit' | 'org' | 'park' | 'enterprise' | 'post' | 'person';

/** Every row, for holders of one of these roles. */
export const role = (...roles: readonly Role[]): Right => ({ kind: 'role', roles });

const relation =
  (to: Relation) =>
  (field: string, ...roles: readonly Role[]): Right => ({ kind: 'relation', field, to, roles });

/** Rows of the viewer's own assessment unit: `own('landUnit', 'COUNTY_REVIEW')`. */
export const own = relation('unit');
/** Rows whose field names the viewer's organ: `is('leadOrg', 'HANDLER')`. */
export const is = relation('org');
/** Rows of the enterprise that the viewer speaks for. */
export const ofEnterprise = relation('enterprise');

/** Rows whose field names the viewer's post. */
export const atPost = relation('post');

/** Rows that name the account of the person who acts: what people may do for themselves. */
export const self = relation('person');

/** Rows in a condition: `all(own('unit'), rows({ stage: 'SIGNED' }, '已签约'))`. */
export const rows = (where: Where, words: string): Right => ({ kind: 'rows', where, words });
/** Who made this move on the row: `unless(actorOf('submit'))` keeps one from approving what one handed in oneself. */
export const actorOf = (event: string): Right => ({ kind: 'actor', event });
export const any = (...of: readonly Right[]): Right => ({ kind: 'any', of });
export const all = (...of: readonly Right[]): Right => ({ kind: 'all', of });
export const unless = (right: Right): Right => ({ kind: 'unless', right });
/** Anybody, holder of a post or not. */
export const anyone = (): Right => ({ kind: 'rows', where: EVERYTHING, words: '任何人' });
/** Nobody but the service itself: what only a job or an effect does. */
export const service = (): Right => ({ kind: 'any', of: [] });

/** The rows on which this viewer has the right. The service itself may do everything, and is named in the audit. */
export function whereOf(right: Right, viewer: Viewer): Where {
  return viewer.system ? EVERYTHING : rowsFor(right, viewer);
}

function rowsFor(right: Right, viewer: Viewer): Where {
  switch (right.kind) {
    case 'role':
      return right.roles.some((each) => viewer.roles.includes(each)) ? EVERYTHING : NOTHING;
    case 'relation': {
      const belongs = viewer[right.to];
      const fits = right.roles.length === 0 || right.roles.some((each) => viewer.roles.includes(each));
      return fits && belongs !== undefined ? { [right.field]: belongs } : NOTHING;
    }
    case 'rows':
      return right.where;
    case 'actor':
      return { [`actors.${right.event}`]: viewer.post };
    case 'any':
      return joined(right.of.map((each) => rowsFor(each, viewer)));
    case 'all':
      return met(right.of.map((each) => rowsFor(each, viewer)));
    case 'unless': {
      const where = rowsFor(right.right, viewer);
      return isNothing(where) ? EVERYTHING : { none: [where] };
    }
  }
}

function joined(parts: readonly Where[]): Where {
  if (parts.some(isEverything)) return EVERYTHING;
  const open = parts.filter((part) => !isNothing(part));
  return open.length === 1 ? (open[0] ?? NOTHING) : { any: open };
}

function met(parts: readonly Where[]): Where {
  if (parts.some(isNothing)) return NOTHING;
  const narrow = parts.filter((part) => !isEverything(part));
  return narrow.length === 1 ? (narrow[0] ?? EVERYTHING) : narrow.length === 0 ? EVERYTHING : { all: narrow };
}

/** May the viewer do it on at least some row that there could be? Decides whether a button or a command is offered. */
export const mayEver = (right: Right, viewer: Viewer): boolean => !isNothing(whereOf(right, viewer));

/** May the viewer do it on this row? */
export const mayOn = (right: Right, viewer: Viewer, row: object): boolean =>
  passes(whereOf(right, viewer), row);

/** A field that a right compares with something of the viewer: the definition checks that its kind fits. */
export function comparedFields(right: Right): readonly { field: string; to: Relation }[] {
  if (right.kind === 'relation') return [{ field: right.field, to: right.to }];
  if (right.kind === 'any' || right.kind === 'all') return right.of.flatMap(comparedFields);
  return right.kind === 'unless' ? comparedFields(right.right) : [];
}

/**
 * The fields that decide about this row: each names what one must belong to, in a branch of the right whose conditions the
 * row meets. Who a row belongs to is told by the first of them that says something.
 */
export function decidingFields(right: Right, row: object): readonly { field: string; to: Relation }[] {
  if (right.kind === 'relation') return [{ field: right.field, to: right.to }];
  if (right.kind === 'any') return right.of.flatMap((part) => decidingFields(part, row));
  if (right.kind !== 'all') return [];
  const applies = right.of.every((part) => part.kind !== 'rows' || passes(part.where, row));
  return applies ? right.of.flatMap((part) => decidingFields(part, row)) : [];
}

/** The moves whose actors a right asks for: the row remembers who made them. */
export function actorsAsked(right: Right): readonly string[] {
  if (right.kind === 'actor') return [right.event];
  if (right.kind === 'any' || right.kind === 'all') return right.of.flatMap(actorsAsked);
  return right.kind === 'unless' ? actorsAsked(right.right) : [];
}

const BELONGS: Readonly<Record<Relation, string>> = {
  unit: '为本单元',
  org: '为本单位',
  park: '为本园区',
  enterprise: '为本企业',
  post: '为本岗位',
  person: '为本人账号',
};

/** A right in words, for the field guide. `labelOf` names fields and moves. */
export function rightWords(right: Right, labelOf: (name: string) => string): string {
  const inner = (parts: readonly Right[], glue: string) =>
    parts.map((part) => rightWords(part, labelOf)).join(glue);
  switch (right.kind) {
    case 'role':
      return rolesIn(right.roles);
    case 'relation': {
      const row = `${labelOf(right.field)}${BELONGS[right.to]}`;
      return right.roles.length > 0 ? `${rolesIn(right.roles)}（${row}）` : row;
    }
    case 'rows':
      return right.words;
    case 'actor':
      return `${labelOf(right.event)}的岗位`;
    case 'any':
      return right.of.length === 0 ? '系统' : inner(right.of, '；');
    case 'all':
      return inner(right.of, '，且');
    case 'unless':
      return `不是${rightWords(right.right, labelOf)}`;
  }
}

const rolesIn = (roles: readonly Role[]): string => roles.map((each) => ROLES[each]).join('、');

/** A right with its name, for refusals and for the list of what a post may do. */
export interface Permit {
  /** `projects.edit`: in logs, and where a file says who may open it. */
  name: string;
  /** 登记、修改、导入项目 */
  label: string;
  right: Right;
}

/** May the viewer use it on at least some row? */
export const may = (viewer: Viewer, permit: Permit): boolean => mayEver(permit.right, viewer);

/**
 * What is not about one row of a ledger. Rights on rows stand in the ledgers' definitions.
 */
export const PERMITS = {
  summary: { name: 'summary.read', label: '看领导摘要', right: role('LEADER') },
  /** Those who check a bulletin or sign it, on its way (domain.md 5.1 D10), and who keeps the service running. */
  unissued: {
    name: 'bulletins.unissued',
    label: '看未印发的通报',
    right: role('COUNTY_REVIEW', 'PROJECT_CITY', 'BULLETIN_OWNER', 'ADMIN'),
  },
  signings: {
    name: 'projects.accept',
    label: '审核新签约项目',
    right: role('COUNTY_REVIEW', 'PROJECT_CITY'),
  },
  audit: { name: 'audit.read', label: '查看留痕', right: role('AUDITOR', 'ADMIN', 'LXB_ADMIN') },
  operations: { name: 'operations.run', label: '运行周期任务、重发消息', right: role('ADMIN') },
} as const satisfies Record<string, Permit>;

export const lacks = (viewer: Viewer, permit: Permit): string =>
  `您的岗位（${viewer.name}）没有“${permit.label}”的权限`;

/** Throws FORBIDDEN, naming the missing permit, unless the viewer holds it on at least some row. */
export function demand(viewer: Viewer, permit: Permit): void {
  if (may(viewer, permit)) return;
  throw new AppError('FORBIDDEN', lacks(viewer, permit), { detail: `${viewer.post} lacks ${permit.name}` });
}
