import type { FeishuCard } from '../../../cards/render/feishu/types.ts';
import type { Clock } from '../../../models/rules/time/clock.ts';
import type { FeishuConfig } from '../../config.ts';
import type { Log } from '../../log.ts';
import { type Calls, createCalls } from './calls.ts';
import { malformed } from './errors.ts';
import { checked, isPlatformId, receiverType } from './ids.ts';
import { COUNTS } from './limits.ts';

export interface NewPlatformMessage {
  /** `oc_…` or `ou_…`. */
  to: string;
  type: 'text' | 'interactive' | 'file';
  content: object;
  /** 4.2: the same one is sent once within the hour. */
  uuid: string;
}

/** The same under a message of the chat; `inThread`: within that message's topic (4.1). */
export interface PlatformReply extends Omit<NewPlatformMessage, 'to'> {
  under: string;
  inThread: boolean;
}

/** Where a message has come to stand. */
export interface SentMessage {
  messageId: string;
  chatId: string;
  /** The topic, where it is one. */
  threadId?: string;
}

/** A message as it stands in a chat. */
export interface PlatformMessage {
  messageId: string;
  type: string;
  /** JSON; of a card that which was sent. */
  content: string;
  /** Sent by a bot, ours or another. */
  byApp: boolean;
  /** No longer what it was when it came. */
  updated: boolean;
}

export interface PlatformPage<T> {
  items: T[];
  /** Where the next page starts; undefined on the last one. */
  next: string | undefined;
}

/**
 * The calls of the platform that this service makes, each giving what is needed from its answer. All throw FeishuFault
 * for whatever the platform answers but success. Sections are those of feishu.md.
 */
export interface FeishuApi {
  readonly appId: string;
  sendMessage(message: NewPlatformMessage): Promise<SentMessage>;
  replyTo(message: PlatformReply): Promise<SentMessage>;
  /** 4.1: for 14 days, by its message. */
  patchCard(messageId: string, card: FeishuCard): Promise<void>;
  /** 3.6: twice within 30 minutes of a click, by its token, and only after the click was answered. */
  delayedUpdate(ticket: string, card: FeishuCard): Promise<void>;
  /** 4.1: 加急 within the client. Gives whom it did not reach. */
  urgentApp(messageId: string, openIds: readonly string[]): Promise<string[]>;
  /** 4.5: gives the file_key. */
  uploadFile(name: string, bytes: Uint8Array): Promise<string>;
  /** 4.5: gives the image_key. */
  uploadImage(bytes: Uint8Array): Promise<string>;
  /** 4.2: a file or picture that somebody sent, up to 100 MB, piece by piece. */
  download(messageId: string, fileKey: string): Promise<AsyncIterable<Uint8Array>>;
  /** 4.1: what was said in a chat since a moment, or in a topic, one page at a time, oldest first. */
  listMessages(place: string, sinceSeconds: number, page?: string): Promise<PlatformPage<PlatformMessage>>;
  /** 6.1 */
  botInfo(): Promise<{ openId: string; name: string }>;
  /** 6.2: open_id by mobile; who is not found or out of the app's range is left out. */
  findByMobiles(mobiles: readonly string[]): Promise<Map<string, string>>;
  /** 6.2: without the scope for names, `name` is empty. */
  user(openId: string): Promise<{ openId: string; unionId: string; name: string }>;
  /** 6.3: the groups that the bot is in. */
  chats(): Promise<{ chatId: string; name: string }[]>;
  isInChat(chatId: string): Promise<boolean>;
  /** What the tenant lets the app do (application-v6/scope/list of the platform's documents). */
  grantedScopes(): Promise<ReadonlySet<string>>;
}

export function createFeishuApi(parts: { config: FeishuConfig; clock: Clock; log: Log }): FeishuApi {
  const calls = createCalls(parts);
  return { appId: parts.config.appId, ...messageCalls(calls), ...fileCalls(calls), ...directoryCalls(calls) };
}

function messageCalls({ client, call }: Calls) {
  return {
    async sendMessage({ to, type, content, uuid }: NewPlatformMessage) {
      const name = 'message.create';
      const receiver = receiverType(to);
      if (!receiver) throw malformed(name, `不是飞书的收件人：${to.slice(0, 60)}`);
      const data = { receive_id: to, msg_type: type, content: JSON.stringify(content), uuid };
      const payload = { params: { receive_id_type: receiver }, data };
      return sentAs((await call(name, (auth) => client.im.v1.message.create(payload, auth))).data);
    },

    async replyTo({ under, inThread, type, content, uuid }: PlatformReply) {
      const name = 'message.reply';
      const path = { message_id: checked(name, 'message', under) };
      const data = { msg_type: type, content: JSON.stringify(content), reply_in_thread: inThread, uuid };
      return sentAs((await call(name, (auth) => client.im.v1.message.reply({ path, data }, auth))).data);
    },

    async patchCard(messageId: string, card: FeishuCard) {
      const name = 'message.patch';
      const path = { message_id: checked(name, 'message', messageId) };
      const payload = { path, data: { content: JSON.stringify(card) } };
      await call(name, (auth) => client.im.v1.message.patch(payload, auth));
    },

    async delayedUpdate(ticket: string, card: FeishuCard) {
      const url = '/open-apis/interactive/v1/card/update';
      const payload = { method: 'POST', url, data: { token: ticket, card } };
      await call('card.update', (auth) => client.request<object>(payload, auth));
    },

    async urgentApp(messageId: string, openIds: readonly string[]) {
      const name = 'urgent.app';
      const path = { message_id: checked(name, 'message', messageId) };
      const data = { user_id_list: [...openIds] };
      const payload = { path, params: { user_id_type: 'open_id' as const }, data };
      const answer = await call(name, (auth) => client.im.v1.message.urgentApp(payload, auth));
      return answer.data?.invalid_user_id_list ?? [];
    },

    async listMessages(
      place: string,
      sinceSeconds: number,
      page?: string,
    ): Promise<PlatformPage<PlatformMessage>> {
      const name = 'message.list';
      const isTopic = isPlatformId('thread', place);
      const params = {
        container_id_type: isTopic ? 'thread' : 'chat',
        container_id: isTopic ? place : checked(name, 'chat', place),
        // A topic is read whole: the page gives it no times.
        ...(isTopic ? {} : { start_time: String(sinceSeconds) }),
        sort_type: 'ByCreateTimeAsc' as const,
        page_size: COUNTS.messagesPage,
        card_msg_content_type: 'user_card_content',
        ...(page === undefined ? {} : { page_token: page }),
      };
      const { data } = await call(name, (auth) => client.im.v1.message.list({ params }, auth));
      const items = (data?.items ?? []).map((item) => ({
        messageId: item.message_id ?? '',
        type: item.msg_type ?? '',
        content: item.body?.content ?? '',
        byApp: item.sender?.sender_type === 'app',
        updated: item.updated === true,
        at: Number(item.create_time ?? Number.NaN),
      }));
      const since = items.filter(({ at }) => !(at < sinceSeconds * 1000));
      return { items: since.filter(({ content }) => content !== ''), next: nextOf(data) };
    },
  };
}

function fileCalls({ client, upload, download }: Calls) {
  return {
    async uploadFile(name: string, bytes: Uint8Array) {
      const form = new FormData();
      form.set('file_type', fileTypeOf(name));
      form.set('file_name', name);
      form.set('file', new Blob([new Uint8Array(bytes)]), name);
      return keyIn('file_key', await upload('file.create', '/open-apis/im/v1/files', form));
    },

    async uploadImage(bytes: Uint8Array) {
      const form = new FormData();
      form.set('image_type', 'message');
      form.set('image', new Blob([new Uint8Array(bytes)]), 'image');
      return keyIn('image_key', await upload('image.create', '/open-apis/im/v1/images', form));
    },

    async download(messageId: string, fileKey: string) {
      const name = 'message.resource';
      const path = {
        message_id: checked(name, 'message', messageId),
        file_key: checked(name, 'file', fileKey),
      };
      const params = { type: fileKey.startsWith('img_') ? 'image' : 'file' };
      return download(name, (auth) => client.im.v1.messageResource.get({ path, params }, auth));
    },
  };
}

function directoryCalls({ client, call }: Calls) {
  return {
    async botInfo() {
      const payload = { method: 'GET', url: '/open-apis/bot/v3/info' };
      const ask = (auth: Parameters<typeof client.request>[1]) =>
        client.request<{ bot?: { open_id?: string; app_name?: string } }>(payload, auth);
      const { bot } = await call('bot.info', ask);
      return { openId: bot?.open_id ?? '', name: bot?.app_name ?? '' };
    },

    async findByMobiles(mobiles: readonly string[]) {
      const found = new Map<string, string>();
      const params = { user_id_type: 'open_id' as const };
      for (let from = 0; from < mobiles.length; from += COUNTS.lookup) {
        const payload = { params, data: { mobiles: mobiles.slice(from, from + COUNTS.lookup) } };
        const answer = await call('contact.lookUp', (auth) =>
          client.contact.v3.user.batchGetId(payload, auth),
        );
        for (const { mobile, user_id: openId } of answer.data?.user_list ?? []) {
          if (mobile && openId) found.set(mobile, openId);
        }
      }
      return found;
    },

    async user(openId: string) {
      const name = 'contact.get';
      const payload = {
        path: { user_id: checked(name, 'person', openId) },
        params: { user_id_type: 'open_id' as const },
      };
      const answer = await call(name, (auth) => client.contact.v3.user.get(payload, auth));
      const { open_id, union_id, name: called } = answer.data?.user ?? {};
      return { openId: open_id ?? openId, unionId: union_id ?? '', name: called ?? '' };
    },

    async chats() {
      const found: { chatId: string; name: string }[] = [];
      for (let page: string | undefined, first = true; first || page !== undefined; first = false) {
        const params = { page_size: COUNTS.chatsPage, ...(page === undefined ? {} : { page_token: page }) };
        const { data } = await call('chat.list', (auth) => client.im.v1.chat.list({ params }, auth));
        for (const { chat_id: chatId, name } of data?.items ?? [])
          if (chatId) found.push({ chatId, name: name ?? '' });
        page = nextOf(data);
      }
      return found;
    },

    async isInChat(chatId: string) {
      const name = 'chat.isIn';
      const path = { chat_id: checked(name, 'chat', chatId) };
      const answer = await call(name, (auth) => client.im.v1.chatMembers.isInChat({ path }, auth));
      return answer.data?.is_in_chat === true;
    },

    async grantedScopes() {
      const answer = await call('app.scopes', (auth) => client.application.v6.scope.list({}, auth));
      const granted = (answer.data?.scopes ?? []).filter(({ grant_status }) => grant_status === GRANTED);
      return new Set(granted.map(({ scope_name }) => scope_name));
    },
  };
}

const sentAs = (data?: { message_id?: string; chat_id?: string; thread_id?: string }): SentMessage => ({
  messageId: data?.message_id ?? '',
  chatId: data?.chat_id ?? '',
  ...(data?.thread_id ? { threadId: data.thread_id } : {}),
});

/** The other status, 2, is asked for and not granted. */
const GRANTED = 1;

const nextOf = (data: { has_more?: boolean; page_token?: string } | undefined): string | undefined =>
  data?.has_more && data.page_token ? data.page_token : undefined;

/** 4.5: by the end of the name. Sound and films go as plain files as well: as such they need no duration. */
const FILE_TYPES: Readonly<Record<string, string>> = {
  pdf: 'pdf',
  doc: 'doc',
  docx: 'doc',
  xls: 'xls',
  xlsx: 'xls',
  ppt: 'ppt',
  pptx: 'ppt',
};
const fileTypeOf = (name: string): string =>
  FILE_TYPES[/[^.]*$/.exec(name)?.[0].toLowerCase() ?? ''] ?? 'stream';

function keyIn(field: string, answer: unknown): string {
  const key: unknown = Reflect.get(Object(Reflect.get(Object(answer), 'data')), field);
  if (typeof key !== 'string') throw malformed(field, '飞书没有给出文件编号');
  return key;
}
