import { dayOf, timeOf } from '../../../models/rules/time/day.ts';
import type { MovedDeadline, Recomputed } from './recompute.ts';

const moment = (at: Date): string => `${dayOf(at)} ${timeOf(at)}`;

/** One deadline that moved, in words: WT-2026-0001 已交办：2026-10-13 17:30 → 2026-10-15 17:30. */
export const movedWords = (
  { code, title, state, from, to, provisional }: MovedDeadline,
  how: 'titled' | 'code',
): string =>
  `${code}${how === 'titled' ? ` ${title}` : ''} ${state}：${moment(from)} → ${moment(to)}${provisional ? '（暂定）' : ''}`;

/** How many moved and how many did not though the plan would have them earlier. */
export const recomputedWords = ({ rows, moved, kept, provisional }: Recomputed): string =>
  [
    `共 ${rows} 件有期限，改期 ${moved.length} 件`,
    ...(kept.length > 0 ? [`${kept.length} 件按新安排应提前，仍按原期限`] : []),
    ...(provisional > 0 ? [`${provisional} 件暂定`] : []),
  ].join('；');
