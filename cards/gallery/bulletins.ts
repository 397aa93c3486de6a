import type { City } from '../../models/ledgers/city.ts';
import type { MonthlyFigures } from '../../models/rules/figures/shape.ts';
import {
  annexCard,
  cityBulletinCard,
  countyBulletinCard,
  definitionsCard,
  type BulletinFacts,
} from '../bulletins/bulletin.ts';
import { leaderCard } from '../bulletins/leader.ts';
import { fillReminderCard, signCard, verifyCard, type SignFacts } from '../bulletins/steps.ts';
import { redLightCard, redLightsOutCard } from '../lights.ts';
import { each, samplesOf, type Sample } from './sample.ts';
import { usualMonth, worstMonth } from './months.ts';

/** The cards of the monthly bulletin and its duties: of a usual month, and of one in which everything goes wrong. */
export function bulletinSamples(city: City): Sample[] {
  const months = { usual: usualMonth(city), worst: worstMonth(city) };
  const unit = city.units[0]?.code ?? '';
  const factsOf = (figures: MonthlyFigures): BulletinFacts => ({
    figures,
    rules: city.ruleSet,
    state: 'draft',
  });
  const facts = each(months, (figures): [BulletinFacts] => [factsOf(figures)]);
  return [
    ...samplesOf(cityBulletinCard, facts),
    ...samplesOf(leaderCard, facts),
    ...samplesOf(
      countyBulletinCard,
      each(months, (figures): [BulletinFacts, string] => [factsOf(figures), unit]),
    ),
    ...samplesOf(annexCard, facts),
    ...samplesOf(definitionsCard, facts),
    ...samplesOf(
      verifyCard,
      each(
        months,
        (figures) =>
          [
            factsOf(figures),
            unit,
            {
              objections: signing(figures).objections ?? [],
              due: new Date('2026-06-10T17:30:00+08:00'),
              isOpen: figures === months.worst,
            },
          ] as const,
      ),
    ),
    ...samplesOf(
      signCard,
      each(months, (figures) => [factsOf(figures), signing(figures)] as const),
    ),
    ...samplesOf(fillReminderCard, {
      'last-day': [
        {
          period: months.worst.period,
          unitName: '江东新区',
          due: new Date('2026-06-03T17:30:00+08:00'),
          last: true,
          open: 147,
          all: 163,
        },
      ],
    }),
    ...samplesOf(redLightCard, { 'a-whole-county': [reds] }),
    ...samplesOf(redLightsOutCard, { 'a-whole-county': [reds] }),
  ];
}

const signing = ({ period }: MonthlyFigures): SignFacts => ({
  period,
  code: 'TB-2026-05',
  version: 3,
  status: 'SIGNING',
  signedBy: '',
  objections: Array.from({ length: 8 }, (_, i) =>
    `源城区（源城区审核人）：XM-2026-YC-00${10 + i} 已于 5 月 ${i + 1} 日动工，施工许可证号 4416022026${i}，请核实。`.repeat(
      3,
    ),
  ),
  issueDay: '2026-06-04',
});

const reds: Parameters<typeof redLightCard>[0] = {
  unitName: '源城区',
  asOf: '2026-05-31',
  items: Array.from({ length: 25 }, (_, i) => ({
    code: `XM-2026-YC-${String(i + 1).padStart(4, '0')}`,
    texts: ['签约已满 9 个月未动工，超期 92 天', '逾约定动工日 61 天', '连续 3 个月无实质进展'],
  })),
};
