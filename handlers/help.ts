import { helpCard } from '../cards/guess.ts';
import type { Viewer } from '../models/rules/permissions.ts';
import { may, mayEver, PERMITS } from '../models/rules/rights.ts';
import { concerns, mayImport } from './commands.ts';
import { itemOf } from './duties.ts';
import type { Ctx } from './services/context.ts';
import { everActs, todoOf } from './services/ledgers/todo.ts';
import { reportsOwed } from './services/reports/unreported.ts';
import type { Command } from './action.ts';

/** 帮助: what waits for this post now, what it can say and may do, read off the tables themselves. */
export const helpCommand = (others: readonly Command[]): Command => {
  const help: Command = {
    words: ['帮助', '？', '?', 'help', '菜单', '你好'],
    usage: '帮助',
    does: '看能做什么',
    run: async (ctx, _rest, { chat }) => {
      const mine = [help, ...others].filter((command) => concerns(command, ctx));
      const facts = {
        first: firstFor(ctx.viewer, { all: others, mine }),
        commands: mine.map((command) => wordsFor(command, ctx.viewer)),
      };
      // In a group everybody reads it: there it tells what can be asked, not who asked and what that post may do.
      const card = helpCard(chat.kind === 'private' ? { ...facts, asker: await askerOf(ctx) } : facts);
      return { say: [{ card }] };
    },
  };
  return help;
};

async function askerOf(ctx: Ctx) {
  const { viewer } = ctx;
  const owed = await reportsOwed(ctx);
  return {
    title: viewer.enterprise ? viewer.name : `当前岗位：${viewer.name}`,
    waiting: await Promise.all((await todoOf(ctx)).map((todo) => itemOf(ctx, todo))),
    owed,
    everActs: everActs(ctx) || owed !== undefined,
    abilities: abilitiesIn(ctx),
    imports: mayImport(ctx),
  };
}

/** What is said most, of a unit's own posts and of those of the city: what the post may not say is left out. */
const OFTEN = {
  unit: ['谁没报', '本县通报', '登记项目', '项目台账', '通报', '排名'],
  city: ['通报', '排名', '谁没报', '项目台账', '口径'],
} as const;

/** The commands to begin with, as they are said: those said often, then whatever else is said without a word more. */
function firstFor(viewer: Viewer, { all, mine }: Record<'all' | 'mine', readonly Command[]>): string[] {
  const sayable = all.filter(({ permit }) => !permit || may(viewer, permit)).map(({ words: [word] }) => word);
  const plain = mine.flatMap((command) => {
    const { usage } = wordsFor(command, viewer);
    return usage.includes('<') || ASIDE.includes(usage) ? [] : [command.words[0]];
  });
  const often = viewer.enterprise ? [] : OFTEN[viewer.unit === undefined ? 'city' : 'unit'];
  return [...new Set([...often.filter((word) => sayable.includes(word)), ...plain])];
}

/** What is asked already, what the card itself says, and what is asked once in a life. */
const ASIDE: readonly string[] = ['帮助', '我的待办', '绑定', '绑定本群', '绑定企业'];

/** A command in the words of who asks: a liaison has one enterprise, and nothing to narrow down. */
function wordsFor({ usage, does, forLiaison }: Command, { enterprise }: Viewer) {
  return (enterprise && forLiaison) || { usage, does };
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
