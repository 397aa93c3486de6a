import { beforeAll, describe, expect, test } from 'vitest';
import { changeOf } from '../../handlers/services/context.ts';
import { exportBytes } from '../../handlers/services/exports/export.ts';
import { listRows } from '../../handlers/services/ledgers/list.ts';
import { contacts, enterprises } from '../../models/ledgers/enterprise.ts';
import { monthlyReports } from '../../models/ledgers/monthly.ts';
import { projects } from '../../models/ledgers/project.ts';
import { usccCheckChar } from '../../models/rules/uscc.ts';
import { aWorld, CHANNELS, type World } from '../helpers/conversation.ts';
import { aProject, testServices, type TestServices } from '../helpers/services.ts';

/** A credit code with its check character. */
const usccOf = (head: string): string => `${head}${usccCheckChar(head)}`;

/** What a row says of another row is as secret as that row, and is said only by those who may (domain.md 0.1-11). */
let services: TestServices;
let talk: string;
let signed: string;
let foreign: string;

const report = (project: string, unit: string) => ({
  project,
  unit,
  period: '2026-05',
  progress: '正在推进前期工作',
});
const add = (post: string, values: ReturnType<typeof report>) => {
  const ctx = services.as(post);
  return services.store.change(changeOf(ctx), (change) => change.insert(monthlyReports, values));
};

beforeAll(async () => {
  services = await testServices();
  const codes = await services.store.change(changeOf(services.as()), async (change) => [
    await change.insert(projects, aProject({ stage: 'NEGOTIATING', alias: '甲项目', signDate: undefined })),
    await change.insert(projects, aProject()),
    await change.insert(projects, aProject({ introUnit: 'DY', landUnit: 'DY' })),
  ]);
  [talk = '', signed = '', foreign = ''] = codes.map(({ code }) => code);
  await add('YC_FILL', report(talk, 'YC'));
  await add('YC_FILL', report(signed, 'YC'));
});

describe('a report follows its project', () => {
  test.each([
    ['YC_FILL', 2],
    ['SWJ_CITY', 2],
    ['GXJ_CITY', 1],
    ['DCS_SUPERVISOR', 1],
    ['AUDITOR', 2],
    ['DY_FILL', 0],
  ])('%s sees %i of the two: found, counted, listed and exported alike', async (post, seen) => {
    const ctx = services.as(post);
    const rows = services.store.rows(monthlyReports);
    expect(await rows.find(ctx.viewer)).toHaveLength(seen);
    expect(await rows.count(ctx.viewer)).toBe(seen);
    const list = await listRows(ctx, monthlyReports, { audience: 'private' });
    expect(list.total).toBe(seen);
    expect((await exportBytes(ctx, monthlyReports)).rows).toBe(seen);
    const told = JSON.stringify(await rows.find(ctx.viewer));
    expect(told.includes(talk)).toBe(seen === 2);
    const hidden = (await rows.byCode(ctx.viewer, `YB-2026-05-${talk}`)) === undefined;
    expect(hidden).toBe(seen < 2);
  });
});

describe('a county writes about its own rows only', () => {
  test('not on another county’s project, under whatever unit', async () => {
    await expect(add('YC_FILL', report(foreign, 'YC'))).rejects.toMatchObject({
      code: 'FORBIDDEN',
      userText: `项目编号“${foreign}”不在您可填报的范围内`,
    });
  });

  test('nor on a project that is not there', async () => {
    await expect(add('YC_FILL', report('XM-2026-YC-9999', 'YC'))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  test('nor a contact to another county’s enterprise', async () => {
    const enterprise = await services.store.change(changeOf(services.as()), (change) =>
      change.insert(enterprises, {
        name: '示范东源新材料有限公司',
        uscc: usccOf('91441600MA5000001'),
        unit: 'DY',
        chain: 'MATERIAL',
        bizStatus: 'NORMAL',
      }),
    );
    const ctx = services.as('YC_FILL');
    const values = {
      enterprise: enterprise.code,
      unit: 'YC',
      title: '办公室主任',
      name: '张示范',
      phone: '19000001234',
    };
    await expect(
      services.store.change(changeOf(ctx), (change) => change.insert(contacts, values)),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe.each(CHANNELS)('in a group on %s', (channel) => {
  let world: World;
  beforeAll(async () => {
    world = await aWorld(channel);
    await world.services.store.change(changeOf(world.services.as()), (change) =>
      change.insert(enterprises, {
        name: '示范源城电子有限公司',
        uscc: usccOf('91441600MA5000001'),
        unit: 'YC',
        chain: 'ELEC',
        bizStatus: 'NORMAL',
      }),
    );
  });
  const shown = async (post: string, group: string) =>
    JSON.stringify(await world.official(post).says('企业台账', group));

  test('a ledger shows what every member may see: the county’s own in its group, nothing where counties mix', async () => {
    expect(await shown('YC_FILL', 'G3-YC')).toContain('示范源城电子有限公司');
    expect(await shown('YC_FILL', 'G2')).not.toContain('示范源城电子有限公司');
  });
});
