import { z } from 'zod';
import { askEnterpriseCard, liaisonAskedCard } from '../../cards/liaison.ts';
import { AppError } from '../../models/rules/errors.ts';
import { isMobile } from '../../models/rules/phone.ts';
import { isStranger } from '../../models/rules/permissions.ts';
import { action, type Command } from '../action.ts';
import type { Inbound, Reply } from '../inbound.ts';
import type { Ctx } from '../services/context.ts';
import { accountOf, type Account } from '../services/people/identify.ts';
import { askForEnterprise } from '../services/people/liaison.ts';

/** How an enterprise's liaison comes in (domain.md 1.6). */

/** @throws AppError INVALID outside a private chat of a platform, or for one who holds a post of the city */
function demandAsker({ viewer }: Ctx, { channel, from, chat }: Inbound): Account {
  const account = accountOf({ channel, from });
  if (chat.kind === 'group') throw new AppError('INVALID', '请在与我的单聊里发送“绑定企业”');
  // An account with a post acts for the post: a second life for an enterprise would go unnoticed.
  if (!isStranger(viewer) && !viewer.enterprise)
    throw new AppError('FORBIDDEN', `您已任${viewer.name}，不能再担任企业联络员`);
  return account;
}

const line = (label: string, max: number) =>
  z.string().trim().min(2, `请填写${label}`).max(max, `${label}最多 ${max} 个字`);

export const liaisonCommands: readonly Command[] = [
  {
    words: ['绑定企业'],
    usage: '绑定企业',
    does: '企业联络员申请绑定本企业，核实后生效',
    forLiaison: { usage: '绑定企业', does: '换到另一家企业时重新申请' },
    open: true,
    platformOnly: true,
    suits: ({ enterprise }) => enterprise !== undefined,
    async run(ctx, _rest, inbound): Promise<Reply> {
      demandAsker(ctx, inbound);
      return { say: [{ card: askEnterpriseCard() }] };
    },
  },
];

export const liaisonActions = [
  action({
    action: 'liaison.ask',
    open: true,
    input: z.object({
      enterprise: line('企业全称', 60),
      name: line('真实姓名', 30),
      title: line('岗位', 30),
      phone: z
        .string()
        .transform((text) => text.replace(/[\s-]/g, ''))
        .refine(isMobile, '手机应为 11 位，如 13800000000'),
    }),
    async run(ctx, asked, inbound): Promise<Reply> {
      return askForEnterprise(ctx, { ...demandAsker(ctx, inbound), ...asked }, (called): Reply => ({
        card: liaisonAskedCard(called),
      }));
    },
  }),
];
