import { expect, test } from 'vitest';
import { createFeishuApi } from '../../../bot/feishu/api/api.ts';
import { createLog } from '../../../bot/log.ts';
import { changeOf } from '../../../handlers/services/context.ts';
import { linkByMobile } from '../../../handlers/services/people/tenure.ts';
import { holderOf } from '../../../handlers/services/people/identify.ts';
import { tenures } from '../../../models/ledgers/register.ts';
import { testServices } from '../../helpers/services.ts';
import { createStage } from '../../emulators/feishu/testing/stage.ts';

test('people in office get their account by mobile, in batches; who is not found is told', async () => {
  const services = await testServices();
  const { feishu } = await createStage({ clock: services.clock });
  const posts = services.city.posts
    .map(({ code }) => code)
    .filter((code) => code !== 'ADMIN')
    .slice(0, 70);
  const mobileOf = (i: number) => `139${String(10_000_000 + i)}`;
  const people = posts.slice(0, 68).map((post, i) => feishu.people.add({ name: post, mobile: mobileOf(i) }));
  await services.store.change(changeOf(services.as()), async (change) => {
    await change.insertMany(
      tenures,
      posts.map((post, i) => ({
        values: { post, name: '任职人员', mobile: mobileOf(i), from: '2026-01-01' },
      })),
    );
    await change.insert(tenures, { post: 'ADMIN', name: '管理员', feishu: 'ou_known', from: '2026-01-01' });
  });
  const { appId, appSecret, encryptKey, verificationToken } = feishu.app;
  const config = {
    appId,
    appSecret,
    encryptKey,
    verificationToken,
    baseUrl: feishu.url,
    mode: 'webhook' as const,
  };
  const api = createFeishuApi({ config, clock: services.clock, log: createLog('silent') });
  const link = (post: string) =>
    linkByMobile(services.as(post), 'feishu', (mobiles) => api.findByMobiles(mobiles));

  await expect(link('YC_FILL')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const { linked, missing } = await link('ADMIN');
  expect(linked.toSorted()).toEqual(posts.slice(0, 68).toSorted());
  expect(missing).toEqual(posts.slice(68));
  expect((await holderOf(services, posts[3] ?? ''))?.feishu).toBe(people[3]?.openId);
  expect(feishu.requests.filter(({ route }) => route === 'contact.lookUp')).toHaveLength(2);
  expect(feishu.violations).toEqual([]);
  expect((await link('ADMIN')).linked, 'a second time there is nothing left').toEqual([]);
});
