import type { LooseRow } from '../../../models/ledgers/engine/fields.ts';
import type { City, Post } from '../../../models/ledgers/city.ts';
import { LEAD_ROLES, SUPERVISING } from '../../../models/rules/permissions.ts';
import type { Right } from '../../../models/rules/rights.ts';
import type { LadderStep } from '../../../models/rules/ruleset.ts';
import { postsFor } from '../context.ts';

/** The posts that a rung of the ladder goes to, each once, in the order of the register. */
export function remindedPosts(
  city: City,
  to: LadderStep['to'],
  actor: Right | undefined,
  row: LooseRow,
): Post[] {
  const actors = actor ? postsFor(city, actor, row) : [];
  const chosen: Readonly<Record<LadderStep['to'][number], (post: Post) => boolean>> = {
    actor: (post) => actors.includes(post),
    lead: (post) => actors.some((each) => leads(post, each)),
    supervisor: ({ roles }) => roles.includes(SUPERVISING),
  };
  return city.posts.filter((post) => to.some((whom) => chosen[whom](post)));
}

/** Is the post the 分管负责人 of the other one, in the same organ or unit? */
const leads = (post: Post, other: Post): boolean =>
  post.org === other.org &&
  post.unit === other.unit &&
  other.roles.some((role) => {
    const lead = LEAD_ROLES[role];
    return lead !== undefined && post.roles.includes(lead);
  });
