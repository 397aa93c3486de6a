import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { lastCard, openChat, say, script, chromium, toast, tooSmall } from './chromium.ts';

const { webApp: it, as, open } = chromium();
const sidewaysScroll = (page: Page) =>
  script<number>(page, 'document.documentElement.scrollWidth - document.documentElement.clientWidth');

describe('the front page', () => {
  test('lists posts by county and organ; typing finds one', async () => {
    const page = await open({ width: 390 });
    await page.goto(it().url);
    expect(await page.locator('.login-section h4').allTextContents()).toContain('江东新区');
    for (const said of ['hpxshr', 'hpshr', 'hepingxianshenhe', 'HP_REV', '和平审核', '和平 审核']) {
      await page.fill('[data-find-post]', said);
      expect(await page.locator('.post:visible').allTextContents(), said).toEqual(['审核人']);
    }
    await page.press('[data-find-post]', 'Enter');
    await page.waitForSelector('.sandbox');
    expect(await page.textContent('.me-name')).toBe('和平县审核人');
  });
});

test('a tall card is read from its head, and drawing its chart does not move the reader', async () => {
  const page = await as('YC_HEAD', { width: 390 });
  await openChat(page, 'post:YC_HEAD');
  await say(page, '通报');
  const head = lastCard(page).locator('.card-title');
  await expect.poll(async () => (await head.boundingBox())?.y).toBeLessThan(300);
  expect(await page.locator('.fresh').count()).toBe(0);
  await lastCard(page).locator('button:has-text("口径")').scrollIntoViewIfNeeded();
  await page.waitForSelector('figure[data-drawn]');
  await lastCard(page).locator('button:has-text("口径")').click();
  await expect.poll(() => toast(page).textContent()).toBe('bulletin.definitions 已处理');
  expect((await head.boundingBox())?.y).toBeLessThan(-300);
});

describe('how it looks', () => {
  const background = (page: Page) => script<string>(page, 'getComputedStyle(document.body).backgroundColor');

  test('dark by the system, light by choice, remembered; charts are drawn again', async () => {
    const page = await as('YC_LEAD', { scheme: 'dark' });
    expect(await background(page)).toBe('rgb(19, 20, 23)');
    await say(page, '通报');
    await lastCard(page).locator('figure').scrollIntoViewIfNeeded();
    await page.waitForSelector('figure[data-drawn=dark]');
    expect(await page.locator('.chart-canvas canvas').count()).toBeGreaterThan(0);
    await page.click('[data-theme-toggle]');
    await page.waitForSelector('figure[data-drawn=light]');
    await page.reload();
    await page.waitForSelector('.chat-row');
    expect(await background(page)).toBe('rgb(242, 243, 245)');
  });

  test('on a phone all that is tapped is as large as a finger', async () => {
    const front = await open({ width: 390 });
    await front.goto(it().url);
    expect(await tooSmall(front)).toEqual([]);
    const page = await as('YC_PARK', { width: 390 });
    expect(await tooSmall(page)).toEqual([]);
    await openChat(page, 'post:YC_PARK');
    for (const text of ['通报', '登记']) {
      await say(page, text);
      await expect.poll(() => page.locator('.message.pending').count()).toBe(0);
    }
    await page.click('.clock-face');
    expect(await tooSmall(page)).toEqual([]);
    await page.goto(`${it().url}/rows/appendix`);
    expect(await tooSmall(page)).toEqual([]);
  });

  test('on a phone nothing scrolls sideways, wide tables stand row by row', async () => {
    const page = await as('YC_PARK', { width: 390 });
    expect(await sidewaysScroll(page)).toBe(0);
    await openChat(page, 'post:YC_PARK');
    for (const text of ['通报', '登记', '长'.repeat(300), 'x'.repeat(300)]) {
      await say(page, text);
      await expect.poll(() => page.locator('.message.pending').count()).toBe(0);
    }
    expect(await sidewaysScroll(page)).toBe(0);
    expect(
      await script(
        page,
        `[...document.querySelectorAll('.scroll, .message, .card-body')].every((e) => e.scrollWidth <= e.clientWidth + 1)`,
      ),
    ).toBe(true);
    expect(
      await script(
        page,
        `[...document.querySelectorAll('.table-scroll')].every((e) => e.scrollWidth <= e.clientWidth)`,
      ),
    ).toBe(true);
    // A tap in the middle of a number opens that number.
    expect(
      await script(
        page,
        `[...document.querySelectorAll('.as-cards td :is(a, button)')].filter((e) => {
          e.scrollIntoView({ block: 'center' });
          const box = e.getBoundingClientRect();
          return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) !== e;
        }).map((e) => e.outerHTML)`,
      ),
    ).toEqual([]);
    await page.goto(`${it().url}/rows/appendix`);
    await page.waitForSelector('.card');
    expect(await sidewaysScroll(page)).toBe(0);
    await page.click('button:has-text("已阅")');
    await expect.poll(() => page.textContent('.card-subtitle')).toBe('已阅');
  });
});
