import type { City } from '../../models/ledgers/city.ts';
import { addDays, type Day } from '../../models/rules/time/day.ts';
import { demoMobile, personName } from './names.ts';
import type { Random } from './random.ts';
import type { DemoTenure } from './types.ts';

/** One post in so many has changed hands within the history. */
const SUCCESSIONS = 12;

/** A holder for every post of the city, and some who held one before. */
export function peopleOf(random: Random, city: City, today: Day): DemoTenure[] {
  let number = 0;
  const next = () => {
    number += 1;
    return { name: personName(number), mobile: demoMobile(number) };
  };
  return city.posts.flatMap(({ code: post }, i) => {
    const from = addDays(today, -random.int(60, 600));
    const holder: DemoTenure = { post, ...next(), from };
    if (i % SUCCESSIONS !== SUCCESSIONS - 1) return [holder];
    const before: DemoTenure = {
      post,
      ...next(),
      from: addDays(from, -random.int(300, 900)),
      to: addDays(from, -1),
    };
    return [before, holder];
  });
}
