import { contacts, enterprises, type Contact } from '../../../models/ledgers/enterprise.ts';
import { LIAISON, ROLES, SYSTEM, type Viewer } from '../../../models/rules/permissions.ts';
import { dayOf } from '../../../models/rules/time/day.ts';
import type { Services } from '../context.ts';

/** Some liaison, of whatever enterprise: one who reads along and sees no enterprise that all others may see. */
export const ANY_LIAISON: Viewer = { post: 'LIAISON', name: ROLES.ENTERPRISE, roles: LIAISON };

/**
 * The liaison whom the contacts know by an account of a platform; undefined for a stranger, and from the day on which the
 * contact is stopped. Asked at every click of one who holds no post: from memory for a second.
 */
export async function liaisonBy(
  { store, clock }: Services,
  platform: 'feishu' | 'wecom',
  id: string,
): Promise<Viewer | undefined> {
  const known: LiaisonContact[] = await store.recent(contacts, `${platform}:${id}`, () =>
    store.rows(contacts).find(SYSTEM, { where: { [platform]: id }, fields: ['enterprise', 'stoppedOn'] }),
  );
  return speaking({ store, clock }, known, id);
}

/** The liaison behind a contact of the ledger, as the sandbox lets one in; undefined when it speaks for nobody today. */
export async function liaisonOf(
  services: Pick<Services, 'store' | 'clock'>,
  code: string,
): Promise<Viewer | undefined> {
  const known: LiaisonContact[] = await services.store.recent(contacts, code, () =>
    services.store.rows(contacts).find(SYSTEM, { where: { code }, fields: ['enterprise', 'stoppedOn'] }),
  );
  return speaking(services, known, code);
}

/** Of the contacts of one account the one that speaks today, for its enterprise. */
async function speaking(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  known: readonly LiaisonContact[],
  person: string,
): Promise<Viewer | undefined> {
  const today = dayOf(clock.now());
  const contact = known.find(({ stoppedOn }) => stoppedOn === undefined || stoppedOn > today);
  if (!contact) return undefined;
  const name = await store.recent(enterprises, contact.enterprise, async () => {
    const enterprise = await store.rows(enterprises).byCode(SYSTEM, contact.enterprise);
    return enterprise?.name;
  });
  // An enterprise that is in the ledger no more has nobody to speak for it.
  if (name === undefined) return undefined;
  return {
    post: contact.code,
    name: `${name}联络员`,
    roles: LIAISON,
    enterprise: contact.enterprise,
    person,
  };
}

type LiaisonContact = Pick<Contact, 'code' | 'enterprise' | 'stoppedOn'>;
