import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { gallery } from '../../../cards/gallery/gallery.ts';
import { webApp } from './web-app.ts';
import { script, chromium, toast, tooSmall } from './chromium.ts';

const { webApp: it, open } = chromium();
const exhibits = () => gallery(it().city);
const at = (query = '') => `${it().url}/sandbox/gallery${query}`;

const sideways = (page: Page) =>
  script<number>(page, 'document.documentElement.scrollWidth - document.documentElement.clientWidth');
/** Parts of the page that stand out of the column they are in. */
const outside = (page: Page) =>
  script<string[]>(
    page,
    `[...document.querySelectorAll('.channel > *')]
      .filter((e) => e.getBoundingClientRect().right > e.parentElement.getBoundingClientRect().right + 1)
      .map((e) => e.closest('.exhibit').id)`,
  );

describe('the gallery', () => {
  test('shows every card in all three renderings, and an index that leads to each', async () => {
    const html = await (await fetch(at())).text();
    const cards = exhibits();
    for (const { id } of cards) expect(html).toContain(`id="${id}"`);
    const count = (mark: string) => html.split(mark).length - 1;
    expect(count('<a href="#')).toBe(cards.length);
    expect(count('class="card tone-')).toBe(cards.length);
    expect(count('class="fs-card ')).toBeGreaterThanOrEqual(cards.length);
    expect(count('class="wc-card"')).toBe(cards.length);
    expect(count('个元素</summary>')).toBe(count('class="fs-card '));
  });

  test('shows one card alone by its name, and says so of one that is none', async () => {
    const html = await (await fetch(at('?card=sample.form'))).text();
    expect(html.split('class="exhibit"').length - 1).toBe(1);
    expect(html).toContain('查看 JSON');
    const answer = await fetch(at('?card=sample.none'), { headers: { Accept: 'text/html' } });
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('没有这张卡片');
  });

  test('keeps the content policy of the other pages, and shows its picture', async () => {
    const [page, other] = await Promise.all([fetch(at()), fetch(it().url)]);
    const policy = (answer: Response) =>
      answer.headers.get('Content-Security-Policy')?.replace(/nonce-[^']*/, '');
    expect(policy(page)).toBe(policy(other));
    const picture = await fetch(`${it().url}/files/sample-picture`);
    expect(picture.headers.get('Content-Type')).toContain('image/svg+xml');
  });

  test('is not there without the sandbox', async () => {
    const { url } = await webApp({ sandbox: false });
    expect((await fetch(`${url}/sandbox/gallery`)).status).toBe(404);
    expect((await fetch(`${url}/files/sample-picture`)).status).toBe(404);
  });
});

describe('in a browser', () => {
  /** The page is large: both schemes are looked at on one that is loaded once, in the other one each. */
  describe.each([
    [390, 'light'],
    [1280, 'dark'],
  ] as const)('at %i px, loaded in %s', (width, first) => {
    let page: Page;
    const refused: string[] = [];
    beforeAll(async () => {
      page = await open({ width, scheme: first, stays: true });
      page.on('response', (answer) => {
        if (answer.status() >= 400) refused.push(answer.url());
      });
      await page.goto(at());
      // Every card is laid out, however far below.
      await page.addStyleTag({ content: '.exhibit { content-visibility: visible !important }' });
    });

    test.each(first === 'light' ? ['light', 'dark'] : ['dark', 'light'])(
      '%s: nothing complains, nothing scrolls sideways, all that is tapped on a phone is as large as a finger',
      async (scheme) => {
        await page.emulateMedia({ colorScheme: scheme === 'dark' ? 'dark' : 'light' });
        expect(await sideways(page)).toBe(0);
        expect(await outside(page)).toEqual([]);
        expect(width < 760 ? await tooSmall(page) : []).toEqual([]);
        const chart = page.locator('[id="sample.bulletin"] .fs-chart');
        await chart.scrollIntoViewIfNeeded();
        await page.waitForSelector(`[id="sample.bulletin"] .fs-chart[data-drawn=${scheme}]`);
        expect(await chart.locator('canvas').count()).toBeGreaterThan(0);
        expect(refused).toEqual([]);
      },
    );
  });

  test('a button tells what it would send, after its question', async () => {
    const page = await open({ width: 390 });
    await page.goto(at('?card=sample.bulletin'));
    await page.click('.fs-card button:has-text("退回重算")');
    expect(await page.textContent('dialog[open] h2')).toBe('退回重算？');
    await page.click('dialog[open] button:has-text("确定")');
    await expect.poll(() => toast(page).textContent()).toContain('"action":"ledger.move"');
    await page.click('.wc-card button:has-text("已阅")');
    await expect.poll(() => toast(page).textContent()).toContain('["ledger.open",');
  });

  test('a form in Feishu’s dress hands nothing in', async () => {
    const page = await open({ width: 390 });
    await page.goto(at('?card=sample.form'));
    await page.click('.fs-form button[type=submit]');
    await expect.poll(() => toast(page).textContent()).toContain('样张不发送');
    expect(page.url()).toBe(at('?card=sample.form'));
  });
});
