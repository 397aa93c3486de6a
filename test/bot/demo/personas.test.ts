import { beforeAll, expect, test } from 'vitest';
import { personasOf } from '../../../bot/demo/personas.ts';
import { demoCity } from '../../../bot/demo/city.ts';
import { changeOf } from '../../../handlers/services/context.ts';
import { identify } from '../../../handlers/services/people/identify.ts';
import { recognise } from '../../../handlers/services/people/visitors.ts';
import { contacts, enterprises } from '../../../models/ledgers/enterprise.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import { testServices, type TestServices } from '../../helpers/services.ts';

let services: TestServices;
beforeAll(async () => {
  services = await testServices();
  const setting = { city: services.city, today: '2026-06-12', seed: 1, projects: 20, enterprises: 60 };
  const made = demoCity(setting);
  await services.store.change(changeOf(services.as(), '演示数据'), async (change) => {
    await change.insertMany(
      enterprises,
      made.enterprises.map((values) => ({ values })),
    );
    await change.insertMany(
      contacts,
      made.contacts.map((values) => ({ values })),
    );
  });
});

test('five are proposed, chosen by what they do; each can log in', async () => {
  const proposed = await personasOf(services);
  expect(proposed.map(({ role }) => role)).toEqual([
    '县区填报人',
    '县区审核人',
    '市府办公室',
    '召集人层',
    '企业联络员',
  ]);
  expect(new Set(proposed.map(({ code }) => code)).size).toBe(5);
  for (const { code, name } of proposed)
    expect(await recognise(services, { channel: 'web', person: code })).toMatchObject({
      viewer: { post: code, name },
    });
});

test('the liaison speaks for one enterprise, and no longer when the contact is stopped', async () => {
  const liaison = (await personasOf(services)).at(-1);
  if (!liaison) throw new Error('the demo has one');
  const viewer = await identify(services, { channel: 'web', from: liaison.code });
  expect(viewer).toMatchObject({ roles: ['ENTERPRISE'], enterprise: expect.stringMatching(/^QY-/) });
  const contact = await services.store.rows(contacts).byCode(SYSTEM, liaison.code);
  if (!contact) throw new Error('it was proposed');
  await services.store.change(changeOf(services.as(), '停用'), (change) =>
    change.update(contacts, contact, { stoppedOn: '2026-06-01' }),
  );
  await expect
    .poll(() => identify(services, { channel: 'web', from: liaison.code }), { timeout: 5000 })
    .toBeUndefined();
  const [another] = (await personasOf(services)).slice(-1);
  expect(another?.code).not.toBe(liaison.code);
});

test('a contact’s code opens nothing on a platform', async () => {
  const liaison = (await personasOf(services)).at(-1);
  expect(await identify(services, { channel: 'feishu', from: liaison?.code ?? '' })).toBeUndefined();
});
