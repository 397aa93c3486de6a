import { bindingRequestCard } from '../../../cards/binding.ts';
import { postName } from '../../../cards/history.ts';
import { bindings, PLATFORMS } from '../../../models/ledgers/binding.ts';
import { namesOf } from '../../../models/ledgers/engine/show.ts';
import { tenures } from '../../../models/ledgers/register.ts';
import { maskName } from '../../../models/rules/phone.ts';
import { dayOf } from '../../../models/rules/time/day.ts';
import { feature } from '../ledgers/feature.ts';
import { holderOf } from './identify.ts';
import { succeed } from './tenure.ts';

/** What an administrator sees of a request for a post, and what their answer brings with it. */
export const bindingFeature = feature({
  ledger: bindings,
  cards: {
    async accept(ctx, row) {
      const nameOf = namesOf(ctx.city);
      const holder = await holderOf(ctx, row.post);
      return bindingRequestCard({
        ...row,
        postName: nameOf('post', row.post),
        platform: PLATFORMS[row.channel],
        holder: holder && maskName(holder.name),
        decidedBy: postName(row.updatedBy, nameOf),
      });
    },
  },
  effects: {
    // From today on the person speaks for the post.
    accept: {
      async run(ctx, change, { channel, person, post, name }) {
        const holder = await holderOf(ctx, post);
        // One who is registered by name already gets the account only; anybody else succeeds.
        if (holder?.name === name) await change.update(tenures, holder, { [channel]: person });
        else await succeed(ctx, change, { post, name, from: dayOf(ctx.clock.now()), [channel]: person });
        return undefined;
      },
    },
  },
});
