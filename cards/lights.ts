import type { Day } from '../models/rules/time/day.ts';
import { printDay } from '../models/rules/figures/notes.ts';
import { redLights } from '../models/ledgers/projects/red-light.ts';
import { projects } from '../models/ledgers/project.ts';
import { shortMoment } from '../models/rules/time/words.ts';
import type { Block, Card } from './card.ts';

/** Projects that a card can hold without becoming a scroll. */
const SHOWN = 12;

/** To a county's leaders: projects that have newly turned red, with the facts (domain.md 5.2). */
export function redLightCard(facts: {
  unitName: string;
  asOf: Day;
  due: Date;
  items: readonly {
    /** Of the project. */
    code: string;
    name: string;
    /** Of the row in which the reasons are given. */
    answer: string;
    texts: readonly string[];
  }[];
}): Card {
  const { unitName, asOf, due, items } = facts;
  const until = shortMoment(due);
  return {
    key: `red:${unitName}:${asOf}`,
    title: `${unitName}红灯项目待说明 ${items.length} 个`,
    tone: 'bad',
    summary: `${unitName}红灯项目待说明 ${items.length} 个，请于${until} 前说明原因、措施和整改时限`,
    blocks: [
      { kind: 'text', text: [{ text: `请于${until} 前逐个说明原因、整改措施和时限。`, bold: true }] },
      ...items.slice(0, SHOWN).map(({ code, name, answer, texts }): Block => ({
        kind: 'text',
        text: [
          { text: name, link: { action: 'ledger.open', params: { ledger: projects.name, code } } },
          ` ${texts.join('；')} `,
          {
            text: '去说明',
            link: { action: 'ledger.open', params: { ledger: redLights.name, code: answer } },
          },
        ],
      })),
      ...(items.length > SHOWN
        ? [{ kind: 'note' as const, text: `还有 ${items.length - SHOWN} 个，发送“我的待办”逐个说明。` }]
        : []),
      { kind: 'note', text: `按 ${printDay(asOf)} 台账计算；情况消除后自动转绿。` },
    ],
  };
}

/** The same when each is answered or red no more: it asks for nothing. */
export const redLightsOutCard = ({
  unitName,
  asOf,
  items,
}: Pick<Parameters<typeof redLightCard>[0], 'unitName' | 'asOf' | 'items'>): Card => ({
  key: `red:${unitName}:${asOf}`,
  title: `${unitName}红灯项目都已说明或消除`,
  tone: 'good',
  summary: `${unitName} ${items.length} 个红灯项目都已说明或消除`,
  blocks: [
    { kind: 'text', text: '下列项目已说明或已不是红灯：' },
    ...items.slice(0, SHOWN).map(({ code, name }): Block => ({
      kind: 'text',
      text: [{ text: name, link: { action: 'ledger.open', params: { ledger: projects.name, code } } }],
    })),
  ],
});
