import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Chat } from './state/chats.ts';
import { callBack, click, type ClickResult } from './deeds/clicks.ts';
import { type Attempt, Courier, type Delivery, jsonObject } from './wire/courier.ts';
import { type FaultRule, Faults } from './state/faults.ts';
import { Gateway } from './api/gateway.ts';
import type { Gesture } from './deeds/gesture.ts';
import * as happenings from './deeds/events.ts';
import { consentPage } from './api/login.ts';
import { LongConnections } from './wire/long-connection.ts';
import type { Message } from './state/message.ts';
import { addMessage } from './state/messages.ts';
import { TIMES } from './numbers.ts';
import { createRandom } from './state/random.ts';
import { crowd } from './api/sending.ts';
import type { Person } from './state/people.ts';
import type { Wire } from './wire/wire.ts';
import { shownOf, type Shown } from './shown.ts';
import { createWorld, type World } from './state/world.ts';
import { SettableClock } from '../../../models/rules/time/clock.ts';

export interface EmulatorOptions {
  /** Drives every window and deadline; one that stands still unless given. */
  clock?: SettableClock;
  /** 0 = any free port. */
  port?: number;
  /** Same seed, same ids and misfortunes. */
  seed?: number;
  log?: (line: string) => void;
}

const START = new Date('2026-06-01T01:00:00Z');

/** Starts the emulated platform on 127.0.0.1. */
export async function createFeishuEmulator(options: EmulatorOptions = {}): Promise<FeishuEmulator> {
  const clock = options.clock ?? new SettableClock(START);
  const seed = options.seed ?? 1;
  const world = createWorld({ clock, seed, log: options.log ?? (() => undefined) });
  // chance of its own: ids that are drawn in between do not shift the misfortunes
  const faults = new Faults(createRandom(seed + 1));
  const connections = new LongConnections(world);
  const courier = new Courier(world, faults, connections);
  const { server } = new Gateway(
    world,
    faults,
    (request, raw, response) =>
      connections.endpoint(request, raw, response) || consentPage(world, request, response),
  );
  connections.listen(server);
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return new FeishuEmulator({ world, faults, courier, connections, clock, url }, async () => {
    connections.cut();
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
}

interface Parts {
  world: World;
  faults: Faults;
  courier: Courier;
  connections: LongConnections;
  clock: SettableClock;
  url: string;
}

/** The emulated platform, as tests and people who build bots hold it. Sections are those of feishu.md. */
export class FeishuEmulator {
  /** The base address for the SDK's `domain`. */
  readonly url: string;
  readonly clock: SettableClock;
  readonly world: World;
  /** The long connection: who is on it, and its misfortunes. */
  readonly connections: LongConnections;
  readonly close: () => Promise<void>;
  readonly #faults: Faults;
  readonly #courier: Courier;

  constructor({ world, faults, courier, connections, clock, url }: Parts, close: () => Promise<void>) {
    this.world = world;
    this.#faults = faults;
    this.#courier = courier;
    this.connections = connections;
    this.clock = clock;
    this.url = url;
    this.close = close;
  }

  /** Credentials, keys, scopes and switches of the application; may be changed at any time. */
  get app() {
    return this.world.app;
  }
  get people() {
    return this.world.people;
  }
  get chats() {
    return this.world.chats;
  }
  get uploads() {
    return this.world.uploads;
  }
  /** Every rule that was broken so far. */
  get violations() {
    return this.world.journal.violations;
  }
  /** Every request that came, with its answer. */
  get requests() {
    return this.world.journal.requests;
  }
  get toasts() {
    return this.world.toasts;
  }
  get deliveries(): readonly Delivery[] {
    return this.#courier.deliveries;
  }

  /** Does what is due now: retries, deadlines, answers that were held back. Call it after setting the clock. */
  async tick(): Promise<void> {
    this.world.agenda.runDue();
    await this.#courier.settle();
  }

  /** Moves the clock on, stopping at everything that falls due on the way. */
  async advance(milliseconds: number): Promise<void> {
    const target = this.world.now() + milliseconds;
    for (
      let due = this.world.agenda.nextDue();
      due !== undefined && due <= target;
      due = this.world.agenda.nextDue()
    ) {
      this.clock.set(new Date(Math.max(due, this.world.now())));
      await this.tick();
    }
    this.clock.set(new Date(target));
  }

  /** Orders a misfortune; gives the way to call it off. */
  misbehave(rule: FaultRule): () => void {
    return this.#faults.order(rule);
  }

  /** No more misfortunes. */
  calm(): void {
    this.#faults.calm();
  }

  /** The console's check of the request URL (feishu.md 2.2): true if the service echoes the challenge within 1 s. */
  async verifyUrl(wire: Wire = {}): Promise<boolean> {
    const challenge = this.world.random.hex(32);
    const body = { challenge, token: wire.token ?? this.app.verificationToken, type: 'url_verification' };
    const answer = await this.#courier.post(body, TIMES.challenge, { ...wire, signature: 'none' });
    return answer.status === 200 && jsonObject(answer.body)?.challenge === challenge;
  }

  /** Any event, genuine unless `wire` says otherwise; resolves when the first attempt is over. */
  postEvent(type: string, event: object, wire?: Wire): Promise<Delivery> {
    return this.#courier.event(type, event, wire);
  }

  /** Any body, sealed as `wire` says: what an attacker or a broken proxy might send. */
  post(body: object, wire?: Wire): Promise<Attempt> {
    return this.#courier.post(body, TIMES.answer, wire);
  }

  /** A person writes to the bot or in a group. */
  say(person: Person, said: happenings.Said | string, options?: happenings.SayOptions) {
    const words = typeof said === 'string' ? { text: said } : said;
    return happenings.say(this.world, this.#courier, person, words, options);
  }

  inChat(deed: happenings.ChatDeed, chat: Chat, who: Person): Promise<Delivery> {
    return happenings.inChat(this.world, this.#courier, deed, chat, who);
  }

  enter(person: Person): Promise<Delivery> {
    return happenings.enter(this.world, this.#courier, person);
  }

  menu(person: Person, key: string): Promise<Delivery> {
    return happenings.menu(this.world, this.#courier, person, key);
  }

  /** Somebody new, with the event; `people.add` is for those who were always there. */
  joinTenant(facts: Parameters<World['people']['add']>[0]): Promise<Delivery> {
    return happenings.joinTenant(this.world, this.#courier, this.people.add(facts));
  }

  /** A person's file changes, or with `resigned: true` is closed. */
  changePerson(person: Person, changes: Partial<Omit<Person, 'openId' | 'unionId'>>): Promise<Delivery> {
    return happenings.changePerson(this.world, this.#courier, person, changes);
  }

  /** Who sits at the browser and agrees on the consent page of 6.4; nobody: whoever sits there refuses. */
  loginAs(person: Person | undefined): void {
    this.world.logins.browser = person;
  }

  /** A person works a card; throws a ClientRefusal where the client would not let it through. */
  click(person: Person, messageId: string, gesture: Gesture | string, wire?: Wire): Promise<ClickResult> {
    const done = typeof gesture === 'string' ? { on: gesture } : gesture;
    return click(this.world, this.#courier, this.message(messageId), person, done, wire);
  }

  /** A callback with any action, also one that no client would send. */
  callback(
    person: Person,
    messageId: string,
    action: Record<string, unknown>,
    wire?: Wire,
  ): Promise<ClickResult> {
    const message = this.message(messageId);
    const chat = this.chats.find(message.chatId) ?? this.chats.privateOf(person);
    return callBack(this.world, this.#courier, { message, chat, person, action }, wire);
  }

  /** Somebody forwards a card; the copy is dead unless its config allows interaction (3.4). */
  forward(person: Person, messageId: string, to: Chat): Message {
    const { type, content } = this.message(messageId);
    return addMessage(this.world, {
      chatId: to.chatId,
      type,
      content,
      sender: { type: 'user', id: person.openId },
    });
  }

  /** Other bots post into a group now and use up the quota that all bots share (4.2). */
  crowd(chat: Chat, messages: number): void {
    crowd(this.world, chat, messages);
  }

  /** A person reads everything in their chats. */
  read(person: Person): void {
    const mine = [...this.world.messages.values()].filter(({ chatId }) =>
      this.chats.find(chatId)?.members.has(person.openId),
    );
    for (const { readBy } of mine)
      if (!readBy.has(person.openId)) readBy.set(person.openId, this.world.now());
  }

  message(messageId: string): Message {
    const message = this.world.messages.get(messageId);
    if (!message) throw new Error(`no message ${messageId}`);
    return message;
  }

  /** What stands in a chat now, in the order it came. A person stands for the private talk with the bot. */
  seen(where: Chat | Person): Shown[] {
    const { chatId } = 'chatId' in where ? where : this.chats.privateOf(where);
    return this.#shown((each) => each.chatId === chatId && each.visibleTo === undefined);
  }

  /** A card as the card builder publishes it; gives the template's id (4.1). */
  addTemplate(
    card: Record<string, unknown>,
    version = '1.0.0',
    templateId = `AAq${this.world.random.hex(10)}`,
  ): string {
    const template = this.world.templates.get(templateId) ?? { templateId, versions: new Map() };
    template.versions.set(version, card);
    this.world.templates.set(templateId, template);
    return templateId;
  }

  /** Everything in all chats of a person, in the order it came. */
  seenBy({ openId }: Person): Shown[] {
    return this.#shown(
      ({ chatId, visibleTo = openId }) =>
        visibleTo === openId && this.chats.find(chatId)?.members.has(openId) === true,
    );
  }

  #shown(fits: (message: Message) => boolean): Shown[] {
    return [...this.world.messages.values()].filter((each) => !each.recalled && fits(each)).map(shownOf);
  }
}
