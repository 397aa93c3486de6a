import { bindingRequestCard } from '../../../cards/binding.ts';
import { postName } from '../../../cards/history.ts';
import { bindings, isOpen } from '../../../models/ledgers/binding.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import { feature } from '../ledgers/feature.ts';
import { bindingFacts, grant, putToAdministrators, tellAsker } from './binding.ts';

/** What an administrator's answer to a request for a post brings with it. */
export const bindingFeature = feature({
  ledger: bindings,
  async card(ctx, row, audience) {
    if (audience === 'group') return undefined;
    const decidedBy = isOpen(row) ? undefined : postName(row.updatedBy, namesOf(ctx.city));
    return bindingRequestCard(await bindingFacts(ctx, row, decidedBy));
  },
  effects: {
    ask: { run: async (ctx, change, row) => putToAdministrators(ctx, change, row) },
    accept: { run: async (ctx, change, row) => grant(ctx, change, row) },
    refuse: {
      async run(_ctx, change, row) {
        tellAsker(change, row, '管理员没有同意您的绑定申请，请与本单位管理员联系后再次发送“绑定”。');
        return row;
      },
    },
  },
});
