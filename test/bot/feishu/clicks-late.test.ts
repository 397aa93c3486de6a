import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Card } from '../../../cards/card.ts';
import { changeOf } from '../../../handlers/services/context.ts';
import { projects, type Project } from '../../../models/ledgers/project.ts';
import { aFeishuWorld, cardIn, type FeishuWorld } from '../../helpers/conversation.ts';
import { aProject } from '../../helpers/services.ts';
import { holdUp, markCard, marked, TEST_ACTIONS, TEST_COMMANDS } from './marking.ts';

/** Work that outlasts the platform's patience: promised by a toast, then seen on the card itself (feishu.md 3.6). */
let world: FeishuWorld;
let project: Project;
let card: Card;
beforeAll(async () => {
  const patience = { promiseMs: 30, answerMs: 60_000 };
  world = await aFeishuWorld({ actions: TEST_ACTIONS, commands: TEST_COMMANDS, patience });
});
beforeEach(async () => {
  const { services } = world;
  project = await services.store.change(changeOf(services.as()), async (change) => {
    const row = await change.insert(projects, aProject());
    const content = { card: markCard(row) };
    change.send({ key: `card:${row.code}`, to: { group: 'G2' }, kind: 'reply', content });
    return row;
  });
  await world.settles();
  card = cardIn(world.sentTo('group:G2').at(-1));
});

const PROMISED = { type: 'info', content: '已收到，正在处理，结果稍后发给您' };
const MINUTE_MS = 60_000;
const reporter = () => world.person('YC_FILL');
const shown = () => {
  const message = world.feishu.seen(world.group('G2')).at(-1);
  if (!message) throw new Error('a card is there');
  return message;
};
const versions = () => world.feishu.message(shown().messageId).versions.map(({ by }) => by);
const click = () => world.feishu.click(reporter(), shown().messageId, '慢慢记');
const title = () => cardIn(world.sentTo('group:G2').at(-1)).title;

test('is promised at once, and the clicked card is brought up to date after the answer', async () => {
  const { release } = holdUp();
  const messages = world.sentTo('group:G2').length;
  const result = await click();
  expect(result).toMatchObject({ toast: PROMISED, card: undefined });
  expect(title()).toBe('第 1 版');
  release();
  await world.settles();
  expect(title()).toBe('第 2 版');
  expect(versions()).toEqual(['create', 'delayed']);
  expect(world.sentTo('group:G2')).toHaveLength(messages);
  expect(world.sentTo('post:YC_FILL')).toEqual([]);
});

test('a refusal that comes late goes to the one who clicked, not to the group', async () => {
  const { release } = holdUp();
  const { services } = world;
  await click();
  await services.store.change(changeOf(services.as()), (change) => change.remove(projects, project));
  release();
  await world.settles();
  expect(versions()).toEqual(['create']);
  expect(world.sentTo('post:YC_FILL')).toEqual([{ text: '这个项目已不在台账中' }]);
});

test.each([
  ['while the click’s leave holds', 6, 'delayed'],
  ['after it has run out', 40, 'patch'],
] as const)('is finished by another process when its own dies: %s', async (_, minutes, how) => {
  const first = holdUp();
  expect((await click()).toast).toEqual(PROMISED);
  first.letPass();
  await world.feishu.advance(minutes * MINUTE_MS);
  expect(await world.newDispatch().resume()).toBe(1);
  await world.sender.drain();
  expect(title()).toBe('第 2 版');
  expect(versions()).toEqual(['create', how]);
  // It was not dead, only slow: it finds its work done and changes nothing.
  first.release();
  await world.settles();
  expect(versions()).toEqual(['create', how]);
  expect(await marked(world.services.as(), project.id)).toMatchObject({ version: 2 });
});

test('a card that is being worked on elsewhere takes its update a little later', async () => {
  const { feishu } = world;
  const { release } = holdUp();
  await click();
  feishu.misbehave({ fault: 'card-locked', times: 2 });
  release();
  await world.settles();
  expect(feishu.requests.filter(({ fault }) => fault === 'card-locked')).toHaveLength(2);
  expect(title()).toBe('第 2 版');
  expect(card.title).toBe('第 1 版');
});

test('a message that takes long is taken once, whatever the platform repeats, and answered when done', async () => {
  const { release } = holdUp();
  const before = world.sentTo('post:YC_FILL').length;
  world.feishu.misbehave({ fault: 'answer-lost' });
  await world.feishu.say(reporter(), '慢慢查');
  await world.feishu.advance(16_000);
  expect(world.sentTo('post:YC_FILL')).toHaveLength(before);
  release();
  await world.settles();
  expect(world.sentTo('post:YC_FILL').slice(before)).toEqual([{ text: '查到了' }]);
});
