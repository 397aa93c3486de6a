import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { bulletinFacts } from '../../handlers/services/bulletins/facts.ts';
import { changeOf } from '../../handlers/services/context.ts';
import { findBulletin, readSnapshot, rebuildSnapshot } from '../../handlers/services/bulletins/snapshots.ts';
import type { Bulletin } from '../../models/ledgers/bulletin.ts';
import { objections } from '../../models/ledgers/objection.ts';
import { projects } from '../../models/ledgers/project.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { aWorld, cardIn, CHANNELS, wordsOf, type World } from '../helpers/conversation.ts';
import { aProject } from '../helpers/services.ts';

const CITY = { document: 'city' } as const;

/** The bulletin's harder days: objections at once, sent back, not signed in time, snapshots that do not fit. */
describe.each(CHANNELS)('on %s', (channel) => {
  let world: World;
  beforeAll(async () => {
    world = await aWorld(channel);
    await add({ signDate: '2026-05-12' });
    await world.comesTo('2026-05-29T09:01:00+08:00');
    await world.comesTo('2026-06-01T08:46:00+08:00');
    await world.comesTo('2026-06-09T08:41:00+08:00');
  });

  async function add(values: Parameters<typeof aProject>[0]) {
    const { services } = world;
    services.clock.set(new Date('2026-05-29T09:00:00+08:00'));
    await services.store.change(changeOf(services.as()), (change) =>
      change.insert(projects, aProject(values)),
    );
  }
  async function bulletin(period = '2026-05'): Promise<Bulletin & { snapshot: string }> {
    const found = await findBulletin(world.services, period);
    if (!found?.snapshot) throw new Error('it should be frozen');
    return { ...found, snapshot: found.snapshot };
  }
  const count = async () => (await bulletinFacts(world.services.as(), '2026-05', CITY)).figures.x.total.count;
  const addAtOnce = async (values: Parameters<typeof aProject>[0]) => {
    const { services } = world;
    await services.store.change(changeOf(services.as()), (change) =>
      change.insert(projects, aProject(values)),
    );
  };

  /** Fails where an answer is only kept after its change: a process that died in between would have lost it. */
  function answersAreKeptWithTheirChanges(): void {
    const afterwards = vi.spyOn(world.services.store.handled, 'answer');
    onTestFinished(() => {
      expect(afterwards).not.toHaveBeenCalled();
      afterwards.mockRestore();
    });
  }

  describe('frozen', () => {
    test('rebuilding gives the same bytes', async () => {
      const { snapshot } = await bulletin();
      const [kept, again] = [
        await readSnapshot(world.services, snapshot),
        await rebuildSnapshot(world.services, snapshot),
      ];
      expect(JSON.stringify(again)).toBe(JSON.stringify(kept));
      expect(again).toMatchObject({ snapshot, period: '2026-05', asOf: '2026-05-31' });
    });

    test('what is put in or changed afterwards does not change it', async () => {
      const before = JSON.stringify((await bulletinFacts(world.services.as(), '2026-05', CITY)).figures);
      await addAtOnce({ signDate: '2026-05-20' });
      const [row] = await world.services.store
        .rows(projects)
        .find(SYSTEM, { where: { signDate: '2026-05-12' } });
      if (!row) throw new Error('it was put in first');
      await world.services.store.change(changeOf(world.services.as()), (change) =>
        change.update(projects, row, { plannedInvestWan: 9_900_000 }),
      );
      expect(JSON.stringify((await bulletinFacts(world.services.as(), '2026-05', CITY)).figures)).toBe(
        before,
      );
      expect(await count()).toBe(1);
    });

    test('an edited snapshot is refused, and one edited along with its hash is found out by rebuilding', async () => {
      const { files } = world.services.store;
      const { snapshot } = await bulletin();
      const fileOf = (hash: string) => `snapshot-${hash}.json.gz`;
      const kept = await files.find(fileOf(snapshot));
      if (!kept) throw new Error('the snapshot is a file');
      const bytes = await files.read(kept.id);
      const forged = gunzipSync(bytes).toString('utf8').replace('"count":1', '"count":2');
      const put = (hash: string, content: Uint8Array) =>
        files.put(fileOf(hash), content, kept.access, world.services.clock.now());

      await put(snapshot, gzipSync(forged));
      await expect(readSnapshot(world.services, snapshot)).rejects.toMatchObject({
        code: 'INTERNAL',
        userText: '数据快照已损坏，请从备份恢复',
      });
      await put(snapshot, bytes);
      expect(await count()).toBe(1);

      const hash = createHash('sha256').update(forged).digest('hex');
      await put(hash, gzipSync(forged));
      await expect(rebuildSnapshot(world.services, hash)).rejects.toThrow(`snapshot ${hash}`);
      await expect(readSnapshot(world.services, 'none')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });
  });

  describe('verification', () => {
    test('two counties that object at once are both heard, word for word', async () => {
      await world.comesTo('2026-06-10T08:46:00+08:00');
      answersAreKeptWithTheirChanges();
      const object = (post: string, text: string) =>
        world
          .official(post)
          .act(
            'ledger.move',
            { ledger: 'bulletins', code: 'TB-2026-05', event: 'object' },
            { f_objection: text },
          );
      const replies = await Promise.all([
        object('YC_REVIEW', '源城区的异议一二三'),
        object('DY_REVIEW', '东源县的异议一二三'),
        object('HP_REVIEW', '和平县的异议一二三'),
      ]);
      expect(replies.map(({ toast }) => toast?.tone)).toEqual(['good', 'good', 'good']);
      const heard = await world.services.store.rows(objections).find(SYSTEM, {});
      expect(heard.map(({ raisedBy, claim }) => `${raisedBy}：${claim}`).sort()).toEqual([
        'DY_REVIEW：东源县的异议一二三',
        'HP_REVIEW：和平县的异议一二三',
        'YC_REVIEW：源城区的异议一二三',
      ]);
    });

    test('when it is over, an objection is told where to go', async () => {
      await world.comesTo('2026-06-11T09:11:00+08:00');
      const reply = await world
        .official('YC_REVIEW')
        .act(
          'ledger.move',
          { ledger: 'bulletins', code: 'TB-2026-05', event: 'object' },
          { f_objection: '太晚了的异议' },
        );
      expect(reply.toast).toMatchObject({ tone: 'bad', text: expect.stringContaining('核对时间已过') });
    });
  });

  describe('sent back', () => {
    test('the ledgers are frozen as they are now, in one change, and the signers get a new card', async () => {
      const owner = world.official('SFB_BULLETIN');
      const draft = owner.lastCard();
      const before = await bulletin();
      const reply = await owner.clicks('退回重新冻结', draft);
      expect(reply.toast).toEqual({ tone: 'good', text: '已按最新台账重新冻结' });
      const after = await bulletin();
      expect(after).toMatchObject({ status: 'SIGNING', version: before.version + 3 });
      expect(after.snapshot).not.toBe(before.snapshot);
      expect(await count()).toBe(2);
      expect(reply.card && wordsOf(reply.card)).toContain('待签发');
      await world.comesTo('2026-06-11T09:40:00+08:00');
      expect(wordsOf(world.official('SFB_SECRETARY').lastCard())).toContain('新签约超亿元制造业项目2个');
      const events = (await world.services.store.audit.history(after.code)).slice(-3);
      expect(events.map(({ event, post }) => `${post} ${event}`)).toEqual([
        'SFB_BULLETIN refreeze',
        'SFB_BULLETIN freeze',
        'SFB_BULLETIN submit',
      ]);
      const stale = await owner.clicks('签发', draft);
      expect(stale.toast?.text).toContain('已由');
    });

    test('by one who may not sign it is not', async () => {
      const { code, version, snapshot } = await bulletin();
      const reply = await world
        .official('LXB_ADMIN')
        .act('ledger.move', { ledger: 'bulletins', event: 'refreeze', code, version });
      expect(reply.toast).toMatchObject({ tone: 'bad', text: expect.stringContaining('不能退回重新冻结') });
      expect(await bulletin()).toMatchObject({ version, snapshot });
    });
  });

  describe('not signed on the day of issue', () => {
    test('the signers are reminded and nothing goes out', async () => {
      const before = world.sentTo('post:SFB_BULLETIN').length;
      await world.comesTo('2026-06-12T08:41:00+08:00');
      await world.comesTo('2026-06-12T11:44:00+08:00');
      expect(world.sentTo('post:SFB_BULLETIN')).toHaveLength(before + 1);
      expect((await bulletin()).status).toBe('SIGNING');
      const { city, store } = world.services;
      expect(await store.outbox.model.countDocuments({ 'to.group': { $exists: true } })).toBe(0);
      const groups = city.groups.filter(({ kind }) => kind !== 'G0').map(({ code }) => `group:${code}`);
      // The leaders have no group but are told in private.
      for (const chat of [...groups, 'post:LD_CONVENER', 'post:LD_DEPUTY_EXEC', 'post:LD_DEPUTY'])
        expect(world.sentTo(chat), chat).toEqual([]);
    });

    test('signed late it is issued at once, by the same click', async () => {
      await world.comesTo('2026-06-15T09:11:00+08:00');
      answersAreKeptWithTheirChanges();
      const owner = world.official('SFB_BULLETIN');
      for (const { code } of await world.services.store.rows(objections).find(SYSTEM, {}))
        await owner.act(
          'ledger.move',
          { ledger: 'objections', code, event: 'settle' },
          { f_outcome: 'REJECTED', f_ruling: '与冻结台账一致' },
        );
      const reads = vi.spyOn(world.services.store.files, 'read');
      const draft = world
        .sentTo('post:SFB_BULLETIN')
        .map(cardIn)
        .findLast(({ title }) => title.startsWith('待签发'));
      if (!draft) throw new Error('it waits for the signature');
      const reply = await owner.clicks('签发', draft);
      expect(reply.toast).toEqual({ tone: 'good', text: '已签发，正在推送' });
      // Groups, counties, leaders and the signer's own card are made of one reading of the snapshot.
      expect(reads).toHaveBeenCalledTimes(1);
      reads.mockRestore();
      expect(await bulletin()).toMatchObject({
        status: 'ISSUED',
        signedBy: 'SFB_BULLETIN',
        signedOn: '2026-06-15',
        issuedOn: '2026-06-15',
      });
      expect(world.sentTo('group:G1').map((say) => cardIn(say).title)).toEqual(['2026年5月全市招商引资通报']);
      expect(world.sentTo('group:G3-DY')).toHaveLength(1);
      expect(world.faults).toEqual([]);
    });
  });

  test('a month whose freeze is missed altogether is frozen, sent for signing and reminded of when the service is back', async () => {
    const ran = await world.comesTo('2026-07-20T09:11:00+08:00');
    expect(ran.map(({ slot }) => slot)).toEqual(
      expect.arrayContaining([
        'monthly-freeze@2026-07-09',
        'monthly-sign@2026-07-13',
        'monthly-issue@2026-07-14',
      ]),
    );
    expect((await bulletin('2026-06')).status).toBe('SIGNING');
    expect(world.faults).toEqual([]);
  });
});
