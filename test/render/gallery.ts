import {
  annexCard,
  cityBulletinCard,
  countyBulletinCard,
  definitionsCard,
  leaderCard,
} from '../../cards/bulletin.ts';
import type { Card } from '../../cards/card.ts';
import { fillReminderCard, signCard, verifyCard } from '../../cards/duties.ts';
import { importCancelledCard, importCard, importDoneCard, importPageCard } from '../../cards/import.ts';
import { formCard, formParts, typedOf, type FormFacts } from '../../cards/ledger-form.ts';
import { historyCard, ledgerListCard, rowCard, type Abilities } from '../../cards/ledger.ts';
import { redLightCard } from '../../cards/lights.ts';
import { projectCard, projectLedgerCard, rowsBehindCard, searchCard } from '../../cards/project.ts';
import { LEDGERS } from '../../models/ledgers/all.ts';
import { STAGE_ORDER } from '../../models/rules/codes.ts';
import type { MonthlyFigures } from '../../models/rules/figures/shape.ts';
import { bulletin, form, preview } from '../web/cards.ts';
import {
  city,
  fullRow,
  fullRows,
  history,
  importView,
  may,
  nameOf,
  projectRow,
  projectRows,
  worstMonth,
} from './gallery-facts.ts';
import { RULES } from '../rules/figures/worked.ts';

/** One card as it may really come out, with the builder that made it. */
export interface Exhibit {
  builder: string;
  name: string;
  card: Card;
}

/** Every card builder of the project with the largest realistic facts. The tests of all renderers walk it. */
export function gallery(): readonly Exhibit[] {
  const worst = worstMonth();
  const rooms = {
    ...bulletinRooms({ 'worked month': may, 'demo month': worst }),
    ...projectRooms(),
    ...ledgerRooms(),
    ...importRooms(),
    sample: { bulletin, form, preview },
  };
  return Object.entries(rooms).flatMap(([builder, cards]) =>
    Object.entries(cards).map(([name, card]) => ({ builder, name, card })),
  );
}

type Rooms = Record<string, Record<string, Card>>;

const each = <T>(
  values: Readonly<Record<string, T>>,
  make: (value: T, name: string) => Card,
): Record<string, Card> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, make(value, name)]));

const ALL: Abilities = { create: true, edit: true, history: true, export: true };

function bulletinRooms(months: Readonly<Record<string, MonthlyFigures>>): Rooms {
  const facts = (figures: MonthlyFigures) => ({ figures, rules: RULES, state: 'draft' as const });
  const county = (figures: MonthlyFigures) => countyBulletinCard(facts(figures), 'YC');
  const issueDay = '2026-06-04';
  const objections = Array.from({ length: 8 }, (_, i) =>
    `源城区：XM-2026-YC-00${10 + i} 已于 5 月 ${i + 1} 日动工，施工许可证号 4416022026${i}，请核实。`.repeat(
      3,
    ),
  );
  return {
    cityBulletinCard: each(months, (figures) => cityBulletinCard(facts(figures))),
    leaderCard: each(months, (figures) => leaderCard(facts(figures))),
    countyBulletinCard: each(months, county),
    annexCard: each(months, (figures) => annexCard(facts(figures))),
    definitionsCard: each(months, (figures) => definitionsCard(facts(figures))),
    verifyCard: each(months, (figures) => verifyCard(county(figures), figures.period)),
    signCard: each(months, (figures) =>
      signCard(cityBulletinCard(facts(figures)), {
        period: figures.period,
        code: 'TB-2026-05',
        version: 3,
        state: 'SIGNING',
        objections,
        issueDay,
      }),
    ),
    fillReminderCard: {
      'last day': fillReminderCard({
        period: '2026-05',
        unitName: '江东新区',
        due: '2026-06-02',
        last: true,
        open: 147,
      }),
    },
    redLightCard: {
      'a whole county': redLightCard({
        unitName: '源城区',
        asOf: '2026-05-31',
        items: Array.from({ length: 25 }, (_, i) => ({
          code: `XM-2026-YC-${String(i + 1).padStart(4, '0')}`,
          texts: ['签约已满 9 个月未动工，超期 92 天', '逾约定动工日 61 天', '连续 3 个月无实质进展'],
        })),
      }),
    },
  };
}

function projectRooms(): Rooms {
  const list = { rows: projectRows(20), total: 412, nameOf, audience: 'private' as const };
  return {
    projectCard: {
      red: projectCard({ row: projectRow(), nameOf, audience: 'private', history: history(60) }),
      secret: projectCard({
        row: projectRow({ stage: 'NEGOTIATING', alias: '铜箔项目' }),
        nameOf,
        audience: 'group',
      }),
    },
    projectLedgerCard: {
      full: projectLedgerCard({
        ...list,
        can: ALL,
        byStage: Object.fromEntries(STAGE_ORDER.map((stage, i) => [stage, 40 + i])),
      }),
    },
    searchCard: { many: searchCard({ ...list, query: '示范新材料' }) },
    rowsBehindCard: {
      many: rowsBehindCard({
        ...list,
        title: '源城区当年新签约',
        definition: '当年签约、计划总投资 1 亿元以上的制造业项目。',
        counted: 'PRODUCING',
      }),
    },
  };
}

function ledgerRooms(): Rooms {
  const ledgers = Object.fromEntries(LEDGERS.map((ledger) => [ledger.name, ledger]));
  const base = { nameOf, audience: 'private' as const, can: ALL };
  return {
    ledgerListCard: each(ledgers, (ledger) =>
      ledgerListCard({
        ...base,
        ledger,
        rows: fullRows(ledger, 10),
        total: 1500,
        page: 2,
        size: 10,
        filter: '源城区 动工',
        place: 'chat',
      }),
    ),
    rowCard: each(ledgers, (ledger) =>
      rowCard({
        ...base,
        ledger,
        row: fullRow(ledger),
        notes: Array.from({ length: 4 }, (_, i) => ({
          text: `第 ${i + 1} 项还没有填`,
          level: 'note' as const,
        })),
      }),
    ),
    historyCard: each(ledgers, (ledger) =>
      historyCard({ ledger, row: fullRow(ledger), nameOf, lines: history(60) }),
    ),
    formCard: Object.fromEntries(
      LEDGERS.flatMap((ledger) =>
        formParts(ledger).map((_, part): [string, Card] => {
          const row = fullRow(ledger);
          return [
            `${ledger.name} ${part}`,
            formCard({ ...formFacts, ledger, part, row, values: typedOf(ledger, row) }),
          ];
        }),
      ),
    ),
  };
}

const formFacts: Pick<FormFacts, 'nameOf' | 'options' | 'notice' | 'faults' | 'asked'> = {
  nameOf,
  options: (kind) => OPTIONS[kind],
  notice: ['这一行在您填写期间由源城区填报人改过，请核对后再保存。'],
  faults: Array.from({ length: 5 }, (_, i) => ({
    text: `第 ${i + 1} 处：计划总投资 1234567.89 万元超出常见范围`,
    suggestion: '请核对单位是万元还是亿元',
    level: 'ask',
  })),
  asked: 'Q1,Q2,Q3',
};
const option = ({ code, name }: { code: string; name: string }) => ({ value: code, label: name });
const OPTIONS = { unit: city.units.map(option), park: city.parks.map(option), post: city.posts.map(option) };

function importRooms(): Rooms {
  const view = importView();
  return {
    importCard: { large: importCard(view) },
    importPageCard: { large: importPageCard(view) },
    importDoneCard: {
      large: importDoneCard(view, {
        inserted: 214,
        updated: 96,
        codes: ['XM-2026-YC-0001', 'XM-2026-YC-0002'],
      }),
    },
    importCancelledCard: { large: importCancelledCard(view) },
  };
}
