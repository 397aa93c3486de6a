import { beforeEach, describe, expect, test } from 'vitest';
import type { Card } from '../../cards/card.ts';
import { changeOf } from '../../handlers/services/context.ts';
import { tell, whyNotTold } from '../../handlers/services/messages/notices.ts';
import { reportUndelivered } from '../../handlers/services/messages/undelivered.ts';
import { DigestRunner } from '../../jobs/digest.ts';
import { Sender } from '../../jobs/sender.ts';
import { LEDGERS } from '../../models/ledgers/all.ts';
import { tenures } from '../../models/ledgers/register.ts';
import type { NewNotice } from '../../models/store/messages/notices.ts';
import { wordsOf } from '../helpers/card-words.ts';
import { addTasks, moveTask, tasks } from '../helpers/limited-ledger.ts';
import { testServices, type TestServices } from '../helpers/services.ts';
import { channelOf, fakeChannel } from './fake-channel.ts';

let services: TestServices;
beforeEach(async () => {
  services = await testServices([...LEDGERS, tasks]);
  fakeChannel.sent = [];
  at('2026-06-12T10:11');
});
const at = (moment: string) => services.clock.set(new Date(`${moment}+08:00`));

const hear = (...notices: NewNotice[]) =>
  services.store.change(changeOf(services.as()), (change) => {
    for (const notice of notices) tell(change, notice);
    return Promise.resolve();
  });
const about = (code: string, more: Partial<NewNotice> = {}): NewNotice => ({
  post: 'YC_FILL',
  ledger: 'tasks',
  code,
  matter: '用地指标',
  fact: '今天 17:30 到期',
  urgency: 'single',
  while: ['OPEN'],
  ...more,
});
/** What goes out over a channel at a moment. */
async function goes(moment: string, name: 'web' | 'feishu' = 'web'): Promise<string[]> {
  at(moment);
  const channels = [channelOf(() => undefined, name)];
  const onFault = (error: Error) => expect.fail(error.message);
  const before = fakeChannel.sent.length;
  await Promise.all([1, 2].map(() => new DigestRunner({ services, channels, onFault }).drain()));
  await new Sender({ services, channels, onDead: (_, reason) => expect.fail(reason) }).drain();
  return fakeChannel.sent.slice(before).map(({ content }) => ('card' in content ? content.card.title : ''));
}
const lastCard = (): Card => {
  const content = fakeChannel.sent.at(-1)?.content;
  if (!content || !('card' in content)) throw new Error('no card');
  return content.card;
};
const codes = async (...names: string[]) => (await addTasks(services, ...names)).map(({ code }) => code);
const why = (code: string, post = 'YC_FILL') => whyNotTold(services, code, post);

describe('a digest', () => {
  test('brings what came together in one message, and says so', async () => {
    const [a = '', b = ''] = await codes('甲事', '乙事');
    await hear(about(a), about(b, { urgency: 'digest', fact: '将于6月15日 17:30 到期' }));
    expect(await goes('2026-06-12T10:11'), 'gathers for a minute').toEqual([]);
    expect(await goes('2026-06-12T10:12')).toEqual(['待办提醒 2 项']);
    expect(wordsOf(lastCard())).toMatch(new RegExp(`甲事 用地指标：[^\\n]* ${a}`));
    expect((await why(a))[0]).toBe(
      '6月12日 10:11 “今天 17:30 到期”：并入 2026-06-12 10:12 的摘要（共 2 项），6月12日 10:12 已送达平台',
    );
    expect(await goes('2026-06-12T10:15')).toEqual([]);
  });

  test('of one thing is a card about it', async () => {
    const [a = ''] = await codes('甲事');
    await hear(about(a));
    expect(await goes('2026-06-12T10:12')).toEqual(['用地指标']);
    expect((await why(a))[0]).toMatch('单独发出');
  });

  test('leaves out what is done meanwhile', async () => {
    const [row] = await addTasks(services, '甲事');
    if (!row) throw new Error('no row');
    await hear(about(row.code));
    await moveTask(services, row, 'finish');
    expect(await goes('2026-06-12T10:12')).toEqual([]);
    expect(await why(row.code)).toEqual(['6月12日 10:11 “今天 17:30 到期”：没有发，已是“已办结”']);
  });

  test('comes twice a day at most; 特急 at any hour', async () => {
    const [a = ''] = await codes('甲事');
    const sent: string[][] = [];
    for (const moment of ['2026-06-12T10:12', '2026-06-12T10:42', '2026-06-12T16:12', '2026-06-12T16:42']) {
      await hear(about(a));
      sent.push(await goes(moment));
      at(moment);
    }
    expect(sent.map((titles) => titles.length)).toEqual([1, 1, 0, 0]);
    expect((await why(a))[0]).toMatch(
      /^6月12日 16:12 “今天 17:30 到期”：还没有发，等到 6月15日 0[89]:\d\d（今天已推送 2 次）$/,
    );
    at('2026-06-12T23:10');
    await hear(about(a, { urgency: 'urgent', fact: '企业停产' }));
    expect(await goes('2026-06-12T23:10')).toEqual(['特急：用地指标']);
    expect((await why(a))[0]).toMatch('特急，即时发出');
    expect(await goes('2026-06-15T09:10')).toEqual(['待办提醒 2 项']);
  });

  test('waits for a post that nobody holds; the administrators hear of it; the successor gets it', async () => {
    const [a = ''] = await codes('甲事');
    await hear(about(a));
    expect(await goes('2026-06-12T10:12', 'feishu')).toEqual([]);
    expect((await why(a))[0]).toMatch('岗位暂时无人任职或没有登记账号');
    expect(await reportUndelivered(services.as(), services.clock.now())).toBe('1 处没有送达');
    await services.store.change(changeOf(services.as()), (change) =>
      change.insert(tenures, { post: 'YC_FILL', name: '张三', from: '2026-06-12', feishu: 'ou_1' }),
    );
    await services.store.outbox.model.deleteMany({});
    expect(await goes('2026-06-15T09:10', 'feishu')).toEqual(['用地指标']);
    expect(fakeChannel.sent.at(-1)?.chat).toBe('ou_1');
    expect(await reportUndelivered(services.as(), services.clock.now())).toBe('都已送达');
  });

  test('what was never to be told says so, and when it will be', async () => {
    const [a = ''] = await codes('甲事');
    expect(await why(a)).toEqual([`${a} 还没有要提醒源城区填报人的事项`, '下一次自动提醒：6月18日 09:00']);
  });
});
