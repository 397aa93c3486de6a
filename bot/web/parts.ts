import type { Context } from 'koa';
import type { Viewer } from '../../models/rules/permissions.ts';
import type { ClockDesk } from './clock.ts';
import type { WebDeps } from './ports.ts';
import type { Sessions } from './session.ts';
import type { Stream } from './stream.ts';

/** What the routes of the channel share. */
export interface WebParts {
  deps: WebDeps;
  sessions: Sessions;
  stream: Stream;
  desk: ClockDesk;
  viewerOf: (ctx: Context) => Viewer | undefined;
}
