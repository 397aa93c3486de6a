import { z } from 'zod';
import { projectLedgerCard, searchCard } from '../cards/project.ts';
import { projects } from '../models/ledgers/project.ts';
import type { Where } from '../models/rules/where.ts';
import { AppError } from '../models/rules/errors.ts';
import type { Ctx } from './services/context.ts';
import { exportLedger, exportToUpdate } from './services/ledgers/export.ts';
import { projectLedger, searchProjects } from './services/projects/projects.ts';
import type { Reply } from './inbound.ts';
import { action, type Command } from './action.ts';
import { openRow, rowsAsked } from './ledgers.ts';

export const projectCommands: readonly Command[] = [
  {
    words: ['查', '查项目', '找'],
    usage: '查 <项目名|编号>',
    does: '查项目，可写简称、错一两个字、拼音或首字母',
    permit: projects.rights.read,
    async run(ctx, rest, { chat }): Promise<Reply> {
      if (rest === '') throw new AppError('INVALID', '请写要查的项目，例如“查 电子”或“查 XM-2026-YC-0001”');
      const found = await searchProjects(ctx, rest, chat.kind);
      const [only] = found.rows;
      // One that is merely called alike is offered, not given as what was asked for.
      if (only && found.total === 1 && !found.alike)
        return { say: [{ card: await openRow(ctx, projects, only.code, chat.kind) }] };
      return { say: [{ card: searchCard({ ...found, query: rest }) }] };
    },
  },
  {
    words: ['项目台账', '台账', '项目'],
    usage: '项目台账 [条件]',
    does: '看在册项目；可按单元、阶段、灯、产业、年份、金额、来源、责任机构或岗位筛选，如“项目台账 源城 未动工 红灯 超亿元”，末尾加“导出”下载、加“多少”计数',
    permit: projects.rights.read,
    run: async (ctx, rest, { chat }): Promise<Reply> =>
      rest === ''
        ? { say: [{ card: projectLedgerCard(await projectLedger(ctx, chat.kind)) }] }
        : rowsAsked(ctx, projects, rest, chat.kind),
  },
];

/** Of a county its own rows, of the city all. */
const ownRows = ({ viewer: { unit } }: Ctx): Where => (unit === undefined ? {} : { unit });

export const projectActions = [
  action({
    action: 'projects.toUpdate',
    permit: projects.rights.edit,
    input: z.object({}),
    async run(ctx): Promise<Reply> {
      return { say: [{ file: await exportToUpdate(ctx, projects, ownRows(ctx)) }] };
    },
  }),
  action({
    action: 'projects.export',
    permit: projects.rights.read,
    input: z.object({}),
    async run(ctx): Promise<Reply> {
      return { say: [{ file: await exportLedger(ctx, projects, ownRows(ctx)) }] };
    },
  }),
];
