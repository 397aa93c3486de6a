import { z } from 'zod';
import { digestSheet, todoSheet } from '../cards/documents/todo-sheets.ts';
import { workbook } from '../cards/documents/xlsx.ts';
import type { SheetDocument } from '../cards/documents/xlsx-sheet.ts';
import { unitNamed, type Unit } from '../models/ledgers/city.ts';
import { monthlyReports } from '../models/ledgers/monthly.ts';
import { projects } from '../models/ledgers/project.ts';
import { AppError } from '../models/rules/errors.ts';
import { LONGEST } from '../models/rules/parse/bounds.ts';
import { isPeriod } from '../models/rules/time/day.ts';
import { longMonth } from '../models/rules/time/words.ts';
import { action } from './action.ts';
import { itemOf } from './duties.ts';
import type { Reply } from './inbound.ts';
import type { Ctx } from './services/context.ts';
import { exportLedger, keepFor } from './services/exports/export.ts';
import { demandAbility } from './services/ledgers/access.ts';
import { todoOf } from './services/ledgers/todo.ts';
import { digestItems } from './services/messages/digest.ts';
import { rowsOfFigure, searchProjects } from './services/projects/projects.ts';
import { unreportedIn } from './services/reports/unreported.ts';

/** More projects of one name than any word is in. */
const FOUND_MOST = 5000;
const period = z.string().refine(isPeriod, '月份不对');

/**
 * The rows that a card counts as a file, no others: what was searched for, what stands behind a number, what is owed, what
 * waits. Where a ledger's list has the words for them, it is `ledger.export`.
 */
export const exportActions = [
  action({
    action: 'projects.exportFound',
    permit: projects.rights.read,
    input: z.object({ query: z.string().max(LONGEST.value) }),
    async run(ctx, { query }, { chat }): Promise<Reply> {
      demandAbility(ctx, projects, 'export', chat.kind);
      const { rows } = await searchProjects(ctx, query, 'private', FOUND_MOST);
      return projectFile(ctx, rows, `查“${query}”`);
    },
  }),
  action({
    action: 'figures.export',
    permit: projects.rights.read,
    input: z.object({ period, path: z.string().max(100) }),
    async run(ctx, input, { chat }): Promise<Reply> {
      demandAbility(ctx, projects, 'export', chat.kind);
      const { rows, title } = await rowsOfFigure(ctx, input.period, input.path);
      return projectFile(ctx, rows, title);
    },
  }),
  action({
    action: 'reports.exportMissing',
    permit: monthlyReports.rights.read,
    input: z.object({ period, unit: z.string().max(20).optional() }),
    async run(ctx, input, { chat }): Promise<Reply> {
      demandAbility(ctx, projects, 'export', chat.kind);
      const unit = input.unit === undefined ? undefined : demandUnit(ctx, input.unit);
      const { units } = await unreportedIn(ctx, input.period, 'private', unit?.code);
      const which = `${unit?.short ?? ''}${longMonth(input.period)}未报月报的项目`;
      return projectFile(
        ctx,
        units.flatMap(({ missing }) => missing),
        which,
      );
    },
  }),
  action({
    action: 'todo.export',
    input: z.object({}),
    async run(ctx): Promise<Reply> {
      const items = await Promise.all((await todoOf(ctx)).map((todo) => itemOf(ctx, todo)));
      const at = ctx.clock.now();
      return listFile(ctx, todoSheet({ postName: ctx.viewer.name, at, items }));
    },
  }),
  action({
    action: 'digest.export',
    input: z.object({ at: z.iso.datetime() }),
    async run(ctx, input): Promise<Reply> {
      const at = new Date(input.at);
      const items = await digestItems(ctx, at);
      return listFile(ctx, digestSheet({ postName: ctx.viewer.name, at, items }));
    },
  }),
];

function demandUnit({ city }: Ctx, name: string): Unit {
  const unit = unitNamed(city, name);
  if (!unit) throw new AppError('INVALID', `没有“${name}”这个单元`);
  return unit;
}

async function projectFile(ctx: Ctx, rows: readonly { code: string }[], which: string): Promise<Reply> {
  const where = { code: { in: rows.map(({ code }) => code) } };
  return { say: [{ file: await exportLedger(ctx, projects, where, { which }) }] };
}

async function listFile(ctx: Ctx, sheet: SheetDocument): Promise<Reply> {
  return { say: [{ file: await keepFor(ctx, [ctx.viewer.name, sheet.name], await workbook([sheet])) }] };
}
