import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Card, Say } from '../../cards/card.ts';
import { action, actionTable } from '../../handlers/action.ts';
import { evidenceActions } from '../../handlers/evidence.ts';
import { changeOf } from '../../handlers/services/context.ts';
import { awaitFiles, type HandedIn } from '../../handlers/services/files/awaited.ts';
import { openEvidence } from '../../handlers/services/files/open.ts';
import { ACTIONS } from '../../handlers/table.ts';
import { projects, type Project } from '../../models/ledgers/project.ts';
import { AppError } from '../../models/rules/errors.ts';
import { aWorld, cardIn, CHANNELS, labelsOf, wordsOf, type World } from '../helpers/conversation.ts';
import { JPEG_BYTES, pdf, PNG_BYTES } from '../helpers/evidence.ts';
import { aProject } from '../helpers/services.ts';

const FIRST = { name: '合同首页.pdf', bytes: pdf({ content: '(one) Tj' }) };
const SECOND = { name: '签章页.jpg', bytes: JPEG_BYTES };

const handedIn: HandedIn[] = [];
let refusal: AppError | undefined;

/** Opens the waiting as the lead's move will, and makes the move with what was handed in. */
const moves = actionTable([
  ...evidenceActions(async (ctx, what) => {
    if (refusal) throw refusal;
    handedIn.push(what);
    await ctx.store.change(changeOf(ctx), async (change) => {
      const row = await change.rows(projects).byCode(ctx.viewer, what.code);
      if (!row) throw new AppError('NOT_FOUND', '没有');
      await change.update(projects, row, {});
      await change.attach(projects, row, what.files);
    });
    return { toast: { tone: 'good', text: '已提交' } };
  }),
  action({
    action: 'test.await',
    input: z.object({ code: z.string(), note: z.string() }),
    async run(ctx, { code, note }, inbound) {
      const move = { ledger: 'projects', code, version: 1, event: 'confirm', field: 'proof' };
      await awaitFiles(ctx, inbound, { ...move, form: { note } });
      return { toast: { tone: 'info', text: '请把文件发给我' } };
    },
  }),
]);

describe.each(CHANNELS)('on %s', (channel) => {
  let world: World;
  let project: Project;
  beforeAll(async () => {
    world = await aWorld(channel, { actions: new Map([...ACTIONS, ...moves]) });
  });
  beforeEach(async () => {
    handedIn.length = 0;
    refusal = undefined;
    const { services } = world;
    project = await services.store.change(changeOf(services.as()), (change) =>
      change.insert(projects, aProject()),
    );
    await fill().act('test.await', { code: project.code, note: '已签' });
  });

  const fill = () => world.official('YC_FILL');
  const textIn = (said: readonly Say[]): string =>
    said.flatMap((each) => ('text' in each ? [each.text] : [])).join('\n');
  const lastCard = (said: readonly Say[]): Card => cardIn(said.at(-1));
  const kept = async () => (await world.services.store.evidence.model.find().lean()).map(({ name }) => name);
  const clearAll = async () => {
    const day = new Date(world.services.clock.now().getTime() + 86_400_001);
    await world.services.store.evidence.clear(day);
  };

  test('files come in several messages and are handed in together with the form', async () => {
    await clearAll();
    const first = await fill().sends(FIRST);
    expect(textIn(first)).toBe('收到 1 个文件：合同首页.pdf。还可以继续发；发完请点“提交”。');
    const second = await fill().sends(SECOND);
    const card = lastCard(second);
    expect(wordsOf(card)).toContain('已收到 2 个文件');
    expect(wordsOf(card)).toMatch(/1\. 合同首页\.pdf（PDF，\d+ 字节）/);
    expect(labelsOf(card)).toEqual(expect.arrayContaining(['提交', '取消', '删除 1', '删除 2']));
    const reply = await fill().clicks('提交', card);
    expect(reply.toast?.text).toBe('已提交');
    expect(handedIn).toHaveLength(1);
    expect(handedIn[0]).toMatchObject({
      ledger: 'projects',
      code: project.code,
      version: 1,
      event: 'confirm',
      field: 'proof',
      values: { note: '已签', proof: [{ name: '合同首页.pdf' }, { name: '签章页.jpg', type: 'image/jpeg' }] },
    });
    expect((await fill().clicks('提交', card)).toast?.text).toContain('这张卡片已失效');
    expect(handedIn).toHaveLength(1);
    await clearAll();
    expect(await kept(), 'what is attached stays').toEqual(['合同首页.pdf', '签章页.jpg']);
    expect((await fill().sends(SECOND)).map((say) => ('text' in say ? say.text : '')).join()).toContain(
      '不是 Excel 或 CSV 表格',
    );
  });

  test('who may read the row may open its files; before that only who sent them', async () => {
    await fill().sends(FIRST);
    const card = cardIn(world.sentTo('post:YC_FILL').at(-1));
    const [id = ''] = /[0-9a-f]{24}/.exec(JSON.stringify(card)) ?? [];
    const opens = async (post: string) => (await openEvidence(world.services.as(post), id))?.file.name;
    expect(await opens('YC_FILL')).toBe('合同首页.pdf');
    expect(await opens('SWJ_CITY')).toBeUndefined();
    await fill().clicks('提交', card);
    expect(await opens('SWJ_CITY')).toBe('合同首页.pdf');
    expect(await opens('YC_HANDLER'), 'no permit to read projects').toBeUndefined();
    expect(await openEvidence(world.services.as('YC_FILL'), 'nothing')).toBeUndefined();
  });

  test('the same file twice is told and kept once, in the message, in the chat and in the row', async () => {
    await fill().sends(FIRST);
    await fill().sends(SECOND);
    const before = await kept();
    const said = await fill().sends({ ...SECOND, name: '又一次.jpg' });
    expect(textIn(said)).toContain('“又一次.jpg”：这份文件已在第 2 个附件中');
    expect(wordsOf(lastCard(said))).toContain('已收到 2 个文件');
    expect(await kept()).toEqual(before);
    await fill().act('test.await', { code: project.code, note: '' });
    const [there] = await filesIn('已有.png', PNG_BYTES);
    const rows = world.services.store.connection.collection('projects');
    await rows.updateOne({ code: project.code }, { $set: { proof: [there] } });
    await fill().act('test.await', { code: project.code, note: '' });
    expect(textIn(await fill().sends({ name: '再来.png', bytes: PNG_BYTES }))).toContain('已在第 1 个附件中');
  });

  /** What is awaited after a file has come. */
  const filesIn = async (name: string, bytes: Uint8Array) => {
    await fill().sends({ name, bytes });
    const awaited = await world.services.store.awaited.model.find({ code: project.code }).lean();
    return awaited[0]?.files ?? [];
  };

  test('one that is not kept is told, with the cure, and the others of the message stay', async () => {
    const said = await fill().sends(FIRST, { name: '空.pdf', bytes: pdf({ locked: true }) });
    expect(textIn(said)).toContain('收到 1 个文件：合同首页.pdf');
    expect(textIn(said)).toContain('“空.pdf”设了密码');
    const secret = await fill().sends({ name: '机密★10年.pdf', bytes: pdf() });
    expect(textIn(secret)).toContain('涉密文件不得在本平台传递，请按保密规定线下办理');
    expect(await kept()).not.toContain('机密★10年.pdf');
    expect(wordsOf(lastCard(secret))).not.toContain('机密');
  });

  test('a name that is not what the file is, is told', async () => {
    const said = await fill().sends({ name: '合同.pdf', bytes: JPEG_BYTES });
    expect(textIn(said)).toContain('“合同.pdf”的内容是 JPEG 图片，与文件名后缀不符，已按 JPEG 图片 收下');
  });

  test('files are taken off again, and all are given up', async () => {
    await fill().sends(FIRST);
    const said = await fill().sends(SECOND);
    const { card = lastCard(said), toast } = await fill().clicks('删除 1', lastCard(said));
    expect(toast?.text).toBe('已删除');
    expect(wordsOf(card)).toContain('已收到 1 个文件');
    expect(wordsOf(card)).not.toContain('合同首页.pdf');
    const { card: ended } = await fill().clicks('取消', card);
    expect(ended?.title).toBe('已取消：上传附件');
    expect(await world.services.store.awaited.model.countDocuments({ code: project.code })).toBe(0);
    expect((await fill().clicks('提交', lastCard(said))).toast?.text).toContain('这张卡片已失效');
  });

  test('a refused move loses nothing', async () => {
    const said = await fill().sends(FIRST);
    refusal = new AppError('INVALID', '版本过旧');
    expect((await fill().clicks('提交', lastCard(said))).toast?.text).toBe('版本过旧');
    refusal = undefined;
    expect((await fill().clicks('提交', lastCard(said))).toast?.text).toBe('已提交');
  });

  test('nothing is handed in before a file has come, and nothing another has sent', async () => {
    const said = await fill().sends({ name: '空.pdf', bytes: pdf({ locked: true }) });
    expect((await fill().clicks('提交', lastCard(said))).toast?.text).toContain('还没有收到文件');
    const own = await fill().sends(FIRST);
    const token = /"token":"([^"]+)"/.exec(JSON.stringify(lastCard(own)))?.[1] ?? '';
    for (const name of ['evidence.submit', 'evidence.cancel', 'evidence.remove']) {
      const reply = await world.official('DY_FILL').act(name, { token, file: 'x' });
      expect(reply.toast).toMatchObject({ tone: 'bad', text: expect.stringContaining('已失效') as string });
    }
    const strange = await world.services.store
      .change(changeOf(world.services.as('DY_FILL')), async (change) => {
        const files = await filesIn(SECOND.name, SECOND.bytes);
        await change.attach(projects, project, files);
      })
      .catch((error: unknown) => error);
    expect(strange).toMatchObject({
      code: 'INVALID',
      userText: expect.stringContaining('不是您发的') as string,
    });
  });

  test('another process goes on where one has died', async () => {
    await fill().sends(FIRST);
    const where = await world.services.store.awaited.model.findOne({ code: project.code }).lean();
    const [, chat = ''] = where?._id.split('@') ?? [];
    const privately = chat.slice(chat.indexOf(':') + 1);
    const heir = world.newDispatch();
    await heir({
      channel,
      eventId: `heir-${project.code}`,
      from: privately.replace('post:', ''),
      chat: { id: privately, kind: 'private' },
      privately,
      kind: 'files',
      files: [SECOND],
    });
    await heir.idle();
    await world.settles();
    expect(wordsOf(fill().lastCard())).toContain('已收到 2 个文件');
    await heir({
      channel,
      eventId: `heir-submit-${project.code}`,
      from: privately.replace('post:', ''),
      chat: { id: privately, kind: 'private' },
      privately,
      kind: 'action',
      action: 'evidence.submit',
      params: { token: where?.token ?? '' },
    });
    expect(handedIn[0]?.files.map(({ name }) => name)).toEqual(['合同首页.pdf', '签章页.jpg']);
  });

  test('after a day nothing is awaited and what belongs to no row is cleared', async () => {
    await fill().sends(FIRST);
    await world.comesTo('2026-06-13T23:00:00+08:00');
    const said = await fill().sends(SECOND);
    expect(textIn(said)).toContain('不是 Excel 或 CSV 表格');
    await world.comesTo('2026-06-14T03:10:00+08:00');
    const { store } = world.services;
    expect(await store.evidence.model.countDocuments({ state: { $ne: 'attached' } })).toBe(0);
    expect(await store.awaited.model.countDocuments()).toBe(0);
  });
});
