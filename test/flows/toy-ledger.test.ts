import { read, write, type WorkBook } from '@e965/xlsx';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Card, type Params, plain } from '../../cards/card.ts';
import type { Reply } from '../../handlers/inbound.ts';
import { ledgerActions, ledgerCommands } from '../../handlers/ledgers.ts';
import { PAGES } from '../../handlers/pages/pages.ts';
import { actionTable } from '../../handlers/action.ts';
import { uploadActions } from '../../handlers/uploads.ts';
import { LEDGERS } from '../../models/ledgers/all.ts';
import { defineLedger } from '../../models/ledgers/engine/define.ts';
import { ledgerGuide } from '../../models/ledgers/engine/guide.ts';
import { CITY_WIDE, COUNTY } from '../../models/rules/permissions.ts';
import { any, own, role } from '../../models/rules/rights.ts';
import { aWorld, cardIn, CHANNELS, first, formIn, labelsOf, type World } from '../helpers/conversation.ts';
import type { TestServices } from '../helpers/services.ts';

/** A ledger nobody has heard of. All below it is done with this alone (architecture.md 2). */
const toys = defineLedger({
  name: 'toys',
  title: '玩具台账',
  noun: '玩具',
  titleField: 'name',
  code: { series: (row) => `WJ-${row.unit}-`, width: 3 },
  fields: {
    name: { label: '玩具名称', type: 'text', required: true, min: 2, max: 20, aliases: ['玩具'] },
    unit: { label: '所属单元', type: 'unit', required: true },
    kind: { label: '种类', type: 'choice', choices: { WOOD: '木制', PLUSH: '毛绒' }, required: true },
    priceWan: { label: '造价', type: 'decimal', unit: '万元', min: 0 },
    pieces: { label: '件数', type: 'int', unit: '件', min: 1 },
    madeOn: { label: '制成日期', type: 'day' },
    safe: { label: '是否安全', type: 'flag' },
    colours: { label: '颜色', type: 'tags' },
    maker: { label: '制作人', type: 'text', max: 10, secret: 'name', sensitivity: '敏感' },
  },
  identity: [['unit', 'name']],
  rights: {
    read: any(role(...CITY_WIDE), own('unit', ...COUNTY)),
    edit: any(role('ISSUE_CITY', 'ADMIN'), own('unit', 'COUNTY_FILL')),
  },
  listed: ['code', 'name', 'kind', 'priceWan', 'madeOn'],
});

const FILLED = {
  f_name: '会走路的木马',
  f_unit: 'YC',
  f_kind: 'WOOD',
  f_priceWan: '1.5亿',
  f_pieces: '12',
  f_madeOn: '2026-05-01',
  f_safe: 'true',
  f_colours: '红、蓝',
  f_maker: '张示范',
};

const textsOf = (card: Card) =>
  card.blocks.flatMap((block) => (block.kind === 'text' ? [plain(block.text)] : []));
const cardOf = ({ card, toast }: Reply): Card => {
  if (!card) throw new Error(`no card: ${toast?.text}`);
  return card;
};

describe.each(CHANNELS)('a ledger that is only defined, on %s', (channel) => {
  let world: World;
  let services: TestServices;
  beforeAll(async () => {
    world = await aWorld(channel, {
      ledgers: [...LEDGERS, toys],
      actions: actionTable([...ledgerActions([toys]), ...uploadActions]),
      commands: ledgerCommands([toys]),
    });
    services = world.services;
  });

  /** The card that comes back; words are what was refused. */
  async function says(post: string, text: string, group?: string): Promise<Card> {
    const [said] = await world.official(post).says(text, group);
    if (said && 'text' in said) throw new Error(said.text);
    return cardIn(said);
  }
  const act = (post: string, action: string, params: Params = { ledger: 'toys' }) =>
    world.official(post).act(action, params);
  const click = (post: string, card: Card, label: string) => world.official(post).clicks(label, card);
  const submit = (post: string, card: Card, form: Record<string, string>) =>
    world.official(post).clicks(formIn(card).submit.label, card, form);
  /** Sends a workbook to the bot and gives the preview that comes back. */
  async function sends(post: string, book: WorkBook): Promise<Card> {
    const bytes = new Uint8Array(write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer);
    return cardIn(first(await world.official(post).sends({ name: '玩具.xlsx', bytes })));
  }

  test('is listed by its title, empty at first', async () => {
    const card = await says('YC_FILL', '玩具台账');
    expect(textsOf(card)).toEqual(['玩具台账还没有记录']);
    expect(labelsOf(card)).toEqual(['登记玩具']);
  });

  test('has a form with the right input for each field, required ones first, own unit filled in', async () => {
    const card = cardOf(await click('YC_FILL', await says('YC_FILL', '玩具台账'), '登记玩具'));
    const { inputs } = formIn(card);
    // Feishu has no input for numbers.
    const numeral = channel === 'feishu' ? 'text' : 'number';
    expect(inputs.map(({ label, kind, required }) => `${label} ${kind}${required ? ' *' : ''}`)).toEqual([
      '玩具名称 text *',
      '所属单元 choice *',
      '种类 choice *',
      `造价（万元） ${numeral}`,
      '制成日期 day',
      `件数（件） ${numeral}`,
      '是否安全 flag',
      '颜色 text',
      '制作人 text',
    ]);
    expect(inputs[1]).toMatchObject({ value: 'YC', options: [{ value: 'YC', label: '源城区' }] });
    expect(inputs[2]?.options).toEqual([
      { value: 'WOOD', label: '木制' },
      { value: 'PLUSH', label: '毛绒' },
    ]);
  });

  test('gives a faulty form back with every fault named and nothing lost', async () => {
    const form = cardOf(await act('YC_FILL', 'ledger.new'));
    const bad = { ...FILLED, f_name: '马', f_priceWan: '很贵', f_madeOn: '2026-02-31' };
    const again = cardOf(await submit('YC_FILL', form, bad));
    expect(textsOf(again).join('\n')).toMatch(/3 处需要改正.*造价.*很贵.*制成日期.*玩具名称只有 1 个字/s);
    const typed = Object.fromEntries(formIn(again).inputs.map(({ name, value }) => [name, value]));
    const { f_maker: _secret, ...shown } = bad;
    expect(typed).toMatchObject(shown);
    expect(JSON.stringify(again)).not.toContain('张示范');
    expect(textsOf(again)[0]).toContain('制作人没有带回');
    expect(await services.store.rows(toys).count(services.as().viewer)).toBe(0);
  });

  test('stores a good form, and the row card shows values as people read them', async () => {
    const form = cardOf(await act('YC_FILL', 'ledger.new'));
    const saved = await submit('YC_FILL', form, FILLED);
    expect(saved.toast).toEqual({ tone: 'good', text: '已登记，编号 WJ-YC-001' });
    const items = cardOf(saved).blocks.flatMap((block) => (block.kind === 'fields' ? block.items : []));
    expect(Object.fromEntries(items.map(({ label, value }) => [label, value]))).toEqual({
      玩具名称: '会走路的木马',
      所属单元: '源城区',
      种类: '木制',
      造价: '15000 万元',
      件数: '12 件',
      制成日期: '2026-05-01',
      是否安全: '是',
      颜色: '红、蓝',
      制作人: '张**',
    });
  });

  test('refuses the same again and names the row that is there', async () => {
    const form = cardOf(await act('YC_FILL', 'ledger.new'));
    const again = cardOf(await submit('YC_FILL', form, FILLED));
    expect(textsOf(again)).toContain('台账里已有这个玩具：WJ-YC-001（所属单元、玩具名称相同）');
  });

  test('is found by name, by choice and by code', async () => {
    for (const words of ['木马', '木制', '木制 走路']) {
      const card = await says('YC_FILL', `玩具台账 ${words}`);
      const table = card.blocks.find((block) => block.kind === 'table');
      expect(table?.rows.map((row) => row.map(plain))).toEqual([
        ['会走路的木马', '木制', '15000', '2026-05-01', 'WJ-YC-001'],
      ]);
    }
    expect((await says('YC_FILL', '玩具台账 毛绒')).subtitle).toBe('“毛绒” 共 0 条');
    expect((await says('YC_FILL', '玩具台账 wj-yc-001')).title).toBe('会走路的木马');
  });

  test('a change is kept; who comes with the older form is told by whom and gets the fresh one', async () => {
    const open = () => act('YC_FILL', 'ledger.edit', { ledger: 'toys', code: 'WJ-YC-001' });
    const [first, second] = [cardOf(await open()), cardOf(await open())];
    const { f_maker: _kept, ...typed } = { ...FILLED, f_priceWan: '15000' };
    const saved = await submit('GXJ_CITY', first, { ...typed, f_pieces: '20', reason: '盘点' });
    expect(saved.toast?.text).toBe('已保存');

    const late = await submit('YC_FILL', second, { ...typed, f_pieces: '30' });
    expect(late.toast?.text).toBe('没有保存，请看表单上方的说明');
    expect(textsOf(cardOf(late))[0]).toMatch(/^这个玩具已由市工业和信息化局经办人.*于 2026-06-12 10:11 更新/);
    expect(textsOf(cardOf(late))).toContain('您填的件数：30（现为 20 件）');
    const fresh = formIn(cardOf(late));
    expect(fresh.inputs.find(({ name }) => name === 'f_pieces')?.value).toBe('20');
    expect((await submit('YC_FILL', cardOf(late), { ...typed, f_pieces: '30' })).toast?.text).toBe('已保存');
    const row = await services.store.rows(toys).byCode(services.as().viewer, 'WJ-YC-001');
    expect(row).toMatchObject({ pieces: 30, maker: '张示范', version: 3 });
  });

  test('tells its history: what, from what to what, who, why; of a secret only that it changed', async () => {
    const form = cardOf(await act('YC_FILL', 'ledger.edit', { ledger: 'toys', code: 'WJ-YC-001' }));
    await submit('YC_FILL', form, { f_maker: '李示范', f_colours: '' });
    const card = cardOf(await act('YC_FILL', 'ledger.history', { ledger: 'toys', code: 'WJ-YC-001' }));
    const lines = textsOf(card);
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/源城区.* 颜色：红、蓝 → —；制作人已变更$/);
    expect(lines[2]).toMatch(/市工业和信息化局经办人.* 件数：12 件 → 20 件（盘点）$/);
    expect(lines[3]).toMatch(/登记$/);
    expect(JSON.stringify(card)).not.toMatch(/示范/);
  });

  test('goes out as a file that comes back as nothing changed, and changed as that change', async () => {
    const list = await says('YC_FILL', '玩具台账');
    const said = first((await click('YC_FILL', list, '下载全部列')).heard);
    const book = read('file' in said ? await world.opens(said.file) : []);
    expect((await sends('YC_FILL', book)).summary).toBe('与台账一致，没有要导入的内容');
    const sheet = book.Sheets[book.SheetNames[0] ?? ''] ?? {};
    const pieces = Object.keys(sheet).find((at) => (sheet[at] as { v?: unknown } | undefined)?.v === 30);
    sheet[pieces ?? ''] = { t: 'n', v: 45 };
    const preview = await sends('YC_FILL', book);
    await click('YC_FILL', preview, '确认导入');
    const row = await services.store.rows(toys).byCode(services.as().viewer, 'WJ-YC-001');
    expect(row).toMatchObject({ pieces: 45, maker: '李示范', priceWan: 1_500_000 });
    const history = cardOf(await act('YC_FILL', 'ledger.history', { ledger: 'toys', code: 'WJ-YC-001' }));
    expect(textsOf(history)[0]).toContain('件数：30 件 → 45 件');
  });

  test('in a group can be looked at, not changed; a post without the permit sees none of it', async () => {
    expect(labelsOf(await says('YC_FILL', '玩具台账', 'G2'))).toEqual([]);
    const refused = await world.official('YC_FILL').actsIn('G2', 'ledger.new', { ledger: 'toys' });
    expect(refused).toEqual({ toast: { tone: 'bad', text: '群里大家都看得到，请在与招优的单聊中操作' } });
    await expect(says('YC_HANDLER', '玩具台账')).rejects.toThrow('没有“查看玩具台账”的权限');
    expect((await act('YC_HANDLER', 'ledger.list')).toast?.tone).toBe('bad');
    expect((await act('YC_FILL', 'ledger.list', { ledger: 'gone' })).toast?.text).toContain('已失效');
  });

  test('has its pages', async () => {
    const show = (path: string, code = '') =>
      PAGES.find((page) => page.path === path)?.show(services.as('YC_FILL'), { ledger: 'toys', code });
    expect((await show('/ledgers/:ledger'))?.title).toBe('玩具台账');
    expect((await show('/ledgers/:ledger/:code', 'WJ-YC-001'))?.title).toBe('会走路的木马');
  });

  test('does all this without a fault of ours', () => {
    expect(world.faults).toEqual([]);
  });

  test('stands in the field guide', () => {
    const guide = ledgerGuide([...LEDGERS, toys]);
    expect(guide).toContain('## 玩具台账 toys');
    expect(guide).toContain('| 制作人 | `maker` | 文字 |  | ≤ 10 字 | 敏感，加密保存，显示打码 |  |');
  });
});
