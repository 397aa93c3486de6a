import type { Context } from 'koa';
import type { Viewer } from '../../models/rules/permissions.ts';
import type { ClockDesk } from './clock.ts';
import type { WebDeps } from './ports.ts';
import type { Stream } from './chat/stream.ts';

/** What the routes of the channel share. */
export interface WebParts {
  deps: WebDeps;
  stream: Stream;
  desk: ClockDesk;
  /** As whom somebody is in the sandbox; undefined when nobody has logged in. */
  viewerOf: (ctx: Context) => Promise<Viewer | undefined>;
}
