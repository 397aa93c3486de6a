import { beforeAll, describe, expect, test } from 'vitest';
import type { Card } from '../../cards/card.ts';
import { actionTable } from '../../handlers/action.ts';
import type { Reply } from '../../handlers/inbound.ts';
import { ledgerActions, ledgerCommands } from '../../handlers/ledgers.ts';
import { changeOf } from '../../handlers/services/context.ts';
import { moveRow } from '../../handlers/services/ledgers/move.ts';
import { LEDGERS } from '../../models/ledgers/all.ts';
import { defineLedger } from '../../models/ledgers/engine/define.ts';
import { CITY_WIDE, COUNTY } from '../../models/rules/permissions.ts';
import { any, own, role } from '../../models/rules/rights.ts';
import { cliOf } from '../bot/cli/run-cli.ts';
import {
  aWorld,
  cardIn,
  CHANNELS,
  first,
  formIn,
  labelsOf,
  wordsOf,
  type World,
} from '../helpers/conversation.ts';
import { JPEG_BYTES } from '../helpers/evidence.ts';

const keeper = own('unit', 'COUNTY_FILL', 'COUNTY_REVIEW');

/** A ledger nobody has heard of, whose moves add to its lists. */
const visits = defineLedger({
  name: 'visits',
  title: '走访台账',
  noun: '走访',
  titleField: 'topic',
  code: { series: () => 'ZF-2026-', width: 3 },
  fields: {
    topic: { label: '走访对象', type: 'text', required: true, min: 2, max: 40 },
    unit: { label: '走访单元', type: 'unit', required: true },
    log: {
      label: '跟踪记录',
      type: 'list',
      noun: '记录',
      max: 5,
      system: true,
      fields: {
        on: { label: '日期', type: 'day', required: true },
        what: { label: '内容', type: 'longtext', min: 4, max: 100, required: true },
        wan: { label: '涉及金额', type: 'decimal', unit: '万元', min: 0 },
        org: { label: '配合单位', type: 'org' },
      },
    },
    remarks: {
      label: '备注',
      type: 'list',
      system: true,
      fields: { text: { label: '内容', type: 'text', max: 60, required: true } },
    },
    sights: {
      label: '现场',
      type: 'list',
      system: true,
      fields: {
        place: { label: '地点', type: 'text', required: true },
        photos: { label: '照片', type: 'files', required: true },
      },
    },
  },
  identity: [['unit', 'topic']],
  listed: ['code', 'topic'],
  machine: {
    initial: 'OPEN',
    states: {
      OPEN: { label: '跟踪中', kind: 'open', actor: keeper },
      DONE: { label: '已结束', kind: 'closed' },
    },
    moves: [
      { event: 'track', label: '跟踪', from: ['OPEN'], by: keeper, asks: ['log'], shared: true },
      { event: 'look', label: '看现场', from: ['OPEN'], by: keeper, asks: ['sights'] },
      { event: 'end', label: '结束', from: ['OPEN'], to: 'DONE', by: keeper, asks: ['log?', 'remarks'] },
    ],
  },
  rights: { read: any(role(...CITY_WIDE), own('unit', ...COUNTY)), edit: own('unit', 'COUNTY_FILL') },
});

const cardOf = ({ card, toast }: Reply): Card => {
  if (!card) throw new Error(`no card: ${toast?.text}`);
  return card;
};

describe.each(CHANNELS)('a move that asks a list for one more record, on %s', (channel) => {
  let world: World;
  beforeAll(async () => {
    const ledgers = [...LEDGERS, visits];
    world = await aWorld(channel, {
      ledgers,
      actions: actionTable(ledgerActions(ledgers)),
      commands: ledgerCommands(ledgers),
    });
    const { services } = world;
    await services.store.change(changeOf(services.as('YC_FILL')), (change) =>
      change.insert(visits, { topic: '示范电子', unit: 'YC' }),
    );
  });

  const code = 'ZF-2026-001';
  const row = async () => {
    const { services } = world;
    const found = await services.store.rows(visits).byCode(services.as().viewer, code);
    if (!found) throw new Error('gone');
    return found;
  };
  const opens = async (post: string): Promise<Card> =>
    cardIn(first(await world.official(post).says(`走访台账 ${code}`)));
  const click = (post: string, card: Card, label: string, form?: Record<string, string>) =>
    world.official(post).clicks(label, card, form);
  const asks = async (post: string, label: string) => cardOf(await click(post, await opens(post), label));

  test('asks for the parts of one record, each in its own input, whatever the row has', async () => {
    const { inputs } = formIn(await asks('YC_FILL', '跟踪'));
    expect(inputs.map(({ label, required }) => `${label}${required ? ' *' : ''}`)).toEqual([
      '跟踪记录·日期 *',
      '跟踪记录·内容 *',
      '跟踪记录·涉及金额（万元）',
      '跟踪记录·配合单位',
    ]);
    expect(inputs.every(({ value }) => value === undefined)).toBe(true);
  });

  test('tells what is wrong with a part by its name, and keeps what was typed', async () => {
    const form = await asks('YC_FILL', '跟踪');
    const short = cardOf(
      await click('YC_FILL', form, '跟踪', { 'f_log-on': '2026-06-10', 'f_log-what': '去了' }),
    );
    expect(wordsOf(short)).toContain('跟踪记录·内容只有 2 个字');
    expect(formIn(short).inputs[0]?.value).toBe('2026-06-10');
    const { services } = world;
    const run = cliOf(() => services);
    const refused = await run('move', [code, '跟踪'], { set: ['跟踪记录.日期=2026-06-10'] }, 'YC_FILL');
    expect(refused).toMatchObject({ refused: true, text: '请填写跟踪记录·内容' });
    expect(await row()).toMatchObject({ version: 1 });
    expect((await row()).log).toBeUndefined();
  });

  test('adds the record to those that others wrote, and the history tells which came', async () => {
    const one = { 'f_log-on': '2026-06-10', 'f_log-what': '到企业了解用地', 'f_log-wan': '1.2亿元' };
    const moved = await click('YC_FILL', await asks('YC_FILL', '跟踪'), '跟踪', one);
    expect(moved.toast).toEqual({ tone: 'good', text: '已跟踪' });
    const two = { 'f_log-on': '2026-06-11', 'f_log-what': '协调供电增容', 'f_log-org': 'FGJ' };
    await click('YC_REVIEW', await asks('YC_REVIEW', '跟踪'), '跟踪', two);
    expect(await row()).toMatchObject({
      status: 'OPEN',
      version: 3,
      log: [
        { on: '2026-06-10', what: '到企业了解用地', wan: 1_200_000 },
        { on: '2026-06-11', what: '协调供电增容', org: 'FGJ' },
      ],
    });
    const history = cardOf(await click('YC_FILL', await opens('YC_FILL'), '变更记录'));
    expect(wordsOf(history)).toMatch(/跟踪；跟踪记录：新增 “2026-06-11 协调供电增容 市发展改革局/);
    expect(wordsOf(history)).not.toContain('去掉');
  });

  test('is made on the command line as well, by the names of list and part', async () => {
    const run = cliOf(() => world.services);
    const set = ['跟踪记录.日期=2026-06-12', 'log.what=电话回访'];
    expect(await run('move', [code, '跟踪'], { set }, 'YC_FILL')).not.toHaveProperty('refused');
    expect((await row()).log?.map(({ what }) => what)).toEqual([
      '到企业了解用地',
      '协调供电增容',
      '电话回访',
    ]);
    const whole = run('move', [code, '跟踪'], { set: ['跟踪记录=全部'] }, 'YC_FILL');
    await expect(whole).rejects.toMatchObject({
      code: 'USAGE',
      userText: expect.stringContaining('跟踪记录.日期=…'),
    });
  });

  test('of two at once none is lost where the newest row is meant; one beyond the most is refused', async () => {
    const ctx = world.services.as('YC_FILL');
    const tracks = (what: string) =>
      moveRow(
        ctx,
        visits,
        { code, event: 'track', asked: { log: [{ on: '2026-06-12', what }] } },
        () => ({}),
      );
    await Promise.all([tracks('同时记录甲'), tracks('同时记录乙')]);
    const said = (await row()).log?.map(({ what }) => what).slice(3);
    expect(said?.toSorted()).toEqual(['同时记录乙', '同时记录甲']);
    const more = { 'f_log-on': '2026-06-12', 'f_log-what': '再记一条' };
    const full = await click('YC_FILL', await asks('YC_FILL', '跟踪'), '跟踪', more);
    expect(wordsOf(cardOf(full))).toContain('有 6 条，最多 5 条');
  });

  test('waits for the files of a record, which stay with the row', async () => {
    const form = await asks('YC_FILL', '看现场');
    expect(formIn(form).inputs[0]?.label).toBe('现场·地点');
    const waiting = cardOf(await click('YC_FILL', form, '看现场', { 'f_sights-place': '二号厂房' }));
    expect(wordsOf(waiting)).toContain('现场·照片');
    const said = await world.official('YC_FILL').sends({ name: '厂房.jpg', bytes: JPEG_BYTES });
    const looked = await click('YC_FILL', cardIn(said.at(-1)), '提交');
    expect(looked.toast).toEqual({ tone: 'good', text: '已看现场' });
    const [sight] = (await row()).sights ?? [];
    expect(sight).toMatchObject({ place: '二号厂房', photos: [{ name: '厂房.jpg' }] });
    const kept = await world.services.store.evidence.find(sight?.photos[0]?.id ?? '');
    expect(kept?.row).toMatchObject({ ledger: 'visits', code });
  });

  test('may be left out where the move says so, but not begun and left', async () => {
    const form = await asks('YC_FILL', '结束');
    expect(formIn(form).inputs.map(({ required }) => required)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      true,
    ]);
    const half = { 'f_log-what': '写了一半的记录', 'f_remarks-text': '告一段落' };
    expect(wordsOf(cardOf(await click('YC_FILL', form, '结束', half)))).toContain('请填写跟踪记录·日期');
    const ended = await click('YC_FILL', form, '结束', { 'f_remarks-text': '告一段落' });
    expect(ended.toast).toEqual({ tone: 'good', text: '已结束' });
    expect(labelsOf(cardOf(ended))).not.toContain('跟踪');
    const now = await row();
    expect(now).toMatchObject({ status: 'DONE', remarks: [{ text: '告一段落' }] });
    expect(now.log).toHaveLength(5);
  });

  test('and all of it without a fault of ours', () => expect(world.faults).toEqual([]));
});
