import { expect } from 'vitest';
import type { Patience } from '../../bot/channel/answer-in-time.ts';
import type { FeishuConfig } from '../../bot/config.ts';
import type { Card, Say } from '../../cards/card.ts';
import type { Dispatch, Reply } from '../../handlers/inbound.ts';
import { bindGroup } from '../../handlers/services/people/binding.ts';
import { changeOf } from '../../handlers/services/context.ts';
import { tenures } from '../../models/ledgers/register.ts';
import type { AppError } from '../../models/rules/errors.ts';
import type { Chat } from '../emulators/feishu/state/chats.ts';
import { ClientRefusal, type ClickResult } from '../emulators/feishu/deeds/clicks.ts';
import { createFeishuEmulator, type FeishuEmulator } from '../emulators/feishu/emulator.ts';
import { actionOf } from '../emulators/feishu/deeds/gesture.ts';
import type { Message } from '../emulators/feishu/state/message.ts';
import { addMessage } from '../emulators/feishu/state/messages.ts';
import type { Person } from '../emulators/feishu/state/people.ts';
import { atEnd } from './at-end.ts';
import { gestureOn, hasComponent } from './feishu-gesture.ts';
import { ReadCards, type Place } from './feishu-reading.ts';
import { serveFeishu } from './feishu-service.ts';
import type { Deed, Filled, Platform } from './platform.ts';
import type { TestServices } from './services.ts';

export interface FeishuPlatform extends Platform {
  feishu: FeishuEmulator;
  /** Who holds a post, or goes by this name without holding one. */
  person: (post: string) => Person;
  /** The chat of a group of the city. */
  group: (code: string) => Chat;
  /** What the bot has sent into a chat or to a person, as it stands there now. */
  reads: (where: Chat | Person) => Say[];
}

interface PlatformParts {
  services: TestServices;
  dispatch: Dispatch;
  onFault: (error: AppError) => void;
  /** How events come in: by HTTP unless given. */
  mode?: FeishuConfig['mode'];
  /** How long the platform waits for an answer: long enough for any unless given. */
  patience?: Patience;
}

/** Since before anything that tests tell of. */
const SINCE = '2025-01-01';

/**
 * The city on an emulated Feishu: every post is held by a person there, every group is a chat there and bound. What
 * comes in is encrypted and signed, what goes out is called for with the SDK, and no rule of the platform is broken.
 */
export async function feishuPlatform({
  services,
  dispatch,
  onFault,
  mode = 'webhook',
  patience,
}: PlatformParts): Promise<FeishuPlatform> {
  const feishu = await createFeishuEmulator({ clock: services.clock, seed: 7 });
  atEnd(() => feishu.close());
  const side = await serveFeishu({ services, dispatch, feishu, onFault, mode, patience });
  const town = await settle(feishu, services);
  atEnd(async () => expect(feishu.violations).toEqual([]));
  const { person, group } = town;
  const cards = new ReadCards(feishu);
  const hands = new Hands(feishu, cards);
  const chatOf = (name: string): Chat =>
    name.startsWith('group:')
      ? group(name.slice('group:'.length))
      : feishu.chats.privateOf(person(name.slice('post:'.length)));
  const reads: FeishuPlatform['reads'] = (where) => {
    const { chatId } = 'chatId' in where ? where : feishu.chats.privateOf(where);
    const messages = [...feishu.world.messages.values()];
    return cards.said(messages.filter((each) => each.chatId === chatId && !hands.isProp(each)));
  };
  return {
    feishu,
    person,
    group,
    channel: side.channel,
    reads,
    sentTo: (chat) => reads(chatOf(chat)),
    async says(post, text, code) {
      if (code === undefined) await feishu.say(person(post), text);
      else await feishu.say(person(post), `@_user_1 ${text}`, { chat: group(code), mentions: ['bot'] });
    },
    async sends(post, files) {
      for (const { name, bytes } of files)
        await feishu.say(person(post), { file: { name, data: Buffer.from(bytes) } });
    },
    clicks: (post, card, label, form) => hands.press(person(post), card, label, form),
    act: (post, deed, code) => hands.forge(person(post), code === undefined ? undefined : group(code), deed),
    async opens({ id }) {
      const upload = feishu.uploads.find(id);
      if (!upload) throw new Error(`no file ${id} was uploaded`);
      return upload.data;
    },
    ticks: () => feishu.tick(),
    waits: (ms) => feishu.advance(ms),
  };
}

/** Gives every post of the city its holder and every group its chat. */
async function settle(feishu: FeishuEmulator, services: TestServices) {
  const { city, store } = services;
  const system = services.as();
  const people = new Map(
    city.posts.map(({ code }, i) => [code, feishu.people.add({ name: `示范${i + 1}` })] as const),
  );
  const everybody = [...people.values()];
  const chats = new Map(
    city.groups
      .filter(({ kind }) => kind !== 'G0')
      .map(({ code, name }) => [code, feishu.chats.add({ name, members: everybody })] as const),
  );
  await store.change(changeOf(system), (change) =>
    change.insertMany(
      tenures,
      [...people].map(([post, { name, openId }]) => ({
        values: { post, name, from: SINCE, feishu: openId },
      })),
    ),
  );
  for (const [code, { chatId }] of chats)
    await bindGroup(system, { channel: 'feishu', chat: chatId }, code, () => ({}));
  return {
    person: (post: string): Person => {
      const known = people.get(post) ?? feishu.people.add({ name: post });
      people.set(post, known);
      return known;
    },
    group: (code: string): Chat => {
      const chat = chats.get(code);
      if (!chat) throw new Error(`the city has no group ${code}`);
      return chat;
    },
  };
}

/** What people do with cards. */
class Hands {
  readonly #feishu: FeishuEmulator;
  readonly #cards: ReadCards;
  /** Cards that forged actions are done on, by their chat. */
  readonly #props = new Map<string, string>();

  constructor(feishu: FeishuEmulator, cards: ReadCards) {
    this.#feishu = feishu;
    this.#cards = cards;
  }

  isProp({ messageId }: Message): boolean {
    return [...this.#props.values()].includes(messageId);
  }

  /**
   * Presses what is seen on a card. Where the client lets it through it is a genuine click; on a card that has changed
   * since, or that stands in another's chat, it is the same callback all the same.
   */
  async press(person: Person, card: Card, label: string, form?: Filled): Promise<Reply> {
    const place = this.#cards.placesOf(card).find(({ content }) => hasComponent(content, label));
    if (!place) throw new Error(`nothing on “${card.title}” is called ${label}`);
    const gesture = gestureOn(place.content, label, form);
    if (this.#isBefore(person, place))
      return this.#reply(place, await this.#feishu.click(person, place.messageId, gesture));
    const action = actionOf(place.content, gesture, (why) => new ClientRefusal(why));
    return this.#reply(place, await this.#feishu.callback(person, place.messageId, action));
  }

  /** A callback that no card need offer. */
  async forge(person: Person, group: Chat | undefined, { action, params, form }: Deed): Promise<Reply> {
    const messageId = await this.#propIn(group, person);
    const forged = { tag: 'button', value: { action, params }, ...(form ? { form_value: form } : {}) };
    const result = await this.#feishu.callback(person, messageId, forged);
    return this.#reply({ messageId, content: {} }, result);
  }

  #isBefore({ openId }: Person, { messageId, content }: Place): boolean {
    const message = this.#feishu.message(messageId);
    return (
      message.content === content && this.#feishu.chats.find(message.chatId)?.members.has(openId) === true
    );
  }

  async #propIn(group: Chat | undefined, person: Person): Promise<string> {
    const { chatId } = group ?? this.#feishu.chats.privateOf(person);
    const known = this.#props.get(chatId);
    if (known !== undefined) return known;
    // A private chat is known as one once its person has been there.
    if (!group) await this.#feishu.enter(person);
    const { world, app } = this.#feishu;
    const sender = { type: 'app' as const, id: app.appId };
    const { messageId } = addMessage(world, { chatId, type: 'interactive', content: {}, sender });
    this.#props.set(chatId, messageId);
    return messageId;
  }

  #reply({ messageId }: Place, { toast, card, error }: ClickResult): Reply {
    if (error !== undefined) throw new Error(`the client shows ${error}`);
    return {
      ...(toast ? { toast: { tone: TONES[toast.type], text: toast.content } } : {}),
      ...(card ? { card: this.#cards.read([{ messageId, content: card }]) } : {}),
    };
  }
}

const TONES = { success: 'good', info: 'info', warning: 'warn', error: 'bad' } as const;
