import { unitsInOrder, type City } from '../../models/ledgers/city.ts';
import { instantOf } from '../../models/rules/time/day.ts';
import { projects } from '../../models/ledgers/project.ts';
import { rankCard } from '../bulletins/rank.ts';
import { unreportedCard, type UnreportedFacts } from '../bulletins/unreported.ts';
import { guessCard, helpCard, lostCard } from '../guess.ts';
import { countCard } from '../ledger.ts';
import { usualMonth, worstMonth } from './months.ts';
import { each, samplesOf, type Sample } from './sample.ts';

const LONG = '河源示范高端电子元器件及精密结构件智能制造产业园（一期）';

/** What sentences are answered with: a question back, a number, the units in their order, who owes reports. */
export function sentenceSamples(city: City): Sample[] {
  const units = unitsInOrder(city);
  const missing = (n: number) =>
    Array.from({ length: n }, (_, i) => ({
      code: `XM-2026-YC-${String(i + 1).padStart(4, '0')}`,
      name: LONG,
    }));
  const can = { create: true, edit: true, history: true, export: true };
  const facts = { period: '2026-05', audience: 'private', can } as const;
  const all = units.map(({ short }, i) => ({ name: short, due: 60, missing: missing(i * 7) }));
  const one = units.slice(0, 1).map(({ short }) => ({ name: short, due: 163, missing: missing(147) }));
  const unreported: Record<string, [UnreportedFacts]> = {
    city: [{ ...facts, units: all }],
    unit: [{ ...facts, units: one, unit: one[0]?.name ?? '' }],
    own: [{ ...facts, units: one, unit: one[0]?.name ?? '', reports: true }],
    none: [{ ...facts, units: [] }],
  };
  const months = { usual: usualMonth(city), worst: worstMonth(city) };
  const commands = Array.from({ length: 30 }, (_, i) => ({
    usage: `项目台账 [条件${i}]`,
    does: '看在册项目；可按单元、阶段、灯、产业、年份、金额筛选，如“项目台账 源城 未动工 红灯 超亿元”，末尾加“导出”下载（“导出 全部列”是全部列）、加“多少”计数',
  }));
  const asker = {
    title: '当前岗位：江东新区填报人',
    everActs: true,
    imports: true,
    abilities: commands.map(({ usage }) => `登记、修改、导入${usage}`),
  };
  const waiting = Array.from({ length: 9 }, (_, i) => ({
    ledger: projects.name,
    code: `XM-2026-JD-000${i}`,
    title: LONG,
    state: '待核对',
    overdue: i === 0,
    due: instantOf('2026-06-10', '17:30'),
  }));
  const offers = ['帮助', '我的待办', '通报', '本县通报'];
  return [
    ...samplesOf(guessCard, {
      three: [
        ['项目台账 江东新区 2026 已签约 未动工 红灯 超10亿元 导出', '排名 江东新区 2026-05', `查 ${LONG}`],
      ],
    }),
    ...samplesOf(lostCard, { private: ['明天几点开会，是不是改到下周一了', offers] }),
    ...samplesOf(helpCard, {
      busy: [
        {
          asker: {
            ...asker,
            waiting,
            owed: { period: '2026-05', missing: 147, due: instantOf('2026-06-03', '17:30'), overdue: false },
          },
          first: ['谁没报', '本县通报'],
          commands,
        },
      ],
      idle: [
        { asker: { ...asker, waiting: [] }, first: ['谁没报', '本县通报', '登记项目', '项目台账'], commands },
      ],
      none: [
        {
          asker: {
            title: '当前岗位：市司法局办理联络员',
            waiting: [],
            everActs: false,
            imports: false,
            abilities: [],
          },
          first: [],
          commands: commands.slice(0, 1),
        },
      ],
      group: [{ first: [], commands }],
    }),
    ...samplesOf(countCard, {
      none: [{ ledger: projects, filter: '', audience: 'private', can, rows: 0, sum: 0 }],
      many: [
        {
          ledger: projects,
          filter: '江东新区 2026 超1亿元',
          audience: 'private',
          can,
          rows: 4120,
          sum: 9_876_543_210,
        },
      ],
    }),
    ...samplesOf(
      rankCard,
      each(months, (figures) => [{ figures, rules: city.ruleSet, state: 'issued' }, units[0]?.code] as const),
    ),
    ...samplesOf(unreportedCard, unreported),
  ];
}
