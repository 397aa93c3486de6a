import { createApp } from '../../../emulators/feishu/state/app.ts';
import { createRandom } from '../../../emulators/feishu/state/random.ts';
import { seal, type Wire } from '../../../emulators/feishu/wire/wire.ts';
import { verifyKeys, verifyRequest } from '../../../../bot/feishu/inbound/verify.ts';

/** Letters as the platform seals them, for tests that open them without a server between. */

const random = createRandom(4);
export const APP = createApp(random);
export const KEYS = verifyKeys(APP);
/** What create_time says in ms, and the clock of those who read it. */
export const SENT = Date.parse('2026-06-01T09:00:00+08:00');

/** A click's envelope; `header` and `event` on top of what is ordinary. */
export const click = (header: object = {}, event: object = {}) => ({
  schema: '2.0',
  header: {
    event_id: 'f7984f25108f8137722bb63cee927e66',
    event_type: 'card.action.trigger',
    create_time: `${SENT}000`,
    token: APP.verificationToken,
    app_id: APP.appId,
    tenant_key: APP.tenantKey,
    ...header,
  },
  event: { operator: { open_id: 'ou_1' }, action: { tag: 'button', value: { act: '签收' } }, ...event },
});

export interface Sealed {
  raw: Buffer;
  headers: { timestamp: string; nonce: string; signature: string };
}

/** Any body, sealed as `wire` says with the keys of `app`. */
export function sealed(body: object, wire: Wire = {}, app = APP): Sealed {
  const { headers, body: raw } = seal(app, random, body, SENT / 1000, wire);
  const header = (name: string) => headers[`x-lark-${name}`] ?? '';
  return {
    raw,
    headers: {
      timestamp: header('request-timestamp'),
      nonce: header('request-nonce'),
      signature: header('signature'),
    },
  };
}

export const opened = ({ raw, headers }: Sealed, keys = KEYS) => verifyRequest(raw, headers, keys);
