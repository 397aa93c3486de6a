import { postsWith, unitsInOrder, type City } from '../../models/ledgers/city.ts';
import { contacts } from '../../models/ledgers/enterprise.ts';
import { ROLES, SYSTEM, type Role } from '../../models/rules/permissions.ts';
import type { Services } from '../../handlers/services/context.ts';
import { liaisonOf } from '../../handlers/services/people/liaison-viewer.ts';

/** Somebody whom the sandbox proposes to try, and what is worth trying. */
export interface Persona {
  code: string;
  name: string;
  role: string;
  tries: string;
}

/** Who is proposed, in the order in which a month goes: a post that has all of these roles, and none of the others. */
const WANTED: readonly { roles: readonly Role[]; without?: readonly Role[]; tries: string }[] = [
  { roles: ['COUNTY_FILL'], tries: '把一份 Excel 台账发给机器人，填月报' },
  { roles: ['COUNTY_REVIEW'], tries: '核对本县区数据，提异议' },
  { roles: ['BULLETIN_OWNER', 'LEADER'], tries: '看送审稿，签发通报' },
  { roles: ['LEADER'], without: ['BULLETIN_OWNER'], tries: '看全市通报，点数字看明细' },
];

/** The posts to try, and the liaison of an enterprise that has one; what a city does not have is left out. */
export async function personasOf(services: Services): Promise<Persona[]> {
  const { city } = services;
  const [unit] = unitsInOrder(city);
  const posts = WANTED.flatMap(({ roles, without = [], tries }) => {
    const [role] = roles;
    const known = role ? postsWith(city, role).filter(inFirstUnit(city)) : [];
    const post = known.find(
      (each) =>
        roles.every((one) => each.roles.includes(one)) && !without.some((one) => each.roles.includes(one)),
    );
    return post && role ? [{ code: post.code, name: post.name, role: ROLES[role], tries }] : [];
  });
  const liaison = unit && (await liaisonIn(services, unit.code));
  return [...posts, ...(liaison ? [liaison] : [])];
}

/** Of all counties the first one in protocol order: so that those proposed have to do with each other. */
const inFirstUnit = (city: City) => {
  const [first] = unitsInOrder(city);
  return ({ unit }: City['posts'][number]): boolean => unit === undefined || unit === first?.code;
};

/** So many contacts are looked through for one who may speak today. */
const LOOKED_AT = 20;

async function liaisonIn(services: Services, unit: string): Promise<Persona | undefined> {
  const where = { unit, stoppedOn: { exists: false } };
  const rows = await services.store
    .rows(contacts)
    .find(SYSTEM, { where, sort: { code: 1 }, limit: LOOKED_AT, fields: ['enterprise'] });
  for (const { code } of rows) {
    const viewer = await liaisonOf(services, code);
    if (viewer) return { code, name: viewer.name, role: ROLES.ENTERPRISE, tries: '看本企业的登记和联络员' };
  }
  return undefined;
}
