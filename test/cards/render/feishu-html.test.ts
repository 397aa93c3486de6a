import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Block, Card } from '../../../cards/card.ts';
import { markdownHtml } from '../../../cards/render/feishu-html/markdown.ts';
import { feishuHtml } from '../../../cards/render/feishu-html.ts';
import { feishuCards, type FeishuOptions } from '../../../cards/render/feishu.ts';
import { textOf } from '../../emulators/feishu/card/text.ts';
import { samples } from './samples.ts';
import { anyCard } from './feishu-cards.ts';
import { isCleanHtml, letters, wordsOfHtml } from './html-reading.ts';

const OPTIONS: FeishuOptions = {
  publicUrl: 'https://zy.example.gov.cn',
  page: '/cards/1',
  imageKey: () => 'img_v3_sample',
  isPerson: (id) => id.startsWith('ou_'),
};
const htmlOf = (card: Card): string =>
  feishuCards(card, OPTIONS)
    .map((made) => feishuHtml(made))
    .join('');

describe('the preview shows every word that the platform reads from the JSON', () => {
  test.each(samples)('$id', ({ card }) => {
    for (const made of feishuCards(card, OPTIONS)) {
      const html = feishuHtml(made);
      const shown = letters(wordsOfHtml(html));
      for (const line of textOf({ ...made }).split('\n')) expect(shown).toContain(letters(line));
      expect(isCleanHtml(html)).toBe(true);
    }
  });
});

test('whatever stands on a card, no markup but ours comes of it', () => {
  fc.assert(
    fc.property(anyCard, (card) => {
      const html = htmlOf(card);
      expect(isCleanHtml(html)).toBe(true);
      for (const [, href = ''] of html.matchAll(/ href="([^"]*)"/g))
        expect(href).toMatch(/^https:\/\/zy\.example\.gov\.cn\//);
    }),
    { numRuns: 150 },
  );
});

test('markdown of any kind is read without markup of its own', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '**',
      '*',
      '~~',
      '[a](b)',
      '[',
      '](',
      '<font color=',
      "'red'>",
      '</font>',
      '<br>',
      '|',
      '\n',
      '&#60;',
      '<b onx=y>',
    ),
    fc.string({ unit: 'binary', maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      expect(isCleanHtml(markdownHtml(pieces.join('')))).toBe(true);
    }),
    { numRuns: 400 },
  );
});

describe('the dialect', () => {
  test.each([
    ['**粗**', '<strong>粗</strong>'],
    ['**截止。**请', '**截止。**请'],
    ['**截止。\u200B**请', '<strong>截止。\u200B</strong>请'],
    ["<font color='red'>**红**</font>", '<span class="fs-ink-red"><strong>红</strong></span>'],
    ['**甲', '**甲'],
    ["<font color='red'>**甲</font>乙**", '<span class="fs-ink-red">**甲</span>乙**'],
    ['~~删~~ *斜*', '<s>删</s> <em>斜</em>'],
    ['甲<br/>乙', '甲<br>乙'],
    ['甲\n乙', '甲 乙'],
    ['<blink>甲</blink>', '甲'],
    ['&#60;b&#62; &sim; &#42;&#42;甲&#42;&#42;', '&lt;b&gt; ~ **甲**'],
    ["<text_tag color='blue'>新</text_tag>", '<span class="fs-tag fs-ink-blue">新</span>'],
    ['<at id=all></at>', '<span class="fs-at">@所有人</span>'],
    [
      '[**行**](https://x.cn/a?b=1&c=2)',
      '<a href="https://x.cn/a?b=1&amp;c=2" target="_blank" rel="noreferrer"><strong>行</strong></a>',
    ],
    ['[行](javascript:alert)', '<a href="#" target="_blank" rel="noreferrer">行</a>'],
    ["<person id='ou_1' show_avatar=true></person>张", '<span class="fs-face" aria-hidden="true"></span>张'],
  ])('%j', (markdown, html) => expect(markdownHtml(markdown)).toBe(`<p>${html}</p>`));
  test('tables, headings, lists and lines stand by themselves', () => {
    const html = markdownHtml('# 题\n- 项\n---\n| 甲 | 乙 |\n| :-- | --: |\n| 1 | **2** |\n尾');
    expect(html).toBe(
      '<p class="fs-heading">题</p><p class="fs-item">项</p><hr><div class="fs-scroll"><table><thead><tr>' +
        '<th class="fs-to-left">甲</th><th class="fs-to-right">乙</th></tr></thead><tbody><tr>' +
        '<td class="fs-to-left">1</td><td class="fs-to-right"><strong>2</strong></td></tr></tbody></table></div><p>尾</p>',
    );
  });
});

describe('what can be done', () => {
  const cardOf = (...blocks: Block[]): Card => ({ title: '题', tone: 'bad', summary: '', blocks });
  test('a button carries what it would send, and its question', () => {
    const html = htmlOf(
      cardOf({
        kind: 'actions',
        buttons: [
          {
            label: '退回',
            style: 'danger',
            action: 'test.b',
            params: { n: 1 },
            confirm: { title: '退回？', text: '真的' },
          },
          { label: '看', page: '/x' },
        ],
      }),
    );
    expect(html).toContain(
      'data-callback="{&quot;action&quot;:&quot;test.b&quot;,&quot;params&quot;:{&quot;n&quot;:1}}"',
    );
    expect(html).toContain(
      'data-confirm="{&quot;title&quot;:&quot;退回？&quot;,&quot;text&quot;:&quot;真的&quot;}"',
    );
    expect(html).toContain('<a class="fs-button fs-default" href="https://zy.example.gov.cn/x"');
    expect(html).toMatch(/^<article class="fs-card fs-red" aria-label="题">/);
  });
  test('a picture is shown where its address is known, and described where it is not', () => {
    const [card] = feishuCards(cardOf({ kind: 'image', file: 'f', alt: '图<1>' }), OPTIONS);
    expect(feishuHtml(card)).toContain('<div class="fs-picture" role="img">图&lt;1&gt;</div>');
    expect(feishuHtml(card, { imageUrl: (key) => `/p/${key}` })).toContain(
      'src="/p/img_v3_sample" alt="图&lt;1&gt;"',
    );
  });
  test('a long table says how many rows and pages it has', () => {
    const rows = Array.from({ length: 23 }, (_, i) => [String(i)]);
    expect(htmlOf(cardOf({ kind: 'table', columns: [{ label: '数' }], rows }))).toContain(
      '共 23 行 · 每页 10 行',
    );
  });
});
