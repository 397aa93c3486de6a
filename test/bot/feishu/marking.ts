import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Card } from '../../../cards/card.ts';
import { ACTIONS } from '../../../handlers/table.ts';
import { changeOf, type Ctx } from '../../../handlers/services/context.ts';
import type { Reply } from '../../../handlers/inbound.ts';
import { action, actionTable, type Command } from '../../../handlers/action.ts';
import { projects, type Project } from '../../../models/ledgers/project.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';

/** A small piece of work on a card, quick or slow, beside the real actions: what clicks are tried out on. */

export const markAction = 'test.marks.add';

/** Work under this action takes until it is let go. */
export const slowAction = 'test.marks.slow';
let gate: Promise<void> | undefined;

/** Holds slow work up from now on. `release` lets all of it go, `letPass` only what is begun later. */
export function holdUp(): { release: () => void; letPass: () => void } {
  let open = (): void => undefined;
  gate = new Promise((resolve) => (open = resolve));
  const letPass = () => (gate = undefined);
  return {
    letPass,
    release: () => {
      letPass();
      open();
    },
  };
}

export const markCard = ({ id, version }: Project): Card => ({
  title: `第 ${version} 版`,
  tone: 'info',
  summary: '标记',
  blocks: [
    {
      kind: 'actions',
      buttons: [
        { label: '记一笔', action: markAction, params: { id, version } },
        { label: '慢慢记', action: slowAction, params: { id, version } },
      ],
    },
  ],
});

export const marked = (ctx: Ctx, id: string): Promise<Project | undefined> =>
  ctx.store.rows(projects).byId(SYSTEM, id);

const at = z.object({ id: z.string(), version: z.number().int() });
const refresh = async (ctx: Ctx, { id }: z.infer<typeof at>) => {
  const row = await marked(ctx, id);
  return row && markCard(row);
};

async function mark(ctx: Ctx, input: z.infer<typeof at>): Promise<Reply> {
  // Two that click at once both get here before either is done.
  await sleep(5);
  const row = await ctx.store.change(changeOf(ctx), (change) =>
    change.update(projects, input, { cumInvestWan: 100 * input.version }),
  );
  return { toast: { tone: 'good', text: '已记下' }, card: markCard(row) };
}

export const TEST_ACTIONS = actionTable([
  ...ACTIONS.values(),
  action({ action: markAction, permit: projects.rights.edit, input: at, run: mark, refresh }),
  action({
    action: slowAction,
    permit: projects.rights.edit,
    input: at,
    async run(ctx, input) {
      await gate;
      return mark(ctx, input);
    },
    refresh,
  }),
]);

/** 慢慢查 takes until it is let go. */
export const TEST_COMMANDS: readonly Command[] = [
  {
    words: ['慢慢查'],
    usage: '慢慢查',
    does: '测试',
    async run() {
      await gate;
      return { say: [{ text: '查到了' }] };
    },
  },
];
