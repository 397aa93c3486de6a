import { beforeAll, describe, expect, test, vi } from 'vitest';
import { issueBulletin } from '../../helpers/months.ts';
import type { Card } from '../../../cards/card.ts';
import type { Inbound } from '../../../handlers/inbound.ts';
import { bindGroup } from '../../../handlers/services/people/binding.ts';
import { changeOf } from '../../../handlers/services/context.ts';
import { groupChats } from '../../../models/ledgers/binding.ts';
import { tenures } from '../../../models/ledgers/register.ts';
import { SYSTEM } from '../../../models/rules/permissions.ts';
import type { Chat } from '../../emulators/feishu/state/chats.ts';
import {
  aFeishuWorld,
  cardIn,
  first,
  labelsOf,
  wordsOf,
  type FeishuWorld,
} from '../../helpers/conversation.ts';

/** Groups of Feishu become groups of the mechanism, and cease to be (domain.md 5.4). */
let world: FeishuWorld;
let chat: Chat;
beforeAll(async () => {
  world = await aFeishuWorld();
  const { feishu, person } = world;
  chat = feishu.chats.add({
    name: '招商干部群',
    bot: false,
    members: ['ADMIN', 'YC_FILL', 'SWJ_CITY', 'LD_CONVENER'].map(person),
  });
});

const inGroup = (code: string) => world.sentTo(`group:${code}`);
const textsTo = (post: string) =>
  world.sentTo(`post:${post}`).flatMap((say) => ('text' in say ? [say.text] : []));
/** Calls that were made for a chat. */
const callsTo = ({ chatId }: Chat) =>
  world.feishu.requests.filter(({ path, body }) => `${path} ${JSON.stringify(body)}`.includes(chatId)).length;

let told = 0;
async function tell(group: string, text: string): Promise<void> {
  const message = { key: `tell:${told++}`, to: { group }, kind: 'reply' as const, content: { text } };
  await world.services.store.outbox.add([message], world.services.clock.now());
  await world.settles();
}

/** The history of a group's binding, as an administrator opens it. */
async function historyOf(group: string): Promise<string> {
  const card = cardIn(first(await world.official('ADMIN').says(`群绑定 FEISHU-${group}`)));
  return wordsOf((await world.official('ADMIN').clicks('变更记录', card)).card ?? card);
}

describe('a group that the bot is let into', () => {
  let card: Card;

  test('is asked once what it is for', async () => {
    world.feishu.misbehave({ fault: 'duplicate' });
    await world.feishu.inChat('bot-added', chat, world.person('ADMIN'));
    await world.settles();
    const said = world.reads(chat);
    expect(said).toHaveLength(1);
    card = cardIn(first(said));
    expect(card.title).toBe('请指定本群用途');
  });

  test('is bound by administrators only', async () => {
    const refused = await world.official('YC_FILL').clicks('绑定', card, { group: 'G1' });
    expect(refused.toast).toMatchObject({
      tone: 'bad',
      text: expect.stringContaining('没有“维护') as string,
    });
    expect(refused.card).toBeUndefined();
    await tell('G1', '绑定之前');
    expect(inGroup('G1')).toEqual([{ text: '绑定之前' }]);
    const bound = await world.official('ADMIN').clicks('绑定', card, { group: 'G1' });
    const { name } = world.services.city.groups.find(({ code }) => code === 'G1') ?? { name: '' };
    expect(bound.toast).toEqual({ tone: 'good', text: `已绑定：${name}` });
    expect(cardIn(first(world.reads(chat))).title).toBe(`本群已绑定：${name}`);
    expect(await historyOf('G1')).toMatch(
      new RegExp(`系统管理员 绑定；会话：${world.group('G1').chatId} → ${chat.chatId}（绑定群）`),
    );
  });

  test('gets what is pushed to the group from then on, the other chat no more', async () => {
    await tell('G1', '绑定之后');
    expect(world.reads(chat).at(-1)).toEqual({ text: '绑定之后' });
    expect(inGroup('G1')).toEqual([{ text: '绑定之前' }]);
  });

  test('cannot become the leaders’ group, which has no chat, nor one that the city does not have', async () => {
    const [card] = world.feishu.seen(chat);
    for (const group of ['G0', 'G9']) {
      const forged = { tag: 'button', value: { action: 'binding.group', params: { group } } };
      const { toast } = await world.feishu.callback(world.person('ADMIN'), card?.messageId ?? '', forged);
      expect(toast).toEqual({ type: 'error', content: `城市配置里没有 ${group} 这个群` });
    }
  });

  test('is bound anew by 绑定本群, which others cannot say', async () => {
    const says = async (post: string) => {
      const before = world.reads(chat).length;
      await world.feishu.say(world.person(post), '@_user_1 绑定本群', { chat, mentions: ['bot'] });
      await world.settles();
      return world.reads(chat).slice(before);
    };
    expect(await says('YC_FILL')).toEqual([{ text: expect.stringContaining('没有“维护') as string }]);
    const again = cardIn(first(await says('ADMIN')));
    expect(wordsOf(again)).toMatch(/本群现为“.+”。选定新的用途后，原来的绑定解除/);
    const bound = await world.official('ADMIN').clicks('绑定', again, { group: 'G4' });
    expect(bound.toast?.tone).toBe('good');
    await tell('G4', '四号');
    expect(world.reads(chat).at(-1)).toEqual({ text: '四号' });
    // What it was before it is no more: a mistake that was corrected brings nothing any longer.
    const { chatId } = chat;
    const rows = await world.services.store.rows(groupChats).find(SYSTEM, { where: { chat: chatId } });
    expect(rows.map(({ group }) => group)).toEqual(['G4']);
  });
});

describe.each([
  ['bot-removed', 'G2'],
  ['disbanded', 'G3-YC'],
] as const)('a group is %s', (deed, code) => {
  test('it is unbound, administrators are told once, and nothing is sent there', async () => {
    const gone = world.group(code);
    const before = textsTo('ADMIN').length;
    world.feishu.misbehave({ fault: 'duplicate' });
    await world.feishu.inChat(deed, gone, world.person('YC_FILL'));
    await world.settles();
    expect(textsTo('ADMIN').slice(before)).toEqual([
      expect.stringMatching(
        new RegExp(`^机器人已不在群“${gone.name}”中，.* 的推送没有去处，请重新拉入并绑定$`),
      ),
    ]);
    const calls = callsTo(gone);
    await tell(code, '没有去处');
    expect(callsTo(gone)).toBe(calls);
    expect(world.dead.splice(0)).toHaveLength(1);
    expect(await historyOf(code)).toMatch(
      new RegExp(`系统 解除绑定；会话：${gone.chatId} → —（机器人已不在群中）`),
    );
  });
});

describe('a binding is one change', () => {
  const rowsOf = (group: string) =>
    world.services.store.rows(groupChats).find(SYSTEM, { where: { chat: { exists: true }, group } });
  const bind = (as: string, channel: 'feishu' | 'wecom', chatId: string, group: string) =>
    bindGroup(world.services.as(as), { channel, chat: chatId }, group, () => ({}));
  /** An administrator's click on the card that stands in a chat. */
  const click = (channel: 'feishu' | 'wecom', from: string, group: string): Inbound => ({
    kind: 'action',
    channel,
    eventId: `bind-${channel}-${group}`,
    from,
    privately: 'oc_private',
    chat: { id: 'oc_clicked', kind: 'group' },
    action: 'binding.group',
    params: {},
    form: { group },
  });

  test('that a repeat in another process does not make again, and answers the same', async () => {
    const inbound = click('feishu', world.person('ADMIN').openId, 'G3-LP');
    const reply = await world.dispatch(inbound);
    expect(reply.toast?.text).toBe('已绑定：连平县工作群');
    await bind('LXB_ADMIN', 'feishu', 'oc_later', 'G3-LP');
    expect(await world.newDispatch()(inbound)).toEqual(reply);
    expect(await rowsOf('G3-LP')).toMatchObject([{ version: 3, chat: 'oc_later' }]);
  });

  test.each([
    ['bound before', 'feishu', /^这个群绑定已由领导小组办公室经办人于 2026-06-12 10:1\d 更新，请看最新内容$/],
    ['never bound', 'wecom', /^“龙川县工作群”刚刚由别的管理员绑定，请看最新内容$/],
  ] as const)('of two who bind one %s at once the slower is told', async (_case, channel, told) => {
    const { store, ...services } = world.services;
    const [admin] = await store.rows(tenures).find(SYSTEM, { where: { post: 'ADMIN' } });
    if (!admin?.feishu) throw new Error('the world has an administrator');
    await store.change(changeOf(services.as()), (change) =>
      change.update(tenures, admin, { wecom: 'w-admin' }),
    );
    const change = store.change.bind(store);
    // The other is faster just when this one is about to write.
    vi.spyOn(store, 'change').mockImplementationOnce(async (context, work) => {
      await bind('LXB_ADMIN', channel, 'faster', 'G3-LC');
      return change(context, work);
    });
    const from = channel === 'feishu' ? admin.feishu : 'w-admin';
    const reply = await world.dispatch(click(channel, from, 'G3-LC'));
    expect(reply.toast).toEqual({ tone: 'warn', text: expect.stringMatching(told) as string });
    expect(reply.card?.title).toBe('请指定本群用途');
    const bound = (await rowsOf('G3-LC')).filter((row) => row.channel === channel);
    expect(bound).toMatchObject([{ chat: 'faster', updatedBy: 'LXB_ADMIN' }]);
  });

  test('and its history holds', async () => {
    expect((await world.services.store.verifyAudit()).faults).toEqual([]);
  });
});

test('a group that the bot is let into again is bound anew and gets its messages', async () => {
  const back = world.group('G2');
  await world.feishu.inChat('bot-added', back, world.person('ADMIN'));
  await world.settles();
  const card = cardIn(world.reads(back).at(-1));
  expect(card.title).toBe('请指定本群用途');
  await world.official('ADMIN').clicks('绑定', card, { group: 'G2' });
  await tell('G2', '又回来了');
  expect(world.reads(back).at(-1)).toEqual({ text: '又回来了' });
});

test('a group that is gone without an event is found so at one send and left alone', async () => {
  const gone = world.group('G3-DY');
  gone.dissolved = true;
  await tell('G3-DY', '一');
  const calls = callsTo(gone);
  expect(calls).toBeGreaterThan(0);
  await tell('G3-DY', '二');
  expect(callsTo(gone)).toBe(calls);
  expect(world.dead.splice(0)).toHaveLength(2);
});

describe('in a group', () => {
  test('what a click brings goes to the one who clicked, and the shared card stays', async () => {
    await issueBulletin(world.services, '2026-05');
    await world.settles();
    // It is pushed to all groups, of which most are not bound here.
    world.dead.splice(0);
    const said = await world.official('SWJ_CITY').says('通报 2026年5月', 'G3-HP');
    const card = cardIn(first(said));
    expect(labelsOf(card)).toContain('口径');
    const before = inGroup('G3-HP');
    const reply = await world.official('LD_CONVENER').clicks('口径', card);
    expect(reply.card).toBeUndefined();
    expect(first(reply.heard)).toHaveProperty('card');
    expect(inGroup('G3-HP')).toEqual(before);
    expect(world.sentTo('post:SWJ_CITY')).toEqual([]);
  });

  test('帮助 tells what can be done, not who asks', async () => {
    const help = cardIn(first(await world.official('YC_FILL').says('帮助', 'G3-HP')));
    expect(wordsOf(help)).toContain('通报');
    expect(wordsOf(help)).not.toMatch(/当前岗位|本岗位的权限|源城区/);
  });

  test.each(['我的岗位', '绑定'])('%s is for the private chat', async (word) => {
    expect(await world.official('YC_FILL').says(word, 'G3-HP')).toEqual([
      { text: `请在与我的单聊里发送“${word}”` },
    ]);
  });

  test('a file is not taken', async () => {
    const { feishu, person, group } = world;
    const before = inGroup('G3-HP').length;
    const file = { name: '台账.xlsx', data: Buffer.from('x') };
    await feishu.say(person('YC_FILL'), { file }, { chat: group('G3-HP'), mentions: ['bot'] });
    await world.settles();
    expect(inGroup('G3-HP').slice(before)).toEqual([
      { text: '台账里有企业信息，请在与我的单聊里发送文件，不要发在群里' },
    ]);
  });
});
