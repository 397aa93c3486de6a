import { wholeOf } from '../../helpers/evidence.ts';
import { expect } from 'vitest';
import { z } from 'zod';
import type { Patience } from '../../../bot/channel/answer-in-time.ts';
import type { Card, Params } from '../../../cards/card.ts';
import { action, actionTable, type Command } from '../../../handlers/action.ts';
import { createDispatch } from '../../../handlers/dispatch.ts';
import type { Dispatch, Inbound, UploadedFile } from '../../../handlers/inbound.ts';
import type { Channel } from '../../../handlers/services/messages/channel.ts';
import { Sender } from '../../../jobs/sender.ts';
import { AppError } from '../../../models/rules/errors.ts';
import { atEnd } from '../../helpers/at-end.ts';
import { testServices, type TestServices } from '../../helpers/services.ts';

/** The two places of the contract: the actor's own talk with the bot, and a group in which the actor is. */
export type Place = 'private' | 'group';

/** What the one who acted sees at once. */
export interface Answered {
  toast: string | undefined;
}

/**
 * All that a channel gives to be tested: its way out, and what one person of its platform can do and see. Write one of
 * these for a new channel and run `channelContract` with it.
 */
export interface ContractPlatform {
  channel: Channel;
  /** As `Outgoing.chat` names them. */
  address: Readonly<Record<Place, string>>;
  /** What the bot has sent into a place, as it stands there now, oldest first: all words that are to be read. */
  reads(place: Place): Promise<readonly { words: string }[]>;
  /** Writes to the bot; `twice`: the platform brings the same event a second time. */
  says(place: Place, text: string, how?: { twice?: true }): Promise<void>;
  /** Sends a file in private. */
  sends(file: UploadedFile): Promise<void>;
  /** Presses what is called so on the newest card of a place, with the form filled in. */
  clicks(place: Place, label: string, form?: Readonly<Record<string, string>>): Promise<Answered>;
  /** Presses something on the newest card of a place that no card offers any more. */
  forges(place: Place, deed: { action: string; params: Params }): Promise<Answered>;
  /** The address of somebody who takes no messages. */
  deadTarget(): Promise<string>;
  /** The platform says to the next message that there were too many. */
  throttles?(): void;
  /** Posts more to the channel's entrance than it takes; gives the HTTP status. */
  floods?(): Promise<number>;
  /** Posts what does not come from the platform, or from nobody who is logged in; gives the HTTP status. */
  intrudes?(): Promise<number>;
  /** Lets time pass on the platform. */
  waits(ms: number): Promise<void>;
}

/** What a platform is put before. */
export interface PlatformGround {
  services: TestServices;
  dispatch: Dispatch;
  onFault: (error: AppError) => void;
  /** Used as it is: its times change while the contract runs. */
  patience: Patience;
}

/** A platform with the real dispatcher, outbox and sender behind it, and a few actions that keep a book. */
export interface Stage {
  platform: ContractPlatform;
  services: TestServices;
  /** Everything that was handed in. */
  inbound: Inbound[];
  /** Every action and command that was run, with what came with it. */
  ran: { action: string; params: unknown }[];
  files: UploadedFile[];
  /** Makes 慢慢办 take until it is released. */
  slow: () => () => void;
  newId: () => string;
  /** Finishes what is under way and sends what may go. */
  settles(): Promise<void>;
}

/** Long enough for a loaded machine, and short while something is made slow. */
const PATIENT_MS = 60_000;
const SHORT_MS = 30;

export async function openStage(open: (ground: PlatformGround) => Promise<ContractPlatform>): Promise<Stage> {
  const services = await testServices();
  const [inbound, ran, files]: [Stage['inbound'], Stage['ran'], Stage['files']] = [[], [], []];
  const faults: AppError[] = [];
  atEnd(async () => expect(faults).toEqual([]));
  const onFault = (error: AppError) => void faults.push(error);
  const gate = { open: Promise.resolve() };
  const patience = { promiseMs: PATIENT_MS, answerMs: 2 * PATIENT_MS };
  const dispatcher = createDispatch({
    services,
    actions: actionsOf(ran, gate),
    commands: [contractCommand(ran)],
    receiveFiles: async (_ctx, _inbound, got) => {
      for (const file of got) files.push({ name: file.name, bytes: await wholeOf(await file.open()) });
      return {};
    },
    onPlatformEvent: async () => ({}),
    fetchFile: (_name, ref) => fetchFrom(platform.channel, ref),
    wake: () => undefined,
    onFault,
  });
  const dispatch: Dispatch = (event) => {
    inbound.push(event);
    return dispatcher(event);
  };
  const platform: ContractPlatform = await open({ services, dispatch, onFault, patience });
  const sender = new Sender({
    services,
    channels: [platform.channel],
    onDead: ({ key }, reason) => onFault(new AppError('UNAVAILABLE', `${key}: ${reason}`)),
  });
  let made = 0;
  return {
    platform,
    services,
    inbound,
    ran,
    files,
    slow() {
      let release = (): void => undefined;
      gate.open = new Promise((resolve) => (release = resolve));
      patience.promiseMs = SHORT_MS;
      return () => {
        patience.promiseMs = PATIENT_MS;
        release();
      };
    },
    newId: () => `65f0${String(made++).padStart(20, '0')}`,
    async settles() {
      await dispatcher.idle();
      for (;;) {
        await sender.drain();
        const next = await sender.next();
        if (!next) return;
        await platform.waits(Math.max(1, next.getTime() - services.clock.now().getTime()));
      }
    },
  };
}

const turned = (title: string): Card => ({ title, tone: 'good', summary: title, blocks: [] });

function actionsOf(ran: Stage['ran'], gate: { open: Promise<void> }) {
  const nothing = z.object({});
  return actionTable([
    action({
      action: 'test.sign',
      input: z.object({ code: z.string(), n: z.number(), ok: z.boolean() }),
      async run(_ctx, params) {
        ran.push({ action: 'test.sign', params });
        return { toast: { tone: 'good', text: '已签收' } };
      },
    }),
    action({
      action: 'test.fill',
      input: z.object({ code: z.string(), reason: z.string(), kind: z.string(), day: z.string() }),
      async run(_ctx, params) {
        ran.push({ action: 'test.fill', params });
        return {};
      },
    }),
    action({ action: 'test.turn', input: nothing, run: async () => ({ card: turned('改写好了') }) }),
    action({
      action: 'test.refuse',
      input: nothing,
      run: () => Promise.reject(new AppError('INVALID', '今天不行，请明天再办')),
    }),
    action({
      action: 'test.slow',
      input: nothing,
      async run() {
        await gate.open;
        return { card: turned('慢慢办好了') };
      },
    }),
  ]);
}

const contractCommand = (ran: Stage['ran']): Command => ({
  words: ['合同'],
  usage: '合同',
  does: '测试',
  async run() {
    ran.push({ action: '合同', params: {} });
    return { say: [{ text: '合同有效' }] };
  },
});

function fetchFrom(channel: Channel, ref: string): Promise<AsyncIterable<Uint8Array>> {
  if (channel.fetch) return channel.fetch(ref);
  throw new Error(`no files come in by reference on ${channel.name}`);
}
