import { z } from 'zod';
import { projectLedgerCard, searchCard } from '../cards/project.ts';
import { unitNamed } from '../models/ledgers/city.ts';
import { projects } from '../models/ledgers/project.ts';
import { AppError } from '../models/rules/errors.ts';
import { exportLedger, exportToUpdate } from './services/exports/export.ts';
import { ownProjects, projectLedger, searchProjects } from './services/projects/projects.ts';
import type { MovedAll } from './services/ledgers/move.ts';
import { acceptAll, reviewAsked } from './services/projects/signings.ts';
import { PERMITS } from '../models/rules/rights.ts';
import { clickedOn, type Reply } from './inbound.ts';
import { action, type Command } from './action.ts';
import { exportForm, openRow, rowsAsked } from './ledgers.ts';

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
    words: ['待审核', '签约审核', '审核'],
    usage: '待审核 [单元]',
    does: '看等审核的新签约项目，逐个看或一次通过',
    permit: PERMITS.signings,
    privateOnly: true,
    async run(ctx, rest): Promise<Reply> {
      const unit = unitNamed(ctx.city, rest)?.code;
      if (rest !== '' && unit === undefined) throw new AppError('INVALID', `没看懂“${rest}”是哪个单元`);
      return { say: [{ card: await reviewAsked(ctx, unit) }] };
    },
  },
  {
    words: ['项目台账', '台账', '项目'],
    usage: '项目台账 [条件]',
    does: '看在册项目；可按单元、阶段、灯、产业、年份、金额、来源、责任机构或岗位筛选，如“项目台账 源城 未动工 红灯 超亿元”，末尾加“导出”下载（“导出 全部列”是全部列）、加“多少”计数',
    permit: projects.rights.read,
    run: async (ctx, rest, { chat }): Promise<Reply> =>
      rest === ''
        ? { say: [{ card: projectLedgerCard(await projectLedger(ctx, chat.kind)) }] }
        : rowsAsked(ctx, projects, rest, chat.kind),
  },
];

const LATE = '这张卡片来自旧版本，已失效，请发送“待审核”重新打开';

const doneText = ({ moved, changed, gone }: MovedAll): string =>
  [
    moved > 0 ? `${moved} 个已审核通过，计入通报` : '没有等您审核的项目了',
    ...(moved > 0 && gone > 0 ? [`${gone} 个已审核过或已退回`] : []),
    ...(changed > 0 ? [`${changed} 个在您查看后有改动，请再看一次`] : []),
  ].join('；');

/** A card holds no more projects than this (cards/bulletins/signings.ts). */
const CODES_MOST = 1000;

export const projectActions = [
  action({
    action: 'projects.acceptAll',
    permit: PERMITS.signings,
    input: z.object({ codes: z.string().max(CODES_MOST, LATE), seen: z.coerce.date() }),
    async run(ctx, { codes, seen }, inbound): Promise<Reply> {
      const clicked = clickedOn(inbound);
      return acceptAll(ctx, { codes: codes.split(' '), seen, clicked }, (done, card) => ({
        toast: { tone: done.changed > 0 ? 'warn' : 'good', text: doneText(done) },
        card,
      }));
    },
  }),
  action({
    action: 'projects.toUpdate',
    permit: projects.rights.edit,
    input: z.object({}),
    async run(ctx): Promise<Reply> {
      const { unit } = ctx.viewer;
      return { say: [{ file: await exportToUpdate(ctx, projects, unit === undefined ? {} : { unit }) }] };
    },
  }),
  action({
    action: 'projects.export',
    permit: projects.rights.read,
    input: z.object({ columns: z.literal('all').optional() }),
    async run(ctx, { columns }): Promise<Reply> {
      const { where, which } = ownProjects(ctx);
      return {
        say: [{ file: await exportLedger(ctx, projects, where, { which, form: exportForm(columns) }) }],
      };
    },
  }),
];
