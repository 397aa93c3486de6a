import type { Inbound, Reply } from '../../handlers/inbound.ts';

/** What the test and its workers say to each other. The test is the platform: its memory is the ground truth. */

/** Where a worker dies by its own hand: at its n-th database command, before it is sent or after it was answered. */
export interface Failpoint {
  command: number;
  side: 'commandStarted' | 'commandSucceeded';
}

export interface StartOrder {
  order: 'start';
  name: string;
  /** Which tables it works by: the counters of actions.ts, or the real ones of the monthly bulletin. */
  play: 'counters' | 'month';
  /** How far the worker's clock is ahead of the machine's. */
  shiftMs: number;
  failpoint?: Failpoint;
  /** The test jobs stop in the middle and wait for `go`. */
  holdJobs?: true;
}

export type Order =
  | StartOrder
  | { order: 'handle'; inbound: Inbound }
  | { order: 'shift'; shiftMs: number }
  | { order: 'delivered'; id: string }
  | { order: 'go' };

export type Word =
  | { word: 'ready' }
  | { word: 'answered'; eventId: string; reply: Reply }
  /** The dispatcher threw: the channel would answer the platform with an error, and the platform would repeat. */
  | { word: 'threw'; eventId: string; error: string }
  | { word: 'deliver'; id: string; chat: string; text: string }
  | { word: 'held'; slot: string }
  /** One turn of the clockwork, and how many duties it ran or messages it sent. */
  | { word: 'turn'; of: 'duties' | 'outbox'; done: number }
  | { word: 'fault'; text: string };
