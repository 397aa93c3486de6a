import { postOf } from '../../../models/ledgers/city.ts';
import { PERMITS } from '../../../models/rules/rights.ts';
import { dayOf } from '../../../models/rules/time/day.ts';
import type { Recipient } from '../../../models/store/messages/message.ts';
import type { OutboxMessage } from '../../../models/store/messages/outbox-documents.ts';
import { changeOf, postsFor, type Ctx, type Services } from '../context.ts';
import { messageKey } from './keys.ts';

/** Targets that the notice names; the rest is counted. */
const NAMED = 10;
const DAY_MS = 86_400_000;

/**
 * Tells the administrators once a day who and what could not be reached since the day before: posts without a holder
 * or an account, groups that are not bound or gone. One message, however many they are.
 */
export async function reportUndelivered(ctx: Ctx, until: Date): Promise<string> {
  const given = await ctx.store.outbox.givenUp(new Date(until.getTime() - DAY_MS), until);
  const vacant = (await ctx.store.notices.vacancies()).map(
    ({ post, count }) =>
      `${postOf(ctx.city, post).name}：${count} 条提醒等着，岗位暂时无人任职或没有登记账号`,
  );
  const lines = [...linesOf(ctx, given), ...vacant];
  if (lines.length === 0) return '都已送达';
  const more = lines.length > NAMED ? [`……共 ${lines.length} 处`] : [];
  const text = [
    '昨天以来有消息没有送达：',
    ...lines.slice(0, NAMED),
    ...more,
    '处理后用 outbox replay 重新发送',
  ];
  await ctx.store.change(changeOf(ctx), async (change) => {
    for (const { code } of postsFor(ctx.city, PERMITS.operations.right))
      change.send({
        key: messageKey('undelivered', dayOf(until), code),
        to: { post: code },
        kind: 'push',
        content: { text: text.join('\n') },
      });
  });
  return `${lines.length} 处没有送达`;
}

/** One line a target: how many messages, and why the last of them did not arrive. */
function linesOf(services: Services, messages: readonly OutboxMessage[]): string[] {
  const targets = new Map<string, { name: string; count: number; reason: string }>();
  for (const { to, lastError = '' } of messages) {
    const key = JSON.stringify(to);
    const count = (targets.get(key)?.count ?? 0) + 1;
    targets.set(key, { name: nameOf(services, to), count, reason: lastError });
  }
  return [...targets.values()].map(({ name, count, reason }) => `${name}：${count} 条，${reason}`);
}

function nameOf({ city }: Services, to: Recipient): string {
  if ('post' in to) return postOf(city, to.post).name;
  if ('group' in to) return city.groups.find(({ code }) => code === to.group)?.name ?? to.group;
  return `会话 ${to.chat}`;
}
