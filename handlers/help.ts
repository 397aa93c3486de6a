import type { Card } from '../cards/card.ts';
import type { Viewer } from '../models/rules/permissions.ts';
import { may, mayEver, PERMITS } from '../models/rules/rights.ts';
import { concerns, mayImport } from './commands.ts';
import type { Ctx } from './services/context.ts';
import type { ChatRef } from './inbound.ts';
import type { Command } from './action.ts';

/** 帮助: what this post can say and may do, read off the tables themselves. */
export const helpCommand = (others: readonly Command[]): Command => {
  const help: Command = {
    words: ['帮助', '？', '?', 'help', '菜单', '你好'],
    usage: '帮助',
    does: '看能做什么',
    run: async (ctx, _rest, { chat }) => {
      const mine = [help, ...others].filter((command) => concerns(command, ctx));
      return { say: [{ card: helpCard(ctx, mine, chat.kind) }] };
    },
  };
  return help;
};

/** In a group everybody reads it: there it tells what can be asked, not who asked and what that post may do. */
function helpCard(ctx: Ctx, mine: readonly Command[], place: ChatRef['kind']): Card {
  const { viewer } = ctx;
  return {
    title: '招优能帮您做什么',
    ...(place === 'private'
      ? { subtitle: viewer.enterprise ? viewer.name : `当前岗位：${viewer.name}` }
      : {}),
    tone: 'info',
    summary: '招优使用帮助',
    blocks: [
      {
        kind: 'fields',
        items: mine.map((command) => wordsFor(command, viewer)),
      },
      ...(place === 'private' && mayImport(ctx)
        ? [
            {
              kind: 'text' as const,
              text: '把 Excel 或 CSV 直接发给我：先给您看识别结果和差异，确认后才写入台账。',
            },
          ]
        : []),
      ...(place === 'private'
        ? [
            {
              kind: 'fold' as const,
              title: viewer.enterprise ? '我的权限' : '本岗位的权限',
              blocks: [
                {
                  kind: 'text' as const,
                  text: abilitiesIn(ctx).join('；') || '仅查看',
                },
              ],
            },
          ]
        : []),
      { kind: 'note', text: '严禁发送涉密文件、内部敏感文件。夜间和节假日不推送。' },
    ],
  };
}

/** A command in the words of who asks: a liaison has one enterprise, and nothing to narrow down. */
function wordsFor({ usage, does, forLiaison }: Command, { enterprise }: Viewer) {
  const said = (enterprise && forLiaison) || { usage, does };
  return { label: said.usage, value: said.does, wide: true as const };
}

/** What the post may do, read off the rights themselves: see, fill in, and make moves. */
function abilitiesIn({ viewer, store }: Ctx): string[] {
  const rights = [...store.ledgers.flatMap(({ rights }) => Object.values(rights)), ...Object.values(PERMITS)];
  const moves = store.ledgers.flatMap(({ noun, machine }) =>
    (machine?.moves ?? [])
      .filter(({ by, hidden }) => !hidden && mayEver(by, viewer))
      .map(({ label }) => `${noun}：${label}`),
  );
  const labels = rights.filter((permit) => may(viewer, permit)).map(({ label }) => label);
  return [...new Set([...labels, ...moves])];
}
