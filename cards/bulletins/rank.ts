import { countySummary } from '../../models/rules/figures/county.ts';
import { monthOf } from '../../models/rules/time/day.ts';
import type { Block, Card } from '../card.ts';
import { figureTables } from './blocks.ts';
import { STATES, type BulletinFacts } from './bulletin.ts';

/** 排名: the units in their order; of one unit its rank and gaps first. */
export function rankCard(facts: BulletinFacts, unit?: string): Card {
  const { figures, rules, state } = facts;
  const own = unit === undefined ? undefined : countySummary({ figures, rules }, unit);
  const lines = own?.lines ?? [];
  return {
    title: `${monthOf(figures.period)}月${own ? ` ${own.name}` : '各单元'}名次`,
    subtitle: STATES[state],
    tone: 'info',
    summary: lines[0] ?? '各单元名次',
    blocks: [
      ...lines.map((text): Block => ({ kind: 'text', text })),
      // While it is its own rows counted, a unit sees itself alone.
      ...(own && state === 'live' ? [] : figureTables(figures)),
    ],
  };
}
