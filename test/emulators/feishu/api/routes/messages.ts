import { batchRecall, batchReaders, batchSend } from '../batch.ts';
import * as downloads from '../downloads.ts';
import * as marks from '../marks.ts';
import * as reading from '../reading.ts';
import * as sending from '../sending.ts';
import type { Route } from './route.ts';

const SEND = ['im:message', 'im:message:send_as_bot', 'im:message:send'];
const UPDATE = ['im:message', 'im:message:send_as_bot', 'im:message:update'];
const READ = ['im:message', 'im:message:readonly'];
const RESOURCE = ['im:resource', 'im:resource:upload'];
const REACT = ['im:message', 'im:message.reactions:write_only'];
const PIN = ['im:message', 'im:message.pins:write_only'];
const MESSAGE = '/open-apis/im/v1/messages/:message_id';
const BATCH = '/open-apis/im/v1/batch_messages/:batch_message_id';

/** Messages, what is attached to them, and the files in them (feishu.md 4.1 to 4.5). */
export const MESSAGES_ROUTES = {
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
    run: downloads.resource,
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
  'message.forward': {
    method: 'POST',
    path: `${MESSAGE}/forward`,
    tier: 'im.send',
    scopes: SEND,
    run: sending.forward,
  },
  'reaction.create': {
    method: 'POST',
    path: `${MESSAGE}/reactions`,
    tier: 'im.send',
    scopes: REACT,
    run: marks.react,
  },
  'reaction.list': {
    method: 'GET',
    path: `${MESSAGE}/reactions`,
    tier: 'im.read',
    scopes: [...READ, 'im:message.reactions:read'],
    run: marks.reactions,
  },
  'reaction.delete': {
    method: 'DELETE',
    path: `${MESSAGE}/reactions/:reaction_id`,
    tier: 'im.send',
    scopes: REACT,
    run: marks.unreact,
  },
  'pin.create': {
    method: 'POST',
    path: '/open-apis/im/v1/pins',
    tier: 'im.send',
    scopes: PIN,
    run: marks.pin,
  },
  'pin.list': {
    method: 'GET',
    path: '/open-apis/im/v1/pins',
    tier: 'im.read',
    scopes: [...READ, 'im:message.pins:read'],
    run: marks.pins,
  },
  'pin.delete': {
    method: 'DELETE',
    path: '/open-apis/im/v1/pins/:message_id',
    tier: 'im.send',
    scopes: PIN,
    run: marks.unpin,
  },
  'image.get': {
    method: 'GET',
    path: '/open-apis/im/v1/images/:key',
    tier: 'im.read',
    scopes: ['im:resource'],
    run: downloads.ownImage,
  },
  'file.get': {
    method: 'GET',
    path: '/open-apis/im/v1/files/:key',
    tier: 'im.read',
    scopes: ['im:resource'],
    run: downloads.ownFile,
  },
  'batch.send': {
    method: 'POST',
    path: '/open-apis/message/v4/batch_send',
    tier: 'im.send',
    scopes: SEND,
    run: batchSend,
  },
  'batch.delete': { method: 'DELETE', path: BATCH, tier: 'im.send', scopes: SEND, run: batchRecall },
  'batch.readers': {
    method: 'GET',
    path: `${BATCH}/read_user`,
    tier: 'im.read',
    scopes: READ,
    run: batchReaders,
  },
} as const satisfies Record<string, Route>;
