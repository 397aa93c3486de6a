import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { launchBrowser } from '../../helpers/browser.ts';
import { webApp, type WebApp } from './web-app.ts';

interface Look {
  width?: number;
  scheme?: 'light' | 'dark';
  /** Stays open for the tests that follow. */
  stays?: boolean;
}

export interface Chromium {
  /** The running web channel. */
  webApp: () => WebApp;
  /** An empty page of a new browser profile. */
  open: (look?: Look) => Promise<Page>;
  /** Logged in as a post, by one tap on the front page. */
  as: (post: string, look?: Look) => Promise<Page>;
}

/**
 * A web channel and a browser for one test file. A page that complains, of a script error or a refusal by the content
 * policy, fails the test it was opened in. With `raise` the browser goes to that address instead of a sample channel.
 */
export function chromium(raise?: () => Promise<string>): Chromium {
  let it: WebApp;
  let url: string;
  let browser: Browser;
  let contexts: BrowserContext[] = [];
  let complaints: string[] = [];

  beforeAll(async () => {
    if (raise) url = await raise();
    else {
      it = await webApp();
      url = it.url;
    }
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    contexts = [];
    const said = complaints;
    complaints = [];
    if (said.length > 0) throw new Error(`the page complained: ${said.join('; ')}`);
  });

  async function open({ width = 1200, scheme = 'light', stays = false }: Look = {}): Promise<Page> {
    const viewport = { width, height: width < 760 ? 844 : 860 };
    const context = await browser.newContext({ viewport, colorScheme: scheme, locale: 'zh-CN' });
    if (!stays) contexts.push(context);
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (line) => {
      // A refused request is part of some tests; what the page makes of it is checked there.
      if (line.type() === 'error' && !line.text().startsWith('Failed to load resource'))
        complaints.push(line.text());
    });
    return page;
  }

  return {
    webApp: () => it,
    open,
    as: async (post, look) => {
      const page = await open(look);
      await page.goto(url);
      await page.click(`button[value="${post}"]`);
      await page.waitForSelector('.chat-row');
      return page;
    },
  };
}

export async function say(page: Page, text: string): Promise<void> {
  await page.fill('.write textarea', text);
  await page.keyboard.press('Enter');
}

export const openChat = (page: Page, chat: string) => page.click(`[data-chat="${chat}"]`);
export const lastCard = (page: Page) => page.locator('.message .card').last();
export const toast = (page: Page) => page.locator('.toast').last();
/**
 * What on the page is smaller than a finger: buttons, links, fields and what folds. A box to tick counts with the label
 * around it. The gallery's pictures of other platforms' cards show those platforms' sizes.
 */
export const tooSmall = (page: Page) =>
  script<string[]>(
    page,
    `[...document.querySelectorAll('button, a[href], input, select, textarea, summary')]
      .filter((e) => e.checkVisibility() && !e.closest('.channel:not([aria-label=网页]), .hidden'))
      .map((e) => [e, (e.closest('label.box') ?? e).getBoundingClientRect()])
      .filter(([e, box]) => box.height < 43.5 || (e.tagName === 'BUTTON' && !e.matches('.link') && box.width < 43.5))
      .map(([e, box]) => e.outerHTML.slice(0, 90) + ' ' + Math.round(box.width) + 'x' + Math.round(box.height))`,
  );
export const script = <T>(page: Page, code: string) => page.evaluate<T>(code);
