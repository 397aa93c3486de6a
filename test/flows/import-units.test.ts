import { beforeEach, describe, expect, test } from 'vitest';
import type { Card } from '../../cards/card.ts';
import { PAGES } from '../../handlers/pages/pages.ts';
import { projects } from '../../models/ledgers/project.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { aWorld, cardIn, CHANNELS, first, wordsOf, type World } from '../helpers/conversation.ts';
import { xlsx, type TestCell } from '../handlers/services/imports/files.ts';

/** 亿 or 万 (V01): a person can say which it is, and the file is read again; nothing is corrected silently. */
let world: World;

const NAMES = ['星河电子结构件生产项目', '明盛精密模具生产项目'];
const sheet = (header: readonly string[], ...rows: TestCell[][]) =>
  xlsx({
    rows: [
      ['项目名称', '投资方', '县区', '签约时间', ...header],
      ...rows.map((amounts, i) => [
        NAMES[i] ?? '',
        `${NAMES[i]?.slice(0, 4)}有限公司`,
        '源城区',
        '2026-05-08',
        ...amounts,
      ]),
    ],
  });

const sent = async (bytes: Uint8Array): Promise<Card> =>
  cardIn(first(await world.official('YC_FILL').sends({ name: '源城台账.xlsx', bytes })));
const clicks = (label: string, card: Card) => world.official('YC_FILL').clicks(label, card);
const buttons = (card: Card) =>
  card.blocks.flatMap((block) => (block.kind === 'actions' ? block.buttons.map(({ label }) => label) : []));
const amounts = async () =>
  (await world.services.store.rows(projects).find(SYSTEM, { sort: { code: 1 } })).map(
    ({ plannedInvestWan, fixedInvestWan }) => [plannedInvestWan, fixedInvestWan],
  );

describe.each(CHANNELS)('on %s', (channel) => {
  beforeEach(async () => {
    world = await aWorld(channel);
  });

  test('a column of 亿元 that is 万元: one question, one tap, a fresh preview, then it is stored', async () => {
    const card = await sent(await sheet(['总投资（亿元）'], [12000], [15000]));
    expect(wordsOf(card)).toContain(
      '12000 亿元？表头单位是亿元，若本格按万元填写，应为 1.20 亿元（共 2 处）',
    );
    expect(buttons(card)).toEqual(
      expect.arrayContaining(['对，就按这样导入', '这些行先不导入', '这一列其实是万元']),
    );
    expect(buttons(card)).not.toContain('各金额列其实都是万元');
    const { card: fresh = card } = await clicks('这一列其实是万元', card);
    expect(fresh.summary).toBe('核对无误后点“确认导入”：新增 2，更新 0');
    expect(wordsOf(fresh)).toContain('已按您的更正重新读取：计划总投资按万元读取');
    expect(wordsOf(fresh)).toContain('E 总投资(亿元) 计划总投资（万元）');
    expect(await amounts()).toEqual([]);
    expect((await clicks('对，就按这样导入', card)).toast?.text).toContain('已按您的更正重新读取');
    await clicks('确认导入', fresh);
    expect(await amounts()).toEqual([
      [1_200_000, undefined],
      [1_500_000, undefined],
    ]);
  });

  test('a unit line over several columns: all of them can be corrected at once', async () => {
    const rows = ['总投资', '固定资产投资'];
    const bytes = await xlsx({
      rows: [
        ['单位：亿元'],
        ['项目名称', '投资方', '县区', '签约时间', ...rows],
        [NAMES[0] ?? '', '星河电子有限公司', '源城区', '2026-05-08', 12000, 8000],
      ],
    });
    const card = await sent(bytes);
    const { card: fresh = card } = await clicks('各金额列其实都是万元', card);
    expect(wordsOf(fresh)).toContain('各金额列按万元读取');
    expect(wordsOf(fresh)).toContain('金额单位：万元');
    await clicks('确认导入', fresh);
    expect(await amounts()).toEqual([[1_200_000, 800_000]]);
  });

  test('what was corrected stays so when the ledger has changed in between', async () => {
    const card = await sent(await sheet(['总投资（亿元）'], [12000]));
    const { card: fresh = card } = await clicks('这一列其实是万元', card);
    const other = await sent(await sheet(['总投资（万元）'], [9000]));
    await clicks('确认导入', other);
    const { card: again = card } = await clicks('确认导入', fresh);
    expect(again.title).toContain('导入预览');
    expect(wordsOf(again)).toMatch(/计划总投资 9000 万元 → 12000 万元/);
  });

  test('only the amounts that are read otherwise are offered; a zero or a range offers no unit', async () => {
    const card = await sent(await sheet(['总投资（亿元）'], ['1.2-1.5亿']));
    expect(buttons(card)).not.toContain('这一列其实是万元');
  });
});

test('万元 that are 亿元, said on the page behind the card, whose address stays', async () => {
  world = await aWorld();
  const card = await sent(await sheet(['总投资（万元）'], [1.2], [2]));
  const page = PAGES.find(({ path }) => path === '/imports/:token');
  const token = JSON.stringify(card).match(/"token":"([^"]+)"/)?.[1] ?? '';
  const shown = () => page?.show(world.services.as('YC_FILL'), { token });
  const before = await shown();
  expect(buttons(before ?? card)).toContain('这一列其实是亿元');
  await clicks('这一列其实是亿元', before ?? card);
  const after = await shown();
  expect(after?.summary).toBe('核对无误后点“确认导入”：新增 2，更新 0');
  await clicks('确认导入', after ?? card);
  expect(await amounts()).toEqual([
    [1_200_000, undefined],
    [2_000_000, undefined],
  ]);
});
