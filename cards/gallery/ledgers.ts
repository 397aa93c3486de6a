import { LEDGERS } from '../../models/ledgers/all.ts';
import { organsOf, type City } from '../../models/ledgers/city.ts';
import { projects, type Project } from '../../models/ledgers/project.ts';
import { namesOf } from '../../models/ledgers/engine/show.ts';
import { STAGE_ORDER } from '../../models/rules/codes.ts';
import { formParts } from '../forms/form-parts.ts';
import { formCard, typedOf, type FormFacts } from '../forms/ledger-form.ts';
import {
  historyCard,
  ledgerListCard,
  rowCard,
  type Abilities,
  type LedgerListFacts,
  type LedgerRowFacts,
} from '../ledger.ts';
import { moveFormCard, type MoveFormFacts } from '../forms/move-form.ts';
import { projectCard, projectLedgerCard, rowsBehindCard, searchCard } from '../project.ts';
import { each, samplesOf, type Sample } from './sample.ts';
import { fullRow, fullRows, history } from './facts.ts';

/** The cards of every ledger, its rows filled as far as they go. */
export const ledgerSamples = (city: City): Sample[] => [
  ...projectSamples(city),
  ...generalSamples(city),
  ...formSamples(city),
];

const ALL: Abilities = { create: true, edit: true, history: true, export: true };
const audience = 'private' as const;

export const projectRow = (city: City, n: number, changes: Partial<Project>): Project =>
  ({ ...fullRow(city, projects, n), ...changes }) as Project;

function projectSamples(city: City): Sample[] {
  const nameOf = namesOf(city);
  const rows = Array.from({ length: 20 }, (_, i) => projectRow(city, i + 1, { stage: 'STARTED' }));
  const list = { rows, total: 412, nameOf, audience };
  const red = projectRow(city, 1, { stage: 'STARTED', light: 'RED' });
  const secret = projectRow(city, 1, { stage: 'NEGOTIATING', light: 'RED', alias: '铜箔项目' });
  const byStage = Object.fromEntries(STAGE_ORDER.map((stage, i) => [stage, 40 + i]));
  return [
    ...samplesOf(projectCard, {
      red: [
        {
          row: red,
          nameOf,
          audience,
          history: history(60),
          owed: [
            {
              what: '签约待审核，审核后计入通报',
              by: ['源城区审核人'],
              due: new Date('2026-06-04T17:30:00+08:00'),
              overdue: true,
            },
          ],
        },
      ],
      secret: [{ row: secret, nameOf, audience: 'group' }],
    }),
    ...samplesOf(projectLedgerCard, { full: [{ ...list, can: ALL, byStage }] }),
    ...samplesOf(searchCard, { many: [{ ...list, query: '示范新材料', can: ALL }] }),
    ...samplesOf(rowsBehindCard, {
      many: [
        {
          ...list,
          title: '源城区当年新签约',
          state: '已印发',
          definition: '当年签约、计划总投资 1 亿元以上的制造业项目。',
          counted: 'STARTED',
          figure: { period: '2026-05', path: 'x.YC.count' },
          can: ALL,
        },
      ],
    }),
  ];
}

function generalSamples(city: City): Sample[] {
  const ledgers = Object.fromEntries(LEDGERS.map((ledger) => [ledger.name, ledger]));
  const nameOf = namesOf(city);
  const base = { nameOf, audience, can: ALL };
  const notes = Array.from({ length: 4 }, (_, i) => ({
    text: `第 ${i + 1} 项还没有填`,
    level: 'note' as const,
  }));
  const listed = { total: 1500, page: 2, size: 10, filter: '源城区 动工', place: 'chat' as const };
  return [
    ...samplesOf(
      ledgerListCard,
      each(ledgers, (ledger): [LedgerListFacts] => [
        { ...base, ...listed, ledger, rows: fullRows(city, ledger, 10) },
      ]),
    ),
    ...samplesOf(
      rowCard,
      each(ledgers, (ledger): [LedgerRowFacts] => [
        { ...base, ledger, row: fullRow(city, ledger), notes, moves: ledger.machine?.moves ?? [] },
      ]),
    ),
    ...samplesOf(
      historyCard,
      each(ledgers, (ledger): Parameters<typeof historyCard> => [
        { ledger, row: fullRow(city, ledger), nameOf, lines: history(60) },
      ]),
    ),
  ];
}

function formSamples(city: City): Sample[] {
  const option = ({ code, name }: { code: string; name: string }) => ({ value: code, label: name });
  const options = {
    unit: city.units.map(option),
    park: city.parks.map(option),
    post: city.posts.map(option),
    org: organsOf(city).map(option),
  };
  const base: Omit<FormFacts, 'ledger' | 'part' | 'values'> = {
    nameOf: namesOf(city),
    options: (register) => options[register],
    notice: ['这一行在您填写期间由源城区填报人改过，请核对后再保存。'],
    faults: Array.from({ length: 5 }, (_, i) => ({
      text: `第 ${i + 1} 处：计划总投资 1234567.89 万元超出常见范围`,
      suggestion: '请核对单位是万元还是亿元',
      level: 'ask',
    })),
    asked: 'Q1,Q2,Q3',
  };
  const sets = LEDGERS.flatMap((ledger) =>
    formParts(ledger).map((_, part): [string, [FormFacts]] => {
      const row = fullRow(city, ledger);
      return [`${ledger.name}-${part}`, [{ ...base, ledger, part, row, values: typedOf(ledger, row) }]];
    }),
  );
  const moves = LEDGERS.flatMap((ledger) =>
    (ledger.machine?.moves ?? []).map((move): [string, [MoveFormFacts]] => {
      const row = fullRow(city, ledger);
      return [`${ledger.name}-${move.event}`, [{ ...base, ledger, row, move, values: {} }]];
    }),
  );
  return [
    ...samplesOf(formCard, Object.fromEntries(sets)),
    ...samplesOf(moveFormCard, Object.fromEntries(moves)),
  ];
}
