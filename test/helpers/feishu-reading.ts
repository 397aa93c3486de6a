import type { Card, Say } from '../../cards/card.ts';
import type { FeishuCard } from '../../cards/render/feishu/types.ts';
import type { FeishuEmulator } from '../emulators/feishu/emulator.ts';
import type { Message } from '../emulators/feishu/state/message.ts';
import { readCard } from './feishu-card.ts';

/** A message with a card, as it was when somebody looked at it. */
export interface Place {
  messageId: string;
  content: Record<string, unknown>;
}

/** A card that takes several messages says so in its titles. */
const PART = /（(?<number>\d)\/(?<of>\d)）$/;

/** Reads what the bot has sent out of the emulator's ground truth, and remembers on which message each card stands. */
export class ReadCards {
  readonly #feishu: FeishuEmulator;
  readonly #places = new WeakMap<Card, readonly Place[]>();
  /** By what the last message of a card shows. */
  readonly #read = new WeakMap<object, Card>();

  constructor(feishu: FeishuEmulator) {
    this.#feishu = feishu;
  }

  /** What was said by the bot, each card in the words of cards/card.ts. */
  said(messages: readonly Message[]): Say[] {
    const says: Say[] = [];
    let parts: Place[] = [];
    for (const { type, sender, content, messageId } of messages) {
      if (sender.type !== 'app') continue;
      if (type !== 'interactive') {
        says.push(type === 'file' ? this.#fileIn(messageId) : { text: String(content.text) });
        continue;
      }
      const part = { messageId, content };
      if (numberOf(part) === 1) parts = [];
      parts = [...parts, part];
      if (parts.length > 1) says.pop();
      says.push({ card: this.read(parts) });
    }
    return says;
  }

  /** One card out of the messages that show it; the same card as long as they show the same. */
  read(parts: readonly Place[]): Card {
    const last = parts.at(-1);
    if (!last) throw new Error('a card of no messages');
    const known = this.#read.get(last.content);
    if (known) return known;
    const card = this.#joined(parts);
    this.#read.set(last.content, card);
    this.#places.set(card, parts);
    return card;
  }

  #joined(parts: readonly Place[]): Card {
    const [head, ...more] = parts.map(({ content }) => readCard(content as unknown as FeishuCard));
    if (!head) throw new Error('a card of no messages');
    return {
      ...head,
      title: head.title.replace(PART, ''),
      summary: head.summary.replace(PART, ''),
      blocks: [head, ...more].flatMap(({ blocks }) => blocks),
    };
  }

  placesOf(card: Card): readonly Place[] {
    const places = this.#places.get(card);
    if (places) return places;
    throw new Error(`“${card.title}” was not read in a chat`);
  }

  #fileIn(messageId: string): Say {
    const id = String(this.#feishu.message(messageId).content.file_key);
    const upload = this.#feishu.uploads.find(id);
    if (!upload) throw new Error(`no upload ${id}`);
    return { file: { id, name: upload.name ?? '', bytes: upload.data.length } };
  }
}

const numberOf = ({ content }: Place): number =>
  Number(PART.exec((content as unknown as FeishuCard).header.title.content)?.groups?.number ?? 1);
