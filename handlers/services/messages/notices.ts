import { digestCard } from '../../../cards/digest.ts';
import { shortMoment } from '../../../models/rules/time/words.ts';
import type { Change } from '../../../models/store/rows/change.ts';
import type { NewNotice, Notice } from '../../../models/store/messages/notices.ts';
import type { OutboxMessage } from '../../../models/store/messages/outbox-documents.ts';
import { postOf } from '../../../models/ledgers/city.ts';
import type { Services } from '../context.ts';

/** What comes within this time goes together: the rows of one import, the reminders of one hour. */
const GATHER_MS = 60_000;
/** Notices that 为什么没收到提醒 goes back to. */
const RECENT = 10;

/**
 * Has a post hear about a row, with the change that is the reason for it. 特急 goes out at once; everything else waits
 * for the digest, which merges it with what else the post is to hear, or drops it when it is not true any more.
 */
export function tell(change: Change, notice: NewNotice): void {
  const { at } = change.context;
  if (notice.urgency !== 'urgent') {
    change.note({ ...notice, dueAt: new Date(at.getTime() + GATHER_MS) });
    return;
  }
  const { post, ledger, code } = notice;
  const card = digestCard({ post, at, items: [notice] });
  const message = `urgent:${ledger}:${code}:${post}:${at.toISOString()}`;
  change.note({ ...notice, dueAt: at, decided: { state: 'sent', reason: '特急，即时发出', message } });
  change.send({ key: message, to: { post }, kind: 'urgent', content: { card } });
}

/** 为什么没收到提醒 <编号>: what the post was to hear about a row and what became of it, the newest first. */
export async function whyNotTold(services: Services, code: string, post: string): Promise<string[]> {
  const { store, city } = services;
  const notices = await store.notices.about(code, post, RECENT);
  const lines = await Promise.all(
    notices.map(async (notice) => {
      const message = notice.message === undefined ? undefined : await store.outbox.byKey(notice.message);
      return `${shortMoment(notice.at)} “${notice.fact}”：${becameOf(notice, message)}`;
    }),
  );
  const none = `${code} 还没有要提醒${postOf(city, post).name}的事项`;
  const next = await store.timers.upcomingOf(code);
  return [
    ...(lines.length > 0 ? lines : [none]),
    ...(next ? [`下一次自动提醒：${shortMoment(next.at)}`] : []),
  ];
}

function becameOf({ state, reason, dueAt }: Notice, message: OutboxMessage | undefined): string {
  if (state === 'waiting') return `还没有发，等到 ${shortMoment(dueAt)}（${reason}）`;
  if (state === 'dropped') return `没有发，${reason}`;
  return `${reason}，${deliveryOf(message)}`;
}

function deliveryOf(message: OutboxMessage | undefined): string {
  if (!message) return '已交发送';
  const { status, sentAt, lastError = '原因不明' } = message;
  if (status === 'sent' && sentAt) return `${shortMoment(sentAt)} 已送达平台`;
  if (status === 'due') return message.lastError ? `正在重试（${lastError}）` : '正在发送';
  return `没有送达（${lastError}）`;
}
