import * as cardkit from '../cards/cardkit.ts';
import { delayedUpdate } from '../cards/delayed.ts';
import { forget, whisper } from '../cards/ephemeral.ts';
import type { Route } from './route.ts';

const UPDATE = ['im:message', 'im:message:send_as_bot', 'im:message:update'];
const SEND = ['im:message', 'im:message:send_as_bot', 'im:message:send'];
const CARD = '/open-apis/cardkit/v1/cards';
const ONE = `${CARD}/:card_id`;
const ELEMENT = `${ONE}/elements/:element_id`;

/** Cards beside those that are sent as they are (feishu.md 3.6, 4.4, 5.10). */
export const CARDS_ROUTES = {
  'card.update': {
    method: 'POST',
    path: '/open-apis/interactive/v1/card/update',
    tier: 'card.update',
    scopes: UPDATE,
    run: delayedUpdate,
  },
  'cardkit.create': {
    method: 'POST',
    path: CARD,
    tier: 'cardkit',
    scopes: ['cardkit:card:write'],
    run: cardkit.create,
  },
  'cardkit.convert': {
    method: 'POST',
    path: `${CARD}/id_convert`,
    tier: 'cardkit',
    scopes: ['cardkit:card:write'],
    run: cardkit.convert,
  },
  'cardkit.update': {
    method: 'PUT',
    path: ONE,
    tier: 'cardkit',
    scopes: ['cardkit:card:write'],
    run: cardkit.update,
  },
  'cardkit.settings': {
    method: 'PATCH',
    path: `${ONE}/settings`,
    tier: 'cardkit',
    scopes: ['cardkit:card:write'],
    run: cardkit.settings,
  },
  'cardkit.batch': {
    method: 'POST',
    path: `${ONE}/batch_update`,
    tier: 'cardkit',
    scopes: ['cardkit:card:write'],
    run: cardkit.batch,
  },
  'cardkit.add': {
    method: 'POST',
    path: `${ONE}/elements`,
    tier: 'cardkit',
    scopes: ['cardkit:card:write'],
    run: cardkit.addElements,
  },
  'cardkit.content': {
    method: 'PUT',
    path: `${ELEMENT}/content`,
    tier: 'cardkit',
    scopes: ['cardkit:card:write'],
    run: cardkit.content,
  },
  'cardkit.replace': {
    method: 'PUT',
    path: ELEMENT,
    tier: 'cardkit',
    scopes: ['cardkit:card:write'],
    run: cardkit.replaceElement,
  },
  'cardkit.patch': {
    method: 'PATCH',
    path: ELEMENT,
    tier: 'cardkit',
    scopes: ['cardkit:card:write'],
    run: cardkit.patchElement,
  },
  'cardkit.remove': {
    method: 'DELETE',
    path: ELEMENT,
    tier: 'cardkit',
    scopes: ['cardkit:card:write'],
    run: cardkit.removeElement,
  },
  'ephemeral.send': {
    method: 'POST',
    path: '/open-apis/ephemeral/v1/send',
    tier: 'im.send',
    scopes: SEND,
    run: whisper,
  },
  'ephemeral.delete': {
    method: 'POST',
    path: '/open-apis/ephemeral/v1/delete',
    tier: 'im.send',
    scopes: SEND,
    run: forget,
  },
} as const satisfies Record<string, Route>;
