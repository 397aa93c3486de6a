import { beforeAll, describe, expect, test } from 'vitest';
import type { Card } from '../../cards/card.ts';
import { actionTable } from '../../handlers/action.ts';
import { dutyCommands } from '../../handlers/duties.ts';
import type { Reply } from '../../handlers/inbound.ts';
import { ledgerActions, ledgerCommands } from '../../handlers/ledgers.ts';
import { changeOf } from '../../handlers/services/context.ts';
import { succeed } from '../../handlers/services/people/tenure.ts';
import { LEDGERS } from '../../models/ledgers/all.ts';
import { defineLedger } from '../../models/ledgers/engine/define.ts';
import { CITY_WIDE, COUNTY } from '../../models/rules/permissions.ts';
import { actorOf, all, any, is, own, role, unless } from '../../models/rules/rights.ts';
import { dayOf } from '../../models/rules/time/day.ts';
import {
  aWorld,
  aFeishuWorld,
  cardIn,
  CHANNELS,
  first,
  labelsOf,
  wordsOf,
  type FeishuWorld,
  type World,
} from '../helpers/conversation.ts';
import { JPEG_BYTES, pdf } from '../helpers/evidence.ts';

const lead = is('lead', 'HANDLER');
const review = own('unit', 'COUNTY_REVIEW');

/** A ledger nobody has heard of, with a machine: all below is done with this alone. */
const repairs = defineLedger({
  name: 'repairs',
  title: '报修台账',
  noun: '报修',
  titleField: 'topic',
  code: { series: () => 'BX-2026-', width: 3 },
  fields: {
    topic: { label: '报修事项', type: 'text', required: true, min: 4, max: 40 },
    unit: { label: '报修单元', type: 'unit', required: true },
    lead: { label: '牵头单位', type: 'org', required: true },
    reply: { label: '答复', type: 'longtext', min: 6, max: 200, system: true },
    proof: { label: '完工照片', type: 'files', most: 3, system: true },
    why: { label: '退回理由', type: 'text', min: 4, max: 100, asked: true },
  },
  identity: [['unit', 'topic']],
  listed: ['code', 'topic', 'lead'],
  machine: {
    initial: 'ASSIGNED',
    states: {
      ASSIGNED: {
        label: '已交办',
        kind: 'open',
        actor: lead,
        limit: { workdays: 'issue.signWd', ladder: 'reply' },
      },
      HANDLING: { label: '办理中', kind: 'open', actor: lead, limit: { workdays: 'issue.limitWd.I' } },
      REPLIED: { label: '已答复', kind: 'open', actor: review },
      CLOSED: { label: '已办结', kind: 'closed' },
    },
    moves: [
      { event: 'sign', label: '签收', from: ['ASSIGNED'], to: 'HANDLING', by: lead, style: 'primary' },
      {
        event: 'reply',
        label: '答复',
        from: ['HANDLING'],
        to: 'REPLIED',
        by: lead,
        asks: ['reply', 'proof'],
        tells: [{ to: review, as: 'single' }],
      },
      {
        event: 'close',
        label: '办结',
        from: ['REPLIED'],
        to: 'CLOSED',
        by: all(review, unless(actorOf('reply'))),
      },
      {
        event: 'back',
        label: '退回',
        from: ['REPLIED'],
        to: 'HANDLING',
        by: review,
        asks: ['why'],
        style: 'danger',
      },
      { event: 'drop', label: '撤回', from: ['ASSIGNED'], to: 'CLOSED', by: own('unit', 'COUNTY_FILL') },
    ],
  },
  rights: {
    read: any(role(...CITY_WIDE), own('unit', ...COUNTY), is('lead', 'HANDLER', 'HANDLER_LEAD')),
    edit: own('unit', 'COUNTY_FILL'),
  },
});

const NO_POST = expect.stringContaining('还没有把您和岗位对应起来') as string;

const cardOf = ({ card, toast }: Reply): Card => {
  if (!card) throw new Error(`no card: ${toast?.text}`);
  return card;
};

describe.each(CHANNELS)('a ledger with a machine that is only defined, on %s', (channel) => {
  let world: World;
  beforeAll(async () => {
    const ledgers = [...LEDGERS, repairs];
    const parts = {
      ledgers,
      actions: actionTable(ledgerActions(ledgers)),
      commands: [...dutyCommands, ...ledgerCommands(ledgers)],
    };
    world = channel === 'feishu' ? await aFeishuWorld(parts) : await aWorld(channel, parts);
    const services = world.services;
    await services.store.change(changeOf(services.as('YC_FILL')), (change) =>
      change.insert(repairs, { topic: '路灯不亮', unit: 'YC', lead: 'FGJ' }),
    );
  });

  const code = 'BX-2026-001';
  const row = async () => {
    const { services } = world;
    const found = await services.store.rows(repairs).byCode(services.as().viewer, code);
    if (!found) throw new Error('gone');
    return found;
  };
  const says = async (post: string, text: string): Promise<Card> =>
    cardIn(first(await world.official(post).says(text)));
  const opens = (post: string) => says(post, `报修台账 ${code}`);
  const click = (post: string, card: Card, label: string, form?: Record<string, string>) =>
    world.official(post).clicks(label, card, form);

  test('the row has a button for each move that the post may make, and for no other', async () => {
    expect(labelsOf(await opens('FGJ_HANDLER'))).toEqual(['签收', '变更记录']);
    expect(labelsOf(await opens('YC_FILL'))).toEqual(['撤回', '修改', '变更记录']);
    expect(labelsOf(await opens('YC_REVIEW'))).toEqual(['变更记录']);
  });

  test('it is in the to-do of who must act, with its due moment and why it is that day', async () => {
    expect(wordsOf(await says('FGJ_HANDLER', '我的待办'))).toContain('路灯不亮 已交办 · 2026-06-15 17:30 前');
    expect(wordsOf(await says('YC_REVIEW', '我的待办'))).toContain('现在没有等您办理的事项');
    expect(wordsOf(await says('FGJ_HANDLER', `为什么是这一天 ${code}`))).toContain('2026-06-15 计 1 日');
    expect(wordsOf(await says('YC_FILL', `谁没办 ${code}`))).toContain('市发展改革局');
  });

  test('it reminds on the day and when it is late; who must act and did not is told so', async () => {
    const before = world.sentTo('post:FGJ_HANDLER').length;
    await world.comesTo('2026-06-15T09:20:00+08:00');
    await world.comesTo('2026-06-16T09:20:00+08:00');
    const told = world
      .sentTo('post:FGJ_HANDLER')
      .slice(before)
      .map((said) => wordsOf(cardIn(said)));
    expect(told.join('\n')).toContain(code);
    expect(wordsOf(await says('FGJ_HANDLER', '我的待办'))).toContain('已逾期');
    expect(wordsOf(await says('FGJ_HANDLER', `为什么没收到提醒 ${code}`))).toContain('已送达平台');
  });

  test('a move by somebody else, from a stale card, or a second time is refused in a sentence', async () => {
    const card = await opens('FGJ_HANDLER');
    const params = { ledger: 'repairs', code, version: 1, event: 'sign' };
    const foreign = await world.official('GXJ_CITY').act('ledger.move', params);
    expect(foreign.toast).toMatchObject({ tone: 'bad', text: expect.stringContaining('不能签收') });
    expect((await row()).status).toBe('ASSIGNED');
    const signed = await click('FGJ_HANDLER', card, '签收');
    expect(signed.toast).toEqual({ tone: 'good', text: '已签收' });
    expect(labelsOf(cardOf(signed))).toEqual(['答复', '变更记录']);
    const again = await click('FGJ_HANDLER', card, '签收');
    expect(again.toast).toMatchObject({ tone: 'warn', text: expect.stringContaining('已由') });
    expect(await row()).toMatchObject({ status: 'HANDLING', version: 2 });
  });

  test('a move asks what it needs, keeps what was typed, and waits for the evidence', async () => {
    const form = cardOf(await click('FGJ_HANDLER', await opens('FGJ_HANDLER'), '答复'));
    const short = await click('FGJ_HANDLER', form, '答复', { f_reply: '好的' });
    expect(short.toast?.text).toBe('还没有提交，请改正标出的内容');
    expect(wordsOf(cardOf(short))).toContain('答复只有 2 个字');
    const waiting = cardOf(await click('FGJ_HANDLER', form, '答复', { f_reply: '路灯已经换好，恢复照明' }));
    expect(wordsOf(waiting)).toContain('完工照片');
    expect((await row()).status).toBe('HANDLING');
    const said = await world.official('FGJ_HANDLER').sends({ name: '完工.jpg', bytes: JPEG_BYTES });
    const replied = await click('FGJ_HANDLER', cardIn(said.at(-1)), '提交');
    expect(replied.toast).toEqual({ tone: 'good', text: '已答复' });
    expect(await row()).toMatchObject({
      status: 'REPLIED',
      reply: '路灯已经换好，恢复照明',
      proof: [expect.objectContaining({ name: '完工.jpg' })],
      actors: { reply: 'FGJ_HANDLER' },
    });
  });

  test('it goes back with a reason, which the history tells, and is due anew', async () => {
    const form = cardOf(await click('YC_REVIEW', await opens('YC_REVIEW'), '退回'));
    const back = await click('YC_REVIEW', form, '退回', { f_why: '晚上还是不亮' });
    expect(back.toast).toEqual({ tone: 'good', text: '已退回' });
    const now = await row();
    expect(now).toMatchObject({ status: 'HANDLING' });
    expect(now).not.toHaveProperty('why');
    const history = cardOf(await click('YC_REVIEW', cardOf(back), '变更记录'));
    expect(wordsOf(history)).toContain('退回；退回理由：— → 晚上还是不亮');
    expect(wordsOf(await says('FGJ_HANDLER', '我的待办'))).toContain('2026-06-22 17:30 前');
  });

  test('a second answer needs its own evidence, keeps the first, and is closed by another post', async () => {
    const form = cardOf(await click('FGJ_HANDLER', await opens('FGJ_HANDLER'), '答复'));
    await click('FGJ_HANDLER', form, '答复', { f_reply: '线路已经修复，夜间照明正常' });
    const file = { name: '夜间.pdf', bytes: pdf({ content: '(lit) Tj' }) };
    const said = await world.official('FGJ_HANDLER').sends(file);
    await click('FGJ_HANDLER', cardIn(said.at(-1)), '提交');
    const closed = await click('YC_REVIEW', await opens('YC_REVIEW'), '办结');
    expect(closed.toast).toEqual({ tone: 'good', text: '已办结' });
    expect(labelsOf(cardOf(closed))).toEqual(['变更记录']);
    expect((await row()).proof?.map(({ name }) => name)).toEqual(['完工.jpg', '夜间.pdf']);
    expect(wordsOf(await says('YC_REVIEW', '我的待办'))).toContain('现在没有等您办理的事项');
  });

  test('the post changes hands: what is open, its cards and reminders go to the successor, and nothing to who was there', async () => {
    const { services } = world;
    const next = 'BX-2026-002';
    await services.store.change(changeOf(services.as('YC_FILL')), (change) =>
      change.insert(repairs, { topic: '井盖破损', unit: 'YC', lead: 'FGJ' }),
    );
    const due = services.calendar.addWorkdays(dayOf(services.clock.now()), 1);
    await world.comesTo(`${due}T09:20:00+08:00`);
    await world.comesTo(`${due}T10:40:00+08:00`);
    // On Feishu a post is whoever holds it; in the sandbox it is itself.
    const onFeishu = 'person' in world;
    const heir = onFeishu ? '接任人' : 'FGJ_HANDLER';
    const account = onFeishu ? { feishu: (world as FeishuWorld).person(heir).openId } : {};
    const old = cardIn(first(await world.official('FGJ_HANDLER').says(`报修台账 ${next}`)));
    const told = () =>
      world
        .sentTo(`post:${heir}`)
        .map((said) => ('card' in said ? wordsOf(said.card) : ''))
        .join('\n');
    const ctx = services.as();
    await services.store.change(changeOf(ctx), (change) =>
      succeed(ctx, change, { post: 'FGJ_HANDLER', name: heir, from: due, ...account }),
    );
    await world.settles();
    // The reminder of this morning stands before the successor.
    expect(told()).toContain(next);
    expect(wordsOf(await says(heir, '我的待办'))).toContain('井盖破损 已交办');
    const gone = world.official('FGJ_HANDLER');
    const refusals = onFeishu
      ? [(await gone.clicks('签收', old)).toast, ...(await gone.says('我的待办'))]
      : [];
    for (const refusal of refusals) expect(refusal).toMatchObject({ text: NO_POST });
    const seen = world.sentTo('post:FGJ_HANDLER').length;
    await world.comesTo(`${services.calendar.addWorkdays(due, 1)}T10:40:00+08:00`);
    const later = world.sentTo('post:FGJ_HANDLER').length - seen;
    expect(onFeishu ? later : 0).toBe(0);
    expect(told()).toContain('已逾期 1 个工作日');
    const signed = await click(heir, await says(heir, `报修台账 ${next}`), '签收');
    expect(signed.toast).toEqual({ tone: 'good', text: '已签收' });
  });

  test('and all of it without a fault of ours', () => expect(world.faults).toEqual([]));
});
