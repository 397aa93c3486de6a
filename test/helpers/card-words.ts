import {
  plain,
  type ActionButton,
  type Block,
  type Card,
  type FormBlock,
  type Say,
} from '../../cards/card.ts';

/** What tests look for on a card, whichever platform it was read from. */

/** The first of some that must not be none. */
export function first<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined) throw new Error('expected at least one');
  return item;
}

export function cardIn(say: Say | undefined): Card {
  if (say && 'card' in say) return say.card;
  throw new Error(`expected a card, got ${JSON.stringify(say)?.slice(0, 300)}`);
}

/** All words of a card, for looking for some. */
export function wordsOf(card: Card): string {
  return [card.title, card.subtitle ?? '', ...card.blocks.flatMap(blockWords)].join('\n');
}

function blockWords(block: Block): string[] {
  switch (block.kind) {
    case 'text':
    case 'note':
      return [plain(block.text)];
    case 'fields':
      return block.items.map(({ label, value }) => `${label} ${plain(value)}`);
    case 'table':
      return [block.caption ?? '', ...block.rows.map((row) => row.map(plain).join(' '))];
    case 'fold':
      return [block.title, ...block.blocks.flatMap(blockWords)];
    case 'actions':
      return block.buttons.map(({ label }) => label);
    case 'form':
      return [...block.inputs.map(({ label }) => label), block.submit.label];
    case 'steps':
      return block.items.map(({ label }) => label);
    default:
      return [];
  }
}

/** The buttons of a card that do something, those of its forms among them. */
export function buttonsOf(card: Card): ActionButton[] {
  return card.blocks.flatMap((block) => {
    if (block.kind === 'form') return [block.submit];
    return block.kind === 'actions' ? block.buttons.flatMap((each) => ('action' in each ? [each] : [])) : [];
  });
}

export const labelsOf = (card: Card): string[] => buttonsOf(card).map(({ label }) => label);

export function buttonOf(card: Card, label: string): ActionButton {
  const button = buttonsOf(card).find((candidate) => candidate.label === label);
  if (button) return button;
  throw new Error(`no button “${label}” on “${card.title}”: ${labelsOf(card).join(', ')}`);
}

export function formIn(card: Card): FormBlock {
  const form = card.blocks.find((block) => block.kind === 'form');
  if (form) return form;
  throw new Error(`no form on “${card.title}”`);
}
