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
import { reviewCard } from '../bulletins/signings.ts';
import { namesOf } from '../../models/ledgers/engine/show.ts';
import type { Project } from '../../models/ledgers/project.ts';
import { objectionCard } from '../bulletins/objections.ts';
import { objections, type Objection } from '../../models/ledgers/objection.ts';
import { fullRow } from './facts.ts';
import { projectRow } from './ledgers.ts';
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
              objections: signing(figures, city).objections,
              due: new Date('2026-06-10T17:30:00+08:00'),
              isOpen: figures === months.worst,
            },
          ] as const,
      ),
    ),
    ...samplesOf(
      signCard,
      each(months, (figures) => [factsOf(figures), signing(figures, city)] as const),
    ),
    ...samplesOf(objectionCard, {
      'to-answer': [{ row: objection(city, 0), nameOf: namesOf(city), answers: true }],
      answered: [{ row: objection(city, 1), nameOf: namesOf(city), answers: false }],
    }),
    ...samplesOf(reviewCard, {
      none: [{ unitName: '源城区', rows: [], nameOf: namesOf(city), seen: SEEN }],
      many: [{ unitName: '源城区', rows: signed(city, 26), nameOf: namesOf(city), seen: SEEN }],
    }),
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

const SEEN = new Date('2026-06-04T08:45:00+08:00');

/** Newly signed projects, every other one without a contract number. */
const signed = (city: City, count: number): Project[] =>
  Array.from({ length: count }, (_, i) => {
    const { contractNo, ...row } = projectRow(city, i + 1, {});
    return i % 2 === 0 || contractNo === undefined ? row : { ...row, contractNo };
  });

/** Every other one is answered already. */
const objection = (city: City, i: number): Objection =>
  ({
    ...fullRow(city, objections, i + 1),
    period: '2026-05',
    claim: `XM-2026-YC-00${10 + i} 已于 5 月 ${i + 1} 日动工，施工许可证号 4416022026${i}，请核实。`.repeat(
      3,
    ),
    ...(i % 2 === 0
      ? { outcome: undefined, ruling: undefined }
      : { ruling: '施工许可证日期在 6 月，列入下一期。' }),
  }) as Objection;

const signing = ({ period }: MonthlyFigures, city: City): SignFacts => ({
  period,
  code: 'TB-2026-05',
  version: 3,
  status: 'SIGNING',
  signedBy: '',
  nameOf: namesOf(city),
  objections: Array.from({ length: 8 }, (_, i) => objection(city, i)),
  issueDay: '2026-06-04',
  signings: {
    added: signed(city, 9),
    waiting: signed(city, 3),
    nameOf: namesOf(city),
    reviewersOf: () => '源城区审核人未审核',
  },
});

const reds: Parameters<typeof redLightCard>[0] = {
  unitName: '源城区',
  asOf: '2026-05-31',
  due: new Date('2026-06-03T17:30:00+08:00'),
  items: Array.from({ length: 25 }, (_, i) => ({
    code: `XM-2026-YC-${String(i + 1).padStart(4, '0')}`,
    name: `示范新材料产业园${i + 1}期项目`,
    answer: `HD-2026-${String(i + 1).padStart(4, '0')}`,
    texts: ['签约已满 9 个月未动工，超期 92 天', '逾约定动工日 61 天', '连续 3 个月无实质进展'],
  })),
};
