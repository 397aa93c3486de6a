import type { City } from '../../../models/ledgers/city.ts';
import { ROLES } from '../../../models/rules/permissions.ts';
import { dayOf, timeOf } from '../../../models/rules/time/day.ts';
import { cardHtml } from '../../../cards/render/html.ts';
import { BOT, BOT_NAME, findPost, placeOf } from './directory.ts';
import type { ChatContent, LoggedMessage } from '../ports.ts';
import { dayWords } from '../time.ts';

/** A message as the page shows it: everything worked out here, so that the script only places it. */
export interface MessageView {
  id: string;
  chat: string;
  seq: number;
  rev: number;
  who: { code: string; name: string; place: string; bot: boolean };
  /** Of somebody's message the event that brought it, by which the page that sent it knows it again. */
  event?: string;
  /** YYYY-MM-DD */
  day: string;
  dayWords: string;
  time: string;
  /** One line for the list of chats. */
  line: string;
  text?: string;
  html?: string;
  file?: { name: string; bytes: number; href?: string };
}

export function messageView(city: City, message: LoggedMessage): MessageView {
  const { id, chat, seq, rev, at, content } = message;
  const event = /^in:[^:]+:([^:]+)/.exec(message.source)?.[1];
  return {
    id,
    chat,
    seq,
    rev,
    who: author(city, message.who),
    ...(event === undefined ? {} : { event }),
    day: dayOf(at),
    dayWords: dayWords(dayOf(at)),
    time: timeOf(at),
    line: lineOf(content),
    ...bodyOf(content),
  };
}

function author(city: City, who: string): MessageView['who'] {
  if (who === BOT) return { code: BOT, name: BOT_NAME, place: '', bot: true };
  const post = findPost(city, who);
  return {
    code: who,
    name: post?.name ?? ROLES.ENTERPRISE,
    place: post ? placeOf(city, post) : '',
    bot: false,
  };
}

function bodyOf(content: ChatContent): Pick<MessageView, 'text' | 'html' | 'file'> {
  if ('text' in content) return { text: content.text };
  if ('card' in content) return { html: cardHtml(content.card) };
  if ('handedIn' in content) return { file: content.handedIn };
  const { id, name, bytes } = content.file;
  return { file: { name, bytes, href: `/files/${encodeURIComponent(id)}` } };
}

function lineOf(content: ChatContent): string {
  if ('text' in content) return content.text.replace(/\s+/g, ' ').slice(0, 60);
  if ('card' in content) return `[卡片] ${content.card.title}`;
  return `[文件] ${'handedIn' in content ? content.handedIn.name : content.file.name}`;
}
