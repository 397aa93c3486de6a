import { createHash } from 'node:crypto';
import type { Services } from '../../handlers/services/context.ts';
import { randomOf, type Random } from '../../bot/demo/random.ts';
import { completeRow } from '../../models/ledgers/engine/check.ts';
import type { AnyLedger, LooseRow } from '../../models/ledgers/engine/define.ts';
import { monthlyReports } from '../../models/ledgers/monthly.ts';
import { projects } from '../../models/ledgers/project.ts';
import { addDays, addPeriods, daysBetween, lastDayOf, type Day } from '../../models/rules/time/day.ts';
import { BENCH_NOW } from './setup.ts';

/** Invented rows in the numbers of a big city, put past the store into its collections: only their shape matters. */

const TODAY: Day = '2026-06-12';
const FIRST_REPORT = '2025-12';
const REPORTED_MONTHS = 6;
const BATCH = 5000;

/** Share of the rows signed in the two years that a bulletin counts. */
const COHORT_SHARE = 0.1;
const NEGOTIATING_SHARE = 0.04;

type Outcome = 'done' | 'ended' | 'building' | 'waiting';
const OUTCOMES: readonly Outcome[] = ['done', 'ended', 'building', 'waiting'];
/** What has become of the signings of a year by now: most are producing or off the list, a few are stuck. */
const FATES: Readonly<Record<number, readonly number[]>> = {
  2026: [1, 1, 18, 80],
  2025: [15, 3, 52, 30],
  2024: [62, 18, 14, 6],
  2023: [73, 22, 3, 2],
};
const OLD_FATE = [76, 23, 0.6, 0.4];

/** Inserts `count` projects of ten years, and the last months' reports of those under construction. */
export async function fillProjects({ store, city, rules }: Services, count: number): Promise<void> {
  const random = randomOf(count, 'bench');
  const units = city.units.map(({ code }) => code);
  const context = { today: TODAY, rules };
  for (let from = 0; from < count; from += BATCH) {
    const rows: LooseRow[] = [];
    const reports: LooseRow[] = [];
    for (let i = from; i < Math.min(count, from + BATCH); i++) {
      const code = `XM-B-${String(i).padStart(6, '0')}`;
      const row = completeRow(projects, inventProject(random, random.pick(units), i), context, true);
      rows.push({ ...row, code });
      if (row.stage === 'STARTED' && !row.closeType) reports.push(...inventReports(random, code, row));
    }
    await store.connection.collection('projects').insertMany(rows.map((row) => envelope(projects, row)));
    if (reports.length > 0)
      await store.connection
        .collection('monthly_reports')
        .insertMany(reports.map((row) => envelope(monthlyReports, row)));
  }
}

const envelope = (ledger: AnyLedger, row: LooseRow) => ({
  code: 'of' in ledger.code ? ledger.code.of(row) : '',
  version: 1,
  auditHead: createHash('sha256').update(JSON.stringify(row)).digest('hex'),
  ...row,
  deleted: false,
  createdAt: BENCH_NOW,
  createdBy: 'YC_FILL',
  updatedAt: BENCH_NOW,
  updatedBy: 'YC_FILL',
});

function inventProject(random: Random, unit: string, i: number): LooseRow {
  const isMfg = random.chance(0.7);
  const wan = Math.round(100 * random.pick([1200, 3500, 6000, 12_000, 15_000, 26_000, 52_000, 110_000]));
  const land = random.chance(0.6);
  const shared: LooseRow = {
    name: `示范精密电子元器件及新材料生产基地建设项目第${i}号`,
    kind: random.weighted(['NEW', 'EXPANSION', 'PHASE', 'TECH'], [80, 12, 4, 4]),
    industryGb: isMfg ? 'C3982' : 'G5910',
    isMfg,
    chain: isMfg ? random.pick(['ELEC', 'WATER_FOOD', 'MATERIAL', 'MOLD']) : 'SERVICE',
    chainNode: '电子元器件',
    chainRole: 'EXTEND',
    content:
      '建设标准厂房、研发楼、仓库及配套设施，购置自动化生产线、检测设备和环保设施，'.repeat(2) + String(i),
    investorName: `示范精密电子科技（${i}）股份有限公司`,
    investorUscc: `91441600MA${String(i).padStart(8, '0')}`,
    originRegion: 'PRD',
    originPlace: '深圳市宝安区',
    projectCompany: `河源示范精密电子科技（${i}）有限公司`,
    plannedInvestWan: wan,
    fixedInvestWan: Math.round(wan * 0.7),
    landMode: land ? 'NEW_LAND' : 'RENT_FACTORY',
    ...(land ? { landMu: random.int(2000, 20_000) } : { floorSqm: random.int(100_000, 900_000) }),
    outputWan: Math.round(wan * 1.4),
    taxWan: Math.round(wan * 0.05),
    jobs: random.int(30, 900),
    introUnit: unit,
    landUnit: unit,
    respOrg: '区工业商务和信息化局',
    respPost: `${unit}_FILL`,
    leadSource: 'PURSUIT',
    fairReview: 'PASSED',
    progress: '项目已完成备案、环评，正在办理施工许可，主体厂房施工至二层，设备陆续订购。',
    problem: '用电报装周期较长，临时道路未通，请协调加快办理。',
    nextStep: '完成主体结构封顶，组织设备进场安装调试。',
  };
  if (random.chance(NEGOTIATING_SHARE)) return { ...shared, alias: `代号${i}`, stage: 'NEGOTIATING' };
  return { ...shared, ...inventLife(random, land) };
}

/** Dates from signing on, and how it ended. */
function inventLife(random: Random, land: boolean): LooseRow {
  const signed = random.chance(COHORT_SHARE)
    ? addDays('2025-01-01', random.int(0, 527))
    : addDays('2016-01-01', random.int(0, 3287));
  const fate = random.weighted(OUTCOMES, FATES[Number(signed.slice(0, 4))] ?? OLD_FATE);
  const landed = addDays(signed, random.int(20, 150));
  const started = addDays(landed, random.int(30, 240));
  const produced = addDays(started, random.int(150, 600));
  const full = addDays(produced, random.int(90, 400));
  const isBuilt = fate === 'done' || fate === 'building' || (fate === 'ended' && random.chance(0.3));
  const dates = {
    landedOn: fate === 'waiting' && random.chance(0.5) ? undefined : landed,
    startedOn: isBuilt ? started : undefined,
    producedOn: fate === 'done' ? produced : undefined,
    fullOn: fate === 'done' ? full : undefined,
  };
  const closed = fate === 'ended' || (fate === 'done' && full < '2025-01-01' && random.chance(0.7));
  return {
    signDate: signed,
    signType: random.chance(0.95) ? 'FORMAL' : 'FRAMEWORK',
    contractNo: `HT-${signed}`,
    // What was agreed is mostly a little later than what comes to be.
    agreedStart: addDays(started, random.int(-30, 150)),
    agreedProduce: addDays(produced, random.int(-60, 300)),
    ...Object.fromEntries(Object.entries(dates).filter(([, day]) => day !== undefined && day <= TODAY)),
    ...(land && landed <= TODAY ? { landSuppliedOn: landed } : {}),
    ...(random.chance(0.02) ? { overlays: [random.pick(['SUSPENDED', 'DISPUTED'])] } : {}),
    ...(closed
      ? {
          closeType:
            fate === 'done'
              ? 'FULFILLED'
              : random.weighted(['TERMINATED', 'MERGED', 'TRANSFERRED'], [8, 1, 1]),
          closedOn: addDays(signed, 700) < TODAY ? addDays(signed, 700) : TODAY,
        }
      : {}),
    ...(random.chance(0.01) ? { deducted: true, deductDoc: '河府办〔2026〕1号' } : {}),
  };
}

/** Investment keeps about the pace of the agreed time, with idle months in between. */
function inventReports(random: Random, project: string, row: LooseRow): LooseRow[] {
  const [start, end] = [String(row.agreedStart), String(row.agreedProduce)];
  const zeal = random.real(0.7, 1.2);
  let invested = 0;
  return Array.from({ length: REPORTED_MONTHS }, (_, month) => {
    const period = addPeriods(FIRST_REPORT, month);
    const elapsed = daysBetween(start, lastDayOf(period)) / Math.max(1, daysBetween(start, end));
    const noChange = month > 0 && random.chance(0.15);
    if (!noChange)
      invested = Math.round(Number(row.plannedInvestWan) * Math.min(1, Math.max(0, elapsed * zeal)));
    return {
      project,
      unit: row.landUnit,
      period,
      cumInvestWan: invested,
      noChange,
      progress: '主体厂房施工至二层，设备陆续订购。',
    };
  });
}
