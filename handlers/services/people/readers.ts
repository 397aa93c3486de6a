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
  const group = city.groups.find((each) => each.code === code);
  const members = group?.members ?? city.groups.flatMap((each) => each.members);
  const posts = [...new Set(members)].map((post) => viewerOf(city, post));
  // Enterprises sit in their park's group: what is one enterprise's alone is shown in front of none (domain.md 5.4).
  return group?.kind === 'G5' ? [...posts, ANY_LIAISON] : posts;
}
