import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { lastCard, openChat, say, script, chromium, toast } from './chromium.ts';

const { webApp: it, as } = chromium();

/** What a screen reader reads out with the fields that are marked as wrong. */
const describedFaults = (page: Page) =>
  script<string[]>(
    page,
    `[...document.querySelectorAll('[aria-invalid=true]')].map((e) => document.getElementById(e.getAttribute('aria-describedby')).textContent)`,
  );

describe('talking', () => {
  test('groups and the bot are listed; a command is answered with a card', async () => {
    const page = await as('YC_REVIEW');
    expect(await page.locator('.chat-name').allTextContents()).toEqual(
      expect.arrayContaining(['招优助手', '源城区工作群']),
    );
    await page.click('.command:has-text("通报")');
    await page.waitForSelector('.card');
    expect(await page.textContent('.message.mine .bubble')).toBe('通报');
    expect(await lastCard(page).locator('tbody tr').count()).toBeGreaterThanOrEqual(16);
    expect(await page.textContent('[data-chat="post:YC_REVIEW"] .chat-line')).toContain('[卡片] 2026年5月');
  });

  test('Shift+Enter breaks the line, hostile text stays text', async () => {
    const page = await as('YC_REVIEW');
    const text = '<img src=x onerror=alert(1)>\n第二行';
    await page.fill('textarea', text);
    await page.press('textarea', 'Shift+Enter');
    await page.press('textarea', 'Enter');
    await page.waitForSelector('.message.mine:not(.pending)');
    await expect.poll(() => page.locator('.message.mine .bubble').last().textContent()).toBe(text);
  });

  test('a click runs once however often it is pressed, and the card changes for the other one too', async () => {
    const filler = await as('YC_FILL');
    const reviewer = await as('YC_REVIEW');
    await openChat(filler, 'group:G3-YC');
    await openChat(reviewer, 'group:G3-YC');
    await say(filler, '通报');
    await lastCard(reviewer).waitFor();
    const before = it().inbound.length;
    await script(
      filler,
      `document.querySelectorAll('.card button[data-action="ledger.open"]').forEach((b) => { b.click(); b.click(); })`,
    );
    await expect.poll(() => lastCard(reviewer).locator('.card-subtitle').textContent()).toBe('已阅');
    await expect.poll(() => toast(filler).textContent()).toBe('已记录');
    expect(it().inbound.length - before).toBe(1);
  });

  test('a dangerous button asks first', async () => {
    const page = await as('YC_FILL');
    await say(page, '通报');
    const button = lastCard(page).locator('button:has-text("退回重算")');
    await button.click();
    expect(await page.textContent('dialog[open] h2')).toBe('退回重算？');
    const before = it().inbound.length;
    await page.click('dialog[open] button:has-text("取消")');
    await expect.poll(() => button.isEnabled()).toBe(true);
    expect(it().inbound).toHaveLength(before);
    await button.click();
    await page.click('dialog[open] button:has-text("确定")');
    await expect.poll(() => it().inbound.at(-1)).toMatchObject({ action: 'ledger.move' });
  });

  test('a form says what is missing, then hands in everything', async () => {
    const page = await as('YC_FILL', { width: 390 });
    await openChat(page, 'post:YC_FILL');
    await say(page, '登记');
    // Not of the last card: what the test before has set off may still come after it.
    const form = page.locator('.message .card form').last();
    await form.locator('[type=submit]').click();
    const faulty = form.locator('[aria-invalid=true]');
    expect(await describedFaults(page)).toEqual(await form.locator('.problem').allTextContents());
    expect(await form.locator('.problem').allTextContents()).toEqual([
      '请填写“项目名称”',
      '请填写“签约日期”',
      '请填写“主导产业”',
    ]);
    await form.locator('[name=name]').fill('绿源新材料');
    await form.locator('[name=signed]').fill('2026-05-20');
    await form.locator('[name=chain]').selectOption('先进材料');
    await form.locator('[name=needs][value=power]').check();
    await form.locator('[name=major]').check();
    expect(await faulty.count()).toBe(0);
    await form.locator('[type=submit]').click();
    await expect.poll(() => toast(page).textContent()).toBe('已提交审核');
    expect(it().inbound.at(-1)).toMatchObject({
      action: 'ledger.save',
      params: { ledger: 'projects', part: 7 },
      form: {
        name: '绿源新材料',
        amount: '12000',
        signed: '2026-05-20',
        period: '2026-05',
        chain: '先进材料',
        kind: 'NEW',
        needs: ['land', 'power'],
        major: 'true',
        note: '',
      },
    });
  });
});

describe('files', () => {
  const csv = (name: string, bytes: number) => ({
    name,
    mimeType: 'text/csv',
    buffer: Buffer.alloc(bytes, 'a'),
  });

  test('several are chosen, one is dropped in, one taken out; the rest goes off together', async () => {
    const page = await as('YC_FILL');
    await page.setInputFiles('[data-file-picker]', [csv('项目.csv', 2000), csv('目标.csv', 30)]);
    await script(
      page,
      `(() => {
      const data = new DataTransfer();
      data.items.add(new File(['abc'], '拖入.csv'));
      document.querySelector('.talk').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));
    })()`,
    );
    await page.click('[aria-label="去掉 目标.csv"]');
    await page.click('.write .button');
    await lastCard(page).locator('text=确认导入 15 行').waitFor();
    const inbound = it().inbound.at(-1);
    expect(inbound?.kind === 'files' && inbound.files.map((file) => file.name)).toEqual([
      '项目.csv',
      '拖入.csv',
    ]);
    expect(
      it()
        .received.slice(-2)
        .map(({ name, bytes }) => [name, bytes.length]),
    ).toEqual([
      ['项目.csv', 2000],
      ['拖入.csv', 3],
    ]);
    expect(await page.locator('.message.mine .file').allTextContents()).toEqual([
      expect.stringContaining('项目.csv'),
      expect.stringContaining('拖入.csv'),
    ]);
  });

  test('more than 50 MB is refused before anything is sent', async () => {
    const page = await as('YC_FILL');
    await script(
      page,
      `(() => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(51 * 1024 * 1024)], '大.xlsx'));
      document.querySelector('.talk').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));
    })()`,
    );
    await expect.poll(() => toast(page).textContent()).toContain('超过一次 50 MB 的上限');
    expect(await page.locator('.tray-file').count()).toBe(0);
  });
});

test('a message counts as unread until its chat is looked at; the line comes back by itself', async () => {
  const page = await as('DY_FILL', { width: 390 });
  const badge = page.locator('[data-chat="group:G3-DY"] .unread');
  await it().web.channel.send({ id: 'u1', chat: 'group:G3-DY', content: { text: '第一条' } });
  await expect.poll(() => badge.textContent()).toBe('1');
  await page.context().setOffline(true);
  await it().web.channel.send({ id: 'u2', chat: 'group:G3-DY', content: { text: '断网时的' } });
  await page.context().setOffline(false);
  await openChat(page, 'group:G3-DY');
  await expect.poll(() => page.locator('.bubble').allTextContents()).toEqual(['第一条', '断网时的']);
  await page.goBack();
  await page.waitForSelector('.list:visible');
  expect(await badge.count()).toBe(0);
  await page.reload();
  await page.waitForSelector('.chat-row');
  expect(await badge.count()).toBe(0);
});

test('the clock moves on for everybody, and says what happened', async () => {
  const page = await as('YC_FILL');
  const other = await as('DY_FILL', { width: 390 });
  await page.click('button:has-text("下一个任务")');
  await expect.poll(() => toast(page).textContent()).toContain('运行任务 1 次（印发月通报），发出消息 9 条');
  await expect.poll(() => other.textContent('.clock-face')).toContain('6月12日');
  await other.click('.clock-face');
  await other.click('button:has-text("到某天…")');
  await other.fill('dialog[open] [name=day]', '2026-06-13');
  await other.click('dialog[open] button:has-text("推进")');
  await expect.poll(() => page.textContent('.clock-face .tag')).toBe('休息');
});
