import { beforeAll, describe, expect, test } from 'vitest';
import type { Say } from '../../../cards/card.ts';
import type { Delivery, Outgoing } from '../../../handlers/services/messages/channel.ts';
import { cardOf, FORM_CARD, FULL_CARD, WORDS_OF_IT } from './contract-cards.ts';
import { openStage, type Answered, type Place, type Stage } from './stage.ts';

/** What a channel may be unable to do. */
export type Difference = 'throttling' | 'forgery' | 'oversize';

export interface ContractOptions {
  open: Parameters<typeof openStage>[0];
  /** What this channel cannot do, and why. Each is a test of its own name in the report, so that nobody overlooks it. */
  differs?: Partial<Record<Difference, string>>;
}

const PLACES: readonly Place[] = ['private', 'group'];

/** Everything that a channel owes to the rest of the service, whatever its platform is like. */
export function channelContract(name: string, { open, differs = {} }: ContractOptions): void {
  describe(`${name} keeps the contract of channels`, () => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await openStage(open);
    });
    const unless: Unless = (what, title) => {
      const why = differs[what];
      return [[why === undefined ? title : `DIFFERS: not “${title}”, because ${why}`, why]];
    };
    messages(() => stage);
    attempts(() => stage, unless);
    events(() => stage, unless);
    answers(() => stage);
  });
}

/** The row of a test that a channel may be unable to pass, and why it is; then it must not offer what the test needs. */
type Unless = (what: Difference, title: string) => [title: string, why: string | undefined][];

/** What people see of what is sent. */
function messages(stage: () => Stage): void {
  test.each(PLACES)('words arrive as they were written, in a %s chat', async (place) => {
    const typed = `提醒 <b>一</b> [点](https://evil.test) ${place}`;
    await sent(stage(), place, { text: typed });
    expect((await newest(stage(), place)).words).toBe(typed);
  });

  test.each(PLACES)('a card arrives as readable content, in a %s chat', async (place) => {
    await sent(stage(), place, { card: FULL_CARD });
    const { words } = await newest(stage(), place);
    for (const word of WORDS_OF_IT) expect(words).toContain(word);
  });

  test('a file arrives under its name', async () => {
    const { services } = stage();
    const bytes = new TextEncoder().encode('表');
    const file = await services.store.files.put('月通报.xlsx', bytes, {}, services.clock.now());
    await sent(stage(), 'private', { file });
    expect((await newest(stage(), 'private')).words).toBe('月通报.xlsx');
  });

  test('a card takes the place of another, and no message more comes', async () => {
    const messageId = await sent(stage(), 'group', { card: cardOf('旧卡片') });
    const before = await stage().platform.reads('group');
    await sent(stage(), 'group', { card: cardOf('新卡片') }, { replaces: { messageId } });
    const after = await stage().platform.reads('group');
    expect(after).toHaveLength(before.length);
    expect(after.at(-1)?.words).toContain('新卡片');
    expect(after.map(({ words }) => words).join()).not.toContain('旧卡片');
  });
}

/** What becomes of attempts. */
function attempts(stage: () => Stage, unless: Unless): void {
  test('a second attempt under the same outbox id is not seen, and told as sent', async () => {
    const message = messageTo(stage(), 'private', { text: '只此一次' });
    const first = await delivered(stage(), message);
    expect(await delivered(stage(), message)).toEqual(first);
    expect(await countOf(stage(), 'private', '只此一次')).toBe(1);
  });

  test('a target that takes nothing is told as dead, with a reason', async () => {
    const chat = await stage().platform.deadTarget();
    const message = { ...messageTo(stage(), 'private', { text: '没人收' }), chat };
    expect(await delivered(stage(), message)).toEqual({ kind: 'dead', reason: expect.stringMatching(/./) });
  });

  test.each(unless('throttling', 'throttling is told as a wait with a time, after which it arrives'))(
    '%s',
    async (_, why) => {
      const { platform } = stage();
      platform.throttles?.();
      const message = messageTo(stage(), 'private', { text: '等一等' });
      const first = await platform.channel.send(message);
      expect(first.kind).toBe(why === undefined ? 'wait' : 'sent');
      await platform.waits('afterMs' in first ? (first.afterMs ?? 0) : 0);
      expect(await delivered(stage(), message)).toMatchObject({ kind: 'sent' });
      expect(await countOf(stage(), 'private', '等一等')).toBe(1);
    },
  );
}

/** What people do. */
function events(stage: () => Stage, unless: Unless): void {
  test.each(PLACES)('what is said in a %s chat is handed in, with who and where', async (kind) => {
    await stage().platform.says(kind, '合同');
    const { channel, from, chat, privately } = lastIn(stage());
    expect({ channel, kind: chat.kind }).toEqual({ channel: stage().platform.channel.name, kind });
    expect([from, privately].every((id) => id !== '')).toBe(true);
    await stage().settles();
    expect((await newest(stage(), kind)).words).toBe('合同有效');
  });

  test('an event that comes twice is handled and answered once', async () => {
    const { ran, platform } = stage();
    const [before, heard] = [ran.length, await countOf(stage(), 'private', '合同有效')];
    await platform.says('private', '合同', { twice: true });
    await stage().settles();
    expect(ran.length - before).toBe(1);
    expect((await countOf(stage(), 'private', '合同有效')) - heard).toBe(1);
  });

  test('an action comes back with its params', async () => {
    const before = stage().ran.length;
    await sent(stage(), 'group', { card: FULL_CARD });
    expect((await clicked(stage(), 'group', '签收')).toast).toBe('已签收');
    expect(stage().ran.slice(before)).toEqual([
      { action: 'test.sign', params: { code: 'WT-1', n: 3, ok: true } },
    ]);
  });

  test('a form comes back with its params and what was filled in', async () => {
    const form = { reason: '材料 "齐" <全>', kind: 'b', day: '2026-06-30' };
    await sent(stage(), 'private', { card: FORM_CARD });
    await clicked(stage(), 'private', '提交', form);
    expect(stage().ran.at(-1)).toEqual({ action: 'test.fill', params: { code: 'WT-2', ...form } });
  });

  test('a file comes in whole, under its name', async () => {
    const bytes = Uint8Array.from({ length: 4_096 }, (_, i) => i % 251);
    await stage().platform.sends({ name: '台账（六月）.xlsx', bytes });
    await stage().settles();
    const [file] = stage().files.slice(-1);
    expect(file?.name).toBe('台账（六月）.xlsx');
    expect(Buffer.from(file?.bytes ?? []).equals(bytes)).toBe(true);
  });

  test.each(unless('oversize', 'a body that is too large is refused, and nothing is handed in'))(
    '%s',
    async (_, why) => {
      const before = stage().inbound.length;
      const status = await stage().platform.floods?.();
      expect(why === undefined ? [400, 413] : [undefined]).toContain(status);
      expect(stage().inbound).toHaveLength(before);
    },
  );

  test.each(unless('forgery', 'what is not genuine is refused, and nothing is handed in'))(
    '%s',
    async (_, why) => {
      const before = stage().inbound.length;
      const status = await stage().platform.intrudes?.();
      expect(why === undefined ? [401, 403] : [undefined]).toContain(status);
      expect(stage().inbound).toHaveLength(before);
    },
  );
}

/** What goes back to the one who acted. */
function answers(stage: () => Stage): void {
  test('the card of the answer stands in place of the clicked one', async () => {
    await sent(stage(), 'group', { card: FULL_CARD });
    const before = await stage().platform.reads('group');
    await clicked(stage(), 'group', '改写');
    const after = await stage().platform.reads('group');
    expect([after.length, after.at(-1)?.words]).toEqual([before.length, expect.stringContaining('改写好了')]);
  });

  test('a refusal says why', async () => {
    await sent(stage(), 'private', { card: FULL_CARD });
    expect((await clicked(stage(), 'private', '不行')).toast).toBe('今天不行，请明天再办');
  });

  test('a card of an old version is answered politely, and says that it has expired', async () => {
    await sent(stage(), 'private', { card: FULL_CARD });
    const answered = await stage().platform.forges('private', { action: 'gone.long.ago', params: {} });
    expect(answered.toast).toContain('这张卡片已失效');
    expect((await newest(stage(), 'private')).words).toContain('请发送“帮助”');
  });

  test('what takes longer than the channel’s patience is promised in time, and follows in its place', async () => {
    const { slow, platform } = stage();
    await sent(stage(), 'group', { card: FULL_CARD });
    const before = await platform.reads('group');
    const release = slow();
    expect((await clicked(stage(), 'group', '慢慢办')).toast).toBe('已收到，正在处理，结果稍后发给您');
    expect((await newest(stage(), 'group')).words).toContain('签收单');
    release();
    await stage().settles();
    const after = await platform.reads('group');
    expect([after.length, after.at(-1)?.words]).toEqual([
      before.length,
      expect.stringContaining('慢慢办好了'),
    ]);
  });
}

const messageTo = ({ platform, newId }: Stage, place: Place, content: Say): Outgoing => ({
  id: newId(),
  chat: platform.address[place],
  content,
});

/** Tries until it is not told to wait any more. */
async function delivered({ platform }: Stage, message: Outgoing): Promise<Delivery> {
  for (;;) {
    const delivery = await platform.channel.send(message);
    if (delivery.kind !== 'wait') return delivery;
    await platform.waits(delivery.afterMs);
  }
}

/** Sends; gives the id of the message. */
async function sent(stage: Stage, place: Place, content: Say, more: Partial<Outgoing> = {}): Promise<string> {
  const delivery = await delivered(stage, { ...messageTo(stage, place, content), ...more });
  if (delivery.kind !== 'sent') throw new Error(`not sent: ${JSON.stringify(delivery)}`);
  return delivery.messageId;
}

async function newest({ platform }: Stage, place: Place): Promise<{ words: string }> {
  const message = (await platform.reads(place)).at(-1);
  if (!message) throw new Error('nothing is there to read');
  return message;
}

const countOf = async ({ platform }: Stage, place: Place, words: string): Promise<number> =>
  (await platform.reads(place)).filter((message) => message.words === words).length;

const clicked = (
  { platform }: Stage,
  place: Place,
  label: string,
  form?: Readonly<Record<string, string>>,
): Promise<Answered> => platform.clicks(place, label, form);

function lastIn({ inbound }: Stage) {
  const event = inbound.at(-1);
  if (!event) throw new Error('nothing was handed in');
  return event;
}
