import { expect, test } from 'vitest';
import { addProjects, platformStage, type PlatformStage } from './platform-app.ts';
import { script, chromium } from './chromium.ts';

let it: PlatformStage;
const { open } = chromium(async () => {
  it = await platformStage();
  await addProjects(it.services);
  return it.url;
});

test('on a phone a link of a card leads over the login to its page, and the post can be changed there', async () => {
  it.feishu.loginAs(await it.holder('陈示范', 'YC_FILL', 'YC_REVIEW'));
  const page = await open({ width: 390, scheme: 'dark' });
  await page.goto(`${it.url}/figures/2026-05`);
  expect(new URL(page.url()).pathname).toBe('/figures/2026-05');
  expect(await page.textContent('summary.top-who')).toBe('源城区审核人');
  await page.click('a[href="/figures/2026-05/x.YC.count"]');
  expect(await page.textContent('main')).toContain('星河电子结构件生产项目');
  expect(await script(page, 'document.documentElement.scrollWidth')).toBe(390);

  await page.click('summary.top-who');
  await page.click('.who button:has-text("源城区填报人")');
  await page.waitForFunction(`document.querySelector('summary.top-who')?.textContent === '源城区填报人'`);
  expect(new URL(page.url()).pathname).toBe('/figures/2026-05/x.YC.count');

  await page.click('[aria-label="回到首页"]');
  await page.click('text=项目台账');
  expect(await page.textContent('main')).toContain('明盛精密模具生产项目');
});

test('a button of a page works for a person of Feishu, and logging out ends it', async () => {
  it.feishu.loginAs(await it.holder('林示范', 'SWJ_CITY'));
  const page = await open({ width: 390 });
  await page.goto(it.url);
  await page.click('text=用飞书登录');
  await page.waitForSelector('.leave');
  await page.goto(`${it.url}/ledgers/targets`);
  await page.click('main button[data-action="ledger.new"]');
  await page.waitForSelector('main form[data-action="ledger.save"]');
  await page.goto(it.url);
  await page.click('text=退出登录');
  await page.waitForSelector('text=用飞书登录');
  expect(await page.context().cookies(it.url)).toEqual([]);
});
