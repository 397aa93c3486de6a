import { beforeAll, expect, test } from 'vitest';
import type { Card } from '../../cards/card.ts';
import type { Reply } from '../../handlers/inbound.ts';
import { changeOf } from '../../handlers/services/context.ts';
import { prepareImport, previewOf } from '../../handlers/services/imports/service.ts';
import { contacts, enterprises } from '../../models/ledgers/enterprise.ts';
import { monthlyReports } from '../../models/ledgers/monthly.ts';
import { projects } from '../../models/ledgers/project.ts';
import { usccCheckChar } from '../../models/rules/uscc.ts';
import { aWorld, cardIn, first, formIn, wordsOf, type World } from '../helpers/conversation.ts';
import { aProject } from '../helpers/services.ts';

const NAME = '示范电子结构件生产项目甲';
let world: World;
let project: string;
let report: string;

beforeAll(async () => {
  world = await aWorld('web');
  const { services } = world;
  await services.store.change(changeOf(services.as('YC_FILL')), async (change) => {
    project = (await change.insert(projects, aProject({ name: NAME }))).code;
    report = (
      await change.insert(monthlyReports, { project, unit: 'YC', period: '2026-05', progress: '主体封顶' })
    ).code;
  });
});

const cardOf = ({ card }: Reply): Card => {
  if (!card) throw new Error('no card');
  return card;
};
const opens = async (post: string): Promise<Card> =>
  cardIn(first(await world.official(post).says(`项目月报 ${report}`)));
const clicks = async (card: Card, label: string): Promise<Card> =>
  cardOf(await world.official('YC_FILL').clicks(label, card));

test('what a row names in another ledger is called by its title on its card, form and history', async () => {
  const card = await opens('YC_FILL');
  expect(card.title).toBe(NAME);
  expect(wordsOf(card)).not.toContain(`项目编号 ${project}`);
  const form = await clicks(card, '修改');
  expect(form.subtitle).toBe(`${report} · ${NAME}`);
  const input = formIn(form).inputs.find(({ name }) => name === 'f_project');
  expect(input).toMatchObject({ value: project });
  expect(input?.hint).toContain(`现为“${NAME}”`);
  expect((await clicks(card, '变更记录')).title).toBe(`${NAME} · 变更记录`);
});

test('an import’s preview calls the rows that it changes and those that are new by the title', async () => {
  const { services } = world;
  const text = `项目编号,通报期,本月进展\n${NAME},2026-05,设备进场\n${project},2026-04,桩基完成\n`;
  const file = { name: '月报.csv', bytes: Buffer.from(text) };
  const record = await prepareImport(services.as('YC_FILL'), { ledger: monthlyReports, file });
  const preview = previewOf(record);
  expect(preview.faults).toEqual([]);
  expect(preview.rows.map(({ kind, title }) => [kind, title])).toEqual([
    ['changed', NAME],
    ['new', NAME],
  ]);
});

test('who may not see the other row reads its code', async () => {
  const { services } = world;
  const names = await services.store.change(changeOf(services.as()), async (change) => {
    const { code: enterprise } = await change.insert(enterprises, {
      name: '河源示范电子有限公司',
      uscc: `91441600MA5000001${usccCheckChar('91441600MA5000001')}`,
      unit: 'DY',
      chain: 'ELEC',
      bizStatus: 'NORMAL',
    });
    const contact = { enterprise, unit: 'YC', title: '办公室主任', name: '示范人甲', phone: '13800000000' };
    return { enterprise, contact: (await change.insert(contacts, contact)).code };
  });
  const reads = async (post: string) =>
    wordsOf(cardIn(first(await world.official(post).says(`企业联络员 ${names.contact}`))));
  expect(await reads('GXJ_CITY')).toContain('企业编号 河源示范电子有限公司');
  expect(await reads('YC_FILL')).toContain(`企业编号 ${names.enterprise}`);
});
