import { Agenda } from './agenda.ts';
import { type App, createApp } from './app.ts';
import type { CardEntity, CardTemplate } from './cards.ts';
import { Chats } from './chats.ts';
import type { Resources } from '../api/content.ts';
import { Journal } from './journal.ts';
import { Logins } from '../api/login.ts';
import type { Message } from './message.ts';
import { People } from './people.ts';
import { Quotas } from './quota.ts';
import { createRandom, type Random } from './random.ts';
import { Tokens } from './tokens.ts';
import { Uploads } from './uploads.ts';
import type { Clock } from '../../../../models/rules/time/clock.ts';

/** What one click may still do to its card (feishu.md 3.6). */
export interface UpdateToken {
  messageId: string;
  issued: number;
  uses: number;
  /** The callback it came with has been answered. */
  answered: boolean;
}

/** The whole state of the emulated platform. Modules change it; nothing else holds state. */
export interface World {
  random: Random;
  agenda: Agenda;
  journal: Journal;
  app: App;
  people: People;
  chats: Chats;
  messages: Map<string, Message>;
  /** The latest message under each uuid, and what that uuid is bound to (4.2). */
  uuids: Map<string, { message: Message; mark: string }>;
  uploads: Uploads;
  entities: Map<string, CardEntity>;
  templates: Map<string, CardTemplate>;
  /** The messages of a batch, by its id (4.3). */
  batches: Map<string, readonly string[]>;
  /** The group made under each uuid (6.3). */
  chatUuids: Map<string, { chatId: string; at: number }>;
  tokens: Tokens;
  logins: Logins;
  quotas: Quotas;
  updateTokens: Map<string, UpdateToken>;
  /** What single people were told by a toast. */
  toasts: { at: number; openId: string; messageId: string; type: string; content: string }[];
  resources: Resources;
  /** uuids whose message is being sent right now: 230049. */
  sending: Set<string>;
  now: () => number;
}

export function createWorld(options: { clock: Clock; seed: number; log: (line: string) => void }): World {
  const random = createRandom(options.seed);
  const agenda = new Agenda(options.clock);
  const now = () => agenda.now();
  const people = new People(random);
  const uploads = new Uploads(random);
  const entities = new Map<string, CardEntity>();
  const templates = new Map<string, CardTemplate>();
  return {
    random,
    agenda,
    journal: new Journal(now, options.log),
    app: createApp(random),
    people,
    chats: new Chats(random),
    messages: new Map(),
    uuids: new Map(),
    uploads,
    entities,
    templates,
    batches: new Map(),
    chatUuids: new Map(),
    tokens: new Tokens(now, random),
    logins: new Logins(now, random),
    quotas: new Quotas(),
    updateTokens: new Map(),
    toasts: [],
    sending: new Set(),
    now,
    resources: {
      image: (key) => uploads.find(key)?.kind === 'image',
      fileType: (key) => (uploads.find(key)?.kind === 'file' ? uploads.find(key)?.type : undefined),
      person: (id) => people.knows(id),
      template: (id) => templates.get(id),
      entity: (id) => entities.get(id),
    },
  };
}
