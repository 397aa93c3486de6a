import type { Context } from 'koa';
import type { ClockDesk } from './clock.ts';
import type { WebDeps } from './ports.ts';
import type { Stream } from './chat/stream.ts';

/** What the routes of the channel share. */
export interface WebParts {
  deps: WebDeps;
  stream: Stream;
  desk: ClockDesk;
  /** The post that somebody chose in the sandbox; undefined when nobody did. */
  postOf: (ctx: Context) => Promise<string | undefined>;
}
