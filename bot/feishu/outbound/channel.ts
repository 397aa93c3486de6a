import type { Answered, Channel, Delivery, Outgoing } from '../../../handlers/services/messages/channel.ts';
import type { Clock } from '../../../models/rules/time/clock.ts';
import { AppError } from '../../../models/rules/errors.ts';
import type { Log } from '../../log.ts';
import type { FeishuApi, SentMessage } from '../api/api.ts';
import { Contents, type Part, textPart } from './contents.ts';
import { PersonChips } from './person-chips.ts';
import { FeishuFault } from '../api/errors.ts';
import { RateLimit, type QuotaPort } from '../../channel/rate-limit.ts';
import { afterPart, AttemptEnded } from '../../channel/outcomes.ts';
import { fileOfRef, receiverType } from '../api/ids.ts';
import { SEND_LIMITS, TIMES, type Tier } from '../api/limits.ts';
import { deliveryOf, isCut, tierOf } from './outcomes.ts';
import type { KnownChatsPort, FileKeys, Files } from '../ports.ts';
import { sendInPlace, soughtIn } from './in-place.ts';
import { stillShown } from './reconcile.ts';
import { replaceCard } from './replace.ts';

const NAME = 'feishu';
/** 4.6: inside 230099, of a card that shows somebody whom the app does not see. */
const UNKNOWN_PERSON = 100290;

export interface FeishuChannelParts {
  api: FeishuApi;
  quotas: QuotaPort;
  knownChats: KnownChatsPort;
  files: Files;
  fileKeys: FileKeys;
  /** Where people reach the service. */
  publicUrl: string;
  clock: Clock;
  log: Log;
}

/** The way out to Feishu: a message becomes calls within the quotas, and what they meet becomes a Delivery. */
export function createFeishuChannel(parts: FeishuChannelParts): Channel {
  const gate = new RateLimit({ ...parts, channel: NAME, appId: parts.api.appId, limits: SEND_LIMITS });
  const faces = new PersonChips(parts.knownChats);
  const post = new FeishuSender(parts, { gate, faces, contents: new Contents({ ...parts, gate, faces }) });
  return {
    name: NAME,
    send: (message) => post.send(message),
    fetch: (ref) => post.fetch(ref),
  };
}

/** Whom a message goes to: a person stands for their private chat, whichever of the two ids was given. */
interface Addressee {
  to: string;
  /** The person, or the group. */
  who: string;
  person: string | undefined;
}

interface Attempt {
  message: Outgoing;
  addressee: Addressee;
  /** Of the gate: what is too busy when the platform says so. */
  key: string;
}

class FeishuSender {
  readonly #parts: FeishuChannelParts;
  readonly #gate: RateLimit<Tier>;
  readonly #faces: PersonChips;
  readonly #contents: Contents;
  /** Private chats that this process has put into the book already, by person. */
  readonly #noted = new Map<string, string>();

  constructor(
    parts: FeishuChannelParts,
    own: { gate: RateLimit<Tier>; faces: PersonChips; contents: Contents },
  ) {
    this.#parts = parts;
    this.#gate = own.gate;
    this.#faces = own.faces;
    this.#contents = own.contents;
  }

  async send(message: Outgoing): Promise<Delivery> {
    const addressee = await this.#addresseeOf(message.chat);
    if (!addressee) return { kind: 'dead', reason: `“${message.chat}”不是飞书的会话或用户` };
    const gone = await this.#parts.knownChats.goneReason(NAME, addressee.who);
    if (gone !== undefined) return { kind: 'dead', reason: gone };
    return (await this.#replace(message, addressee)) ?? this.#sendNew(message, addressee);
  }

  async fetch(ref: string): Promise<AsyncIterable<Uint8Array>> {
    const { messageId, fileKey } = fileOfRef(ref);
    try {
      await this.#gate.enter('read');
      return toldOf(await this.#parts.api.download(messageId, fileKey));
    } catch (error) {
      throw notFetched(error);
    }
  }

  async #addresseeOf(chat: string): Promise<Addressee | undefined> {
    const type = receiverType(chat);
    if (type === undefined) return undefined;
    const person = type === 'open_id' ? chat : (await this.#parts.knownChats.find(NAME, chat))?.person;
    return { to: chat, who: person ?? chat, person };
  }

  /** Undefined when the old card can take no other any more: then the new one comes as a message of its own. */
  async #replace(message: Outgoing, addressee: Addressee): Promise<Delivery | undefined> {
    const { replaces, content } = message;
    if (!replaces || !('card' in content)) return undefined;
    const key = this.#gate.messageKey(replaces.messageId);
    return this.#settled<Delivery | undefined>({ message, addressee, key }, async () => {
      const shown = await this.#contents.cardOf(content.card);
      const isDone = await replaceCard(replaces, shown, { ...this.#parts, gate: this.#gate });
      return isDone ? { kind: 'sent', messageId: replaces.messageId } : undefined;
    });
  }

  async #sendNew(message: Outgoing, addressee: Addressee): Promise<Delivery> {
    const { person, who } = addressee;
    const key = this.#gate.targetKey(who);
    let out: string | undefined;
    let thread: string | undefined;
    const work = async (): Promise<Delivery> => {
      this.#gate.foresee(key);
      const parts = await this.#contents.partsOf(message.content);
      const there = await this.#stillShown(message, addressee, parts);
      out = there.find((id) => id !== undefined);
      const missing = there.filter((id) => id === undefined).length;
      const calls = message.urgent && person !== undefined ? 1 : 0;
      await this.#gate.pass(key, missing, calls);
      for (const [i, part] of parts.entries()) {
        if (there[i] !== undefined) continue;
        const sent = await this.#sendPart(message, addressee, { part, i, of: parts.length });
        out ??= sent.messageId;
        thread ??= sent.threadId;
      }
      const messageId = there[0] ?? out ?? '';
      if (calls > 0 && person !== undefined) await this.#call(messageId, person);
      return { kind: 'sent', messageId, ...(thread === undefined ? {} : { thread }) };
    };
    const delivery = await this.#settled({ message, addressee, key }, work);
    return out !== undefined && delivery.kind !== 'sent' ? afterPart(delivery) : delivery;
  }

  /** 4.2: within the hour the uuid keeps a repetition from being seen; after that only the chat can tell. */
  async #stillShown(
    { unsureSince, answers }: Outgoing,
    { to, person }: Addressee,
    parts: readonly Part[],
  ): Promise<(string | undefined)[]> {
    const { api, knownChats, clock } = this.#parts;
    const age = unsureSince ? clock.now().getTime() - unsureSince.getTime() : 0;
    if (!unsureSince || age < TIMES.uuidWindow) return parts.map(() => undefined);
    const chat = receiverType(to) === 'chat_id' ? to : await knownChats.privateOf(NAME, person ?? to);
    return stillShown(
      { chat: soughtIn(answers, chat), since: unsureSince, parts },
      { api, gate: this.#gate },
    );
  }

  async #sendPart(
    { id, content, answers }: Outgoing,
    addressee: Addressee,
    { part, i, of }: { part: Part; i: number; of: number },
  ): Promise<SentMessage> {
    const uuid = i === 0 ? id : `${id}-${i + 1}`;
    try {
      return await this.#post(addressee, part, { uuid, answers });
    } catch (error) {
      const isRefused = error instanceof FeishuFault && deliveryOf(error).kind === 'bad';
      // The first part's refusal is the whole message's. A later one must not take back what stands there already.
      if (i === 0 || !isRefused || !('card' in content)) throw error;
      this.#parts.log.error({ id, part: i + 1, ...error.facts }, 'feishu refused a part of a card');
      const words = `“${content.card.title}”第 ${i + 1}/${of} 部分未能在飞书显示（${error.reason}），请在网页查看：${this.#parts.publicUrl}`;
      return this.#post(addressee, textPart(words), { uuid: `${uuid}t`, answers });
    }
  }

  async #post(
    { to, who, person }: Addressee,
    { type, content }: Part,
    { uuid, answers }: { uuid: string; answers: Answered | undefined },
  ): Promise<SentMessage> {
    const { api, knownChats } = this.#parts;
    const send = () => sendInPlace(api, { to, type, content, uuid }, answers);
    const sent = await this.#twice(this.#gate.targetKey(who), send);
    const { chatId } = sent;
    // 6.1: whose private chat it is, is told here and by what the person writes, and nowhere else.
    if (person === to && this.#noted.get(to) !== chatId) {
      await knownChats.note({ channel: NAME, chat: chatId, kind: 'private', person });
      this.#noted.set(to, chatId);
    }
    return sent;
  }

  /**
   * Does it at once once more when the connection was cut, as happens to one that was kept for long: the uuid makes that
   * safe. If it fails again, the first failure counts, because that attempt may have taken effect.
   */
  async #twice<T>(key: string, send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (first) {
      if (!(first instanceof FeishuFault) || !isCut(first) || !(await this.#gate.admits(key))) throw first;
      return send().catch(async (second: unknown) => {
        if (second instanceof FeishuFault) await this.#heed(second, key);
        throw first;
      });
    }
  }

  /** 加急 (4.1): what it meets is noted, the message itself is there. */
  async #call(messageId: string, person: string): Promise<void> {
    const { api, log } = this.#parts;
    try {
      const missed = await api.urgentApp(messageId, [person]);
      if (missed.length > 0) log.warn({ messageId }, 'feishu did not call the person');
    } catch (error) {
      if (!(error instanceof FeishuFault)) throw error;
      await this.#heed(error);
      log.warn({ messageId, ...error.facts }, 'feishu did not call the person');
    }
  }

  /** Does it and gives the outcome, also of what the platform refused. Only faults of ours get through. */
  async #settled<D extends Delivery | undefined>(
    { message: { content }, addressee, key }: Attempt,
    work: () => Promise<D>,
  ): Promise<D | Delivery> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AttemptEnded) return error.delivery;
      if (!(error instanceof FeishuFault)) throw error;
      const { knownChats, clock, log } = this.#parts;
      await this.#heed(error, key);
      if (error.kind === 'target-gone')
        await knownChats.markGone(NAME, addressee.who, error.reason, clock.now());
      const isOverPeople = error.facts.subCode === UNKNOWN_PERSON && 'card' in content;
      const delivery: Delivery =
        isOverPeople && this.#faces.hide(content.card)
          ? { kind: 'retry', reason: error.reason, afterMs: 0 }
          : deliveryOf(error);
      const level = delivery.kind === 'wait' || delivery.kind === 'retry' ? 'info' : 'warn';
      log[level]({ ...error.facts, outcome: delivery.kind }, 'feishu');
      return delivery;
    }
  }

  /** 4.2: what the platform has had enough of is not asked again before its time, by any replica. */
  async #heed(fault: FeishuFault, busyKey?: string): Promise<void> {
    const outcome = deliveryOf(fault);
    if (outcome.kind !== 'wait') return;
    const key = fault.kind === 'throttled' ? this.#gate.tierKey(tierOf(fault)) : busyKey;
    if (key !== undefined) await this.#gate.close(key, outcome.afterMs);
  }
}

/** A file as it comes; what breaks it off is told in words. */
async function* toldOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* pieces;
  } catch (error) {
    throw notFetched(error);
  }
}

function notFetched(error: unknown): unknown {
  if (!(error instanceof FeishuFault) && !(error instanceof AttemptEnded)) return error;
  const reason = error instanceof FeishuFault ? error.reason : '读取过于频繁';
  return new AppError('UNAVAILABLE', `没能从飞书取到这个文件：${reason}，请稍后重新发送`, { cause: error });
}
