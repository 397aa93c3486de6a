import type { Day } from '../models/rules/time/day.ts';
import { printDay } from '../models/rules/figures/notes.ts';
import type { Block, Card } from './card.ts';

/** To a county's leaders: projects that have newly turned red, with the facts (domain.md 5.2). */
export function redLightCard(facts: {
  unitName: string;
  asOf: Day;
  items: readonly { code: string; texts: readonly string[] }[];
}): Card {
  const { unitName, asOf, items } = facts;
  return {
    key: `red:${unitName}:${asOf}`,
    title: `${unitName}新增红灯项目 ${items.length} 个`,
    tone: 'bad',
    summary: `${unitName}新增红灯项目 ${items.length} 个，请于 3 个工作日内核实原因和整改时限`,
    blocks: [
      { kind: 'text', text: [{ text: '请于 3 个工作日内核实原因、明确整改时限。', bold: true }] },
      ...items.map(({ code, texts }): Block => ({
        kind: 'text',
        text: [{ text: code, link: { page: `/projects/${code}` } }, ` ${texts.join('；')}`],
      })),
      { kind: 'note', text: `按 ${printDay(asOf)} 台账计算；情况消除后自动转绿。` },
    ],
  };
}

/** The same when none of them is red any more: it asks for nothing. */
export const redLightsOutCard = ({
  unitName,
  asOf,
  items,
}: Pick<Parameters<typeof redLightCard>[0], 'unitName' | 'asOf' | 'items'>): Card => ({
  key: `red:${unitName}:${asOf}`,
  title: `${unitName}红灯已消除`,
  tone: 'good',
  summary: `${unitName} ${items.length} 个项目的红灯已消除`,
  blocks: [
    { kind: 'text', text: '下列项目已不是红灯，不用再说明：' },
    ...items.map(({ code }): Block => ({
      kind: 'text',
      text: [{ text: code, link: { page: `/projects/${code}` } }],
    })),
  ],
});
