import { cityBulletinCard, countyBulletinCard, type BulletinFacts } from '../../cards/bulletins/bulletin.ts';
import { plain, type Block, type Card } from '../../cards/card.ts';
import {
  dayOf,
  instantOf,
  isDay,
  parseDay,
  parsePeriod,
  readInstant,
  timeOf,
} from '../../models/rules/time/day.ts';
import { AppError } from '../../models/rules/errors.ts';
import { demand, PERMITS } from '../../models/rules/rights.ts';
import { bulletinWorkbookBytes } from '../../handlers/services/bulletins/workbook.ts';
import { bulletinFacts } from '../../handlers/services/bulletins/facts.ts';
import type { Ctx } from '../../handlers/services/context.ts';
import { liveReport } from '../../handlers/services/bulletins/report.ts';
import { rebuildSnapshot, type MonthlyFiguresOf } from '../../handlers/services/bulletins/snapshots.ts';
import { monthlyDocument } from './monthly.ts';
import {
  demanded,
  oneOf,
  option,
  word,
  writeResult,
  type CliCall,
  type CliRun,
  type CliResult,
} from './command.ts';

const ctxOf = ({ services, viewer }: CliCall): Ctx => ({ ...services, viewer, channel: 'cli' });

export const report: CliRun = async (call) => {
  const kind = word(call, 0, '报表名称，例如 report monthly');
  if (kind !== 'monthly') throw new AppError('USAGE', `没有“${kind}”这种报表，现有：monthly`);
  const period = parsePeriod(demanded(call, 'period', '月份，如 2026-05'));
  const format = oneOf(call, 'format', ['json', 'xlsx', 'card'], 'json');
  const unit = unitOf(call);
  if (unit && format === 'xlsx') throw new AppError('USAGE', '--unit 只用于 json 和 card；xlsx 是全市附表');
  return FORMATS[format](call, await factsFor(call, period, unit), unit);
};

function unitOf(call: CliCall): string | undefined {
  const unit = option(call, 'unit');
  if (!unit || call.services.city.units.some(({ code }) => code === unit)) return unit;
  const known = call.services.city.units.map(({ code }) => code).join('、');
  throw new AppError('NOT_FOUND', `没有“${unit}”这个考核单元，现有：${known}`);
}

type Facts = BulletinFacts & { figures: MonthlyFiguresOf };

async function factsFor(call: CliCall, period: string, unit: string | undefined): Promise<Facts> {
  const ctx = ctxOf(call);
  const asOf = option(call, 'as-of');
  if (asOf) {
    if (call.options.rebuild) throw new AppError('USAGE', '--rebuild 按冻结数据重算，不能与 --as-of 同用');
    demand(ctx.viewer, PERMITS.unissued);
    const figures = await liveReport(ctx, { period, asOf: parseDay(asOf) });
    return { figures, rules: ctx.rules, state: 'live' };
  }
  const facts = await bulletinFacts(ctx, period, unit ? { document: 'county', unit } : { document: 'city' });
  if (!call.options.rebuild) return facts;
  if (!facts.figures.snapshot) throw new AppError('NOT_FOUND', `${period} 的数据还没有冻结，不能按快照重算`);
  return { ...facts, figures: await rebuildSnapshot(ctx, facts.figures.snapshot) };
}

const FORMATS: Record<
  'json' | 'xlsx' | 'card',
  (call: CliCall, facts: Facts, unit: string | undefined) => Promise<CliResult>
> = {
  json: (call, facts, unit) =>
    resultOf(call, monthlyDocument(facts.figures, unit), cardText(cardOf(facts, unit))),
  card(call, facts, unit) {
    const card = cardOf(facts, unit);
    return resultOf(call, card, cardText(card));
  },
  async xlsx(call, facts) {
    const file = demanded(call, 'out', '输出文件，如 通报.xlsx');
    await writeResult(call, file, await bulletinWorkbookBytes(facts));
    return { data: { file, period: facts.figures.period }, text: `已写入 ${file}` };
  },
};

/** The document itself, or where it was written to with --out. */
async function resultOf(call: CliCall, data: object, text: string): Promise<CliResult> {
  const file = option(call, 'out');
  if (!file) return { data, text };
  await writeResult(call, file, `${JSON.stringify(data, null, 2)}\n`);
  return { data: { file }, text: `已写入 ${file}` };
}

const cardOf = (facts: Facts, unit: string | undefined): Card =>
  unit ? countyBulletinCard(facts, unit) : cityBulletinCard(facts);

/** A card as lines of text, for a terminal. */
function cardText(card: Card): string {
  return [card.title, card.subtitle ?? '', ...card.blocks.flatMap(blockText)]
    .filter((line) => line !== '')
    .join('\n');
}

function blockText(block: Block): string[] {
  if (block.kind === 'text' || block.kind === 'note') return [plain(block.text)];
  if (block.kind !== 'table') return [];
  const rows = [block.columns.map(({ label }) => label), ...block.rows.map((row) => row.map(plain))];
  return [block.caption ?? '', ...rows.map((row) => row.join('\t'))];
}

export const deadline: CliRun = async (call) => {
  const text = word(call, 0, '收文时间，如 2026-04-30T18:20+08:00');
  const received = isDay(text) ? instantOf(text, '09:00') : readInstant(text);
  const n = Number(word(call, 1, '工作日数'));
  if (!received) throw new AppError('USAGE', `“${text}”不是时间，请写成 2026-04-30T18:20+08:00`);
  if (!Number.isInteger(n) || n < 1) throw new AppError('USAGE', '工作日数应为正整数');
  const derivation = call.services.calendar.derive(received, n);
  let counted = 0;
  const steps = derivation.steps.map(
    (step) => `${step.day} ${step.counted ? `第 ${++counted} 日` : '不计'} ${step.reason}`,
  );
  const due = `${dayOf(derivation.due)} ${timeOf(derivation.due)}`;
  return {
    data: derivation,
    text: [`截止 ${due}${derivation.provisional ? '（暂定）' : ''}`, ...steps].join('\n'),
  };
};
