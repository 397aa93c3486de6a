import { describe, expect, test } from 'vitest';
import { loadCity } from '../../../bot/city.ts';
import { planDigest, type DigestFacts } from '../../../handlers/services/messages/digest-plan.ts';
import type { Notice } from '../../../models/store/messages/notices.ts';
import { createCalendar } from '../../../models/rules/time/calendar.ts';
import { dayOf, timeOf } from '../../../models/rules/time/day.ts';
import { holidayPlanSchema } from '../../../models/rules/time/holidays.ts';

const { city, holidays } = await loadCity();
const calendar = createCalendar(holidayPlanSchema.parse(holidays), city.ruleSet.office);
const notice = (id: string, urgency: Notice['urgency'] = 'digest'): Notice => ({
  id,
  post: 'YC_FILL',
  ledger: 'tasks',
  code: id,
  matter: id,
  fact: '',
  urgency,
  at: new Date(0),
  state: 'waiting',
  reason: '',
  dueAt: new Date(0),
});

interface Case {
  now?: string;
  waiting?: DigestFacts['waiting'];
  pushed?: number;
  max?: number;
  reachable?: boolean;
}
const [a, b] = [notice('a'), notice('b')];
const s = notice('s', 'single');
const of = (...notices: Notice[]) => notices.map((each) => ({ notice: each }));

/** What is decided, in one line: 发 a b | 等 06-15 08:4x 为什么 | 弃 a 为什么. */
function decided({ now = '2026-06-12T10:11', waiting = of(a), pushed = 0, max = 2, reachable = true }: Case) {
  const at = new Date(`${now}+08:00`);
  const plan = planDigest({ post: 'YC_FILL', now: at, waiting, pushed, max, reachable, calendar });
  const { wait } = plan;
  return [
    ...plan.drop.map(({ notice: { id }, reason }) => `弃 ${id} ${reason}`),
    ...(plan.push.length > 0 ? [`发 ${plan.push.map(({ id }) => id).join(' ')}`] : []),
    ...(wait
      ? [
          `等 ${dayOf(wait.until)} ${timeOf(wait.until).slice(0, 2)} ${wait.vacant ? '缺 ' : ''}${wait.reason}`,
        ]
      : []),
  ];
}

describe('what a post hears now', () => {
  test.each<[string, Case, string[]]>([
    ['one thing, alone', {}, ['发 a']],
    ['several, together', { waiting: of(a, s, b) }, ['发 a s b']],
    [
      'nothing that is not true any more',
      { waiting: [{ notice: a, untrue: '已是“已办结”' }, { notice: b }] },
      ['弃 a 已是“已办结”', '发 b'],
    ],
    [
      'nothing at all, if none is true',
      { waiting: [{ notice: a, untrue: '已不在台账中' }] },
      ['弃 a 已不在台账中'],
    ],
    ['at night it waits for the morning', { now: '2026-06-11T22:00' }, ['等 2026-06-12 08 不在推送时段']],
    ['at lunch for the afternoon', { now: '2026-06-12T12:10' }, ['等 2026-06-12 14 不在推送时段']],
    [
      'on a holiday for the next working day',
      { now: '2026-10-02T10:11', waiting: of(s) },
      ['等 2026-10-08 08 不在推送时段'],
    ],
    ['on a worked Saturday it goes', { now: '2026-10-10T10:11' }, ['发 a']],
    [
      'what may wait leaves the last push to what may not',
      { pushed: 1 },
      ['等 2026-06-15 08 今天最后一次推送留给当日到期的事项'],
    ],
    ['and goes along with it', { pushed: 1, waiting: of(a, s) }, ['发 a s']],
    ['a second time what may not wait', { pushed: 1, waiting: of(s) }, ['发 s']],
    ['a third time nothing', { pushed: 2, waiting: of(s) }, ['等 2026-06-15 08 今天已推送 2 次']],
    ['one push a day, where so configured', { max: 1 }, ['发 a']],
    ['three a day: the second may be anything', { max: 3, pushed: 1 }, ['发 a']],
    [
      'nobody at the post',
      { reachable: false, waiting: of(s) },
      ['等 2026-06-15 08 缺 岗位暂时无人任职或没有登记账号'],
    ],
    [
      'nobody at the post, and not true any more',
      { reachable: false, waiting: [{ notice: a, untrue: '已不在台账中' }] },
      ['弃 a 已不在台账中'],
    ],
  ])('%s', (_, facts, expected) =>
    expect(decided(facts).map((line) => line.replace(/ 0[89] /, ' 08 ').replace(/ 1[45] /, ' 14 '))).toEqual(
      expected,
    ),
  );
});
