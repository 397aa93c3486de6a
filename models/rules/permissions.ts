import { AppError } from './errors.ts';

/** Roles of domain.md 1.6. A post carries one or more; the city profile says which. */
export const ROLES = {
  COUNTY_FILL: '县区填报人',
  COUNTY_REVIEW: '县区审核人',
  COUNTY_LEAD: '县区领导',
  PARK: '园区管委会',
  HANDLER: '承办单位联络员',
  HANDLER_LEAD: '承办单位分管负责人',
  PROJECT_CITY: '市商务局',
  ISSUE_CITY: '市工业和信息化局',
  RESOURCE_CITY: '市自然资源局',
  BLOCKER_CITY: '市要素保障专班',
  LXB_ADMIN: '领导小组办公室',
  BULLETIN_OWNER: '市府办公室',
  SUPERVISOR: '市政府督查室',
  LEADER: '召集人层',
  ENTERPRISE: '企业联络员',
  AUDITOR: '审计',
  ADMIN: '系统管理员',
} as const;
export type Role = keyof typeof ROLES;

const COUNTY = ['COUNTY_FILL', 'COUNTY_REVIEW', 'COUNTY_LEAD'] as const;
const CITY_DESKS = [
  'PROJECT_CITY',
  'ISSUE_CITY',
  'RESOURCE_CITY',
  'BLOCKER_CITY',
  'LXB_ADMIN',
  'BULLETIN_OWNER',
  'SUPERVISOR',
] as const;
const OFFICIALS = [...COUNTY, ...CITY_DESKS, 'PARK', 'LEADER', 'AUDITOR', 'ADMIN'] as const;

/**
 * Every permit, grouped as the help page shows them. The same entry shows a button and executes it. A permit says
 * what a post may do; on which rows is the ledger's scope.
 */
export const PERMITS = {
  'projects.read': { label: '查看项目台账', roles: OFFICIALS },
  'projects.write': {
    label: '登记、修改、导入项目',
    roles: ['COUNTY_FILL', 'PROJECT_CITY', 'LXB_ADMIN', 'ADMIN'],
  },
  'targets.read': { label: '查看年度目标', roles: OFFICIALS },
  'targets.write': { label: '下达、修改年度目标', roles: ['LXB_ADMIN', 'PROJECT_CITY', 'ADMIN'] },
  'enterprises.read': { label: '查看企业台账', roles: OFFICIALS },
  'enterprises.write': { label: '登记、修改、导入企业', roles: ['COUNTY_FILL', 'ISSUE_CITY', 'ADMIN'] },
  'contacts.read': {
    label: '查看企业联络员',
    roles: ['COUNTY_FILL', 'COUNTY_REVIEW', 'ISSUE_CITY', 'ADMIN'],
  },
  'contacts.write': { label: '登记企业联络员', roles: ['COUNTY_FILL', 'ISSUE_CITY', 'ADMIN'] },
  'register.read': { label: '查看单元、园区、岗位', roles: OFFICIALS },
  'register.write': { label: '维护单元、园区、岗位和人员', roles: ['ADMIN', 'LXB_ADMIN'] },
  'people.read': { label: '查看岗位任职', roles: ['ADMIN', 'LXB_ADMIN', 'AUDITOR'] },
  'bulletins.read': { label: '查看月通报', roles: OFFICIALS },
  'bulletins.write': {
    label: '处理月通报',
    roles: ['BULLETIN_OWNER', 'LXB_ADMIN', 'ADMIN', 'COUNTY_REVIEW'],
  },
  'bulletins.freeze': { label: '冻结通报数据', roles: ['BULLETIN_OWNER', 'LXB_ADMIN', 'ADMIN'] },
  'bulletins.verify': { label: '核对本单元通报数据', roles: ['COUNTY_REVIEW'] },
  'bulletins.sign': { label: '签发月通报', roles: ['BULLETIN_OWNER'] },
  'audit.read': { label: '查看留痕', roles: ['AUDITOR', 'ADMIN', 'LXB_ADMIN'] },
  'operations.run': { label: '运行周期任务、重发消息', roles: ['ADMIN'] },
} as const satisfies Record<string, { label: string; roles: readonly Role[] }>;
export type Permit = keyof typeof PERMITS;

/** Who is looking or acting: the post, never the person (domain.md 0.1-1). */
export interface Viewer {
  post: string;
  name: string;
  roles: readonly Role[];
  /** Assessment unit code of a county post. */
  unit?: string;
  park?: string;
  /** The organ the post belongs to; of a county's post its unit, which is the organ there. */
  org?: string;
  /** Code of the enterprise that a liaison speaks for. */
  enterprise?: string;
  /** The service itself: jobs, effects, migrations. */
  system?: true;
}

/** The service itself: jobs, imports of the demo, migrations. May do everything; named as such in the audit. */
export const SYSTEM: Viewer = {
  post: 'SYSTEM',
  name: '系统',
  roles: Object.keys(ROLES) as Role[],
  system: true,
};

/** Who sits at the machine: the CLI acts as this unless told otherwise (architecture.md 7). */
export const ADMINISTRATOR: Viewer = { post: 'ADMIN', name: '系统管理员', roles: ['ADMIN'] };

/** Somebody on a platform who holds no post: may do what is open to all, like asking for one. */
export const STRANGER: Viewer = { post: 'STRANGER', name: '未登记人员', roles: [] };

export const hasRole = (viewer: Viewer, ...roles: readonly Role[]): boolean =>
  roles.some((role) => viewer.roles.includes(role));

export const may = (viewer: Viewer, permit: Permit): boolean => hasRole(viewer, ...PERMITS[permit].roles);

/** Throws FORBIDDEN, naming the missing permit, unless the viewer holds it. */
export function demand(viewer: Viewer, permit: Permit): void {
  if (may(viewer, permit)) return;
  throw new AppError('FORBIDDEN', `您的岗位（${viewer.name}）没有“${PERMITS[permit].label}”的权限`, {
    detail: `${viewer.post} lacks ${permit}`,
  });
}
