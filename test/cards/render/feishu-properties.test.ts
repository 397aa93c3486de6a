import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plain, type ClickedAction, type Block, type Card, type Input } from '../../../cards/card.ts';
import { feishuCard, feishuCards, type FeishuOptions } from '../../../cards/render/feishu.ts';
import { feishuClick } from '../../../cards/render/feishu/callback.ts';
import type { FeishuCard } from '../../../cards/render/feishu/types.ts';
import { anyCard, hugeCard } from './feishu-cards.ts';
import { components, refusals, words } from './feishu-reading.ts';

const OPTIONS: FeishuOptions = {
  publicUrl: 'https://zy.example.gov.cn',
  imageKey: (file) => (file === 'known' ? 'img_v3_key' : undefined),
  isPerson: (id) => id.startsWith('ou_'),
};
const MOVED = '未显示：';

/** Whatever stands behind invisible signs and blanks. */
const letters = (text: string): string =>
  text.replace(/\p{Surrogate}/gu, '\uFFFD').replace(/[\p{Cc}\s\u200B]/gu, '');

/** Every text of a card that a reader should find. */
function textsOf(card: Card): string[] {
  return [card.title, card.subtitle ?? '', ...card.blocks.flatMap(blockTexts)];
}

function blockTexts(block: Block): string[] {
  switch (block.kind) {
    case 'text':
    case 'note':
      return [plain(block.text)];
    case 'fields':
      return block.items.flatMap(({ label, value }) => [label, plain(value)]);
    case 'table':
      return [
        block.caption ?? '',
        ...block.columns.map(({ label }) => label),
        ...block.rows.flat().map(plain),
      ];
    case 'chart':
      return [block.title, ...block.categories, ...block.series.map(({ name }) => name)];
    case 'steps':
      return block.items.flatMap(({ label, note = '' }) => [label, note]);
    case 'image':
      return [block.alt];
    case 'fold':
      return [block.title, ...block.blocks.flatMap(blockTexts)];
    case 'form':
      return [block.submit.label, ...block.inputs.flatMap(inputTexts)];
    case 'actions':
      return block.buttons.map(({ label }) => label);
    case 'rule':
      return [];
  }
}

function inputTexts({ kind, label, hint = '', placeholder = '', options = [], value }: Input): string[] {
  const chosen = kind === 'choice' || kind === 'choices' ? options.map((option) => option.label) : [];
  const typed =
    (kind === 'text' || kind === 'longtext' || kind === 'number') && typeof value === 'string' ? [value] : [];
  return [label, hint, ...chosen, ...typed, ...(kind === 'flag' ? [] : [placeholder])];
}

/** Every action that a card offers. */
function actionsOf(value: unknown): ClickedAction[] {
  if (Array.isArray(value)) return value.flatMap(actionsOf);
  if (typeof value !== 'object' || value === null) return [];
  const own = feishuClick({ value });
  const inner = Object.entries(value).flatMap(([key, child]) => (key === 'params' ? [] : actionsOf(child)));
  return own ? [own, ...inner] : inner;
}

const callbacks = (card: FeishuCard): ClickedAction[] =>
  components(card).flatMap(({ node }) => {
    const behaviors = Array.isArray(node.behaviors) ? node.behaviors : [];
    const options = node.name === undefined && Array.isArray(node.options) ? node.options : [];
    return [
      ...behaviors.map((behavior) => feishuClick({ value: behavior.value })),
      ...options.map((option) => feishuClick({ value: { pick: true }, option: option.value })),
    ].filter((ref) => ref !== undefined);
  });

describe('any card', () => {
  test('is taken by the platform, whole and in one piece', () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        expect(refusals(feishuCard(card, OPTIONS))).toEqual([]);
      }),
      { numRuns: 250 },
    );
  });

  test('says everything it has to say, or that something is elsewhere', () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const shown = letters(feishuCards(card, OPTIONS).map(words).join('\n'));
        if (shown.includes(MOVED)) return;
        for (const text of textsOf(card)) expect(shown).toContain(letters(text));
      }),
      { numRuns: 250 },
    );
  });

  test('offers every action it has, and each comes back as it was', () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const cards = feishuCards(card, OPTIONS);
        if (cards.some((part) => words(part).includes(MOVED))) return;
        const offered = new Set(cards.flatMap(callbacks).map((ref) => JSON.stringify(ref)));
        for (const ref of actionsOf(card.blocks)) expect(offered).toContain(JSON.stringify(ref));
      }),
      { numRuns: 250 },
    );
  });

  test('holds no markup but ours, and no address but our own', () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        for (const markdown of feishuCards(card, OPTIONS).flatMap(markdownIn)) {
          const foreign = markdown
            .replace(/&(#\d+|sim);/g, '')
            .replace(/<br\/>|<font color='(blue|green|orange|red|grey)'>|<\/font>/g, '')
            .replace(/<person id='ou_[a-z]*' show_name=false show_avatar=true style='normal'><\/person>/g, '')
            .replace(/\[([^[\]]*)\]\(https:\/\/zy\.example\.gov\.cn\/[^\s()<>[\]*]*\)/g, '$1');
          expect(foreign).not.toMatch(/[<>()[\]`~#$&@]|:\/\//);
        }
      }),
      { numRuns: 250 },
    );
  });
});

function markdownIn(card: FeishuCard): string[] {
  const parts = components(card).flatMap(({ node }) =>
    node.tag === 'markdown' ? [String(node.content)] : [],
  );
  const cells = card.body.elements.flatMap((element) =>
    element.tag === 'table'
      ? element.rows.flatMap((row) =>
          element.columns.flatMap(({ name, data_type }) =>
            data_type === 'lark_md' ? [row[name] ?? ''] : [],
          ),
        )
      : [],
  );
  return [...parts, ...cells];
}

describe('a card beyond every limit', () => {
  test('becomes cards within the limits, five at most', () => {
    fc.assert(
      fc.property(hugeCard, (card) => {
        const cards = feishuCards(card, OPTIONS);
        expect(cards.length).toBeLessThanOrEqual(5);
        expect(cards.flatMap(refusals)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  test('becomes one card that says what is elsewhere', () => {
    fc.assert(
      fc.property(hugeCard, (card) => {
        const one = feishuCard(card, { ...OPTIONS, page: '/cards/1' });
        expect(refusals(one)).toEqual([]);
        const isTold = words(one).includes(MOVED);
        expect(isTold).toBe(JSON.stringify(one).includes('在网页中查看全部'));
        expect(!isTold || JSON.stringify(one).includes('https://zy.example.gov.cn/cards/1')).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});
