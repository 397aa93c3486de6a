import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { runningApp, type RunningApp } from '../helpers/running-app.ts';
import { chromium, lastCard, openChat, say, script, toast } from '../bot/web/chromium.ts';

/** Forms as a reporter fills them in on a telephone, against the whole service. */
let running: RunningApp;
const scene = chromium(async () => {
  running = await runningApp('2026-05-29T09:05:00+08:00');
  return running.url;
});

const card = (page: Page) => lastCard(page);
const form = (page: Page) => card(page).locator('form');
const field = (page: Page, name: string) => form(page).locator(`[name=f_${name}]`);
/** How far below the head of the chat the card's own head stands. */
const headTop = (page: Page) =>
  script<number>(
    page,
    `[...document.querySelectorAll('.message .card-head')].at(-1).getBoundingClientRect().top - document.querySelector('.scroll').getBoundingClientRect().top`,
  );

async function phone(post: string): Promise<Page> {
  const page = await scene.as(post, { width: 390 });
  await openChat(page, `post:${post}`);
  return page;
}

async function press(page: Page, label: string): Promise<void> {
  await card(page).getByRole('button', { name: label }).first().click();
}

/** Opens the list, and gives the code of its first project. */
async function firstProject(page: Page): Promise<string> {
  await say(page, '项目台账');
  await card(page).locator('tbody a').first().waitFor();
  await expect.poll(() => page.locator('.typing').count()).toBe(0);
  const href = await card(page).locator('tbody a').first().getAttribute('href');
  return href?.split('/').at(-1) ?? '';
}

describe('a long form', () => {
  test('opens at its head with this month first; nothing typed is lost on any way, and what is wrong is shown', async () => {
    const page = await phone('YC_FILL');
    const code = await firstProject(page);
    await say(page, `招商项目台账 ${code}`);
    await press(page, '修改');
    await form(page).waitFor();
    await expect.poll(async () => Math.abs((await headTop(page)) - 30)).toBeLessThan(31);
    expect(
      (await form(page).locator('.label').allTextContents()).slice(0, 5).map((text) => text.replace('*', '')),
    ).toEqual(['当前阶段', '落地日期', '动工日期', '投产日期', '累计完成投资（万元）']);
    await field(page, 'problem').fill('用地指标没有落实');
    await field(page, 'cumInvestWan').fill('一大堆');

    await press(page, '更多字段');
    await expect
      .poll(() => form(page).locator('.kept').first().textContent())
      .toContain('还没有提交，会一并提交');
    await openChatFromList(page, 'group:G3-YC');
    await openChatFromList(page, 'post:YC_FILL');
    await page.reload();
    await form(page).waitFor();
    await press(page, '保存');
    await expect.poll(() => toast(page).textContent()).toBe('还没有保存，请改正标出的内容');

    await press(page, '本月填报');
    await expect.poll(() => field(page, 'problem').inputValue()).toBe('用地指标没有落实');
    expect(await field(page, 'cumInvestWan').inputValue()).toBe('一大堆');
    await press(page, '保存');
    await expect.poll(() => focused(page)).toMatchObject({ name: 'f_cumInvestWan', invalid: 'true' });
    expect((await focused(page)).said).toContain('看不出金额');
    expect((await focused(page)).top).toBeGreaterThan(100);

    await field(page, 'cumInvestWan').fill('500');
    await press(page, '保存');
    await expect.poll(() => card(page).innerText()).toContain('用地指标没有落实');
    expect(await card(page).innerText()).toContain('500 万元');
    await press(page, '修改');
    await form(page).waitFor();
    expect(await page.locator('.kept').count()).toBe(0);
  });

  test('of a monthly report about a project has the month filled in, and asks for this month first', async () => {
    const page = await phone('YC_FILL');
    const code = await firstProject(page);
    await say(page, `登记月报 ${code}`);
    await form(page).waitFor();
    expect(await form(page).locator('.label').first().textContent()).toBe('无变化');
    expect(await field(page, 'project').inputValue()).toBe(code);
    expect(await field(page, 'period').inputValue()).toBe('2026-04');
    await field(page, 'progress').fill('厂房封顶');
    // A report of another project is another form.
    await say(page, '登记月报 XM-2026-YC-9999');
    await expect.poll(() => field(page, 'project').inputValue()).toBe('XM-2026-YC-9999');
    expect(await field(page, 'progress').inputValue()).toBe('');
  });
});

test('back leads from a page to its card where it stood, and from the chat to the list', async () => {
  const page = await phone('YC_FILL');
  await firstProject(page);
  const link = card(page).locator('tbody a').nth(5);
  await script(page, `document.querySelector('.scroll').scrollBy(0, 150)`);
  const before = await link.boundingBox();
  await link.click();
  await page.waitForURL(/\/projects\//);
  await page.click('[aria-label="返回"]');
  await link.waitFor();
  await expect.poll(async () => (await link.boundingBox())?.y).toBeCloseTo(before?.y ?? 0, -1);
  await link.click();
  await page.waitForURL(/\/projects\//);
  await page.goBack();
  await expect.poll(async () => (await link.boundingBox())?.y).toBeCloseTo(before?.y ?? 0, -1);
});

test('an objection after the deadline is refused in one sentence, and its words are still there', async () => {
  const reviewer = await phone('YC_REVIEW');
  await moveTo(reviewer, '2026-06-10', '10:00');
  const verify = reviewer.locator('.message .card', { hasText: '请核对' }).last();
  await verify.locator('textarea').fill('晨曜项目已于5月28日动工');
  await moveTo(reviewer, '2026-06-11', '10:20');
  const submit = verify.locator('[type=submit]');
  // Where the card has been overtaken its form is gone, and what was typed stands below.
  if ((await submit.count()) > 0) await submit.click();
  await expect
    .poll(async () => (await reviewer.locator('.toast, .left-behind').allInnerTexts()).join())
    .toMatch(/核对时间已过，请直接联系市府办公室|您填写的内容没有提交/);
  expect(await typedSomewhere(reviewer)).toContain('晨曜项目已于5月28日动工');
}, 180_000);

/** In a field, or below the card from which the form is gone. */
const typedSomewhere = (page: Page) =>
  script<string>(
    page,
    `[...document.querySelectorAll('textarea')].map((e) => e.value).join() + [...document.querySelectorAll('.left-behind')].map((e) => e.innerText).join()`,
  );

async function openChatFromList(page: Page, chat: string): Promise<void> {
  await page.click('[aria-label="返回会话列表"]');
  await openChat(page, chat);
}

const focused = (page: Page) =>
  script<{ name: string; invalid: string; said: string; top: number }>(
    page,
    `(({ activeElement: e }) => ({ name: e.name, invalid: e.getAttribute('aria-invalid'), top: e.getBoundingClientRect().top,
      said: document.getElementById(e.getAttribute('aria-describedby'))?.textContent }))(document)`,
  );

async function moveTo(page: Page, day: string, time: string): Promise<void> {
  if (!(await page.locator('button:has-text("到某天…")').isVisible())) await page.click('.clock-face');
  await page.click('button:has-text("到某天…")');
  await page.fill('dialog[open] [name=day]', day);
  await page.fill('dialog[open] [name=time]', time);
  await page.click('dialog[open] button:has-text("推进")');
  await expect.poll(() => page.textContent('.clock-face'), { timeout: 60_000 }).toContain(time);
}
