import { Refusal } from '../errors.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';

export interface Chat {
  chatId: string;
  name: string;
  mode: 'group' | 'p2p';
  members: Set<string>;
  ownerId: string | undefined;
  /** The bot is a member. */
  bot: boolean;
  dissolved: boolean;
  /** Only administrators may post: 230035 and its kin are answered as 230018 (4.6). */
  adminsOnly: boolean;
  external: boolean;
  /** A group of topics (话题群): everything in it is said in one. */
  topics: boolean;
  /** The group takes no answers in topics: 230071. */
  threadless: boolean;
  /** The group restricts 加急: 230052. */
  urgentForbidden: boolean;
}

export class Chats {
  readonly #chats = new Map<string, Chat>();
  readonly #private = new Map<string, string>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** A group of the tenant. */
  add(facts: { name: string; members?: readonly Person[] } & Partial<Omit<Chat, 'members'>>): Chat {
    const { members = [], ...rest } = facts;
    const chat: Chat = {
      chatId: `oc_${this.#random.hex(32)}`,
      mode: 'group',
      ownerId: members[0]?.openId,
      bot: true,
      dissolved: false,
      adminsOnly: false,
      external: false,
      topics: false,
      threadless: false,
      urgentForbidden: false,
      ...rest,
      members: new Set(members.map(({ openId }) => openId)),
    };
    this.#chats.set(chat.chatId, chat);
    return chat;
  }

  /** The talk of one person with the bot; it begins to exist with the first message either way (6.1). */
  privateOf(person: Person): Chat {
    const known = this.#chats.get(this.#private.get(person.openId) ?? '');
    if (known) return known;
    const chat = this.add({ name: '', members: [person], mode: 'p2p' });
    this.#private.set(person.openId, chat.chatId);
    return chat;
  }

  all(): Chat[] {
    return [...this.#chats.values()];
  }

  find(chatId: string): Chat | undefined {
    return this.#chats.get(chatId);
  }

  /** The chat, if the bot may look into it (4.6). */
  get(chatId: string): Chat {
    const chat = this.#chats.get(chatId);
    if (!chat) throw new Refusal(230034, chatId);
    if (chat.dissolved) throw new Refusal(232009);
    if (!chat.bot) throw new Refusal(230002);
    return chat;
  }

  /** The chat, if the bot may post into it (4.6). */
  writable(chatId: string): Chat {
    const chat = this.get(chatId);
    if (chat.external) throw new Refusal(230027);
    if (chat.adminsOnly) throw new Refusal(230018);
    return chat;
  }
}
