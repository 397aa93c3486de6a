import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { computeMonthly } from '../../handlers/services/bulletins/report.ts';
import { runningApp, type RunningApp } from '../helpers/running-app.ts';
import { xlsx } from '../handlers/services/imports/files.ts';
import { lastCard, openChat, say, chromium, toast } from '../bot/web/chromium.ts';

/**
 * The main job from end to end, in a browser: a county's messy workbook goes in, the month's bulletin comes out in the
 * groups, and a number of it opens the rows behind it.
 */
let running: RunningApp;
const scene = chromium(async () => {
  running = await runningApp('2026-05-29T09:05:00+08:00');
  return running.url;
});

const messyWorkbook = () =>
  xlsx({
    name: '源城区',
    rows: [
      ['源城区2026年招商引资项目进展情况表'],
      ['单位：亿元', null, null, null, null, '截止时间：2026年5月28日'],
      ['序号', '项目名称', '投资方', '总投资', '产业', '签约时间', '开工时间', '进展情况'],
      ['一、电子信息（2个）'],
      [
        1,
        '晨曜测试电子连接器生产项目',
        '晨曜测试电子有限公司',
        2.35,
        '电子信息',
        '2026.5.8',
        '',
        '办理用地手续',
      ],
      [2, '曜川测试显示模组生产基地项目', '曜川测试显示有限公司', '约1.2亿元', '电子', '2026年5月', '—', ''],
      ['小计', '', '', 3.55],
      ['备注：数据由各园区提供'],
    ],
  });

async function clickOn(page: Page, label: string): Promise<void> {
  await lastCard(page).getByRole('button', { name: label }).click();
}

describe('from a workbook to a bulletin', () => {
  let count: number;

  beforeAll(async () => {
    const { x } = await computeMonthly(running.app.services, '2026-05', '2026-05-31');
    count = x.rows.find((row) => row.u === 'YC')?.count ?? 0;
  });

  test("源城区's reporter sends the workbook, sees how it was read, and confirms", async () => {
    const page = await scene.as('YC_FILL', { width: 390 });
    await openChat(page, 'post:YC_FILL');
    const bytes = Buffer.from(await messyWorkbook());
    await page.setInputFiles('[data-file-picker]', {
      name: '源城区项目表.xlsx',
      mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      buffer: bytes,
    });
    await page.click('button:has-text("发送")');
    await lastCard(page).getByText('导入预览').waitFor();
    await expect.poll(() => lastCard(page).innerText()).toMatch(/新增[^\d]*2/);
    await clickOn(page, '确认导入');
    await lastCard(page).getByText('导入完成').waitFor();
    await say(page, '查 晨曜测试');
    await expect.poll(() => lastCard(page).innerText()).toContain('23500 万元');
  });

  test('its reviewer accepts both with one tap', async () => {
    const page = await scene.as('YC_REVIEW', { width: 390 });
    await openChat(page, 'post:YC_REVIEW');
    await say(page, '待审核');
    await clickOn(page, '以上 2 个签约属实');
    await page.click('dialog[open] button:has-text("确定")');
    await expect.poll(() => toast(page).innerText()).toContain('2 个已审核通过，计入通报');
  });

  // Several working days of jobs and messages: long on a machine that does other things beside.
  test('the clock goes to the days of the bulletin; the owner signs it', { timeout: 180_000 }, async () => {
    const page = await scene.as('SFB_BULLETIN');
    await moveTo(page, '2026-06-11', '10:20');
    await openChat(page, 'post:SFB_BULLETIN');
    await lastCard(page).getByText('待签发').first().waitFor();
    await clickOn(page, '签发');
    await page.click('dialog[open] button:has-text("确定")');
    await expect.poll(() => toast(page).innerText()).toContain('已签发');
    await moveTo(page, '2026-06-12', '11:40');
  });

  test('the groups have it, with the new projects counted; a number opens its rows', async () => {
    const page = await scene.as('SWJ_CITY');
    await openChat(page, 'group:G1');
    await lastCard(page).getByText('2026年5月全市招商引资通报').waitFor();
    const row = lastCard(page).locator('tr', { hasText: '源城区' }).first();
    expect(await row.innerText()).toContain(String(count + 2));
    await row
      .getByRole('link', { name: String(count + 2), exact: true })
      .first()
      .click();
    await page.waitForURL(/\/figures\/2026-05\/x\.YC\.count/);
    await expect.poll(() => page.locator('main').innerText()).toContain('曜川测试显示模组生产基地项目');
  });
});

async function moveTo(page: Page, day: string, time: string): Promise<void> {
  await page.click('button:has-text("到某天…")');
  await page.fill('dialog[open] [name=day]', day);
  await page.fill('dialog[open] [name=time]', time);
  await page.click('dialog[open] button:has-text("推进")');
  await expect.poll(() => page.textContent('.clock-face'), { timeout: 60_000 }).toContain(time);
}
