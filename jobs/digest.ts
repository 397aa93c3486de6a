import type { Services } from '../handlers/services/context.ts';
import { digestFor } from '../handlers/services/messages/digest.ts';
import type { Channel } from '../handlers/services/messages/channel.ts';
import { AppError } from '../models/rules/errors.ts';
import { SYSTEM } from '../models/rules/permissions.ts';

export interface DigestParts {
  services: Services;
  /** In the order of preference; looked at anew each time. */
  channels: readonly Channel[];
  onFault: (error: AppError, about: { post: string }) => void;
}

/** A post whose digest failed is left alone for so long. */
const AGAIN_MS = 60_000;

/** Makes the digests of posts that are due, on any number of replicas, each once. */
export class DigestRunner {
  readonly #parts: DigestParts;
  /** Posts whose digest failed, and until when they are left alone. */
  readonly #failed = new Map<string, Date>();

  constructor(parts: DigestParts) {
    this.#parts = parts;
  }

  /** Decides upon all that is due now; gives how many messages went into the outbox. */
  async drain(): Promise<number> {
    const { services, channels } = this.#parts;
    const now = services.clock.now();
    const names = channels.map(({ name }) => name);
    let sent = 0;
    for (const post of await services.store.notices.duePosts(now)) {
      if ((this.#failed.get(post) ?? now) > now) continue;
      if (await this.#digest(names, post)) sent++;
    }
    return sent;
  }

  /** When there is something to decide upon next; undefined when nothing waits. */
  async next(): Promise<Date | undefined> {
    return this.#parts.services.store.notices.nextDueAt();
  }

  async #digest(names: readonly string[], post: string): Promise<boolean> {
    const { services, onFault } = this.#parts;
    const ctx = { ...services, viewer: SYSTEM, channel: 'digest' };
    try {
      return await digestFor(ctx, names, post);
    } catch (error) {
      this.#failed.set(post, new Date(services.clock.now().getTime() + AGAIN_MS));
      onFault(AppError.from(error), { post });
      return false;
    }
  }
}
