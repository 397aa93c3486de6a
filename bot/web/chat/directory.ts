import { isContactCode } from '../../../models/ledgers/enterprise.ts';
import { unitsInOrder, type City, type Group, type Post } from '../../../models/ledgers/city.ts';

/** The bot's name in the log; no post is called so, codes are upper case. */
export const BOT = 'bot';
export const BOT_NAME = '招优助手';

export interface ChatEntry {
  id: string;
  kind: 'group' | 'private';
  name: string;
  members: number;
}

export const groupChat = (code: string): string => `group:${code}`;
export const privateChat = (post: string): string => `post:${post}`;

/** Leaders have private chats only, no group (domain.md 5.4). */
const isChat = (group: Group): boolean => group.kind !== 'G0';

/** The chats a post is in: the one with the bot first, then its groups in the city's order. */
export function chatsOf(city: City, post: string): ChatEntry[] {
  const groups = city.groups.filter((group) => isChat(group) && group.members.includes(post));
  return [
    { id: privateChat(post), kind: 'private', name: BOT_NAME, members: 2 },
    ...groups.map((group) => ({
      id: groupChat(group.code),
      kind: 'group' as const,
      name: group.name,
      members: group.members.length + 1,
    })),
  ];
}

/** Is there such a chat at all? */
export const chatExists = (city: City, chat: string): boolean =>
  city.groups.some((group) => isChat(group) && groupChat(group.code) === chat) ||
  city.posts.some((post) => privateChat(post.code) === chat) ||
  isContactCode(chat.slice(privateChat('').length));

export const findPost = (city: City, code: string): Post | undefined =>
  city.posts.find((post) => post.code === code);

/** Organ or unit a post belongs to, in a word. */
export function placeOf(city: City, post: Post): string {
  const unit = city.units.find((row) => row.code === post.unit);
  const org = city.orgs.find((row) => row.code === post.org);
  return unit?.short ?? org?.short ?? city.short;
}

export interface PostSection {
  title: string;
  posts: Post[];
}

/** All posts under their unit or organ: counties in protocol order, then organs in the profile's order. */
export function postSections(city: City): { units: PostSection[]; orgs: PostSection[] } {
  const under = (title: string, posts: Post[]): PostSection[] => (posts.length > 0 ? [{ title, posts }] : []);
  return {
    units: unitsInOrder(city).flatMap((unit) =>
      under(
        unit.short,
        city.posts.filter((post) => post.unit === unit.code),
      ),
    ),
    orgs: city.orgs.flatMap((org) =>
      under(
        org.short,
        city.posts.filter((post) => post.org === org.code),
      ),
    ),
  };
}
