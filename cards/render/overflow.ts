import { plain, type Block, type Card } from '../card.ts';

/** What has no room in a chat: counted in the words of the reader, and where it can be read. */

/** The page on which the whole card stands; without one the page of its first table, or the home page. */
export const wholePage = ({ blocks }: Card, page: string | undefined): string =>
  page ??
  blocks.flatMap((block) => (block.kind === 'table' && block.more ? [block.more.page] : []))[0] ??
  '/';

/** 文字 2 段、表格 26 行: what these blocks hold; '' when there is nothing to be missed. */
export function countedWords(blocks: readonly Block[]): string {
  const counts = new Map<string, number>();
  for (const [what, number] of blocks.flatMap(countOf)) counts.set(what, (counts.get(what) ?? 0) + number);
  return [...counts].map(([what, number]) => `${what} ${number} ${UNITS[what] ?? '项'}`).join('、');
}

const UNITS: Readonly<Record<string, string>> = {
  文字: '段',
  表格: '行',
  图表: '张',
  图片: '张',
  表单: '个',
  按钮: '个',
};

function countOf(block: Block): [what: string, number: number][] {
  switch (block.kind) {
    case 'text':
    case 'note':
      return plain(block.text).trim() === '' ? [] : [['文字', 1]];
    case 'fields':
      return [['字段', block.items.length]];
    case 'steps':
      return [['步骤', block.items.length]];
    case 'table':
      return [['表格', block.rows.length + (block.more?.count ?? 0)]];
    case 'chart':
      return [['图表', 1]];
    case 'image':
      return [['图片', 1]];
    case 'form':
      return [['表单', 1]];
    case 'actions':
      return [['按钮', block.buttons.length]];
    case 'fold':
      return block.blocks.flatMap(countOf);
    case 'rule':
      return [];
  }
}
