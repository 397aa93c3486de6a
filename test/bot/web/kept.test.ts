import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { instantOf } from '../../../models/rules/time/day.ts';
import { chromium, lastCard, openChat, say, script, toast } from './chromium.ts';

/** What a telephone keeps until the service has it, and how one finds back. */
const { webApp: it, as } = chromium();

const CHAT = 'post:YC_FILL';
const mine = (page: Page) => page.locator('.message.mine .bubble');
const form = (page: Page) => page.locator('.message .card form').last();
const saves = () => it().inbound.filter((event) => event.kind === 'action' && event.action === 'ledger.save');

async function phone(): Promise<Page> {
  const page = await as('YC_FILL', { width: 390 });
  await openChat(page, CHAT);
  return page;
}

/** Forms that have been opened in the chat, by earlier tests too: the newest is the last of so many. */
let opened = 0;

/** Lets the page's waits between its attempts pass at once; `clock.install` goes before what it waits for. */
async function hurried(page: Page, holds: () => Promise<boolean>): Promise<void> {
  await expect
    .poll(async () => (await holds()) || (await page.clock.fastForward('00:05').then(() => false)), {
      timeout: 20_000,
    })
    .toBe(true);
}

async function openForm(page: Page): Promise<void> {
  opened++;
  await say(page, '登记');
  await expect.poll(() => page.locator('.message .card form').count()).toBe(opened);
}

async function fillIn(page: Page): Promise<void> {
  await form(page).locator('[name=name]').fill('绿源新材料');
  await form(page).locator('[name=signed]').fill('2026-05-20');
  await form(page).locator('[name=chain]').selectOption('先进材料');
}

describe('a message that could not be sent', () => {
  test('stays over a reload with a way to send it again, and goes off once', async () => {
    const page = await phone();
    await page.route('**/sandbox/api/text', (route) => route.abort());
    await page.clock.install();
    await say(page, '断网时写的话');
    const unsent = page.locator('.message.failed');
    await hurried(page, () => unsent.isVisible());
    expect(await unsent.innerText()).toContain('未发送');
    await page.reload();
    await page.click('[aria-label="返回会话列表"]');
    expect(await page.textContent(`[data-chat="${CHAT}"] .chat-line`)).toContain('[未发送]');
    await openChat(page, CHAT);
    await page.unroute('**/sandbox/api/text');
    await unsent.locator('button:has-text("重发")').click();
    await expect.poll(() => unsent.count()).toBe(0);
    await expect.poll(() => mine(page).allTextContents()).toEqual(['断网时写的话']);
    await page.reload();
    await page.waitForSelector('.message.mine');
    expect(await mine(page).allTextContents()).toEqual(['断网时写的话']);
  });

  test('that has arrived though no answer came is not sent twice', async () => {
    const page = await phone();
    await page.route('**/sandbox/api/text', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await page.clock.install();
    await say(page, '只说一次');
    await page.locator('.typing').waitFor();
    await hurried(page, async () => (await page.locator('.typing').count()) === 0);
    expect(await page.locator('.message.failed').count()).toBe(0);
    expect(await mine(page).filter({ hasText: '只说一次' }).count()).toBe(1);
  });

  test('and what is half written stay in their chats', async () => {
    const page = await phone();
    await page.fill('.write textarea', '写到一半');
    await page.click('[aria-label="返回会话列表"]');
    expect(await page.textContent(`[data-chat="${CHAT}"] .chat-line`)).toBe('[草稿] 写到一半');
    await openChat(page, 'group:G3-YC');
    expect(await page.inputValue('.write textarea')).toBe('');
    await page.goto('about:blank');
    await page.goto(`${it().url}/sandbox#${encodeURIComponent(CHAT)}`);
    await expect.poll(() => page.inputValue('.write textarea')).toBe('写到一半');
  });
});

describe('a form', () => {
  test('whose login has ended says so in one sentence; all is there after the next login, and is cleared when sent', async () => {
    const page = await phone();
    await openForm(page);
    await fillIn(page);
    await page.context().clearCookies();
    await form(page).locator('[type=submit]').click();
    await expect.poll(() => page.textContent('.strip')).toContain('登录已失效。填好的内容都留在这台设备上');
    await page.click('.strip a');
    await page.click('button[value="YC_FILL"]');
    await openChat(page, CHAT);
    await expect.poll(() => form(page).locator('[name=name]').inputValue()).toBe('绿源新材料');
    expect(await form(page).locator('[name=chain]').inputValue()).toBe('先进材料');
    expect(await form(page).locator('.kept').textContent()).toContain('已恢复还没有提交的填写');
    await form(page).locator('[type=submit]').click();
    await expect.poll(() => toast(page).textContent()).toBe('已提交审核');
    expect(saves().at(-1)).toMatchObject({ form: { name: '绿源新材料', signed: '2026-05-20' } });
    await page.reload();
    await form(page).waitFor();
    expect(await form(page).locator('[name=name]').inputValue()).toBe('');
  });

  test('whose answer was lost is handed in as the same event', async () => {
    const page = await phone();
    await openForm(page);
    await fillIn(page);
    const before = saves().length;
    await page.route('**/sandbox/api/action', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await page.clock.install();
    await form(page).locator('[type=submit]').click();
    const unreached = page.locator('.toast', { hasText: '网络不通' });
    await hurried(page, () => unreached.isVisible());
    await page.unroute('**/sandbox/api/action');
    await form(page).locator('[type=submit]').click();
    await expect.poll(() => toast(page).textContent()).toBe('已提交审核');
    expect(
      new Set(
        saves()
          .slice(before)
          .map(({ eventId }) => eventId),
      ).size,
    ).toBe(1);
  });

  test('says what is missing at its field, and brings the first one into sight', async () => {
    const page = await phone();
    await openForm(page);
    await form(page).locator('[type=submit]').click();
    const focused = await script<{ name: string; invalid: string; said: string; top: number }>(
      page,
      `(({ activeElement: e }) => ({ name: e.name, invalid: e.getAttribute('aria-invalid'), top: e.getBoundingClientRect().top,
        said: document.getElementById(e.getAttribute('aria-describedby')).textContent }))(document)`,
    );
    expect(focused).toMatchObject({ name: 'name', invalid: 'true', said: '请填写“项目名称”' });
    expect(focused.top).toBeGreaterThan(100);
    expect(await toast(page).textContent()).toBe('还有 3 项必填没有填：项目名称、签约日期、主导产业');
    expect(await page.getAttribute('.toasts', 'aria-live')).toBe('polite');
  });
});

test('after an hour without a line everything missed is there, once', async () => {
  const page = await as('DY_FILL', { width: 390 });
  await openChat(page, 'group:G3-DY');
  await it().web.channel.send({ id: 'h0', chat: 'group:G3-DY', content: { text: '断线前' } });
  await expect.poll(() => page.locator('.bubble').allTextContents()).toEqual(['断线前']);
  await page.context().setOffline(true);
  // More than the stream brings at a time.
  const missed = Array.from({ length: 120 }, (_, i) => `第 ${i + 1} 条`);
  for (const [i, text] of missed.entries())
    await it().web.channel.send({ id: `h${i + 1}`, chat: 'group:G3-DY', content: { text } });
  await page.context().setOffline(false);
  await expect.poll(() => page.locator('.bubble').allTextContents()).toEqual(['断线前', ...missed]);
});

test('the list says when: the time today, 昨天, the day before that', async () => {
  const page = await as('YC_FILL', { width: 390 });
  const time = () => page.textContent(`[data-chat="${CHAT}"] .chat-time`);
  const said = async (day: string) => {
    it().clock.set(instantOf(day, '08:50'));
    await page.reload();
    await page.waitForSelector('.chat-row');
    return time();
  };
  await it().web.channel.send({ id: 'd1', chat: CHAT, content: { text: '早上好' } });
  await expect.poll(time).toBe('08:45');
  expect(await said('2026-06-10')).toBe('昨天');
  expect(await said('2026-06-20')).toBe('6月9日');
  expect(await said('2027-01-04')).toBe('2026年6月9日');
});

test('tables use the width of a desktop', async () => {
  const page = await as('YC_REVIEW', { width: 1280 });
  await say(page, '通报');
  await lastCard(page).waitFor();
  expect(
    await script(
      page,
      `[...document.querySelectorAll('.table-scroll')].every((e) => e.scrollWidth <= e.clientWidth)`,
    ),
  ).toBe(true);
});
