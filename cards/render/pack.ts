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

/**
 * Puts blocks on as few cards as hold them, in their order. A block goes to the next card rather than being cut; one
 * too large for any card is cut. On the last card what can be clicked or filled in is kept before anything else, lists
 * are shortened, and what is left is moved. Always ends, whatever the blocks are.
 */
export function pack(blocks: readonly Block[], room: Room): Packed {
  const packing = new Packing(blocks, room);
  packing.run();
  return packing;
}

class Packing implements Packed {
  readonly cards: Block[][] = [[]];
  readonly moved: Block[] = [];
  readonly #room: Room;
  readonly #cost: (block: Block) => Cost;
  readonly #queue: Block[];
  #used: Cost;

  constructor(blocks: readonly Block[], room: Room) {
    this.#room = room;
    this.#cost = remembered(room.cost);
    this.#queue = [...blocks];
    this.#used = none(room.most);
  }

  run(): void {
    for (let block = this.#queue.shift(); block; block = this.#queue.shift()) this.#place(block);
  }

  #place(block: Block): void {
    if (this.#fits(block)) this.#put(block);
    else if (!this.#isLast && !this.#isEmpty && this.#fitsAny(block)) this.#nextCard(block);
    else if (!this.#fitsAny(block) && !this.#canBeCut(block)) this.#simplify(block);
    else if (this.#isLast) this.#shorten(block);
    else this.#cutOff(block);
  }

  get #isLast(): boolean {
    return this.cards.length >= this.#room.cards;
  }
  get #isEmpty(): boolean {
    return this.cards.at(-1)?.length === 0;
  }

  /** Whether the block has room on the current card. */
  #fits(block: Block): boolean {
    const used = plus(this.#used, this.#cost(block));
    return within(this.#isLast && !isKept(block) ? plus(used, this.#reserved()) : used, this.#room.most);
  }

  /** Room on the last card that the blocks to come need for their buttons and forms, as far as the card has it. */
  #reserved(): Cost {
    return this.#queue.filter(isKept).reduce<Cost>((sum, block) => {
      const next = plus(sum, this.#cost(block));
      return within(next, this.#room.most) ? next : sum;
    }, none(this.#room.most));
  }

  #fitsAny(block: Block): boolean {
    return within(this.#cost(block), this.#room.most);
  }

  #canBeCut(block: Block): boolean {
    return lengthOf(block) > 1 && this.#fitsAny(cut(block, 1)[0]);
  }

  #put(block: Block): void {
    this.cards.at(-1)?.push(block);
    this.#used = plus(this.#used, this.#cost(block));
  }

  #nextCard(...blocks: Block[]): void {
    this.cards.push([]);
    this.#used = none(this.#room.most);
    this.#queue.unshift(...blocks);
  }

  #simplify(block: Block): void {
    const smaller = simpler(block);
    if (smaller.length > 0) this.#queue.unshift(...smaller);
    else this.moved.push(block);
  }

  /** As much as fits goes on this card, the rest on the next ones. */
  #cutOff(block: Block): void {
    const at = largest(lengthOf(block) - 1, (count) => this.#fits(cut(block, count)[0]));
    if (at < (this.#isEmpty ? 1 : worthwhile(block))) {
      this.#nextCard(block);
      return;
    }
    const [head, tail] = cut(block, at);
    this.#put(head);
    this.#nextCard(tail);
  }

  /** On the last card as much of a list as fits stays. A sentence is not cut: a paragraph stays or goes. */
  #shorten(block: Block): void {
    const isProse = block.kind === 'text' || block.kind === 'note';
    const first = (count: number): Block =>
      block.kind === 'table' ? firstRows(block, count, this.#room.page) : cut(block, count)[0];
    const at = isProse ? 0 : largest(lengthOf(block) - 1, (count) => this.#fits(first(count)));
    if (at > 0) this.#put(first(at));
    // Of a table's rows that are gone, the table itself tells.
    if (at === 0) this.moved.push(block);
    else if (block.kind !== 'table') this.moved.push(cut(block, at)[1]);
  }
}

const none = (like: Cost): Cost => like.map(() => 0);
const plus = (a: Cost, b: Cost): Cost => a.map((value, i) => value + (b[i] ?? 0));
const within = (cost: Cost, room: Cost): boolean => cost.every((value, i) => value <= (room[i] ?? 0));

/** A function of blocks that does its work once a block. */
export function remembered<T>(make: (block: Block) => T): (block: Block) => T {
  const known = new WeakMap<Block, T>();
  return (block) => {
    const found = known.get(block) ?? make(block);
    known.set(block, found);
    return found;
  };
}

/** What people act with is never given up for what they read. */
const isKept = (block: Block): boolean => block.kind === 'actions' || block.kind === 'form';

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
