import type { Random } from './random.ts';

/** The application as the developer console knows it. Tests change it to stage what `doctor` has to find. */
export interface App {
  appId: string;
  appSecret: string;
  encryptKey: string;
  verificationToken: string;
  name: string;
  botOpenId: string;
  tenantKey: string;
  /** A version is published (6.8). */
  published: boolean;
  botEnabled: boolean;
  /** Switched off by the tenant's administrator: 10014. */
  disabled: boolean;
  /** Asked for and granted; `undefined` = all (6.8). */
  scopes: Set<string> | undefined;
  /** The callback tab of the console has `card.action.trigger` (3.5: else 200340). */
  cardCallback: boolean;
  /** 安全设置: where the consent page may send people back to (6.4); `undefined` = anywhere. */
  redirectUrls: Set<string> | undefined;
  /** Where events and callbacks go: an address, or to whoever holds a long connection. */
  webhookUrl: string | undefined;
}

export function createApp(random: Random): App {
  return {
    appId: `cli_${random.hex(16)}`,
    appSecret: random.hex(32),
    encryptKey: random.hex(24),
    verificationToken: random.hex(32),
    name: '招优',
    botOpenId: `ou_${random.hex(32)}`,
    tenantKey: random.hex(16),
    published: true,
    botEnabled: true,
    disabled: false,
    scopes: undefined,
    cardCallback: true,
    redirectUrls: undefined,
    webhookUrl: undefined,
  };
}

/** What an app like ours asks for (6.8, 3.1 to 3.3); with `scopes` undefined all are granted. */
export const KNOWN_SCOPES: readonly string[] = [
  'im:message',
  'im:message:send_as_bot',
  'im:message:update',
  'im:message:readonly',
  'im:message.p2p_msg:readonly',
  'im:message.group_at_msg:readonly',
  'im:message.urgent',
  'im:resource',
  'im:chat',
  'im:chat:readonly',
  'im:chat.members:read',
  'contact:user.id:readonly',
  'contact:contact.base:readonly',
  'contact:user.base:readonly',
  'contact:user.employee_id:readonly',
];

/** Any one of these opens the door; `undefined` on the app means all were granted. */
export const isGranted = (app: App, anyOf: readonly string[]): boolean =>
  anyOf.length === 0 || app.scopes === undefined || anyOf.some((scope) => app.scopes?.has(scope));
