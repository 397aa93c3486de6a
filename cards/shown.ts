import type { Field, Value } from '../models/ledgers/engine/fields.ts';
import { showValue, type NameOf } from '../models/ledgers/engine/show.ts';

/** Who reads it: one alone, or everybody in a group. */
type Readers = 'private' | 'group';

const WHY = {
  blank: '没有填',
  secret: '敏感，不在群里显示',
  negotiating: '在谈，不在群里显示',
} as const;
type Why = keyof typeof WHY;

/**
 * What keeps a value from who reads it; undefined where it is shown. One rule for cards, lists and pages. What may not be seen
 * is kept whether there is a value or not: that there is one is not told either. Of a row that one may not know of nothing is
 * asked here: it is in no answer at all.
 * @param negotiating the field is kept from groups while its project is under negotiation
 */
export function whyKept(field: Field, audience: Readers, negotiating = false): Why | undefined {
  if (audience !== 'group') return undefined;
  if (field.sensitivity === '敏感') return 'secret';
  return negotiating ? 'negotiating' : undefined;
}

const isBlank = (value: unknown): boolean => value === undefined || value === null || value === '';

interface Shown {
  field: Field;
  value: Value | null | undefined;
  nameOf: NameOf;
  audience: Readers;
  negotiating?: boolean;
}

/** A value by itself, as on a card of its row: itself, or — with the reason. */
export function valueOrWhy({ field, value, nameOf, audience, negotiating }: Shown): string {
  const why = whyKept(field, audience, negotiating) ?? (isBlank(value) ? 'blank' : undefined);
  return why === undefined ? showValue(field, value, nameOf) : `—（${WHY[why]}）`;
}

/** Under a table: what its dashes mean. Undefined where it has none. */
export function dashesMean(kept: readonly Field[], hasBlanks: boolean): string | undefined {
  const names = kept.map(({ label }) => label).join('、');
  const reasons = [
    ...(kept.length > 0 ? [`${names}${WHY.secret}`] : []),
    ...(hasBlanks ? [`${kept.length > 0 ? '其余' : ''}“—”是${WHY.blank}`] : []),
  ];
  return reasons.length > 0 ? `${reasons.join('；')}。` : undefined;
}
