import { writeFile } from 'node:fs/promises';
import { cityBulletinCard } from '../../cards/bulletin.ts';
import { plain, type Block, type Card } from '../../cards/card.ts';
import { dayOf, instantOf, parseDay, parsePeriod, timeOf } from '../../models/rules/day.ts';
import { AppError } from '../../models/rules/errors.ts';
import { bulletinWorkbookBytes } from '../../handlers/services/bulletin-workbook.ts';
import type { Ctx } from '../../handlers/services/context.ts';
import { monthlyReport } from '../../handlers/services/report.ts';
import { findBulletin, rebuildSnapshot, type MonthlyReport } from '../../handlers/services/snapshots.ts';
import { demanded, oneOf, option, word, type CliCall, type CliCommand, type CliResult } from './command.ts';

const ctxOf = ({ services, viewer }: CliCall): Ctx => ({ ...services, viewer, channel: 'cli' });

const report: CliCommand = {
  name: 'report',
  usage: 'monthly --period 2026-05 [--as-of D] [--format json|xlsx|card] [--out F] [--rebuild]',
  does: '通报数据和文件',
  options: {
    period: { type: 'string' },
    unit: { type: 'string' },
    format: { type: 'string' },
    out: { type: 'string' },
    'as-of': { type: 'string' },
    rebuild: { type: 'boolean' },
  },
  async run(call) {
    const kind = word(call, 0, '报表名称，例如 report monthly');
    if (kind !== 'monthly') throw new AppError('USAGE', `没有“${kind}”这种报表，现有：monthly`);
    const period = parsePeriod(demanded(call, 'period', '月份，如 2026-05'));
    const format = oneOf(call, 'format', ['json', 'xlsx', 'card'], 'json');
    const figures = await figuresFor(call, period);
    return FORMATS[format](call, figures);
  },
};

async function figuresFor(call: CliCall, period: string): Promise<MonthlyReport> {
  const ctx = ctxOf(call);
  const asOf = option(call, 'as-of');
  if (!call.options.rebuild) return monthlyReport(ctx, { period, ...(asOf ? { asOf: parseDay(asOf) } : {}) });
  const bulletin = await findBulletin(ctx, period);
  if (!bulletin?.snapshot) throw new AppError('NOT_FOUND', `${period} 的数据还没有冻结，不能按快照重算`);
  return rebuildSnapshot(ctx, bulletin.snapshot);
}

const FORMATS: Record<
  'json' | 'xlsx' | 'card',
  (call: CliCall, figures: MonthlyReport) => Promise<CliResult>
> = {
  json: async (call, figures) => ({ data: figures, text: cardText(cardOf(call, figures)) }),
  card: async (call, figures) => {
    const card = cardOf(call, figures);
    return { data: card, text: cardText(card) };
  },
  async xlsx(call, figures) {
    const file = demanded(call, 'out', '输出文件，如 通报.xlsx');
    await writeFile(file, await bulletinWorkbookBytes(ctxOf(call), figures));
    return { data: { file, period: figures.period }, text: `已写入 ${file}` };
  },
};

const cardOf = ({ services }: CliCall, figures: MonthlyReport): Card =>
  cityBulletinCard({ figures, rules: services.rules, state: figures.snapshot ? 'draft' : 'live' });

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

const deadline: CliCommand = {
  name: 'deadline',
  usage: '<收文时间 ISO> <工作日数>',
  does: '办理期限和逐日推算',
  options: {},
  async run(call) {
    const text = word(call, 0, '收文时间，如 2026-04-30T18:20+08:00');
    const received = /^\d{4}-\d{2}-\d{2}$/.test(text) ? instantOf(text, '09:00') : new Date(text);
    const n = Number(word(call, 1, '工作日数'));
    if (Number.isNaN(received.getTime())) throw new AppError('USAGE', `“${text}”不是时间`);
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
  },
};

export const reportCommands: readonly CliCommand[] = [report, deadline];
