import { beforeAll, describe, expect, test } from 'vitest';
import { changeOf, type Ctx } from '../../../../handlers/services/context.ts';
import { demandMessages, feature } from '../../../../handlers/services/ledgers/feature.ts';
import {
  addWithin,
  advance,
  moveRow,
  remindIn,
  type Written,
} from '../../../../handlers/services/ledgers/move.ts';
import { LEDGERS } from '../../../../models/ledgers/all.ts';
import { definitionFaults } from '../../../../models/ledgers/engine/definition-faults.ts';
import { defineLedger, type RowOf } from '../../../../models/ledgers/engine/define.ts';
import { SYSTEM } from '../../../../models/rules/permissions.ts';
import { own, role } from '../../../../models/rules/rights.ts';
import { testServices } from '../../../helpers/services.ts';

const county = own('unit', 'COUNTY_FILL', 'COUNTY_REVIEW');
const letters = defineLedger({
  name: 'letters',
  title: '来信台账',
  noun: '来信',
  titleField: 'topic',
  code: { series: () => 'LX-', width: 3 },
  fields: {
    topic: { label: '事由', type: 'text', required: true, max: 40 },
    unit: { label: '单元', type: 'unit', required: true },
    platform: { label: '平台', type: 'text', required: true, max: 20 },
    account: { label: '账号', type: 'text', required: true, max: 40 },
  },
  identity: [['topic']],
  listed: ['topic'],
  machine: {
    initial: 'OPEN',
    states: {
      OPEN: { label: '待答', kind: 'open', reminds: [{ to: county, says: 'row', as: 'push' }] },
      READ: { label: '已阅', kind: 'open' },
      DONE: { label: '已答', kind: 'closed' },
    },
    tells: [{ to: county, says: 'row', as: 'push' }],
    moves: [
      { event: 'read', label: '阅', from: ['OPEN'], to: 'READ', by: county },
      {
        event: 'answer',
        label: '答复',
        from: ['READ'],
        to: 'DONE',
        by: role('LXB_ADMIN'),
        tells: [
          { groups: ['G3'], says: 'summary', as: 'push' },
          { account: { channel: 'platform', person: 'account' }, says: 'answered', as: 'reply' },
        ],
      },
    ],
  },
  rights: { read: role('LXB_ADMIN', 'COUNTY_FILL', 'COUNTY_REVIEW'), edit: role('LXB_ADMIN') },
});

const letterFeature = feature({
  ledger: letters,
  effects: { read: { follows: () => ['answer'] } },
  says: {
    summary: async (_ctx, { topic }, { unit }) => (unit ? { text: `${unit} ${topic}` } : undefined),
    answered: async (_ctx, _row, { code }) => ({ text: `已答复 ${code}` }),
  },
});

describe('whom a machine names', () => {
  let ctx: Ctx;
  let added: Written;
  const kept = async () => {
    const all = await ctx.store.outbox.model.find({}).sort({ key: 1 }).lean();
    return all.map(({ key, to, kind }) => ({ key, to, kind }));
  };
  const row = async (): Promise<RowOf<typeof letters>> => {
    const found = await ctx.store.rows(letters).byCode(SYSTEM, 'LX-001');
    if (!found) throw new Error('it was added first');
    return found;
  };
  beforeAll(async () => {
    const services = await testServices([...LEDGERS, letters]);
    ctx = { ...services.as(), features: [letterFeature] };
    const values = { topic: '路灯', unit: 'YC', platform: 'feishu', account: 'ou_1' };
    added = await ctx.store.change(changeOf(ctx), (change) => addWithin(ctx, change, letters, values));
  });

  test('gets the card of a new row, with a key of the row, its version, the message and the receiver', async () => {
    expect(added.told).toBe((await kept()).length);
    expect(await kept()).toContainEqual({
      key: 'letters:LX-001:1:row:YC_FILL',
      to: { post: 'YC_FILL' },
      kind: 'push',
    });
    expect((await kept()).every(({ key }) => /:YC_/.test(key))).toBe(true);
  });

  test('is reminded once of a day, and only while the row is in the state', async () => {
    const before = (await kept()).length;
    const remind = async (state: 'OPEN' | 'READ', day: string) =>
      remindIn(ctx, letters, await row(), { state, day });
    await remind('OPEN', '2026-06-12');
    await remind('OPEN', '2026-06-12');
    expect(await kept()).toHaveLength(before + added.told);
    await remind('OPEN', '2026-06-13');
    expect(await kept()).toHaveLength(before + 2 * added.told);
    expect(await remind('READ', '2026-06-14')).toBe(0);
  });

  test('hears of a move and of what follows from it, in one change, each once', async () => {
    expect(await advance(ctx, letters, await row(), 'answer')).toBeUndefined();
    const before = await kept();
    const moved = await moveRow(ctx, letters, { code: 'LX-001', event: 'read' }, (made) => made);
    expect(moved.row).toMatchObject({ status: 'DONE', version: 3 });
    const keys = new Set(before.map(({ key }) => key));
    const more = (await kept()).filter(({ key }) => !keys.has(key));
    expect(more).toHaveLength(moved.told);
    const told = { channel: 'feishu', chat: 'ou_1' };
    expect(more).toContainEqual({ key: 'letters:LX-001:3:answered:feishu:ou_1', to: told, kind: 'reply' });
    const groups = ctx.city.groups.filter(({ kind, unit }) => kind === 'G3' && unit).map(({ code }) => code);
    expect(more.flatMap(({ to }) => ('group' in to ? [to.group] : [])).toSorted()).toEqual(groups.toSorted());
  });
});

test('a message that no feature makes stops the start', () => {
  expect(() => demandMessages([letters], [letterFeature])).not.toThrow();
  expect(() => demandMessages([letters], [])).toThrow(
    'no feature makes these messages: letters: summary, letters: answered',
  );
});

test('so does an account that stands in no field', () => {
  const ledger = defineLedger({
    ...letters,
    rights: { read: role('ADMIN'), edit: role('ADMIN') },
    machine: {
      initial: 'OPEN',
      states: { OPEN: { label: '待答', kind: 'open' } },
      moves: [],
      tells: [{ account: { channel: 'platform', person: 'nobody' }, says: 'hello', as: 'reply' }],
    },
  });
  expect(definitionFaults(ledger)).toContain('消息发给 nobody 里的账号，没有这个字段');
});
