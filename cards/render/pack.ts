import type { Block } from '../card.ts';
import { cut, firstRows, lengthOf, simpler } from './split.ts';

/** A size in as many units as the platform limits: bytes, elements, tables, … */
export type Cost = readonly number[];

export interface Room {
  /** What a block takes; infinite when the platform cannot have it as it is. */
  cost: (block: Block) => Cost;
  /** What one card holds. */
  most: Cost;
  /** How many cards there may be. */
  cards: number;
  /** Where everything can be read, for rows that are moved off the card. */
  page: string;
}

export interface Packed {
  cards: readonly (readonly Block[])[];
  /** What stands on no card. Moved rows of a table are told by the table itself. */
  moved: readonly Block[];
}

const plus = (a: Cost, b: Cost): Cost => a.map((value, i) => value + (b[i] ?? 0));
const within = (cost: Cost, room: Cost): boolean => cost.every((value, i) => value <= (room[i] ?? 0));

/**
 * Puts blocks on as few cards as hold them, in their order. A block goes to the next card rather than being cut; one
 * too large for any card is cut. On the last card what can be clicked or filled in is kept before anything else, lists
 * are shortened, and what is left is moved. Always ends, whatever the blocks are.
 */
export function pack(blocks: readonly Block[], room: Room): Packed {
  const cost = remembered(room.cost);
  const cards: Block[][] = [];
  const moved: Block[] = [];
  let used: Cost = room.most.map(() => 0);
  let queue = [...blocks];
  const open = () => {
    cards.push([]);
    used = room.most.map(() => 0);
  };
  const put = (block: Block) => {
    cards.at(-1)?.push(block);
    used = plus(used, cost(block));
  };
  open();
  while (queue.length > 0) {
    const [block, ...rest] = queue;
    if (!block) break;
    const isLast = cards.length >= room.cards;
    const kept = isLast && !isKept(block) ? reserved(rest, cost, room.most) : room.most.map(() => 0);
    const fits = (candidate: Block) => within(plus(plus(used, kept), cost(candidate)), room.most);
    const isEmpty = cards.at(-1)?.length === 0;
    queue = rest;
    if (fits(block)) {
      put(block);
    } else if (!isLast && !isEmpty && within(cost(block), room.most)) {
      open();
      queue = [block, ...rest];
    } else if (!canBeCut(block, cost, room.most)) {
      const smaller = simpler(block);
      if (smaller.length > 0) queue = [...smaller, ...rest];
      else moved.push(block);
    } else if (isLast) {
      const [head, tail] = shortened(block, fits, room.page);
      if (head) put(head);
      if (tail) moved.push(tail);
    } else {
      const at = largest(lengthOf(block) - 1, (count) => fits(cut(block, count)[0]));
      if (at >= worthwhile(block)) {
        const [head, tail] = cut(block, at);
        put(head);
        queue = [tail, ...rest];
      } else {
        open();
        queue = [block, ...rest];
      }
    }
  }
  return { cards, moved };
}

function remembered(cost: (block: Block) => Cost): (block: Block) => Cost {
  const known = new WeakMap<Block, Cost>();
  return (block) => {
    const found = known.get(block) ?? cost(block);
    known.set(block, found);
    return found;
  };
}

/** What people act with is never given up for what they read. */
const isKept = (block: Block): boolean => block.kind === 'actions' || block.kind === 'form';

/** Room that the blocks to come need for their buttons and forms, as far as a card has it. */
function reserved(rest: readonly Block[], cost: (block: Block) => Cost, most: Cost): Cost {
  const none = most.map(() => 0);
  return rest.filter(isKept).reduce<Cost>((sum, block) => {
    const next = plus(sum, cost(block));
    return within(next, most) ? next : sum;
  }, none);
}

/** Whether the block, or its first piece alone, fits an empty card; only then it makes sense to cut it. */
const canBeCut = (block: Block, cost: (block: Block) => Cost, most: Cost): boolean =>
  within(cost(block), most) || (lengthOf(block) > 1 && within(cost(cut(block, 1)[0]), most));

/** A few letters at the foot of a card are no paragraph. */
const worthwhile = (block: Block): number =>
  block.kind === 'text' || block.kind === 'note' ? Math.min(100, lengthOf(block)) : 1;

/** The largest count from 1 to `most` that fits; 0 when none does. What fits is shorter than what does not. */
function largest(most: number, fits: (count: number) => boolean): number {
  let low = 0;
  let high = Math.max(0, most);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** As much of a block as fits, and what has to go. A sentence is not cut: a paragraph stays or goes. */
function shortened(
  block: Block,
  fits: (candidate: Block) => boolean,
  page: string,
): [kept: Block | undefined, moved: Block | undefined] {
  if (block.kind === 'text' || block.kind === 'note') return [undefined, block];
  const isTable = block.kind === 'table';
  const first = (count: number): Block => (isTable ? firstRows(block, count, page) : cut(block, count)[0]);
  const at = largest(lengthOf(block) - 1, (count) => fits(first(count)));
  if (at === 0) return [undefined, block];
  return [first(at), isTable ? undefined : cut(block, at)[1]];
}
