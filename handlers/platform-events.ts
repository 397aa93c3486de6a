import { postOf } from '../models/ledgers/city.ts';
import { tenures } from '../models/ledgers/register.ts';
import { PERMITS } from '../models/rules/rights.ts';
import { dayOf } from '../models/rules/time/day.ts';
import { dropRequest, groupCard, unbindGroups } from './services/people/binding.ts';
import { endLiaison } from './services/people/liaison.ts';
import { changeOf, postsFor, type Ctx } from './services/context.ts';
import { endTenures } from './services/people/tenure.ts';
import { tenuresOf, isPlatform, type Platform } from './services/people/identify.ts';
import type { PlatformEvent, Inbound, Reply } from './inbound.ts';
import { messageKey } from './services/messages/keys.ts';

type Happened<W extends PlatformEvent['what']> = PlatformEvent & { what: W };
interface Scene {
  ctx: Ctx;
  channel: Platform;
  inbound: Inbound;
}

/** What is done about each thing that happens on a platform. Acted on as the system: nobody asked. */
const ON_EVENT: { [W in PlatformEvent['what']]: (scene: Scene, event: Happened<W>) => Promise<Reply> } = {
  joined: async ({ ctx, channel, inbound }) => {
    return { say: [{ card: await groupCard(ctx, { channel, chat: inbound.chat.id }) }] };
  },
  removed: async ({ ctx, channel, inbound }, { group }) => {
    await ctx.store.change(changeOf(ctx, '机器人已不在群中'), async (change) => {
      const bound = await unbindGroups(change, { channel, chat: inbound.chat.id });
      if (bound.length === 0) return;
      const names = bound.map(({ name }) => name).join('、');
      const text = `机器人已不在群“${group}”中，${names} 的推送没有去处，请重新拉入并绑定`;
      for (const message of toAdministrators(ctx, inbound, text)) change.send(message);
    });
    return {};
  },
  'person-left': async ({ ctx, channel, inbound }, { person, name }) => {
    const held = await tenuresOf(ctx, { channel, person });
    const posts = held.map(({ post }) => postOf(ctx.city, post).name).join('、');
    const text = `${name ?? '一名任职人员'}已离职，岗位空缺：${posts}。请登记接任人员`;
    await ctx.store.change(changeOf(ctx, '离职'), async (change) => {
      await endTenures(change, held, dayOf(ctx.clock.now()));
      await dropRequest(change, { channel, person });
      await endLiaison(change, { channel, person }, dayOf(ctx.clock.now()));
      if (held.length > 0) for (const message of toAdministrators(ctx, inbound, text)) change.send(message);
    });
    return {};
  },
  'person-known': async ({ ctx, channel }, { person, union }) => {
    if (channel !== 'feishu' || union === undefined) return {};
    const held = await tenuresOf(ctx, { channel, person });
    const unnoted = held.filter(({ feishuUnion }) => feishuUnion !== union);
    if (unnoted.length > 0)
      await ctx.store.change(changeOf(ctx, '通讯录'), async (change) => {
        for (const row of unnoted) await change.update(tenures, row, { feishuUnion: union });
      });
    return {};
  },
};

/** Does what is to be done about something that onPlatformEvent on a platform. */
export async function onPlatformEvent(
  ctx: Ctx,
  inbound: Inbound & { kind: 'platform-event' },
): Promise<Reply> {
  const { channel, event } = inbound;
  if (!isPlatform(channel)) return {};
  // The table's row and the event are of one kind; the compiler cannot pair them.
  const deed = ON_EVENT[event.what] as (scene: Scene, event: PlatformEvent) => Promise<Reply>;
  return deed({ ctx, channel, inbound }, event);
}

const toAdministrators = ({ city }: Ctx, { channel, eventId }: Inbound, text: string) =>
  postsFor(city, PERMITS.operations.right).map(({ code }) => ({
    key: messageKey('onPlatformEvent', channel, eventId, code),
    to: { post: code },
    kind: 'reply' as const,
    content: { text },
  }));
