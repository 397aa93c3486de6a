import { expect } from 'vitest';
import type { Patience } from '../../bot/channel/answer-in-time.ts';
import type { Card, Params, Say } from '../../cards/card.ts';
import { ACTIONS, COMMANDS } from '../../handlers/table.ts';
import type { DispatchParts, Dispatcher } from '../../handlers/dispatch/parts.ts';
import { createDispatch } from '../../handlers/dispatch.ts';
import { onPlatformEvent } from '../../handlers/platform-events.ts';
import type { Inbound, Reply, UploadedFile } from '../../handlers/inbound.ts';
import { receiveFiles } from '../../handlers/uploads.ts';
import { moveByMachine } from '../../handlers/services/reminders/move.ts';
import { DigestRunner } from '../../jobs/digest.ts';
import { Sender } from '../../jobs/sender.ts';
import { TimerRunner } from '../../jobs/timers.ts';
import { Runner, type JobRun } from '../../jobs/runner.ts';
import { jobTable } from '../../jobs/table.ts';
import type { AnyLedger } from '../../models/ledgers/engine/define.ts';
import type { AppError } from '../../models/rules/errors.ts';
import type { OutboxMessage } from '../../models/store/messages/outbox-documents.ts';

import { atEnd } from './at-end.ts';
import { cardIn } from './card-words.ts';
import { feishuPlatform, type FeishuPlatform } from './feishu-platform.ts';
import type { Filled, Platform } from './platform.ts';
import { testServices, type TestServices } from './services.ts';
import { webPlatform } from './web-platform.ts';

export { buttonOf, cardIn, first, formIn, labelsOf, wordsOf } from './card-words.ts';

/** The platforms on which the conversations of the city are held: the same flows on each. */
export const CHANNELS = ['web', 'feishu'] as const;
/** And with Feishu's other way in, for suites that have all that can come in. */
export const WAYS_IN = [...CHANNELS, 'feishu over the long connection'] as const;
export type TestChannel = (typeof WAYS_IN)[number];

/** The whole service over real services, with officials on one platform. */
export interface World {
  services: TestServices;
  dispatch: Dispatcher;
  /** Another process of the service, over the same database. */
  newDispatch(): Dispatcher;
  runner: Runner;
  sender: Sender;
  faults: AppError[];
  /** Messages that were given up, and why; none when the file ends: a test takes out what it has expected. */
  dead: { message: OutboxMessage; reason: string }[];
  /** What a chat has been sent, oldest first: `post:YC_FILL`, `group:G1`. */
  sentTo: Platform['sentTo'];
  /** The content of a file that somebody was sent. */
  opens: Platform['opens'];
  official(post: string): Official;
  /** Moves to a moment, runs what is due and sends what may go. */
  comesTo(moment: string): Promise<JobRun[]>;
  /** Finishes what is under way and sends what may go, waiting for the platform's quotas where it must. */
  settles(): Promise<void>;
}

export interface FeishuWorld extends World, Pick<FeishuPlatform, 'feishu' | 'person' | 'group' | 'reads'> {}

export interface WorldOptions {
  ledgers?: readonly AnyLedger[];
  actions?: DispatchParts['actions'];
  commands?: DispatchParts['commands'];
  /** How long Feishu waits for an answer; long enough for any unless given. */
  patience?: Patience;
}

/** A wait up to this is for a quota or for a second attempt; what is due later is not waited for. */
const PATIENCE_MS = 10_000;

export async function aWorld(channel: TestChannel = 'web', options: WorldOptions = {}): Promise<World> {
  const { world, platform } = await build(options, async (parts) => {
    if (channel === 'web') return webPlatform(parts);
    return feishuPlatform({
      ...parts,
      ...patient(options),
      mode: channel === 'feishu' ? 'webhook' : 'websocket',
    });
  });
  return { ...world, official: (post) => new Official(world, platform, post) };
}

/** A city on Feishu, with the emulated platform in hand. */
export async function aFeishuWorld(options: WorldOptions = {}): Promise<FeishuWorld> {
  const { world, platform } = await build(options, (parts) =>
    feishuPlatform({ ...parts, ...patient(options) }),
  );
  const { feishu, person, group, reads } = platform;
  return {
    ...world,
    feishu,
    person,
    group,
    reads,
    official: (post) => new Official(world, platform, post),
  };
}

const patient = ({ patience }: WorldOptions): { patience?: Patience } => (patience ? { patience } : {});

interface PlatformParts {
  services: TestServices;
  dispatch: (inbound: Inbound) => Promise<Reply>;
  onFault: (error: AppError) => void;
}

async function build<P extends Platform>(
  options: WorldOptions,
  platformOf: (parts: PlatformParts) => Promise<P>,
): Promise<{ world: Omit<World, 'official'>; platform: P }> {
  const services = await testServices(options.ledgers);
  const faults: AppError[] = [];
  const dead: World['dead'] = [];
  atEnd(async () => expect(dead).toEqual([]));
  const onFault = (error: AppError) => void faults.push(error);
  const newDispatch = (): Dispatcher =>
    createDispatch({
      services,
      actions: options.actions ?? ACTIONS,
      commands: options.commands ?? COMMANDS,
      receiveFiles,
      onPlatformEvent,
      fetchFile: (_, ref) => fetchFrom(platform, ref),
      wake: () => undefined,
      onFault,
    });
  const dispatch = newDispatch();
  const platform: P = await platformOf({ services, dispatch, onFault });
  const sender = new Sender({
    services,
    channels: [platform.channel],
    onDead: (message, reason) => void dead.push({ message, reason }),
  });
  const runner = new Runner({ services, jobs: jobTable(services.rules), onFault });
  const timers = new TimerRunner({ services, moveRow: moveByMachine, onFault });
  const digest = new DigestRunner({ services, channels: [platform.channel], onFault });
  const settles = async () => {
    await dispatch.idle();
    for (;;) {
      await sender.drain();
      const next = await sender.next();
      const wait = next ? next.getTime() - services.clock.now().getTime() : Infinity;
      if (wait > PATIENCE_MS) return;
      await platform.waits(wait);
    }
  };
  const comesTo = async (moment: string) => {
    services.clock.set(new Date(moment));
    await platform.ticks();
    const ran = await runner.tick();
    await timers.drain();
    await digest.drain();
    await settles();
    return ran;
  };
  const { sentTo, opens } = platform;
  return {
    world: { services, dispatch, newDispatch, runner, sender, faults, dead, sentTo, opens, comesTo, settles },
    platform,
  };
}

function fetchFrom({ channel }: Platform, ref: string): Promise<AsyncIterable<Uint8Array>> {
  if (channel.fetch) return channel.fetch(ref);
  throw new Error(`no files come in by reference on ${channel.name}`);
}

/** Somebody at a post, in their private chat with the bot unless said otherwise. */
export class Official {
  readonly #world: Omit<World, 'official'>;
  readonly #platform: Platform;
  readonly #post: string;

  constructor(world: Omit<World, 'official'>, platform: Platform, post: string) {
    this.#world = world;
    this.#platform = platform;
    this.#post = post;
  }

  async says(text: string, group?: string): Promise<Say[]> {
    return this.#hears(group, () => this.#platform.says(this.#post, text, group));
  }

  async sends(...files: UploadedFile[]): Promise<Say[]> {
    return this.#hears(undefined, () => this.#platform.sends(this.#post, files));
  }

  /** Clicks a button by its label on a card, filling its form. */
  async clicks(label: string, card: Card, form?: Filled): Promise<Reply & { heard: Say[] }> {
    let reply: Reply = {};
    const heard = await this.#hears(undefined, async () => {
      reply = await this.#platform.clicks(this.#post, card, label, form);
    });
    return { ...reply, heard };
  }

  /** Does an action whether or not a card offers it: for those who should not be able to. */
  act(action: string, params: Params, form?: Filled): Promise<Reply> {
    return this.#platform.act(this.#post, { action, params, ...(form ? { form } : {}) });
  }

  /** The same on a card that stands in a group. */
  actsIn(group: string, action: string, params: Params): Promise<Reply> {
    return this.#platform.act(this.#post, { action, params }, group);
  }

  /** The last card in this post's private chat. */
  lastCard(): Card {
    return cardIn(this.#world.sentTo(`post:${this.#post}`).at(-1));
  }

  async #hears(group: string | undefined, act: () => Promise<unknown>): Promise<Say[]> {
    const chat = group ? `group:${group}` : `post:${this.#post}`;
    const before = this.#world.sentTo(chat).length;
    await act();
    await this.#world.settles();
    return this.#world.sentTo(chat).slice(before);
  }
}
