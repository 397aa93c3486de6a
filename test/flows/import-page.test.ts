import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { runningApp, type RunningApp } from '../helpers/running-app.ts';
import { xlsx, type TestCell } from '../handlers/services/imports/files.ts';
import { chromium, lastCard, openChat, script, tooSmall } from '../bot/web/chromium.ts';

/** The pages behind an import's preview, in a browser. */
let running: RunningApp;
const scene = chromium(async () => {
  running = await runningApp('2026-05-29T09:05:00+08:00');
  return running.url;
});

const HEADER = [
  '项目名称',
  '投资方',
  '总投资（万元）',
  '产业',
  '县区',
  '签约时间',
  '当前阶段',
  '来源地',
  '总盘子',
];
const row = (name: string, chain: string, stage: string, amount: TestCell): TestCell[] => [
  `${name}生产项目`,
  `${name}有限公司`,
  amount,
  chain,
  '源城区',
  '2026.5.8',
  stage,
  '长三角',
  100,
];

/** Sends a file in the chat and gives the address of its preview's page. */
async function previewOf(page: Page): Promise<string> {
  await openChat(page, 'post:YC_FILL');
  const rows = [
    HEADER,
    row('晨曜测试电子连接器', '化工', '动工、投产', '>3亿'),
    row('曜川测试显示模组', '化工', '动工、投产', '约1.2亿元'),
    row('宏远测试模具', '光伏', '签约', 12000),
  ];
  await page.setInputFiles('[data-file-picker]', {
    name: '源城区项目表.xlsx',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(await xlsx({ rows })),
  });
  await page.click('button:has-text("发送")');
  const link = lastCard(page).getByText('看全部').first();
  await link.waitFor();
  const path = await lastCard(page).locator('a[href^="/imports/"]').first().getAttribute('href');
  return `${running.url}/imports/${path?.split('/')[2] ?? ''}`;
}

const sideways = (page: Page) =>
  script<number>(
    page,
    `Math.max(document.documentElement.scrollWidth - document.documentElement.clientWidth,
      ...[...document.querySelectorAll('.table-scroll')].map((e) => e.scrollWidth - e.clientWidth))`,
  );

test('on a phone each row is a small card: nothing scrolls sideways, and all that is asked is there', async () => {
  const page = await scene.as('YC_FILL', { width: 390 });
  const preview = await previewOf(page);
  for (const path of ['/rows/all/1', '', '/columns']) {
    await page.goto(preview + path);
    await page.locator('.card').first().waitFor();
    await script(page, 'document.querySelectorAll("details").forEach((fold) => (fold.open = true))');
    expect(await sideways(page), path).toBeLessThanOrEqual(1);
    expect(await tooSmall(page), path).toEqual([]);
  }
  await page.goto(`${preview}/rows/all/1`);
  const first = await page.locator('tbody tr').first().innerText();
  for (const asked of ['“化工”', '“动工、投产”', '“长三角”', '“>3亿”只说了下限'])
    expect(first).toContain(asked);
});

test('what was picked and not sent is still picked after another answer; words and columns are one form', async () => {
  const page = await scene.as('YC_FILL');
  await page.goto(await previewOf(page));
  const pick = (label: string) => page.locator('.field', { hasText: label }).locator('select');
  await pick('“化工”').selectOption({ label: '先进材料（像是）' });
  await pick('“动工、投产”').selectOption({ label: '投产（像是）' });
  await page.getByRole('button', { name: '对，就按这样导入' }).first().click();
  await expect.poll(() => page.getByText('只说了下限').count()).toBeLessThan(2);
  await expect.poll(() => pick('“化工”').inputValue()).toBe('MATERIAL');
  expect(await pick('“动工、投产”').inputValue()).toBe('PRODUCING');
  await page.getByRole('button', { name: '按所选重新识别' }).click();
  await expect.poll(() => page.getByText('已按您的更正重新读取').innerText()).toContain('“化工”按“先进材料”');
  expect(await page.locator('form').count()).toBe(1);
  // The answer to the amount holds still.
  expect(await page.getByRole('button', { name: '对，就按这样导入' }).count()).toBe(0);
});
