import { plain, type Block, type Inline, type Rich } from '../../card.ts';
import { actionsIn } from '../text.ts';

type Prose = Extract<Block, { kind: 'text' | 'note' }>;

const isProse = (block: Block | undefined): block is Prose =>
  block?.kind === 'text' || block?.kind === 'note';

/** A bold line over what follows, or one that announces it; one that can be pressed is more than that. */
function isHeading(block: Block): block is Prose {
  if (!isProse(block)) return false;
  if (plain(block.text).trimEnd().endsWith('：')) return actionsIn(block.text).length === 0;
  if (typeof block.text === 'string') return false;
  const [piece, ...others] = block.text;
  return (
    others.length === 0 &&
    typeof piece === 'object' &&
    'text' in piece &&
    piece.bold === true &&
    piece.link === undefined
  );
}

const pieces = (rich: Rich): readonly Inline[] => (typeof rich === 'string' ? [rich] : rich);

/** Blocks in which no heading stands alone: it goes with what it heads, wherever there is room for both. */
export function headed(blocks: readonly Block[]): Block[] {
  const made: Block[] = [];
  for (const block of blocks) {
    const above = made.at(-1);
    const heading = above && isHeading(above) ? above : undefined;
    if (heading && isProse(block)) {
      made[made.length - 1] = { kind: 'text', text: [...pieces(heading.text), '\n', ...pieces(block.text)] };
    } else if (heading && block.kind === 'table' && !block.caption) {
      made[made.length - 1] = { ...block, caption: plain(heading.text) };
    } else made.push(block);
  }
  return made;
}
