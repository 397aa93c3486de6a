import { z } from 'zod';
import { LONGEST } from '../../models/rules/parse/bounds.ts';
import { action, type ActionRow, type Command } from '../action.ts';
import { mayImport } from '../commands.ts';
import { answerText } from '../dispatch/text-message.ts';
import { rowAnywhere } from '../services/ledgers/todo.ts';
import { openRow } from '../ledgers.ts';

/** What is said without asking for a ledger or a bulletin. */
export const talkCommands: readonly Command[] = [
  {
    words: ['谢谢'],
    usage: '谢谢',
    does: '不用客气',
    offered: false,
    run: async () => ({ say: [{ text: '不客气。' }] }),
  },
  {
    words: ['怎么导入'],
    usage: '怎么导入',
    does: '看怎样把 Excel 交给我',
    offered: false,
    run: async (ctx) => ({
      say: [
        {
          text: mayImport(ctx)
            ? '在与我的单聊里把 Excel 或 CSV 文件直接发给我：先给您看识别结果和差异，确认后才写入台账。没有模板也行，用您手头的表；想要规范的表头，发送“项目台账 导出 全部列”下载一份照着填。'
            : '您的岗位不导入台账。需要更新数据时，请把表交给本单元的填报人。',
        },
      ],
    }),
  },
  {
    words: ['编号'],
    usage: '编号 <编号>',
    does: '按编号看一条记录',
    offered: false,
    async run(ctx, rest, { chat }) {
      const { ledger, row } = await rowAnywhere(ctx, rest.toUpperCase());
      return { say: [{ card: await openRow(ctx, ledger, row.code, chat.kind) }] };
    },
  },
];

/** A button that says something for the one who presses it. */
export const talkActions = (commands: () => readonly Command[]): readonly ActionRow[] => [
  action({
    action: 'sentence.say',
    shared: true,
    input: z.object({ text: z.string().max(LONGEST.value) }),
    run: async (ctx, { text }, { channel, eventId, from, chat, privately }) =>
      answerText(commands(), ctx, { kind: 'text', text, channel, eventId, from, chat, privately }),
  }),
];
