import { z } from 'zod';

/**
 * Every threshold, ratio and deadline of the mechanism, versioned (domain.md 0.1-10 and Appendix I). Values live in
 * the city profile; each computed figure stores the version it was computed with. 万元 are whole 万元 here, not
 * hundredths; `Wd` are working days (inside a period's flow: the n-th working day); `Pts` and `Pct` percentage points.
 */
const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, '应为 08:30 这样的时刻');
/** Two thresholds, the second one the graver: yellow and red, or the ends of a range. */
const pair = <T extends z.ZodType>(item: T) => z.tuple([item, item]);

// What counts and how it is printed

const money = z.strictObject({
  unit: z.literal('万元'),
  overYiWan: count,
  overYiInclusive: z.boolean(),
  majorWan: count,
  confirmIfAboveWan: count,
  confirmIfBelowWan: count,
  /** How many times a column's median may be off the sheet's main amount, and off the ledger's, before its unit is asked. */
  farFromColumns: count,
  farFromLedger: count,
});

const area = z.strictObject({ muToSqm: z.number().positive(), haToMu: count });

const cohorts = z.strictObject({
  /** 当年新签约超亿元制造业项目 (domain.md 4.2). */
  X: z.strictObject({
    mfgOnly: z.boolean(),
    signType: z.literal('正式合同'),
    kinds: z.array(z.enum(['NEW', 'EXPANSION', 'PHASE', 'TECH'])).min(1),
    /** Whose second look a county's newly signed project needs before it counts, in words; absent: nobody's. */
    acceptedBy: z.string().min(1).optional(),
  }),
  /** 上年度引进项目 (domain.md 4.3). */
  Y: z.strictObject({
    scope: z.enum(['overYiMfg', 'all']),
    keepTerminatedInDenominator: z.boolean(),
    minDenominatorForNaming: count,
  }),
});

const rank = z.strictObject({
  by: z.enum(['displayedValue', 'exactValue']),
  /** 1224: equals share a place and the next one counts on. */
  style: z.enum(['1224', '1223']),
  rateDecimals: count,
  amountYiDecimals: count,
});

// The office day and the periods' flows

const office = z.strictObject({
  start: time,
  lunch: pair(time),
  end: time,
  push: z.array(pair(time)).min(1),
  maxCardsPerPostPerDay: count,
});

const monthly = z.strictObject({
  openWd: count,
  countyDueWd: count,
  countyReviewWd: count,
  cityCheckWd: count,
  freezeWd: count,
  verifyWd: count,
  signWd: count,
  issueWd: count,
});

const quarterly = z.strictObject({
  draftWd: count,
  consultWd: count,
  meetingWd: count,
  reportWdAfterMeeting: count,
  carrierCountyWd: count,
  carrierAggWd: count,
});

const halfYear = z.strictObject({ countyWd: count, aggWd: count, reportWd: count, changeNotePct: count });

// A project's way

const stage = z.strictObject({
  registerWd: count,
  signApplyWd: count,
  unitConfirmWd: count,
  cityReviewWd: count,
  returnFixWd: count,
  maxReturns: count,
  landMonths: count,
  startMonths: count,
  startMonthsFactory: count,
  produceMonths: count,
  produceMonthsFactory: count,
  fullMonths: count,
  spotCheckPct: count,
  fulfilSpotCheckPct: count,
  fulfilQuietMonths: count,
  maxStartDeferrals: count,
  maxDeferMonths: count,
});

const firstTalk = z.strictObject({
  protectMonths: count,
  extendMonths: count,
  maxExtend: count,
  idleYellowDays: count,
});

/** What the unit that introduced a project and the one it landed in are each credited with; together 1. */
const split = { intro: share, land: share };
const whole = (parts: { intro: number; land: number }) => Math.abs(parts.intro + parts.land - 1) < 1e-9;
const splitSchema = z.strictObject(split).refine(whole, '引入方和落地方的比例之和应为 1');

const transfer = z.strictObject({
  reviewWd: count,
  poolWd: count,
  coordinateWd: count,
  mode: z.enum(['ratio', 'double']),
  split: z.strictObject({
    sign: splitSchema,
    build: splitSchema,
    tax: z.strictObject({ ...split, years: count }).refine(whole, '引入方和落地方的比例之和应为 1'),
  }),
  disputeWd: count,
});

const lights = z.strictObject({
  Q01Months: count,
  Q02RedDays: count,
  Q03RedDays: count,
  Q04: pair(count),
  Q05Months: pair(count),
  Q06Months: count,
  Q07Months: count,
  Q08Pts: pair(count),
  Q12Months: count,
  overrideMaxDays: count,
  /** From the turn to red to the reasons, the measures and the day (domain.md 5.2). */
  answerWd: count,
});

// What is assigned to somebody

const issue = z.strictObject({
  acceptWd: count,
  assignWd: count,
  signWd: count,
  urgentSignHours: count,
  returnWd: count,
  returnMax: count,
  firstContactWd: count,
  coWd: count,
  limitWd: z.strictObject({ I: count, II: count, III: count, IV: count }),
  planWdIV: count,
  extendMaxWd: count,
  extendMax: count,
  extendMaxIV: count,
  pauseMaxWd: count,
  rateRemindWd: count,
  rateCloseWd: count,
  redoWd: count,
  redoMax: count,
  closeWd: count,
  reopenDays: count,
  escalateOverdueWd: count,
});

const blocker = z.strictObject({ acceptWd: count, planWd: count, closeWd: count, urgentHours: count });

const supervision = z.strictObject({
  remindBeforeWd: z.array(count).min(1),
  urgeWd: count,
  blueAfterUrgeWd: count,
  blueReplyWd: count,
  yellowReplyWd: count,
  redOverdueWd: count,
  redFixWd: pair(count),
  decisionSplitWd: count,
  decisionDefaultDays: count,
  instructionAssignWd: count,
});

/** What a reminder is: a line of the digest, a card of its own, a 催办 that is recorded, a draft that a post signs. */
const STEP_FORMS = ['digest', 'single', 'record', 'draft', 'move'] as const;
/** Who hears of it: who must act, that post's 分管负责人, 市政府督查室. */
const REMINDED = ['actor', 'lead', 'supervisor'] as const;

/** One rung of a reminder ladder (domain.md 5.3). */
const ladderStep = z
  .strictObject({
    /** From the day of the due moment; negative before it, 0 on it. */
    workdays: z.number().int().min(-60).max(60),
    at: time,
    form: z.enum(STEP_FORMS),
    to: z.array(z.enum(REMINDED)),
    /** What the draft is called: 督办建议. */
    draft: z.string().min(1).optional(),
    /** The move that the service makes, where the row's state has it. */
    event: z.string().min(1).optional(),
  })
  .refine(({ form, draft }) => (form === 'draft') === (draft !== undefined), '拟稿（draft）要写明拟什么稿')
  .refine(({ form, event }) => (form === 'move') === (event !== undefined), '自动办理（move）要写明办什么')
  .refine(({ form, to }) => form === 'move' || to.length > 0, '至少提醒一个岗位');
export type LadderStep = z.infer<typeof ladderStep>;

const rising = (steps: readonly LadderStep[]): boolean =>
  steps.every((step, i) => {
    const before = steps[i - 1];
    if (!before) return true;
    return before.workdays < step.workdays || (before.workdays === step.workdays && before.at < step.at);
  });
const ladders = z.record(
  z.string().regex(/^[a-z][a-zA-Z]*$/, '提醒阶梯的名称只能用英文字母'),
  z.array(ladderStep).min(1).refine(rising, '各次提醒要按先后排列，同一时刻只能有一次'),
);

const coverage = z.strictObject({
  targetPct: count,
  nearScaleWan: pair(count),
  atRiskWan: count,
  /** A fall is negative. */
  atRiskYoyPct: z.number().int(),
});

// Scores

const evaluation = z.strictObject({
  weights: z
    .strictObject({ industry: count, tech: count, market: count, intensity: count, fiscal: count })
    .refine((w) => w.industry + w.tech + w.market + w.intensity + w.fiscal === 100, '五项权重之和应为 100'),
  grades: z.strictObject({ A: count, B: count, C: count }),
  bench: z.strictObject({
    intensityWanPerMu: count,
    taxWanPerMu: count,
    outputWanPerMu: count,
    far: z.number().positive(),
    jobsPerMu: count,
  }),
  validMonths: count,
  triggerTalkWd: count,
  majorWd: count,
  normalWd: count,
});

const assessment = z.strictObject({
  A: z.strictObject({ A1: count, A2: count, A3: count, A4: count }),
  B: z.strictObject({ B1: count, B2: count, B3: count, B4: count }),
  C: z.strictObject({ C1: count, C2: count, C3: count, C4: count }),
  D: z.strictObject({ D1: count, D2: count, D3: count }),
  bonusMax: count,
  penaltyMax: count,
  functionalBase: share,
});

export const ruleSetSchema = z.strictObject({
  version: z.string().min(1),
  effectiveFrom: z.iso.date(),
  money,
  area,
  cohorts,
  rank,
  office,
  monthly,
  quarterly,
  halfYear,
  stage,
  firstTalk,
  transfer,
  lights,
  issue,
  blocker,
  supervision,
  ladders,
  coverage,
  evaluation,
  assessment,
});

export type RuleSet = z.infer<typeof ruleSetSchema>;

type ByRow = Readonly<Record<string, unknown>>;

/**
 * The number that a path names (`issue.signWd`); undefined when there is none. A part in braces stands for what the row
 * says in that field: `issue.limitWd.{grade}`. Without a row such a path gives the greatest of all it could be, so that
 * a definition can be checked.
 */
export function ruleAt(rules: RuleSet, path: string, row?: ByRow): number | undefined {
  const found = path
    .split('.')
    .reduce<unknown[]>((values, part) => values.flatMap((value) => partOf(value, part, row)), [rules]);
  const numbers = found.filter((value) => typeof value === 'number');
  return numbers.length === 0 || numbers.length < found.length ? undefined : Math.max(...numbers);
}

function partOf(value: unknown, part: string, row: ByRow | undefined): unknown[] {
  if (typeof value !== 'object' || value === null) return [undefined];
  const field = /^\{(\w+)\}$/.exec(part)?.[1];
  if (field !== undefined && !row) return Object.values(value);
  const said = field === undefined ? part : row?.[field];
  const key = typeof said === 'string' || typeof said === 'number' ? String(said) : '';
  return [Object.hasOwn(value, key) ? new Map(Object.entries(value)).get(key) : undefined];
}
