import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from './browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test('pages show Chinese text in glyphs of its own, not in boxes', async () => {
  const page = await browser.newPage({ viewport: { width: 800, height: 200 } });
  // Runs in the page: draws one character and answers which pixels it inked.
  const inked = (character: string) =>
    page.evaluate(`(() => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 64 });
      const pen = canvas.getContext('2d');
      pen.font = '48px sans-serif';
      pen.fillText(${JSON.stringify(character)}, 8, 52);
      return [...pen.getImageData(0, 0, 64, 64).data].flatMap((v, i) => i % 4 === 3 && v > 127 ? [i] : []).join();
    })()`);
  const glyphs = await Promise.all(['河', '源', '招', '优', '一', '督'].map(inked));
  expect(new Set(glyphs).size).toBe(6);
  expect(glyphs).not.toContain('');
  expect(glyphs).not.toContain(await inked('\u{10fffd}'));

  await page.setContent('<h1 style="font-size:48px">河源市招商引资项目月通报</h1>');
  expect(await page.textContent('h1')).toBe('河源市招商引资项目月通报');
  const text = await page.screenshot();
  await page.setContent('');
  expect(text.length).toBeGreaterThan((await page.screenshot()).length * 2);
  await page.close();
});
