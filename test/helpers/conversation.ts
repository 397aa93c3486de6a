import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { plain, type ActionButton, type Block, type Card, type Params, type Say } from '../../cards/card.ts';
import { ACTIONS, COMMANDS } from '../../handlers/all.ts';
import { createDispatch } from '../../handlers/dispatch.ts';
import type { Dispatch, Inbound, Reply, UploadedFile } from '../../handlers/inbound.ts';
import type { Channel, Outgoing } from '../../handlers/services/channel.ts';
import { happened } from '../../handlers/happenings.ts';
import { receiveFiles } from '../../handlers/uploads.ts';
import { Sender } from '../../jobs/outbox.ts';
import { Runner, type JobRun } from '../../jobs/runner.ts';
import { jobTable } from '../../jobs/table.ts';
import type { AppError } from '../../models/rules/errors.ts';
import { testServices, type TestServices } from './services.ts';

/** Everything but the platform: real services, dispatcher, runner and sender, and a channel that remembers. */
export interface World {
  services: TestServices;
  dispatch: Dispatch;
  runner: Runner;
  sender: Sender;
  faults: AppError[];
  /** What a chat has been sent, oldest first. */
  sentTo(chat: string): Say[];
  official(post: string): Official;
  /** Moves to a moment, runs what is due and sends what may go. */
  comesTo(moment: string): Promise<JobRun[]>;
}

export async function aWorld(): Promise<World> {
  const services = await testServices();
  const sent: Outgoing[] = [];
  const faults: AppError[] = [];
  const channel: Channel = {
    name: 'web',
    async send(message) {
      sent.push(message);
      return { kind: 'sent', messageId: `m-${sent.length}` };
    },
  };
  const onFault = (error: AppError) => void faults.push(error);
  const sender = new Sender({
    services,
    channels: [channel],
    onDead: (_message, reason) => expect.fail(reason),
  });
  const runner = new Runner({ services, jobs: jobTable(services.rules), onFault });
  const dispatch = createDispatch({
    services,
    actions: ACTIONS,
    commands: COMMANDS,
    receiveFiles,
    happened,
    fetchFile: () => Promise.reject(new Error('files come in whole here')),
    wake: () => undefined,
    onFault,
    budgetMs: 60_000,
  });
  const sentTo = (chat: string) =>
    sent.filter((message) => message.chat === chat).map(({ content }) => content);
  const world: Omit<World, 'official'> = {
    services,
    dispatch,
    runner,
    sender,
    faults,
    sentTo,
    async comesTo(moment) {
      services.clock.set(new Date(moment));
      const ran = await runner.tick();
      await sender.drain();
      return ran;
    },
  };
  return { ...world, official: (post) => new Official(world, post) };
}

/** Somebody at a post, in their private chat with the bot unless said otherwise. */
export class Official {
  readonly #world: Omit<World, 'official'>;
  readonly #post: string;

  constructor(world: Omit<World, 'official'>, post: string) {
    this.#world = world;
    this.#post = post;
  }

  async says(text: string, group?: string): Promise<Say[]> {
    return this.#hears(group, () => this.#hand({ kind: 'text', text }, group));
  }

  async sends(...files: UploadedFile[]): Promise<Say[]> {
    return this.#hears(undefined, () => this.#hand({ kind: 'files', files }));
  }

  /** Clicks a button by its label on a card, filling its form. */
  async clicks(
    label: string,
    card: Card,
    form?: Record<string, string | string[]>,
  ): Promise<Reply & { heard: Say[] }> {
    const button = buttonOf(card, label);
    let reply: Reply = {};
    const heard = await this.#hears(undefined, async () => {
      reply = await this.act(button.action, button.params ?? {}, form);
    });
    return { ...reply, heard };
  }

  /** Does an action whether or not a card offers it: for those who should not be able to. */
  async act(action: string, params: Params, form?: Record<string, string | string[]>): Promise<Reply> {
    return this.#hand({ kind: 'action', action, params, ...(form ? { form } : {}) });
  }

  /** The last card in this post's private chat. */
  lastCard(): Card {
    return cardIn(this.#world.sentTo(`post:${this.#post}`).at(-1));
  }

  async #hears(group: string | undefined, act: () => Promise<unknown>): Promise<Say[]> {
    const chat = group ? `group:${group}` : `post:${this.#post}`;
    const before = this.#world.sentTo(chat).length;
    await act();
    await this.#world.sender.drain();
    return this.#world.sentTo(chat).slice(before);
  }

  #hand(
    what:
      | { kind: 'text'; text: string }
      | { kind: 'files'; files: readonly UploadedFile[] }
      | { kind: 'action'; action: string; params: Params; form?: Record<string, string | string[]> },
    group?: string,
  ): Promise<Reply> {
    const chat = group
      ? { id: `group:${group}`, kind: 'group' as const }
      : { id: `post:${this.#post}`, kind: 'private' as const };
    const inbound: Inbound = {
      channel: 'web',
      eventId: randomUUID(),
      from: this.#post,
      chat,
      privately: `post:${this.#post}`,
      ...what,
    };
    return this.#world.dispatch(inbound);
  }
}

/** The first of some that must not be none. */
export function first<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined) throw new Error('expected at least one');
  return item;
}

export function cardIn(say: Say | undefined): Card {
  if (say && 'card' in say) return say.card;
  throw new Error(`expected a card, got ${JSON.stringify(say)?.slice(0, 300)}`);
}

/** All words of a card, for looking for some. */
export function wordsOf(card: Card): string {
  return [card.title, card.subtitle ?? '', ...card.blocks.flatMap(blockWords)].join('\n');
}

function blockWords(block: Block): string[] {
  switch (block.kind) {
    case 'text':
    case 'note':
      return [plain(block.text)];
    case 'fields':
      return block.items.map(({ label, value }) => `${label} ${plain(value)}`);
    case 'table':
      return [block.caption ?? '', ...block.rows.map((row) => row.map(plain).join(' '))];
    case 'fold':
      return [block.title, ...block.blocks.flatMap(blockWords)];
    case 'actions':
      return block.buttons.map(({ label }) => label);
    case 'form':
      return [...block.inputs.map(({ label }) => label), block.submit.label];
    case 'steps':
      return block.items.map(({ label }) => label);
    default:
      return [];
  }
}

export function buttonOf(card: Card, label: string): ActionButton {
  const buttons = card.blocks.flatMap((block) => {
    if (block.kind === 'actions') return [...block.buttons];
    return block.kind === 'form' ? [block.submit] : [];
  });
  const button = buttons.find((candidate) => candidate.label === label);
  if (button && 'action' in button) return button;
  throw new Error(`no button “${label}” on “${card.title}”: ${buttons.map((b) => b.label).join(', ')}`);
}
