import type { Call } from './call.ts';
import { delayedUpdate } from './delayed.ts';
import * as directory from './directory.ts';
import { Refusal } from '../errors.ts';
import * as login from './login.ts';
import type { Tier } from '../numbers.ts';
import * as reading from './reading.ts';
import * as sending from './sending.ts';
import type { World } from '../state/world.ts';

/** Bytes instead of JSON: a download. */
export interface Download {
  bytes: Buffer;
  name: string | undefined;
}
export const isDownload = (answer: object): answer is Download => 'bytes' in answer;

export interface Route {
  method: string;
  path: string;
  /** Calls of one tier share one quota of the app (feishu.md 4.2). */
  tier?: Tier;
  /** Any one of these (4.1, 4.5, 6.2, 6.3). */
  scopes: readonly string[];
  /** What `run` gives stands under `data`, unless the route is of the flat kind (6.1). */
  flat?: true;
  /** Needs no tenant token. */
  open?: true;
  /** Its own shape of a refusal, where it is not the usual one (1.5). */
  told?: (refusal: Refusal) => object;
  run: (world: World, call: Call) => object;
}

const SEND = ['im:message', 'im:message:send_as_bot', 'im:message:send'];
const UPDATE = ['im:message', 'im:message:send_as_bot', 'im:message:update'];
const READ = ['im:message', 'im:message:readonly'];
const CHAT = ['im:chat', 'im:chat:readonly', 'im:chat:read'];
const MEMBERS = ['im:chat', 'im:chat:readonly', 'im:chat.members:read'];
const PERSON = ['contact:contact.base:readonly', 'contact:contact:readonly_as_app'];
const RESOURCE = ['im:resource', 'im:resource:upload'];
const MESSAGE = '/open-apis/im/v1/messages/:message_id';

export const ROUTES = {
  token: {
    method: 'POST',
    path: '/open-apis/auth/v3/tenant_access_token/internal',
    scopes: [],
    flat: true,
    open: true,
    run: (world, call) => world.tokens.issue(world.app, call.body),
  },
  /** application-v6/scope/list: needs no scope itself. */
  'app.scopes': {
    method: 'GET',
    path: '/open-apis/application/v6/scopes',
    scopes: [],
    run: directory.scopes,
  },
  'oauth.token': {
    method: 'POST',
    path: '/open-apis/authen/v2/oauth/token',
    scopes: [],
    flat: true,
    open: true,
    told: login.told,
    run: login.token,
  },
  'oauth.user': {
    method: 'GET',
    path: '/open-apis/authen/v1/user_info',
    scopes: [],
    open: true,
    run: login.userInfo,
  },
  'bot.info': { method: 'GET', path: '/open-apis/bot/v3/info', scopes: [], flat: true, run: directory.bot },
  'message.create': {
    method: 'POST',
    path: '/open-apis/im/v1/messages',
    tier: 'im.send',
    scopes: SEND,
    run: sending.create,
  },
  'message.reply': {
    method: 'POST',
    path: `${MESSAGE}/reply`,
    tier: 'im.send',
    scopes: SEND,
    run: sending.reply,
  },
  'message.edit': { method: 'PUT', path: MESSAGE, tier: 'im.send', scopes: UPDATE, run: sending.edit },
  'message.patch': { method: 'PATCH', path: MESSAGE, tier: 'im.send', scopes: UPDATE, run: sending.patch },
  'message.delete': { method: 'DELETE', path: MESSAGE, tier: 'im.send', scopes: UPDATE, run: sending.recall },
  'message.get': { method: 'GET', path: MESSAGE, tier: 'im.read', scopes: READ, run: reading.get },
  'message.list': {
    method: 'GET',
    path: '/open-apis/im/v1/messages',
    tier: 'im.read',
    scopes: READ,
    run: reading.list,
  },
  'message.readers': {
    method: 'GET',
    path: `${MESSAGE}/read_users`,
    tier: 'im.read',
    scopes: READ,
    run: reading.readers,
  },
  'message.resource': {
    method: 'GET',
    path: `${MESSAGE}/resources/:file_key`,
    tier: 'im.read',
    scopes: READ,
    run: (world, call) => download(world, call),
  },
  'urgent.app': {
    method: 'PATCH',
    path: `${MESSAGE}/urgent_app`,
    tier: 'im.send',
    scopes: ['im:message.urgent'],
    run: sending.urgent('app'),
  },
  'urgent.sms': {
    method: 'PATCH',
    path: `${MESSAGE}/urgent_sms`,
    tier: 'im.send',
    scopes: ['im:message.urgent:sms'],
    run: sending.urgent('sms'),
  },
  'urgent.phone': {
    method: 'PATCH',
    path: `${MESSAGE}/urgent_phone`,
    tier: 'im.send',
    scopes: ['im:message.urgent:phone'],
    run: sending.urgent('phone'),
  },
  'card.update': {
    method: 'POST',
    path: '/open-apis/interactive/v1/card/update',
    tier: 'card.update',
    scopes: UPDATE,
    run: delayedUpdate,
  },
  'image.create': {
    method: 'POST',
    path: '/open-apis/im/v1/images',
    tier: 'im.upload',
    scopes: RESOURCE,
    run: (world, call) => world.uploads.image(call.contentType, call.raw),
  },
  'file.create': {
    method: 'POST',
    path: '/open-apis/im/v1/files',
    tier: 'im.upload',
    scopes: RESOURCE,
    run: (world, call) => world.uploads.file(call.contentType, call.raw),
  },
  'chat.list': {
    method: 'GET',
    path: '/open-apis/im/v1/chats',
    tier: 'im.read',
    scopes: CHAT,
    run: directory.chats,
  },
  'chat.get': {
    method: 'GET',
    path: '/open-apis/im/v1/chats/:chat_id',
    tier: 'im.read',
    scopes: CHAT,
    run: directory.chat,
  },
  'chat.members': {
    method: 'GET',
    path: '/open-apis/im/v1/chats/:chat_id/members',
    tier: 'im.read',
    scopes: MEMBERS,
    run: directory.members,
  },
  'chat.isIn': {
    method: 'GET',
    path: '/open-apis/im/v1/chats/:chat_id/members/is_in_chat',
    tier: 'im.read',
    scopes: MEMBERS,
    run: directory.isInChat,
  },
  'contact.lookUp': {
    method: 'POST',
    path: '/open-apis/contact/v3/users/batch_get_id',
    tier: 'contact',
    scopes: ['contact:user.id:readonly'],
    run: directory.lookUp,
  },
  'contact.batch': {
    method: 'GET',
    path: '/open-apis/contact/v3/users/batch',
    tier: 'contact',
    scopes: PERSON,
    run: directory.persons,
  },
  'contact.department': {
    method: 'GET',
    path: '/open-apis/contact/v3/users/find_by_department',
    tier: 'contact',
    scopes: PERSON,
    run: directory.department,
  },
  'contact.get': {
    method: 'GET',
    path: '/open-apis/contact/v3/users/:user_id',
    tier: 'contact',
    scopes: PERSON,
    run: directory.person,
  },
} as const satisfies Record<string, Route>;
export type RouteName = keyof typeof ROUTES | 'ws.endpoint';

/** 4.2: a resource of a message in a chat the bot is in. */
function download(world: World, call: Call): Download {
  const message = world.messages.get(call.params.message_id ?? '');
  if (!message) throw new Refusal(99992354);
  world.chats.get(message.chatId);
  const key = call.params.file_key ?? '';
  const upload = world.uploads.find(key);
  if (!upload || !JSON.stringify(message.content).includes(key)) throw new Refusal(234001, 'file_key');
  return { bytes: upload.data, name: upload.name };
}

export interface Match {
  name: RouteName;
  route: Route;
  params: Record<string, string>;
}

const PATTERNS = Object.entries(ROUTES).map(([name, route]) => ({
  name: name as RouteName,
  route: route as Route,
  pattern: new RegExp(`^${route.path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
}));

/** The first route that fits: literal paths stand before those with a parameter. */
export function match(method: string, path: string): Match | undefined {
  for (const { name, route, pattern } of PATTERNS) {
    const found = method === route.method ? pattern.exec(path) : null;
    if (found) return { name, route, params: { ...found.groups } };
  }
  return undefined;
}
