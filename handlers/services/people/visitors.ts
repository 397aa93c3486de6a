import { postOf } from '../../../models/ledgers/city.ts';
import type { Viewer } from '../../../models/rules/permissions.ts';
import type { Services } from '../context.ts';
import { tenuresOf, identify, isPlatform } from './identify.ts';

/**
 * For whom somebody on a channel speaks today, and all posts they could speak for, the newest first; undefined for one
 * who holds none.
 */
export async function recognise(
  services: Services,
  who: { channel: string; person: string },
): Promise<{ viewer: Viewer; posts: { code: string; name: string }[] } | undefined> {
  const { channel, person } = who;
  const viewer = await identify(services, { channel, from: person });
  if (!viewer) return undefined;
  if (viewer.enterprise) return { viewer, posts: [{ code: viewer.post, name: viewer.name }] };
  const held = isPlatform(channel) ? await tenuresOf(services, { channel, person }) : [{ post: viewer.post }];
  return { viewer, posts: held.map(({ post }) => ({ code: post, name: postOf(services.city, post).name })) };
}
