import type { City } from '../../../models/ledgers/city.ts';
import type { Viewer } from '../../../models/rules/permissions.ts';
import { type Services, viewerOf } from '../context.ts';
import { groupOf } from './addresses.ts';
import { ANY_LIAISON } from './liaison-viewer.ts';

/**
 * Who reads along in a group: its members by the city profile (domain.md 5.4). Of a chat that is bound to none anybody
 * of the mechanism may be in it.
 */
export async function readersOf(
  services: Services,
  { channel, chat }: { channel: string; chat: { id: string } },
): Promise<Viewer[]> {
  const { city } = services;
  const code = await groupOf(services, channel, chat.id);
  return membersOf(
    city,
    city.groups.find((each) => each.code === code),
  );
}

/** Who reads what a group is sent; of no group in particular, anybody of the mechanism. */
export function membersOf(city: City, group?: City['groups'][number]): Viewer[] {
  const members = group?.members ?? city.groups.flatMap((each) => each.members);
  const posts = [...new Set(members)].map((post) => viewerOf(city, post));
  // Enterprises sit in their park's group: what is one enterprise's alone is shown in front of none (domain.md 5.4).
  return group?.kind === 'G5' ? [...posts, ANY_LIAISON] : posts;
}
