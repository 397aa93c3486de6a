import type { AppError } from '../../models/rules/errors.ts';
import type { Ctx, Services } from '../services/context.ts';
import type { FetchFile } from './incoming-files.ts';
import type { Dispatch, Inbound, IncomingFile, Reply } from '../inbound.ts';
import type { ActionRow, Command } from '../action.ts';

/** What the dispatcher is made of. */
export interface DispatchParts {
  services: Services;
  actions: ReadonlyMap<string, ActionRow>;
  commands: readonly Command[];
  /** What files sent to the bot do. */
  receiveFiles: (ctx: Ctx, inbound: Inbound & { kind: 'files' }, files: IncomingFile[]) => Promise<Reply>;
  /** What is done about things that happen on a platform without being asked. */
  onPlatformEvent: (ctx: Ctx, inbound: Inbound & { kind: 'platform-event' }) => Promise<Reply>;
  fetchFile: FetchFile;
  /** Wakes the sender: an answer is waiting in the outbox. */
  wake: () => void;
  /** Faults of ours, for the operator. */
  onFault: (error: AppError, inbound: Inbound) => void;
}

/** The dispatcher, and what its owner does at start and stop. */
export type Dispatcher = Dispatch & {
  /** Resolves when nothing is at work any more. */
  idle(): Promise<void>;
  /** Takes up events whose promised answer was lost with a process; gives how many. */
  resume(): Promise<number>;
};
