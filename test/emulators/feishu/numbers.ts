/** Every number of the platform that the emulator enforces. Beside each stands the section of feishu.md it comes from. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const KB = 1024;
const MB = 1024 * KB;

export const TIMES = {
  /** 1.3: a tenant_access_token lives two hours … */
  tokenLife: 2 * HOUR,
  /** 1.3: … and is handed out again while this much of its life is left. */
  tokenReuse: 30 * MINUTE,
  /** 4.2: one success a `uuid` within this window. */
  uuidWindow: HOUR,
  /** 3.4, 4.1: a card answers clicks and takes patches for so long. */
  cardLife: 14 * DAY,
  /** 6.3: one group a `uuid` within this window. */
  chatUuidWindow: 10 * HOUR,
  /** 3.6: the `c-…` token of a click. */
  updateTokenLife: 30 * MINUTE,
  /** 2.5: an event or a callback must be answered in this time. */
  answer: 3 * SECOND,
  /** 2.2: the url_verification. */
  challenge: SECOND,
  /** 6.4: what the consent page hands out is good once, for so long. */
  loginCode: 5 * MINUTE,
  /** 6.4: `expires_in` of a user_access_token. */
  userTokenLife: 2 * HOUR,
  /** 4.1: read_users looks back so far. */
  readUsers: 7 * DAY,
  /** 1.11: defaults of the long connection, in seconds because its frames carry seconds. */
  pingIntervalSeconds: 120,
} as const;

/** 2.5: after each failure of an event, counted from that failure. Callbacks are never retried. */
export const RETRIES: readonly number[] = [15 * SECOND, 5 * MINUTE, HOUR, 6 * HOUR];

export const SIZES = {
  /** 4.2: the request body of a card or a post, and of the delayed update (3.6). */
  card: 30 * KB,
  /** 4.2 */
  text: 150 * KB,
  /** 4.2 */
  image: 10 * MB,
  /** 4.2 */
  file: 30 * MB,
  /** A body beyond this is cut off by the gateway, whatever it is: the largest upload and its form. */
  body: 31 * MB,
} as const;

export const COUNTS = {
  /** 4.2 */
  uuidLength: 50,
  /** 3.6 */
  updateTokenUses: 2,
  /** 4.1 */
  listPage: 50,
  /** 4.1 */
  readUsersPage: 100,
  /** 4.1: ids in one urgent call, and unread urgents of one person. */
  urgentIds: 200,
  urgentUnread: 200,
  /** 4.3: ids of one kind in a batch. */
  batchIds: 200,
  /** 6.2 */
  lookup: 50,
  /** 6.3: people that come into a group by one call, and bots. */
  membersAdded: 50,
  botsAdded: 5,
  /** 6.3 */
  chatsPage: 100,
  membersPage: 100,
  /** contact.v3.user.findByDepartment and batch */
  departmentPage: 50,
  /** 6.4: scopes of one consent */
  loginScopes: 50,
  /** 1.11 */
  connections: 50,
  /** 4.1 */
  editsPerMessage: 20,
} as const;

/** 5.2 */
export const CARD = { elements: 200, depth: 5, tables: 5, columns: 50 } as const;

export interface Quota {
  per: number;
  max: number;
}

/** 4.2: what one application may ask of one group of calls. `im.send` covers create, reply, patch and urgent. */
export const TIERS = {
  'im.send': [
    { per: SECOND, max: 50 },
    { per: MINUTE, max: 1000 },
  ],
  'im.read': [
    { per: SECOND, max: 50 },
    { per: MINUTE, max: 1000 },
  ],
  'im.upload': [
    { per: SECOND, max: 50 },
    { per: MINUTE, max: 1000 },
  ],
  'card.update': [
    { per: SECOND, max: 50 },
    { per: MINUTE, max: 1000 },
  ],
  cardkit: [
    { per: SECOND, max: 50 },
    { per: MINUTE, max: 1000 },
  ],
  contact: [
    { per: SECOND, max: 50 },
    { per: MINUTE, max: 1000 },
  ],
} as const satisfies Record<string, readonly Quota[]>;
export type Tier = keyof typeof TIERS;

/** 4.2: to one person, into one group (by all bots together), on one message. */
export const PER_TARGET: readonly Quota[] = [{ per: SECOND, max: 5 }];

/** 5.10: changes of one card entity, unless it streams. */
export const PER_ENTITY: readonly Quota[] = [{ per: SECOND, max: 10 }];
