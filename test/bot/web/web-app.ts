import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { afterAll } from 'vitest';
import type { Patience } from '../../../bot/channel/answer-in-time.ts';
import { createWeb, type Web } from '../../../bot/web/web.ts';
import type { ChatContent, SandboxControls, WebDeps } from '../../../bot/web/ports.ts';
import { cardPage } from '../../../bot/web/pages/visitor-page.ts';
import { Visitors } from '../../../bot/web/login/visitors.ts';
import heyuan from '../../../models/ledgers/city/heyuan.json' with { type: 'json' };
import { parseCity, type City } from '../../../models/ledgers/city.ts';
import { SettableClock, systemClock } from '../../../models/rules/time/clock.ts';
import { addDays, dayOf, instantOf, weekdayOf } from '../../../models/rules/time/day.ts';
import { SandboxMessages } from '../../../models/store/messages/sandbox-messages.ts';
import type { Dispatch, Inbound } from '../../../handlers/inbound.ts';
import { wholeOf } from '../../helpers/evidence.ts';
import { freshConnection } from '../../helpers/mongod.ts';
import { bulletin, form, preview } from '../../../cards/gallery/samples.ts';

const city: City = parseCity(heyuan);
const isWorkday = (day: string) => weekdayOf(day) % 6 !== 0;

export interface WebApp {
  url: string;
  web: Web;
  visitors: Visitors;
  city: City;
  clock: SettableClock;
  chats: SandboxMessages<ChatContent>;
  /** Everything that was handed in, oldest first. */
  inbound: Inbound[];
  /** The files that came, with the post and the input they came for; of those in a chat with neither. */
  received: { post: string; name: string; field: string; bytes: Buffer }[];
}

/** A running web channel over a real database, with a small bot behind it that knows the sample cards. */
export async function webApp(
  options: {
    sandbox?: boolean;
    dispatch?: Dispatch;
    moving?: Promise<void>;
    patience?: Patience;
    putDown?: WebDeps['putDown'];
  } = {},
): Promise<WebApp> {
  const chats = new SandboxMessages<ChatContent>(await freshConnection());
  await chats.prepare();
  const clock = new SettableClock(instantOf('2026-06-09', '08:45'));
  const inbound: Inbound[] = [];
  const received: WebApp['received'] = [];
  const answer = options.dispatch ?? sampleBot;
  const visitors = new Visitors({
    key: 'a key for tests',
    // The real time: the sandbox's own is moved.
    clock: systemClock,
    secure: false,
    channels: new Set(options.sandbox === false ? [] : ['web']),
    recognise: ({ person }) => Promise.resolve(recognised(person)),
  });
  const deps: WebDeps = {
    city,
    clock,
    chats,
    calendar: { isWorkday },
    dispatch: (event) => {
      inbound.push(event);
      return answer(event);
    },
    visitors,
    ...(options.patience ? { patience: options.patience } : {}),
    receiveFile: async ({ post }, { name, stream, field }) => {
      const bytes = await wholeOf(stream);
      received.push({ post, name, field, bytes });
      return { id: `file-${received.length}` };
    },
    putDown:
      options.putDown ??
      (async (name, stream) => {
        const bytes = await wholeOf(stream);
        received.push({ post: '', name, field: '', bytes });
        return { name, ref: `stored:${received.length}`, bytes: bytes.length };
      }),
    suggest: () => ['帮助', '通报', '查 ', '项目台账'],
  };
  const controls = options.sandbox === false ? {} : { sandbox: controlsOf(clock, options.moving) };
  const web = createWeb({ ...deps, ...controls });
  const app = new Koa();
  app.use(web.routes);
  app.use(async (ctx) => {
    const visitor = await visitors.of(ctx);
    if (ctx.path !== '/rows/appendix' || !visitor) return;
    ctx.type = 'html';
    ctx.body = cardPage(bulletin, visitor, ctx.url);
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  afterAll(() => {
    web.stop();
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, web, visitors, city, clock, chats, inbound, received };
}

const sampleBot: Dispatch = async (event) => {
  if (event.kind === 'files') {
    return { say: [{ text: `收到 ${event.files.length} 个文件` }, { card: preview }] };
  }
  if (event.kind === 'text') {
    const cards: Record<string, typeof bulletin> = { 通报: bulletin, 登记: form };
    const card = cards[event.text];
    return { say: [card ? { card } : { text: `没有听懂“${event.text}”，发“帮助”看看我能做什么` }] };
  }
  if (event.kind === 'platform-event') return {};
  if (event.action === 'ledger.open') {
    return { toast: { tone: 'good', text: '已记录' }, card: { ...bulletin, tone: 'good', subtitle: '已阅' } };
  }
  if (event.action === 'ledger.save') return { toast: { tone: 'good', text: '已提交审核' } };
  return { toast: { tone: 'info', text: `${event.action} 已处理` } };
};

function recognised(code: string) {
  const post = city.posts.find((row) => row.code === code);
  if (!post) return undefined;
  return { viewer: { post: code, name: post.name, roles: post.roles }, posts: [post] };
}

function controlsOf(clock: SettableClock, moving?: Promise<void>): SandboxControls {
  return {
    now: () => clock.now(),
    nextWorkday: () => {
      let day = addDays(dayOf(clock.now()), 1);
      while (!isWorkday(day)) day = addDays(day, 1);
      return instantOf(day, '08:45');
    },
    nextDuty: () =>
      Promise.resolve({ name: 'bulletin', title: '印发月通报', at: instantOf('2026-06-12', '09:07') }),
    moveTo: async (instant) => {
      await moving;
      clock.set(instant);
      return { ran: [{ job: 'bulletin', title: '印发月通报', slot: '2026-05' }], sent: 9 };
    },
  };
}
