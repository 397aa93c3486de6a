import { postsWith, type City } from '../../../models/ledgers/city.ts';
import type { NewProject } from '../../../models/ledgers/project.ts';
import { STAGE_FACTS } from '../../../models/ledgers/projects/rules.ts';
import type { Stage } from '../../../models/rules/codes.ts';
import {
  addDays,
  addPeriods,
  monthOf,
  periodOf,
  yearOf,
  type Day,
  type Period,
} from '../../../models/rules/time/day.ts';
import type { DemoDraft } from './drafts.ts';
import { investmentOf, lastReported, thisYears } from './investment.ts';
import type { Life } from './life.ts';
import { sizesOf } from './sizes.ts';
import { companyName } from '../names.ts';
import { present, type Random } from '../random.ts';
import { contentText, progressOf } from './texts.ts';
import type { DemoProject } from '../types.ts';

/** Share of projects that one unit introduces and another one lands (引入方 ≠ 落地方). */
const ELSEWHERE_SHARE = 0.06;
/** Share of stages that pass review too late for the bulletin of their own month. */
const NEXT_MONTH_SHARE = 0.1;
/** A project that has run this long is taken off the open list, mostly. */
const FULFILLED_DAYS = 60;

/** Fills the columns of a draft as they stand on `today`. */
export function projectOf(random: Random, city: City, today: Day, draft: DemoDraft): DemoProject {
  const { code, talk, life } = draft;
  const shared = { ...identityOf(random, city, draft), ...sizesOf(random, draft) };
  const state: Partial<NewProject> = life
    ? { ...signedPart(random, city, today, draft, life), ...investedPart(draft, life, today, shared) }
    : talk
      ? talkPart(random, draft, talk, today)
      : {};
  return { code, values: present<NewProject>({ ...shared, stage: 'NEGOTIATING', ...state }) };
}

function identityOf(random: Random, city: City, draft: DemoDraft) {
  const { unit, name, kind, parentCode, investor } = draft;
  const { product, origin } = investor;
  const others = city.units.filter(({ code }) => code !== unit);
  const elsewhere = !draft.talk && others.length > 0 && random.chance(ELSEWHERE_SHARE);
  return {
    name,
    kind,
    parentCode,
    industryGb: product.industryGb,
    isMfg: product.industryGb.startsWith('C'),
    chain: product.chain,
    chainNode: product.node,
    chainRole: random.pick(['BUILD', 'FILL', 'EXTEND', 'STRENGTHEN', 'OPTIMISE'] as const),
    content: contentText(random, product),
    investorName: investor.name,
    investorUscc: origin.region === 'FOREIGN' || origin.region === 'HK_MACAO' ? undefined : investor.uscc,
    originRegion: origin.region,
    originPlace: origin.place,
    introUnit: elsewhere ? random.pick(others).code : unit,
    leadSource: elsewhere
      ? ('TRANSFER' as const)
      : random.pick(['PURSUIT', 'REFERRAL', 'EVENT', 'TOWNSMEN', 'AGENCY', 'SUPERIOR', 'SELF'] as const),
    ...respOf(city, unit),
  };
}

/** The posts of a unit that look after its projects. */
function respOf(city: City, unit: string) {
  const [resp, service] = postsWith(city, 'COUNTY_FILL', { unit });
  const [leader] = postsWith(city, 'COUNTY_LEAD', { unit });
  return { respPost: resp?.code, servicePost: (service ?? resp)?.code, leaderPost: leader?.code };
}

function talkPart(
  random: Random,
  { unit }: DemoDraft,
  { alias, since, framework }: NonNullable<DemoDraft['talk']>,
  today: Day,
) {
  return {
    alias,
    firstTalkUnit: unit,
    firstTalkDate: since,
    firstContactDate: since,
    signType: framework ? ('FRAMEWORK' as const) : undefined,
    fairReview: 'NOT_DONE' as const,
    progress: progressOf(random, framework ? 'FRAMEWORK' : 'NEGOTIATING'),
    nextDue: addDays(today, random.int(10, 60)),
  };
}

/** The stages reached by today with their days and periods of recognition. */
function factsOf(random: Random, life: Life, today: Day) {
  const days: Partial<Record<Stage, Day | undefined>> = {
    SIGNED: life.signed,
    LANDED: life.landed,
    STARTED: life.started,
    PRODUCING: life.produced,
    FULL: life.full,
  };
  const facts: Partial<Record<(typeof STAGE_FACTS)[number]['on' | 'recognised'], string>> = {};
  let reached: Stage = 'NEGOTIATING';
  let last: Period = '';
  for (const { stage, on, recognised } of STAGE_FACTS) {
    const day = days[stage];
    if (day === undefined || day > today) break;
    last = later(recognisedIn(day, random.chance(NEXT_MONTH_SHARE), today), last);
    facts[on] = day;
    facts[recognised] = last;
    reached = stage;
  }
  return { stage: reached, ...facts };
}

const later = (a: Period, b: Period): Period => (a > b ? a : b);

/** The month of the day or the next one. A year's last month is recognised in itself: cohorts go by the year. */
function recognisedIn(day: Day, late: boolean, today: Day): Period {
  const own = periodOf(day);
  const next = addPeriods(own, 1);
  return late && monthOf(own) < 12 && next <= periodOf(today) ? next : own;
}

function signedPart(random: Random, city: City, today: Day, draft: DemoDraft, life: Life) {
  const { unit, code, investor, factory } = draft;
  const facts = factsOf(random, life, today);
  const landed = facts.landedOn !== undefined;
  const running = facts.producedOn !== undefined;
  const supplied = life.landSupplied !== undefined && life.landSupplied <= today && landed;
  return {
    ...facts,
    landUnit: unit,
    firstContactDate: life.firstContact,
    firstTalkUnit: unit,
    firstTalkDate: addDays(life.firstContact, 2),
    signType: 'FORMAL' as const,
    contractNo: `演示合同〔${yearOf(life.signed)}〕${code.slice(-7)}号`,
    fairReview: random.chance(0.9) ? ('PASSED' as const) : ('NOT_APPLICABLE' as const),
    agreedStart: life.agreedStart,
    agreedProduce: life.agreedProduce,
    landSuppliedOn: supplied && !factory ? life.landSupplied : undefined,
    park: random.chance(0.85) ? city.parks.find((park) => park.unit === unit)?.code : undefined,
    projectCompany: landed ? companyName(city.short, investor.brand, investor.product) : undefined,
    projectUscc: landed ? investor.companyUscc : undefined,
    progress: progressOf(random, facts.stage),
    nextDue: running ? undefined : addDays(today, random.int(10, 90)),
    overlays:
      life.fate === 'SUSPENDED' && facts.startedOn === undefined ? (['SUSPENDED'] as const) : undefined,
    ...closingOf(random, life, today, facts.fullOn),
  };
}

function closingOf(random: Random, life: Life, today: Day, fullOn: Day | undefined) {
  if (life.closed && life.closed <= today) {
    const termReason = random.pick(['INVESTOR', 'MARKET', 'LAND', 'ENVIRONMENT', 'FUNDS'] as const);
    return { closeType: 'TERMINATED' as const, closedOn: life.closed, termReason };
  }
  const closedOn = fullOn && addDays(fullOn, FULFILLED_DAYS);
  return closedOn && closedOn <= today && random.chance(0.7)
    ? { closeType: 'FULFILLED' as const, closedOn }
    : {};
}

/** Investment as of the last monthly report, or as of today's month for what is already producing. */
function investedPart(
  draft: DemoDraft,
  life: Life,
  today: Day,
  { plannedInvestWan }: { plannedInvestWan: number },
) {
  if (!life.started || life.started > today) return {};
  const last = lastReported(today);
  const investment = investmentOf(life, plannedInvestWan, draft.idleMonths);
  const cumInvestWan = investment.at(last);
  return {
    cumInvestWan,
    ytdInvestWan: thisYears(investment, last),
    cumFundWan: Math.round((cumInvestWan * 1.05) / 1000) * 1000,
  };
}
