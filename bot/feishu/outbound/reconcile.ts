import { canonicalJson } from '../../../models/rules/canonical.ts';
import type { PlatformMessage, FeishuApi } from '../api/api.ts';
import type { Part } from './contents.ts';
import { FeishuFault } from '../api/errors.ts';
import type { RateLimit } from '../../channel/rate-limit.ts';
import { AttemptEnded } from '../../channel/outcomes.ts';
import { COUNTS, TIMES, type Tier } from '../api/limits.ts';
import { harmless } from './outcomes.ts';

export interface Sought {
  /** The chat to read; undefined when it is not known. */
  chat: string | undefined;
  since: Date;
  parts: readonly Part[];
}

/**
 * Which parts of a message stand in its chat already, by their place: the way to find out once the platform no longer
 * knows their uuid (feishu.md 4.2). @throws AttemptEnded `unknown` where the chat cannot tell
 */
export async function stillShown(
  { chat, since, parts }: Sought,
  { api, gate }: { api: Pick<FeishuApi, 'listMessages'>; gate: RateLimit<Tier> },
): Promise<(string | undefined)[]> {
  if (chat === undefined) throw unknown('不知道与收件人的会话编号，无法核对是否已送达');
  const missing = new Set(parts.keys());
  const found: (string | undefined)[] = parts.map(() => undefined);
  const from = Math.floor((since.getTime() - TIMES.clockSkew) / 1000);
  let isOpen = false;
  let page: string | undefined;
  for (let read = 0; missing.size > 0; read++) {
    if (read === COUNTS.pagesRead) throw unknown('会话消息太多，无法核对是否已送达');
    await gate.enter('read');
    const { items, next } = await api.listMessages(chat, from, page).catch(unreadable);
    for (const message of items.filter(({ byApp }) => byApp)) {
      const place = [...missing].find((i) => isSame(parts[i], message));
      if (place !== undefined) {
        missing.delete(place);
        found[place] = message.messageId;
      } else isOpen ||= parts.some((part) => mayHaveBeen(part, message));
    }
    if (next === undefined) break;
    page = next;
  }
  if (missing.size > 0 && isOpen) throw unknown('会话里有一张同名卡片已被更新过，无法核对是否就是这一张');
  return found;
}

const unknown = (reason: string): AttemptEnded => new AttemptEnded({ kind: 'unknown', reason });

/** A chat that cannot be read now may be readable soon; any other refusal stays one. */
const PASSING: ReadonlySet<string> = new Set(['throttled', 'target-busy', 'unavailable', 'token']);
function unreadable(error: unknown): never {
  if (!(error instanceof FeishuFault)) throw error;
  const fault = harmless(error);
  throw PASSING.has(fault.kind) ? fault : unknown(`会话读不到，无法核对是否已送达：${fault.reason}`);
}

/** Two ways to write the same: a card comes back with its members in any order, a file with its name. */
function isSame(part: Part | undefined, { type, content }: PlatformMessage): boolean {
  if (part?.type !== type) return false;
  const there = parsed(content);
  if (part.fileName !== undefined && Reflect.get(there, 'file_name') === part.fileName) return true;
  const given = type === 'file' ? { file_key: Reflect.get(there, 'file_key') as unknown } : there;
  return canonicalJson(given) === canonicalJson(part.content);
}

/** A card that was clicked shows something else by now; under the same heading it may be the one we look for. */
function mayHaveBeen(part: Part, { type, content, updated }: PlatformMessage): boolean {
  if (!updated || type !== 'interactive' || part.type !== type) return false;
  return canonicalJson(headingOf(parsed(content))) === canonicalJson(headingOf(part.content));
}

const headingOf = (card: object): unknown => {
  const header: unknown = Reflect.get(card, 'header');
  return typeof header === 'object' && header !== null ? Reflect.get(header, 'title') : undefined;
};

function parsed(content: string): object {
  try {
    const value: unknown = JSON.parse(content);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
