import { companyStem, isCompanyName } from '../../rules/names/company-name.ts';
import { STAGES, isStage, stageAtLeast, type Chain, type Stage } from '../../rules/codes.ts';
import { periodOf, type Day } from '../../rules/time/day.ts';
import { scaledQuotient, type Hundredths } from '../../rules/money.ts';
import { CHAIN_WORDS } from '../../rules/parse/words.ts';
import { nameKeyOf } from '../../rules/parse/text.ts';
import { amountRules } from './amounts.ts';
import type { LooseRow, Patch, RowContext, RowRule } from '../engine/define.ts';
import type { Value } from '../engine/fields.ts';

/** Which date proves which stage, and which period recognises it (domain.md 0.1-5). */
export const STAGE_FACTS = [
  { stage: 'SIGNED', on: 'signDate', recognised: 'signedIn', label: '签约日期' },
  { stage: 'LANDED', on: 'landedOn', recognised: 'landedIn', label: '落地日期' },
  { stage: 'STARTED', on: 'startedOn', recognised: 'startedIn', label: '动工日期' },
  { stage: 'PRODUCING', on: 'producedOn', recognised: 'producedIn', label: '投产日期' },
  { stage: 'FULL', on: 'fullOn', recognised: 'fullIn', label: '达产日期' },
] as const satisfies readonly { stage: Stage; on: string; recognised: string; label: string }[];

const day = (row: LooseRow, field: string): Day | undefined => row[field] as Day | undefined;
const amount = (row: LooseRow, field: string): Hundredths | undefined => row[field] as Hundredths | undefined;

const stageByDates = (row: LooseRow): Stage =>
  STAGE_FACTS.findLast((fact) => row[fact.on])?.stage ?? 'NEGOTIATING';

const later = (a: Stage, b: Stage): Stage => (stageAtLeast(a, b) ? a : b);
const stageOf = (row: LooseRow): Stage => {
  const stage = String(row.stage);
  return isStage(stage) ? stage : 'NEGOTIATING';
};

/** Not counted as manufacturing whatever the industry column says (domain.md 2.1, 是否制造业). */
const NOT_MFG_WORDS = /仓储|物流|商贸|数据中心|房地产|光伏电站|光伏发电|酒店|文旅/;
const MFG_CHAINS = ['ELEC', 'WATER_FOOD', 'MATERIAL', 'MOLD', 'OTHER_MFG'];

/** The industry by words of the name and the content, for sheets that do not state it; most projects are factories. */
function chainOf(row: LooseRow): Chain {
  const text = `${String(row.name)} ${String(row.content ?? '')}`;
  if (NOT_MFG_WORDS.test(text)) return 'SERVICE';
  const word = Object.keys(CHAIN_WORDS).find((candidate) => candidate.length > 1 && text.includes(candidate));
  return (word && CHAIN_WORDS[word]) || 'OTHER_MFG';
}

function isManufacturing(row: LooseRow, chain: Value): boolean {
  const division = /^[A-Za-z]?(\d{2})/.exec(String(row.industryGb ?? ''))?.[1];
  if (division) return Number(division) >= 13 && Number(division) <= 43;
  return MFG_CHAINS.includes(String(chain)) && !NOT_MFG_WORDS.test(String(row.name));
}

/**
 * 是否制造业 follows the industry as it is now. What differs from that was put right, and stays until the two agree again.
 */
function manufacturing(row: LooseRow): Patch {
  if (row.chain === undefined) return {};
  const byRule = isManufacturing(row, row.chain);
  const isCorrected = row.isMfg !== undefined && row.isMfg !== row.mfgByRule;
  return { mfgByRule: byRule, ...(isCorrected ? {} : { isMfg: byRule }) };
}

/** Values proposed for a new project where the person or the sheet gave none. */
export function suggestProject(row: LooseRow): Patch {
  const unit = row.introUnit ?? row.landUnit;
  // Of a project without a name nothing is known yet: an empty form proposes no industry.
  const chain = row.chain ?? (row.name === undefined ? undefined : chainOf(row));
  return {
    kind: row.kind ?? 'NEW',
    stage: row.stage ?? stageByDates(row),
    introUnit: unit,
    chain,
    ...(row.signDate && !row.signType ? { signType: 'FORMAL' } : {}),
    ...(row.signDate && !row.landUnit && unit ? { landUnit: unit } : {}),
  };
}

/**
 * Values that follow from others. A stage date that has no period of recognition yet counts in its own month
 * (decision 13: imported history).
 */
export function deriveProject(row: LooseRow, { rules }: RowContext): Patch {
  const land = amount(row, 'landMu');
  const patch: Patch = {
    unit: row.landUnit ?? row.introUnit ?? null,
    ...manufacturing(row),
    nameKey: nameKeyOf(String(row.name)),
    stage: later(stageOf(row), stageByDates(row)),
    caseByCase: (amount(row, 'plannedInvestWan') ?? 0) >= rules.money.majorWan * 100 || row.keyChain === true,
    intensity: perMu(amount(row, 'fixedInvestWan'), land),
    taxPerMu: perMu(amount(row, 'taxWan'), land),
  };
  for (const { on, recognised } of STAGE_FACTS) {
    const happened = day(row, on);
    patch[recognised] = row[recognised] ?? (happened ? periodOf(happened) : null);
  }
  return patch;
}

const perMu = (value: Hundredths | undefined, land: Hundredths | undefined): Hundredths | null =>
  land && value !== undefined ? scaledQuotient(value, land, 2) : null;

/** 不得只写公司名 (domain.md 2.1): a list of companies does not tell what is built, and the next project of one is its double. */
const nameSaysWhatIsBuilt: RowRule = ({ name, investorName, projectCompany }) => {
  const companies = [investorName, projectCompany].flatMap((company) => (company ? [String(company)] : []));
  if (name === undefined || !isCompanyName(String(name), companies)) return undefined;
  return {
    level: 'error',
    field: 'name',
    text: `项目名称“${String(name)}”只写了公司名`,
    suggestion: `请写明建设内容，如“${companyStem(String(name))}××生产项目”`,
  };
};

/** V02: the dates of a project's life do not run backwards. The future is refused by the field itself. */
const CHAIN_OF_DATES = [
  { on: 'firstContactDate', label: '首次接洽日' },
  ...STAGE_FACTS.map(({ on, label }) => ({ on, label })),
];

const datesInOrder: RowRule = (row) => {
  let before: { label: string; when: Day } | undefined;
  for (const { on, label } of CHAIN_OF_DATES) {
    const when = day(row, on);
    if (!when) continue;
    if (before && when < before.when) {
      return {
        level: 'error',
        rule: 'V02',
        field: on,
        text: `${label}（${when}）不得早于${before.label}（${before.when}）`,
        suggestion: '请核对两个日期，改正后重新上传',
      };
    }
    before = { label, when };
  }
  return undefined;
};

const agreedDatesInOrder: RowRule = (row) => {
  const sign = day(row, 'signDate');
  const start = day(row, 'agreedStart');
  const produce = day(row, 'agreedProduce');
  if (sign && start && start < sign) {
    return {
      level: 'note',
      rule: 'V02',
      field: 'agreedStart',
      text: `约定动工日（${start}）早于签约日期（${sign}），请核对`,
    };
  }
  if (start && produce && produce <= start) {
    return {
      level: 'note',
      rule: 'V02',
      field: 'agreedProduce',
      text: `约定投产日（${produce}）不晚于约定动工日（${start}），请核对`,
    };
  }
  return undefined;
};

const frameworkNotSigned: RowRule = (row) =>
  row.signType === 'FRAMEWORK'
    ? { level: 'note', rule: 'V07', field: 'signType', text: '框架/意向协议不计入签约，可保留为在谈' }
    : undefined;

const stageMatchesDates: RowRule = (row) => {
  const byDates = stageByDates(row);
  const written = stageOf(row);
  const fact = STAGE_FACTS.find(({ stage }) => stage === written);
  if (!fact || stageAtLeast(byDates, written)) return undefined;
  return {
    level: 'note',
    field: fact.on,
    text: `当前阶段写“${STAGES[written]}”但没有${fact.label}，通报只按日期认定，请补填`,
  };
};

const notManufacturing: RowRule = (row) =>
  row.isMfg === false
    ? { level: 'note', rule: 'V10', field: 'isMfg', text: '按名称或产业判断不是制造业，不计入超亿元制造业' }
    : undefined;

const industryToCheck: RowRule = (row) =>
  row.chain === 'OTHER_MFG'
    ? { level: 'note', field: 'chain', text: '产业归属为其他制造业；如属“1+3”产业，请改填' }
    : undefined;

/** The checks across fields of a project, in the order they are shown (domain.md 2.15). */
export const projectRules: readonly RowRule[] = [
  nameSaysWhatIsBuilt,
  datesInOrder,
  agreedDatesInOrder,
  ...amountRules,
  frameworkNotSigned,
  stageMatchesDates,
  notManufacturing,
  industryToCheck,
];

/** What must be there once a project is signed. */
export const afterSigning = (text: string) => ({
  when: (row: LooseRow) => row.stage !== 'NEGOTIATING',
  text,
});
/** What must be there where a project uses land or a factory in one of these ways. */
export const onLandMode = (modes: readonly string[], text: string) => ({
  when: (row: LooseRow) => modes.includes(String(row.landMode)),
  text,
});
