import type { AnyLedger } from '../models/ledgers/engine/define.ts';
import type { Field, Value } from '../models/ledgers/engine/fields.ts';
import { kindOf } from '../models/ledgers/engine/kinds/all.ts';
import { showValue, type NameOf } from '../models/ledgers/engine/show.ts';
import { dayOf, timeOf } from '../models/rules/time/day.ts';
import { isContactCode } from '../models/ledgers/enterprise.ts';
import { ROLES, SYSTEM } from '../models/rules/permissions.ts';
import type { Block, TextBlock } from './card.ts';

/** What the audit keeps of one change, as far as people read it. */
export interface HistoryEntry {
  at: Date;
  post: string;
  event: string;
  reason?: string;
  changes: readonly { field: string; before: unknown; after: unknown }[];
}

/** A change as it is read: when, which post, what. */
export interface HistoryLine {
  at: string;
  by: string;
  text: string;
}

/** Events that every ledger has; a machine's moves are called by their own labels. */
const EVENTS: Readonly<Record<string, string>> = { create: '登记', change: '更新', delete: '删除' };

/**
 * A row's history in words, newest first: field label, old → new, who, when, why. Of secret fields only that they
 * changed is told; hidden ones are left out.
 */
export function historyLines(
  ledger: AnyLedger,
  entries: readonly HistoryEntry[],
  nameOf: NameOf,
): HistoryLine[] {
  return entries.toReversed().map(({ at, post, event, reason, changes }) => {
    const move = ledger.machine?.moves.find((each) => each.event === event);
    const what = eventName(ledger, event);
    const details = event === 'create' ? [] : changes.flatMap((change) => detail(ledger, change, nameOf));
    const told = move ? [what, ...details] : details;
    const text = told.join('；') || what;
    return {
      at: `${dayOf(at)} ${timeOf(at)}`,
      by: postName(post, nameOf),
      text: reason ? `${text}（${reason}）` : text,
    };
  });
}

/** What happened to a row, in its ledger's own word. */
export const eventName = ({ machine }: AnyLedger, event: string): string =>
  machine?.moves.find((each) => each.event === event)?.label ?? EVENTS[event] ?? event;

/** What one change changed, a line a field: old → new; of a new row what was filled in. */
export const changedFields = (
  ledger: AnyLedger,
  { event, changes }: Pick<HistoryEntry, 'event' | 'changes'>,
  nameOf: NameOf,
): string[] =>
  changes.flatMap((change) =>
    event === 'create' ? filledIn(ledger, change, nameOf) : detail(ledger, change, nameOf),
  );

function filledIn(ledger: AnyLedger, { field: key, after }: HistoryEntry['changes'][number], nameOf: NameOf) {
  const field = ledger.fields[key];
  if (!field || field.hidden) return [];
  return [
    isSecret(field) ? `${field.label}已填写` : `${field.label}：${showValue(field, after as Value, nameOf)}`,
  ];
}

function detail(ledger: AnyLedger, change: HistoryEntry['changes'][number], nameOf: NameOf): string[] {
  const field = ledger.fields[change.field];
  if (!field || field.hidden) return [];
  if (isSecret(field)) return [`${field.label}已变更`];
  const [before, after] = [change.before as Value | null, change.after as Value | null];
  const told = kindOf(field).changed?.(field, before ?? undefined, after ?? undefined, nameOf);
  if (told) return [`${field.label}：${told}`];
  return [`${field.label}：${showValue(field, before, nameOf)} → ${showValue(field, after, nameOf)}`];
}

export const isSecret = (field: Field): boolean => 'secret' in field && field.secret !== undefined;

/** Who is behind a change: a post, an enterprise's liaison, or the system itself, as which jobs and the demo act. */
export const postName = (post: string, nameOf: NameOf): string =>
  post === SYSTEM.post ? SYSTEM.name : isContactCode(post) ? ROLES.ENTERPRISE : nameOf('post', post);

/** Lines as text blocks, for a fold or a card of their own. */
export const historyTexts = (lines: readonly HistoryLine[]): TextBlock[] =>
  lines.map(({ at, by, text }) => ({
    kind: 'text',
    text: [{ text: `${at} ${by}`, bold: true }, ` ${text}`],
  }));

/** The history folded away under a card; nothing when there is none. */
export const historyFold = (lines: readonly HistoryLine[]): Block[] =>
  lines.length === 0
    ? []
    : [{ kind: 'fold', title: `变更记录（${lines.length} 条）`, blocks: historyTexts(lines) }];
