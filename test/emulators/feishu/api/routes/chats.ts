import * as directory from '../directory.ts';
import * as grouping from '../grouping.ts';
import type { Route } from './route.ts';

const CHAT = ['im:chat', 'im:chat:readonly', 'im:chat:read'];
const MEMBERS = ['im:chat', 'im:chat:readonly', 'im:chat.members:read'];
const GATHER = ['im:chat', 'im:chat.members:write_only'];
const ONE = '/open-apis/im/v1/chats/:chat_id';

/** Groups and who is in them (feishu.md 6.3). */
export const CHATS_ROUTES = {
  'chat.search': {
    method: 'GET',
    path: '/open-apis/im/v1/chats/search',
    tier: 'im.read',
    scopes: CHAT,
    run: directory.searchChats,
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
  'chat.create': {
    method: 'POST',
    path: '/open-apis/im/v1/chats',
    tier: 'im.send',
    scopes: ['im:chat', 'im:chat:create'],
    run: grouping.create,
  },
  'chat.update': {
    method: 'PUT',
    path: ONE,
    tier: 'im.send',
    scopes: ['im:chat', 'im:chat:update'],
    run: grouping.update,
  },
  'chat.delete': {
    method: 'DELETE',
    path: ONE,
    tier: 'im.send',
    scopes: ['im:chat', 'im:chat:delete'],
    run: grouping.disband,
  },
  'members.add': {
    method: 'POST',
    path: `${ONE}/members`,
    tier: 'im.send',
    scopes: GATHER,
    run: grouping.add,
  },
  'members.remove': {
    method: 'DELETE',
    path: `${ONE}/members`,
    tier: 'im.send',
    scopes: GATHER,
    run: grouping.remove,
  },
} as const satisfies Record<string, Route>;
