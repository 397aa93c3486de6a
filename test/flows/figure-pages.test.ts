import { beforeAll, expect, test } from 'vitest';
import { plain, type Card, type TableBlock } from '../../cards/card.ts';
import { PAGES } from '../../handlers/pages/pages.ts';
import { changeOf } from '../../handlers/services/context.ts';
import { projects } from '../../models/ledgers/project.ts';
import { aProject, testServices, type TestServices } from '../helpers/services.ts';

let services: TestServices;
beforeAll(async () => {
  services = await testServices();
  await services.store.change(changeOf(services.as()), (change) =>
    change.insertMany(projects, [
      { values: aProject({ name: '星河电子结构件生产项目', signDate: '2026-05-12' }) },
      {
        values: aProject({
          name: '明盛精密模具生产项目',
          signDate: '2026-02-12',
          startedOn: '2026-04-28',
          startedIn: '2026-05',
        }),
      },
    ]),
  );
});

/** What somebody at a post sees at an address of the service. */
async function opened(path: string, post = 'SWJ_CITY'): Promise<Card> {
  const parts = path.split('/');
  for (const page of PAGES) {
    const names = page.path.split('/');
    const fits = names.length === parts.length && names.every((n, i) => n.startsWith(':') || n === parts[i]);
    if (!fits) continue;
    const params = names.flatMap((n, i) => (n.startsWith(':') ? [[n.slice(1), parts[i] ?? '']] : []));
    return page.show(services.as(post), Object.fromEntries(params));
  }
  throw new Error(`no page ${path}`);
}

function tableOf(card: Card): TableBlock {
  const table = card.blocks.find((block) => block.kind === 'table');
  if (!table) throw new Error(`no table on ${card.title}`);
  return table;
}
const headsOf = (table: TableBlock) => table.columns.map(({ label }) => label);
const textsOf = (table: TableBlock) => table.rows.map((row) => row.map(plain));

test('the rows behind a number show when each project was recognised as what is counted', async () => {
  const signed = tableOf(await opened('/figures/2026-05/x.total.count'));
  expect(headsOf(signed)).toEqual(['项目', '阶段', '单位', '总投资（万元）', '签约日期', '签约认定期']);
  expect(textsOf(signed).map((row) => row.slice(-2))).toEqual([
    ['2026-05-12', '2026-05'],
    ['2026-02-12', '2026-02'],
  ]);
  const started = tableOf(await opened('/figures/2026-05/x.YC.started'));
  expect(headsOf(started).slice(4)).toEqual(['签约日期', '签约认定期', '动工日期', '动工认定期']);
  expect(textsOf(started)).toEqual([
    expect.arrayContaining(['明盛精密模具生产项目', '2026-04-28', '2026-05']),
  ]);
});

test('the annex page prints the amounts of the month and 当年投产率, as the file does', async () => {
  const x = tableOf(await opened('/figures/2026-05'));
  expect(headsOf(x)).toEqual(expect.arrayContaining(['新增金额', '当年投产', '投产率%']));
  const page = headsOf(x).indexOf('新增金额');
  const link = x.rows.at(-1)?.[page];
  expect(link).toEqual([{ text: '1.50', link: { page: '/figures/2026-05/x.total.amountMonthYi' } }]);
  expect((await opened('/figures/2026-05/x.total.amountMonthYi')).title).toBe(
    '全市 · 本月新增签约项目（金额）（2026-05）',
  );
});

test('the rows behind an amount say what they add up to', async () => {
  const { subtitle } = await opened('/figures/2026-05/x.total.amountYi');
  expect(subtitle).toBe('实时测算，未印发 · 共 2 个项目，计划总投资合计 3.00 亿元（台账现值）');
});
