import { z } from 'zod';
import { CHAINS, type Chain } from '../rules/codes.ts';
import { AppError } from '../rules/errors.ts';
import { LONGEST } from '../rules/parse/bounds.ts';
import { nfkc } from '../rules/parse/text.ts';
import { ROLES, type Role } from '../rules/permissions.ts';
import { ruleSetSchema } from '../rules/ruleset.ts';

/**
 * A city profile: everything that is Heyuan's and not the mechanism's own (domain.md 1, 5.4, Appendices D and I). The
 * built-in one is city/heyuan.json; another city runs the service by giving its own file.
 */
const code = z.string().regex(/^[A-Z][A-Z0-9_-]{0,29}$/, '代码只能用大写字母、数字、- 和 _，且以字母开头');
const text = z.string().trim().min(1, '不能为空');
const names = z.array(text);
const keysOf = <K extends string>(map: Readonly<Record<K, string>>) =>
  z.enum(Object.keys(map) as [K, ...K[]]);

/** The collective words a duty may name besides organs. */
const COLLECTIVES = ['UNIT', 'PARK', 'DEPT', 'ALL'] as const;
export const CADENCES = {
  month: '每月',
  quarter: '每季度',
  halfYear: '每半年',
  year: '每年',
  prompt: '及时',
  ongoing: '持续',
  asNeeded: '不定期',
} as const;
export const GROUP_KINDS = {
  G0: '领导单聊',
  G1: '成员单位群',
  G2: '县区招商群',
  G3: '单元工作群',
  G4: '面对面专班群',
  G5: '企业联络群',
} as const;
export type GroupKind = keyof typeof GROUP_KINDS;

const unitSchema = z.strictObject({
  code,
  /** Protocol order (礼宾顺序): lists follow it, rankings do not. */
  order: z.number().int().positive(),
  name: text,
  short: text,
  region: text,
  kind: z.enum(['市辖区', '县', '市级功能区', '国家级高新区']),
  aliases: names,
});
export type Unit = z.infer<typeof unitSchema>;

const parkSchema = z.strictObject({
  code,
  name: text,
  unit: code,
  level: z.enum(['国家级高新区', '省级高新区', '省级产业园', '县级']),
  aliases: names,
  zones: names,
  plannedKm2: z.number().positive().optional(),
});
export type Park = z.infer<typeof parkSchema>;

const industrySchema = z.strictObject({
  code: keysOf<Chain>(CHAINS),
  name: text,
  /** The "1" of "1+3". */
  lead: z.boolean(),
  nodes: names,
});

const orgSchema = z.strictObject({
  code,
  name: text,
  short: text,
  kind: z.enum(['leading', 'office', 'member', 'dept']),
  task: text,
  aliases: names.optional(),
});
export type Org = z.infer<typeof orgSchema>;

const postSchema = z.strictObject({
  code,
  name: text,
  org: code.optional(),
  unit: code.optional(),
  park: code.optional(),
  roles: z.array(keysOf<Role>(ROLES)).min(1, '至少有一个角色'),
});
export type Post = z.infer<typeof postSchema>;

const groupSchema = z.strictObject({
  code,
  kind: keysOf<GroupKind>(GROUP_KINDS),
  name: text,
  unit: code.optional(),
  park: code.optional(),
  members: z.array(code),
});
export type Group = z.infer<typeof groupSchema>;

const dutySchema = z.strictObject({
  code,
  clause: text,
  leads: z.array(code).min(1, '至少有一个牵头单位'),
  with: z.array(code),
  cadence: z.array(keysOf<keyof typeof CADENCES>(CADENCES)).min(1, '至少有一个周期'),
  output: text,
});
export type Duty = z.infer<typeof dutySchema>;

const citySchema = z.strictObject({
  code: text,
  name: text,
  short: text,
  province: text,
  /** Names and words that official documents print (domain.md 6.2). */
  documents: z.strictObject({ issuer: text, office: text, addressees: text, serial: text }),
  units: z.array(unitSchema).min(1, '至少有一个考核单元'),
  parks: z.array(parkSchema),
  industries: z.array(industrySchema),
  orgs: z.array(orgSchema),
  posts: z.array(postSchema),
  groups: z.array(groupSchema),
  duties: z.array(dutySchema),
  /** Which organs an issue of a category usually goes to; a suggestion only (Appendix D). */
  issueLeads: z.array(z.strictObject({ category: text, orgs: z.array(code).min(1) })),
  /** File of the holiday arrangements, beside the profile. */
  holidays: text,
  ruleSet: ruleSetSchema,
});
export type City = z.infer<typeof citySchema>;

/**
 * Reads a city profile.
 * @throws AppError INVALID listing every fault at once, each with the place it stands at
 */
export function parseCity(json: unknown): City {
  const parsed = citySchema.safeParse(json, { error: z.locales.zhCN().localeError });
  const faults = parsed.success
    ? crossFaults(parsed.data)
    : parsed.error.issues.map((issue) => `${issue.path.join('.') || '（整个文件）'}：${issue.message}`);
  if (parsed.success && faults.length === 0) return parsed.data;
  throw new AppError(
    'INVALID',
    `城市配置有 ${faults.length} 处错误：\n${faults.map((f) => `  - ${f}`).join('\n')}`,
  );
}

/** What the shape alone cannot say: codes are unique, references lead somewhere, a text means one thing only. */
function crossFaults(city: City): string[] {
  const codes = (rows: readonly { code: string }[]) => new Set(rows.map((row) => row.code));
  const units = codes(city.units);
  const parks = codes(city.parks);
  const orgs = codes(city.orgs);
  const posts = codes(city.posts);
  const dutyHolders = new Set([...orgs, ...COLLECTIVES]);
  const each = <T>(key: string, rows: readonly T[], check: (row: T) => (string | undefined)[]) =>
    rows.flatMap((row, i) => check(row).flatMap((fault) => (fault ? [`${key}.${i}.${fault}`] : [])));
  const known = (field: string, value: string | undefined, set: ReadonlySet<string>, noun: string) =>
    value === undefined || set.has(value) ? undefined : `${field}：没有代码为 ${value} 的${noun}`;

  return [
    ...(['units', 'parks', 'orgs', 'posts', 'groups', 'duties', 'industries'] as const).flatMap((key) =>
      repeated(city[key].map((row) => row.code)).map((value) => `${key}：代码 ${value} 重复`),
    ),
    ...repeated(city.units.map((unit) => String(unit.order))).map((order) => `units：排序 ${order} 重复`),
    ...repeated(city.posts.map((post) => post.name)).map((name) => `posts：岗位名称“${name}”重复`),
    ...ambiguous(city.units, 'units'),
    ...ambiguous(city.parks, 'parks'),
    ...ambiguous(organsOf(city), 'orgs'),
    ...city.orgs.flatMap(({ code }) => (units.has(code) ? [`orgs：代码 ${code} 与考核单元相同`] : [])),
    ...each('parks', city.parks, (park) => [known('unit', park.unit, units, '考核单元')]),
    ...each('posts', city.posts, (post) => [
      known('org', post.org, orgs, '机构'),
      known('unit', post.unit, units, '考核单元'),
      known('park', post.park, parks, '园区'),
      (post.org === undefined) === (post.unit === undefined)
        ? `${post.code}：org（机构）和 unit（考核单元）必须填且只填一个`
        : undefined,
    ]),
    ...each('groups', city.groups, (group) => [
      known('unit', group.unit, units, '考核单元'),
      known('park', group.park, parks, '园区'),
      ...group.members.map((member) => known('members', member, posts, '岗位')),
    ]),
    ...each('duties', city.duties, (duty) => [
      ...duty.leads.map((lead) => known('leads', lead, dutyHolders, '机构')),
      ...duty.with.map((helper) => known('with', helper, dutyHolders, '机构')),
    ]),
    ...each('issueLeads', city.issueLeads, (row) => row.orgs.map((org) => known('orgs', org, orgs, '机构'))),
  ];
}

function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, i) => values.indexOf(value) !== i))];
}

function ambiguous(rows: readonly Named[], key: string): string[] {
  const owners = new Map<string, string>();
  return rows.flatMap((row) =>
    [...new Set(wordsOf(row))].flatMap((word) => {
      const owner = owners.get(word) ?? row.code;
      owners.set(word, owner);
      return owner === row.code ? [] : [`${key}：别名“${word}”同时指 ${owner} 和 ${row.code}`];
    }),
  );
}

type Named = Pick<Unit, 'code' | 'name' | 'aliases'> & { short?: string };

/** 深圳 (full width, spaces) -> one spelling; the seat of government says nothing more than the place does. */
const normalise = (word: string): string =>
  nfkc(word)
    .replace(/\s/g, '')
    .replace(/(人民政府|管理委员会|管委会|政府)$/, '');

const wordsOf = (row: Named): string[] =>
  [row.code, row.name, row.short ?? row.name, ...row.aliases].map(normalise);

/** The row a text means, with or without the city's name in front; undefined when none. */
function named<T extends Named>(rows: readonly T[], city: City, written: string): T | undefined {
  if (written.length > LONGEST.name) return undefined;
  const word = normalise(written);
  const without = [city.name, city.short].map((prefix) =>
    word.startsWith(prefix) ? word.slice(prefix.length) : word,
  );
  return rows.find((row) => {
    const words = wordsOf(row);
    return words.includes(word) || without.some((rest) => rest !== '' && words.includes(rest));
  });
}

/** Every name by which a unit goes, its code among them. */
export const unitNamesOf = ({ code, name, short, aliases }: Unit): string[] => [
  ...new Set([code, name, short, ...aliases]),
];

/** 高新区, 国家高新区, 河源高新区管委会 -> the unit GX (domain.md 1.1). */
export const unitNamed = (city: City, written: string): Unit | undefined => named(city.units, city, written);

/** A park by its code, name, former or joint name (domain.md 1.3). */
export const parkNamed = (city: City, written: string): Park | undefined => named(city.parks, city, written);

type Organ = Named & { short: string };

/** The register of organs: those of the city, and the assessment units, which are the organs of the counties. */
export const organsOf = (city: City): Organ[] => [
  ...city.orgs.map(({ code, name, short, aliases = [] }) => ({
    code,
    name,
    short,
    // 市自然资源局 and 自然资源局 are one, with or without the city's name in front.
    aliases: [...aliases, short.replace(/^市(?=.{3})/, '')],
  })),
  ...city.units,
];

/** 市自然资源局, 河源市自然资源局, 自然资源局 -> the organ ZRJ; counties by every name of theirs. */
export const organNamed = (city: City, written: string): Organ | undefined =>
  named(organsOf(city), city, written);

/** The row with a code; throws NOT_FOUND naming it. */
const byCode = <T extends { code: string }>(rows: readonly T[], wanted: string, noun: string): T => {
  const row = rows.find((candidate) => candidate.code === wanted);
  if (!row) throw new AppError('NOT_FOUND', `没有代码为 ${wanted} 的${noun}`);
  return row;
};

export const unitOf = (city: City, wanted: string): Unit => byCode(city.units, wanted, '考核单元');
export const postOf = (city: City, wanted: string): Post => byCode(city.posts, wanted, '岗位');

/** Units in protocol order. */
export const unitsInOrder = (city: City): Unit[] => [...city.units].sort((a, b) => a.order - b.order);

/** Compares unit codes by protocol order; what is no unit of the city comes last. */
export function byProtocol(city: City): (a: string | undefined, b: string | undefined) => number {
  const places = new Map(unitsInOrder(city).map(({ code }, i) => [code, i]));
  const placeOf = (code: string | undefined) => places.get(code ?? '') ?? places.size;
  return (a, b) => placeOf(a) - placeOf(b);
}

/** Posts that carry a role, of one unit or organ when given. */
export const postsWith = (city: City, role: Role, at: { unit?: string; org?: string } = {}): Post[] =>
  city.posts.filter(
    (post) =>
      post.roles.includes(role) &&
      (at.unit === undefined || post.unit === at.unit) &&
      (at.org === undefined || post.org === at.org),
  );
