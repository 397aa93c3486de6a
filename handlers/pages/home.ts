import type { Button, Card } from '../../cards/card.ts';
import { projects } from '../../models/ledgers/project.ts';
import { type Period } from '../../models/rules/time/day.ts';
import { longMonth } from '../../models/rules/time/words.ts';
import { bulletins } from '../../models/ledgers/bulletin.ts';
import { ROLES, type Viewer } from '../../models/rules/permissions.ts';
import { may } from '../../models/rules/rights.ts';
import type { Ctx } from '../services/context.ts';
import { shownPeriod } from '../services/bulletins/audience.ts';

/** The front page of one who came from a platform: everything here that the post may open, by the same permits. */
export async function homeCard(ctx: Ctx): Promise<Card> {
  const { viewer, store } = ctx;
  const readable = store.ledgers.filter(({ rights }) => may(viewer, rights.read));
  const others = readable.filter(({ name }) => name !== projects.name);
  const ledgers: Button[] = others.map(({ name, title }) => ({ label: title, page: `/ledgers/${name}` }));
  const first = firstButtons(viewer, await bulletinToShow(ctx));
  return {
    title: viewer.name,
    subtitle: viewer.enterprise ? ROLES.ENTERPRISE : '当前岗位',
    tone: 'info',
    summary: '招优首页',
    blocks: [
      ...(first.length > 0 ? [{ kind: 'actions' as const, buttons: first }] : []),
      ...(ledgers.length > 0 ? [{ kind: 'actions' as const, buttons: ledgers }] : []),
      ...(first.length + ledgers.length === 0
        ? [{ kind: 'text' as const, text: '您的岗位在网页上没有可看的内容。' }]
        : []),
      { kind: 'note', text: '办理事项请在与招优助手的单聊里进行，发送“帮助”看能做什么。' },
    ],
  };
}

async function bulletinToShow(ctx: Ctx): Promise<Period | undefined> {
  if (!may(ctx.viewer, bulletins.rights.read)) return undefined;
  const shown = await shownPeriod(ctx, { document: 'city' });
  return 'period' in shown ? shown.period : undefined;
}

function firstButtons(viewer: Viewer, period: Period | undefined): Button[] {
  return [
    ...(period
      ? [
          {
            label: `${longMonth(period)}通报`,
            page: `/figures/${period}`,
            style: 'primary' as const,
          },
        ]
      : []),
    ...(may(viewer, projects.rights.read) ? [{ label: projects.title, page: '/ledgers/projects' }] : []),
    ...(may(viewer, projects.rights.edit) ? [{ label: '导入台账', page: '/import' }] : []),
  ];
}
