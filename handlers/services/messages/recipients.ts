import type { LooseRow } from '../../../models/ledgers/engine/fields.ts';
import type { City, Post } from '../../../models/ledgers/city.ts';
import type { Role } from '../../../models/rules/permissions.ts';
import { mayOn, type Right } from '../../../models/rules/rights.ts';
import type { LadderStep } from '../../../models/rules/ruleset.ts';
import { viewerOf } from '../context.ts';

/** 分管负责人 of those who handle something, by role (domain.md 1.6). */
const LEADS: Readonly<Partial<Record<Role, Role>>> = {
  HANDLER: 'HANDLER_LEAD',
  COUNTY_FILL: 'COUNTY_REVIEW',
  COUNTY_REVIEW: 'COUNTY_LEAD',
};

/** The posts that a rung of the ladder goes to, each once, in the order of the register. */
export function remindedPosts(
  city: City,
  to: LadderStep['to'],
  actor: Right | undefined,
  row: LooseRow,
): Post[] {
  const actors = actor ? city.posts.filter(({ code }) => mayOn(actor, viewerOf(city, code), row)) : [];
  const chosen: Readonly<Record<LadderStep['to'][number], (post: Post) => boolean>> = {
    actor: (post) => actors.includes(post),
    lead: (post) => actors.some((each) => leads(post, each)),
    supervisor: ({ roles }) => roles.includes('SUPERVISOR'),
  };
  return city.posts.filter((post) => to.some((whom) => chosen[whom](post)));
}

/** Is the post the 分管负责人 of the other one, in the same organ or unit? */
const leads = (post: Post, other: Post): boolean =>
  post.org === other.org &&
  post.unit === other.unit &&
  other.roles.some((role) => {
    const lead = LEADS[role];
    return lead !== undefined && post.roles.includes(lead);
  });
