import { readXlsx } from 'hucre/xlsx';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadCity } from '../../bot/city.ts';
import type { ActionName } from '../../cards/actions.ts';
import type { Card, Params } from '../../cards/card.ts';
import { annexCard } from '../../cards/bulletins/bulletin.ts';
import { rowsBehindCard } from '../../cards/project.ts';
import { gallery } from '../../cards/gallery/gallery.ts';
import { changeOf } from '../../handlers/services/context.ts';
import { advance } from '../../handlers/services/ledgers/move.ts';
import { tell } from '../../handlers/services/messages/notices.ts';
import { bulletinFacts } from '../../handlers/services/bulletins/facts.ts';
import { rowsOfFigure } from '../../handlers/services/projects/projects.ts';
import { bulletins } from '../../models/ledgers/bulletin.ts';
import { projects } from '../../models/ledgers/project.ts';
import { SYSTEM } from '../../models/rules/permissions.ts';
import { aWorld, cardIn, CHANNELS, first, wordsOf, type World } from '../helpers/conversation.ts';
import { buttonOf, buttonsOf } from '../helpers/card-words.ts';
import { aProject } from '../helpers/services.ts';
import { xlsx } from '../handlers/services/imports/files.ts';

/** Under a card that counts rows lies the file with exactly these rows, and its title says which and as of when. */

interface CardFileCase {
  /** The card, and the post that looks at it. */
  by: string;
  card: (world: World) => Promise<Card>;
  /** What the card says, with the number in brackets. */
  says: RegExp;
  action: ActionName;
  label: string;
  title: RegExp;
}

const said =
  (by: string, text: string): CardFileCase['card'] =>
  async (world) =>
    cardIn(first(await world.official(by).says(text)));

const AS_OF = '截至2026年6月12日';
const CASES: Readonly<Record<string, CardFileCase>> = {
  'a county’s ledger: what lies on its land and what it brought in': {
    by: 'YC_FILL',
    card: said('YC_FILL', '项目台账'),
    says: /共 (\d+) 个项目/,
    action: 'projects.export',
    label: '下载 Excel',
    title: new RegExp(`^河源市招商项目台账（源城区落地、引入，简表，${AS_OF}）$`),
  },
  'all columns of it': {
    by: 'YC_FILL',
    card: said('YC_FILL', '项目台账'),
    says: /共 (\d+) 个项目/,
    action: 'projects.export',
    label: '下载全部列',
    title: /（源城区落地、引入，全部列，/,
  },
  'a list that was narrowed down': {
    by: 'SWJ_CITY',
    card: said('SWJ_CITY', '项目台账 源城 红灯'),
    says: /共 (\d+) 条/,
    action: 'ledger.export',
    label: '下载 Excel',
    title: /（源城 红灯，简表，/,
  },
  'a count': {
    by: 'SWJ_CITY',
    card: said('SWJ_CITY', '项目台账 源城 未动工 多少'),
    says: /^(\d+) 个项目/,
    action: 'ledger.export',
    label: '下载 Excel',
    title: /（源城 未动工，简表，/,
  },
  'what was searched for': {
    by: 'SWJ_CITY',
    card: said('SWJ_CITY', '查 连接器'),
    says: /共 (\d+) 个/,
    action: 'projects.exportFound',
    label: '下载 Excel',
    title: /（查“连接器”，简表，/,
  },
  'who owes reports, the whole city': {
    by: 'SWJ_CITY',
    card: said('SWJ_CITY', '谁没报 2026年5月'),
    says: /还差 (\d+) 个/,
    action: 'reports.exportMissing',
    label: '下载未报清单',
    title: /（2026年5月未报月报的项目，简表，/,
  },
  'who owes reports, one unit': {
    by: 'SWJ_CITY',
    card: said('SWJ_CITY', '谁没报 源城 2026年5月'),
    says: /还差 (\d+) 个/,
    action: 'reports.exportMissing',
    label: '下载未报清单',
    title: /（源城区2026年5月未报月报的项目，简表，/,
  },
  'the rows behind a number': {
    by: 'SWJ_CITY',
    card: async ({ services }) =>
      rowsBehindCard(await rowsOfFigure(services.as('SWJ_CITY'), '2026-05', 'x.YC.count')),
    says: /共 (\d+) 个项目/,
    action: 'figures.export',
    label: '下载 Excel',
    title: /（源城区 · 当年新签约超亿元制造业项目（2026-05），简表，/,
  },
  'what waits for a post': {
    by: 'SFB_BULLETIN',
    card: said('SFB_BULLETIN', '我的待办'),
    says: /· (\d+) 项/,
    action: 'todo.export',
    label: '下载 Excel',
    title: /待办（截至2026年6月12日 10:11）$/,
  },
  'a digest': {
    by: 'DY_FILL',
    async card(world) {
      await world.services.store.change(changeOf(world.services.as()), async (change) => {
        for (const { code } of await change.rows(projects).find(SYSTEM, { where: { landUnit: 'DY' } }))
          tell(change, {
            post: 'DY_FILL',
            ledger: 'projects',
            code,
            matter: code,
            fact: '将到期',
            urgency: 'digest',
          });
      });
      await world.comesTo('2026-06-12T10:13:00+08:00');
      return world.official('DY_FILL').lastCard();
    },
    says: /待办提醒 (\d+) 项/,
    action: 'digest.export',
    label: '下载 Excel',
    title: /待办提醒（截至2026年6月12日 10:13）$/,
  },
};

const HEADED = /编号$/;

/** The title of a workbook's first sheet, and how many rows stand below its heading. */
async function written(bytes: Uint8Array): Promise<{ title: string; rows: number }> {
  const [sheet] = (await readXlsx(bytes)).sheets;
  const rows = sheet?.rows ?? [];
  const head = rows.findIndex((row) => row.some((cell) => HEADED.test(String(cell))));
  return { title: String(rows[0]?.[0]), rows: rows.length - head - 1 };
}

describe.each(CHANNELS)('files under cards on %s', (channel) => {
  let world: World;
  beforeAll(async () => {
    world = await aWorld(channel);
    const { services } = world;
    const of = (unit: string, name: string, more = {}) => ({
      values: aProject({ name, landUnit: unit, introUnit: unit, ...more }),
    });
    await services.store.change(changeOf(services.as()), async (change) => {
      await change.insertMany(projects, [
        of('YC', '源城连接器一项目', { light: 'RED' }),
        of('YC', '源城连接器二项目', { light: 'RED' }),
        of('YC', '源城模具制造项目', { stage: 'STARTED', startedOn: '2026-04-20', landedOn: '2026-04-01' }),
        of('DY', '东源连接器项目', { introUnit: 'YC' }),
        of('DY', '东源食品加工项目', { light: 'RED' }),
      ]);
    });
    const signing = await services.store.change(changeOf(services.as()), (change) =>
      change.insert(bulletins, { period: '2026-05' }),
    );
    await advance(services.as(), bulletins, signing, 'freeze', 'verify', 'submit');
  });

  test.each(Object.entries(CASES))('%s', async (_name, { by, card: cardOf, says, action, label, title }) => {
    const card = await cardOf(world);
    const count = Number(says.exec(wordsOf(card))?.[1]);
    expect(count).toBeGreaterThan(0);
    const button = buttonOf(card, label);
    expect(button.action).toBe(action);
    const file = await written(await sentBy(by, action, button.params));
    expect(file.title).toMatch(title);
    expect(file.rows).toBe(count);
  });

  test('the annexes of a bulletin list the problems that its page lists', async () => {
    const facts = await bulletinFacts(world.services.as('SWJ_CITY'), '2026-05', { document: 'city' });
    const [table] = annexCard(facts).blocks.filter(
      (block) => block.kind === 'table' && block.caption === '亮问题清单',
    );
    const sheets = (await readXlsx(await sentBy('SFB_BULLETIN', 'bulletin.excel', { period: '2026-05' })))
      .sheets;
    const list = sheets.at(-1)?.rows ?? [];
    const listed = list.length - list.findIndex((row) => row[0] === '灯') - 1;
    expect(listed).toBeGreaterThan(0);
    expect(listed).toBe(table?.kind === 'table' ? table.rows.length : 0);
  });

  test('the marked workbook lists as many faulty rows as the preview counts', async () => {
    const rows = [
      ['项目名称', '计划总投资（万元）', '县区', '签约日期', '产业归属'],
      ['星河结构件生产项目', '很多', '源城区', '2026-02-31', '电子信息'],
      ['明珠食品饮料基地项目', 2_000, '源城区', '2026-03-01', '水经济'],
      ['东江铜箔制造基地项目', '很多', '源城区', '2026-03-01', '先进材料'],
    ];
    const upload = { name: '台账.xlsx', bytes: await xlsx({ rows }) };
    const card = cardIn(first(await world.official('YC_FILL').sends(upload)));
    const { action, params } = buttonOf(card, '下载标注错误的表');
    const list = (await readXlsx(await sentBy('YC_FILL', action, params))).sheets.at(-1)?.rows ?? [];
    const faulty = new Set(
      list.flatMap((row) => (row[2] === '错误' ? [String(row[1]).replace(/^[A-Z]+/, '')] : [])),
    );
    expect(wordsOf(card)).toContain(`有 ${faulty.size} 行要改正`);
  });

  async function sentBy(post: string, action: string, params: Params = {}): Promise<Uint8Array> {
    await world.official(post).act(action, params);
    await world.settles();
    const sent = world.sentTo(`post:${post}`).at(-1);
    if (!sent || !('file' in sent)) throw new Error('it should be a file');
    return world.opens(sent.file);
  }
});

/** What is clicked beside those: the duty card is walked in update-file.test.ts. */
const OTHERS: readonly ActionName[] = ['projects.toUpdate', 'imports.marked', 'bulletin.excel'];

test('every card that offers a file is walked', async () => {
  const { city } = await loadCity();
  const offered = gallery(city)
    .flatMap(({ card }) => buttonsOf(card))
    .filter(({ label }) => label.startsWith('下载'))
    .map(({ action }) => action);
  const walked = [...OTHERS, ...Object.values(CASES).map(({ action }) => action)];
  expect([...new Set(offered)].sort()).toEqual([...new Set(walked)].sort());
});
