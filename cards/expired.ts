import type { Card } from './card.ts';

/** In place of a card whose buttons nothing answers to any more: says so and shows the way on. */
export const expiredCard = (): Card => ({
  title: '这张卡片已失效',
  tone: 'quiet',
  summary: '这张卡片已失效',
  blocks: [{ kind: 'text', text: '它来自旧版本，按钮已不能使用。请发送“帮助”，从新的卡片开始。' }],
});
