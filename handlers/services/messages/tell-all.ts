import type { Say } from '../../../cards/card.ts';
import { titleOf, type AnyRow } from '../../../cards/ledger.ts';
import { deadlinesOf } from '../../../models/ledgers/engine/deadlines.ts';
import type { AnyLedger } from '../../../models/ledgers/engine/define.ts';
import {
  isMessage,
  type Tell,
  type TellMessage,
  type TellNotice,
} from '../../../models/ledgers/engine/machine.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import type { Change } from '../../../models/store/rows/change.ts';
import type { About, Recipient } from '../../../models/store/messages/message.ts';
import { postsFor, viewerOf, type Ctx, type Receiver } from '../context.ts';
import { featureOf } from '../ledgers/feature.ts';
import { rowCardOf } from '../ledgers/row-card.ts';
import { namesFor } from '../ledgers/titles.ts';
import { messageKey } from './keys.ts';
import { tell } from './notices.ts';

/** What is told, of which row, and why. */
export interface Told {
  ledger: AnyLedger;
  row: AnyRow;
  tells: readonly Tell[];
  /** What notices say that have no words of their own. */
  fact: string;
  /**
   * What is told once: a version of the row, which one move alone leads to, or the day that a reminder is about.
   * Telling the same again adds nothing.
   */
  once: string | number;
  /** After this moment it is not true any more. */
  until?: Date;
}

/** Tells all whom a definition names of a row, with the change. Gives how many got a message of their own. */
export async function tellAll(ctx: Ctx, change: Change, told: Told): Promise<number> {
  let sent = 0;
  for (const each of told.tells)
    if (isMessage(each)) sent += await sendTo(ctx, change, told, each);
    else note(ctx, change, told, each);
  return sent;
}

/** Those whom a notice names, as far as they have the right to the row; nobody hears of what they did themselves. */
function note({ city, viewer }: Ctx, change: Change, told: Told, { to, as, text }: TellNotice): void {
  const { ledger, row, fact } = told;
  for (const { code: post } of postsFor(city, to, row))
    if (post !== viewer.post)
      tell(change, {
        post,
        ledger: ledger.name,
        code: row.code,
        matter: ledger.noun,
        fact: text ?? fact,
        urgency: as,
        while: [String(row.status)],
      });
}

async function sendTo(ctx: Ctx, change: Change, told: Told, message: TellMessage): Promise<number> {
  const { ledger, row, once } = told;
  const { as: kind } = message;
  const says = 'says' in message ? message.says : 'text';
  const make = 'says' in message ? makerOf(ctx, told, says) : await wordsOf(ctx, told, message.text);
  let sent = 0;
  for (const { to, ...receiver } of receiversOf(ctx, message, row)) {
    const content = await make({ to, ...receiver });
    if (content === undefined) continue;
    const key = messageKey(ledger.name, row.code, once, says, ...Object.values(to));
    // An answer to what somebody asked for is theirs whatever comes after; what asks for something is not.
    const about = 'text' in message ? {} : { about: aboutOf(ctx, told, says) };
    change.send({ key, to, kind, content, ...about });
    sent++;
  }
  return sent;
}

function aboutOf(ctx: Ctx, { ledger, row, until = assentEnds(ctx, ledger, row) }: Told, says: string): About {
  const { code, status } = row;
  return { ledger: ledger.name, code, says, while: [String(status)], ...(until ? { until } : {}) };
}

/** Where silence is assent, what asks for a word is too late after the limit. */
function assentEnds({ calendar, rules }: Ctx, ledger: AnyLedger, row: AnyRow): Date | undefined {
  if (!ledger.machine?.states[String(row.status)]?.assent) return undefined;
  return deadlinesOf(ledger, Object.fromEntries(Object.entries(row)), { calendar, rules })?.due;
}

type Addressed = Receiver & { to: Recipient };

/** A text of the definition: the one who asked knows what they asked for, whatever else they may see. */
async function wordsOf(ctx: Ctx, { ledger, row }: Told, text: string): Promise<() => Promise<Say>> {
  const nameOf = await namesFor({ ...ctx, viewer: SYSTEM }, ledger, [row]);
  const words = text.replaceAll('{title}', titleOf(ledger, row, nameOf));
  return async () => ({ text: words });
}

/** The row's own card as each would open it, or what the feature makes. */
export function makerOf(
  ctx: Ctx,
  { ledger, row }: Pick<Told, 'ledger' | 'row'>,
  says: string,
): (receiver: Addressed) => Promise<Say | undefined> {
  if (says !== 'row') {
    const made = featureOf(ctx, ledger)?.says[says];
    return async (receiver) => made?.(ctx, row, receiver);
  }
  return async ({ to }) => {
    const viewer = 'post' in to ? viewerOf(ctx.city, to.post) : ctx.viewer;
    return { card: await rowCardOf({ ...ctx, viewer }, ledger, row, 'group' in to ? 'group' : 'private') };
  };
}

function receiversOf({ city }: Ctx, message: TellMessage, row: AnyRow): Addressed[] {
  if ('account' in message) {
    const { channel, person } = message.account;
    const chat = String(row[person]);
    return [{ code: chat, to: { channel: String(row[channel]), chat } }];
  }
  if ('groups' in message)
    return city.groups
      .filter(({ kind }) => message.groups.includes(kind))
      .map((group) => ({ ...placed(group), to: { group: group.code } }));
  const near = postsFor(city, message.to, row);
  const posts = near.length === 0 && message.orElse ? postsFor(city, message.orElse, row) : near;
  return posts.map((post) => ({ ...placed(post), to: { post: post.code } }));
}

/** Who a message went to, as its maker knows them. */
export function addressed({ city }: Ctx, to: Recipient): Addressed {
  if ('chat' in to) return { code: to.chat, to };
  const found =
    'post' in to
      ? city.posts.find(({ code }) => code === to.post)
      : city.groups.find(({ code }) => code === to.group);
  return { ...placed(found ?? { code: 'post' in to ? to.post : to.group }), to };
}

const placed = ({ code, unit }: { code: string; unit?: string | undefined }): Receiver => ({
  code,
  ...(unit ? { unit } : {}),
});
