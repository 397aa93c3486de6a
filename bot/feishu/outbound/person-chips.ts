import type { Card } from '../../../cards/card.ts';
import { isPlatformId } from '../api/ids.ts';
import type { KnownChatsPort } from '../ports.ts';

/**
 * Whose face a card may show. One id that the app does not see spoils a whole card (feishu.md 5.5, 100290), so only
 * people are shown who have talked with the bot; if the platform refuses a card all the same, none of its people is
 * shown again while this process lives.
 */
export class PersonChips {
  readonly #knownChats: KnownChatsPort;
  readonly #hidden = new Set<string>();

  constructor(knownChats: KnownChatsPort) {
    this.#knownChats = knownChats;
  }

  /** Those of a card, as the renderer asks for them. */
  async of(card: Card): Promise<(id: string) => boolean> {
    const shown = new Set<string>();
    for (const id of peopleIn(card)) if (await this.#isShown(id)) shown.add(id);
    return (id) => shown.has(id);
  }

  /** The platform refused a card because of a person in it. Says whether it will look different from now on. */
  hide(card: Card): boolean {
    const before = this.#hidden.size;
    for (const id of peopleIn(card)) this.#hidden.add(id);
    return this.#hidden.size > before;
  }

  async #isShown(id: string): Promise<boolean> {
    if (!isPlatformId('person', id) || this.#hidden.has(id)) return false;
    const chat = await this.#knownChats.privateOf('feishu', id);
    return chat !== undefined && (await this.#knownChats.goneReason('feishu', id)) === undefined;
  }
}

/** The ids on Feishu of all people a card names, wherever in it. */
function peopleIn(part: unknown): Set<string> {
  if (typeof part !== 'object' || part === null) return new Set();
  const own: unknown = 'person' in part ? Reflect.get(Object(part.person), 'ids') : undefined;
  const id: unknown = Reflect.get(Object(own), 'feishu');
  const inside = Object.values(part).flatMap((inner) => [...peopleIn(inner)]);
  return new Set(typeof id === 'string' ? [id, ...inside] : inside);
}
