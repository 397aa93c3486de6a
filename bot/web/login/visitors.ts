import type { Context } from 'koa';
import type { Viewer } from '../../../models/rules/permissions.ts';
import { Sessions, type Session, type SessionParts } from './session.ts';

/** For whom somebody speaks at this moment, and all posts they could speak for. */
export interface Recognised {
  viewer: Viewer;
  posts: readonly { code: string; name: string }[];
}

/** Somebody at a browser who may look. */
export interface Visitor extends Session, Recognised {}

export interface VisitorParts extends SessionParts {
  /** The ways to log in that are open. */
  channels: ReadonlySet<Session['channel']>;
  /** Undefined for one who holds no post. */
  recognise: (session: Session) => Promise<Recognised | undefined>;
}

/**
 * Who is at the browser. The session says who logged in; which post that is today is asked at every request, so that
 * whoever leaves, or loses a post, has no access any more at once.
 */
export class Visitors {
  readonly #sessions: Sessions;
  readonly #channels: VisitorParts['channels'];
  readonly #recognise: VisitorParts['recognise'];

  constructor(parts: VisitorParts) {
    this.#sessions = new Sessions(parts);
    this.#channels = parts.channels;
    this.#recognise = parts.recognise;
  }

  /** Undefined when nobody is logged in who may look. */
  async of(ctx: Context): Promise<Visitor | undefined> {
    const session = this.#sessions.read(ctx);
    // A cookie from the days when the sandbox was on must open nothing afterwards.
    if (!session || !this.#channels.has(session.channel)) return undefined;
    return this.#known(session);
  }

  /** Logs somebody in; undefined, and nothing has changed, when they hold no post. */
  async start(ctx: Context, session: Session): Promise<Visitor | undefined> {
    const visitor = await this.#known(session);
    if (visitor) this.#sessions.start(ctx, session);
    return visitor;
  }

  end(ctx: Context): void {
    this.#sessions.end(ctx);
  }

  async #known(session: Session): Promise<Visitor | undefined> {
    const recognised = await this.#recognise(session);
    return recognised && { ...session, ...recognised };
  }
}

/** What 退出 does, wherever it stands. */
export const logOut =
  (visitors: Visitors) =>
  (ctx: Context): void => {
    visitors.end(ctx);
    ctx.redirect('/');
    ctx.status = 303;
  };
