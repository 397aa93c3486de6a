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

/** A county's own desks. */
export const COUNTY = ['COUNTY_FILL', 'COUNTY_REVIEW', 'COUNTY_LEAD'] as const;
/** The city's desks of domain.md 1.4. */
export const CITY_DESKS = [
  'PROJECT_CITY',
  'ISSUE_CITY',
  'RESOURCE_CITY',
  'BLOCKER_CITY',
  'LXB_ADMIN',
  'BULLETIN_OWNER',
  'SUPERVISOR',
] as const;
/** 分管负责人 of those who handle something, by role (domain.md 1.6). */
export const LEAD_ROLES: Readonly<Partial<Record<Role, Role>>> = {
  HANDLER: 'HANDLER_LEAD',
  COUNTY_FILL: 'COUNTY_REVIEW',
  COUNTY_REVIEW: 'COUNTY_LEAD',
};
/** Who hears of what stays undone, as `supervisor` in the ladders of the rule set (domain.md 5.3). */
export const SUPERVISING: Role = 'SUPERVISOR';
/** Who sees the whole city, to work with it or to look. */
export const CITY_WIDE = [...CITY_DESKS, 'LEADER', 'AUDITOR', 'ADMIN'] as const;
/** Everybody inside the administration; organs that only handle what is assigned to them see that alone. */
export const OFFICIALS = [...COUNTY, 'PARK', ...CITY_WIDE] as const;

/** Who speaks for an enterprise, known by its contacts and not by a post. */
export const LIAISON: readonly Role[] = ['ENTERPRISE'];
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
  /** The account on a platform of the person who acts: for what people do for themselves. */
  person?: string;
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

/** Somebody who holds no post, known by their account only: may do what is open to all, like asking for one. */
export const stranger = (person?: string): Viewer => ({
  post: 'STRANGER',
  name: '未登记人员',
  roles: [],
  ...(person ? { person } : {}),
});
export const isStranger = ({ post }: Viewer): boolean => post === 'STRANGER';

export const hasRole = (viewer: Viewer, ...roles: readonly Role[]): boolean =>
  roles.some((role) => viewer.roles.includes(role));
