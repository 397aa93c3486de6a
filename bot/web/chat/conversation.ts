import { z } from 'zod';
import { AppError } from '../../../models/rules/errors.ts';
import type { Inbound, Reply } from '../../../handlers/inbound.ts';
import { cardHtml } from '../../../cards/render/html.ts';
import { BOT, chatsOf, privateChat, type ChatEntry } from './directory.ts';
import { dispatchInTime } from './in-time.ts';
import type { ChatContent, LoggedMessage, PutDownFile, WebDeps } from '../ports.ts';
import { messageView, type MessageView } from './view.ts';

const TEXT_MOST = 4000;
const PAGE_MOST = 100;

const event = { eventId: z.uuid('请刷新页面重试'), chat: z.string() };
export const textInput = z.object({
  ...event,
  text: z.string().trim().min(1, '请先输入内容').max(TEXT_MOST, `内容太长，最多 ${TEXT_MOST} 字`),
});
export const filesInput = z.object(event);
export const actionInput = z.object({
  ...event,
  action: z.string().max(200),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  form: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
  messageId: z.string().optional(),
});

/** What a POST answers: the toast, and the messages it made or changed; a card off any chat comes as HTML. */
export interface ConversationAnswer {
  toast?: Reply['toast'];
  messages: MessageView[];
  html?: string;
}

/** What one post does in its chats. Everything it sends carries an id, so that a repeat is handled once. */
export class Conversation {
  readonly #deps: WebDeps;
  readonly #post: string;
  readonly #wake: () => void;

  constructor(deps: WebDeps, post: string, wake: () => void) {
    this.#deps = deps;
    this.#post = post;
    this.#wake = wake;
  }

  get chats(): ChatEntry[] {
    return chatsOf(this.#deps.city, this.#post);
  }

  async messages(chat: string, before: number | undefined, limit: number): Promise<MessageView[]> {
    const { id } = this.#chat(chat);
    const most = Math.min(limit, PAGE_MOST);
    const found = await this.#deps.chats.list(
      id,
      before === undefined ? { limit: most } : { before, limit: most },
    );
    return found.map((message) => this.#view(message));
  }

  async markRead(chat: string, seq: number): Promise<void> {
    await this.#deps.chats.markRead(this.#post, this.#chat(chat).id, seq);
  }

  async say(input: z.infer<typeof textInput>): Promise<ConversationAnswer> {
    const base = this.#base(input);
    const mine = await this.#append(base.chat.id, `in:${base.eventId}`, this.#post, { text: input.text });
    return this.#handIn({ ...base, kind: 'text', text: input.text }, [mine]);
  }

  async handInFiles(
    input: z.infer<typeof filesInput>,
    files: readonly PutDownFile[],
  ): Promise<ConversationAnswer> {
    const base = this.#base(input);
    const mine: LoggedMessage[] = [];
    for (const [i, { name, bytes }] of files.entries()) {
      const content = { handedIn: { name, bytes } };
      mine.push(await this.#append(base.chat.id, `in:${base.eventId}:${i}`, this.#post, content));
    }
    const refs = files.map(({ name, ref }) => ({ name, ref }));
    return this.#handIn({ ...base, kind: 'files', files: refs }, mine);
  }

  async click(input: z.infer<typeof actionInput>): Promise<ConversationAnswer> {
    const { action, params, form, messageId } = input;
    const clicked = messageId === undefined ? undefined : await this.#deps.chats.find(messageId);
    if (messageId !== undefined && clicked?.chat !== input.chat) {
      throw new AppError('NOT_FOUND', '这条消息已不在会话中，请刷新页面');
    }
    const inbound: Inbound = {
      ...this.#base(input),
      kind: 'action',
      action,
      params,
      ...(form ? { form } : {}),
      ...(messageId ? { clicked: { messageId } } : {}),
    };
    return this.#handIn(inbound, []);
  }

  #base({ eventId, chat }: { eventId: string; chat: string }) {
    const { id, kind } = this.#chat(chat);
    // The post stands in front: nobody can use up an event id for another.
    return {
      channel: 'web' as const,
      eventId: `${this.#post}:${eventId}`,
      from: this.#post,
      chat: { id, kind },
      privately: privateChat(this.#post),
    };
  }

  /** Hands the event in and puts the answer where it belongs. */
  async #handIn(inbound: Inbound, mine: LoggedMessage[]): Promise<ConversationAnswer> {
    if (mine.length > 0) this.#wake();
    const { toast, card, say = [] } = await dispatchInTime(this.#deps.dispatch, inbound, this.#deps.patience);
    const changed = [...mine];
    const messageId = inbound.kind === 'action' ? inbound.clicked?.messageId : undefined;
    if (card && messageId) {
      const replaced = await this.#deps.chats.replace(messageId, { card }, this.#deps.clock.now());
      if (replaced) changed.push(replaced);
    }
    for (const [i, content] of say.entries()) {
      changed.push(await this.#append(inbound.chat.id, `re:${inbound.eventId}:${i}`, BOT, content));
    }
    this.#wake();
    return {
      ...(toast && !isSaidInChat(inbound, toast) ? { toast } : {}),
      messages: changed.map((message) => this.#view(message)),
      ...(card && !messageId ? { html: cardHtml(card) } : {}),
    };
  }

  #append(chat: string, source: string, who: string, content: ChatContent): Promise<LoggedMessage> {
    return this.#deps.chats.append({ source, chat, who, at: this.#deps.clock.now(), content });
  }

  /** @throws AppError NOT_FOUND for a chat that this post is not in: whether it exists is not said */
  #chat(id: string): ChatEntry {
    const chat = this.chats.find((entry) => entry.id === id);
    if (!chat) throw new AppError('NOT_FOUND', '没有这个会话，或您的岗位不在其中');
    return chat;
  }

  #view(message: LoggedMessage): MessageView {
    return messageView(this.#deps.city, message);
  }
}

/** A message that is refused is answered in its chat (handlers/dispatch.ts): a toast would only say it again. */
const isSaidInChat = ({ kind }: Inbound, { tone }: NonNullable<Reply['toast']>): boolean =>
  kind !== 'action' && tone === 'bad';
