import type { Block } from '../../card.ts';
import { WECOM } from '../limits.ts';
import { short } from '../text.ts';
import { wecomButtonsOf, type ButtonOptions, type MadeButton, type Offer } from './buttons.ts';
import { wecomLine } from './text.ts';
import type { CardButton } from './types.ts';

/** Letters of `1. ` before a line. */
export const NUMBER = 3;

interface Offered {
  buttons: readonly CardButton[];
  /** Whether something among all that is offered can be done right here. */
  acts: boolean;
  /** The card's lines, with the numbers of the buttons that are about them. */
  lines: string[];
  /** Lines that gave way, and buttons that have no place on the card. */
  moved: Block[];
  left: Block[];
}

/**
 * The buttons of a card. Where there are more than it takes, what the card is for comes first. One whose words do not
 * fit, or read as another's, goes by a number, under which its words stand on the card in full; where they have no room,
 * neither has the button.
 */
export function offered(offers: readonly Offer[], texts: readonly string[], options: ButtonOptions): Offered {
  const { made: all, dead } = wecomButtonsOf(offers, options);
  const made = withoutDoubles(all);
  const acts = made.some(({ element }) => element.type === 0);
  const [most, letters] = acts ? [WECOM.buttons, WECOM.buttonText] : [WECOM.jumps, WECOM.jumpTitle];
  const chosen = firstOf(made, most);
  const lines = new Lines(texts, chosen);
  lines.dropQuestions(offers, chosen);
  const faces = chosen.map(faceOf);
  const buttons = chosen.flatMap((each): { from: MadeButton; button: CardButton }[] => {
    const face = faceOf(each);
    if (face.length <= letters && faces.indexOf(face) === faces.lastIndexOf(face))
      return [{ from: each, button: { ...each.element, text: face } }];
    const number = lines.number(face, each.offer.line);
    if (number === undefined) return [];
    return [{ from: each, button: { ...each.element, text: short(number + face, letters) } }];
  });
  const shown = new Set(buttons.map(({ from }) => from));
  const left = [...dead, ...made.filter((each) => !shown.has(each)).map(({ offer }) => offer.button)];
  return {
    buttons: buttons.map(({ button }) => button),
    acts,
    ...lines.result(),
    left: left.length > 0 ? [{ kind: 'actions', buttons: left }] : [],
  };
}

const faceOf = ({ element }: MadeButton): string => wecomLine(element.text) || '打开';

/** The lines of a card, while buttons are numbered in them. */
class Lines {
  readonly #lines: string[];
  /** Lines that buttons are about, and the first one, which says what the card is about: they stay. */
  readonly #kept: Set<number>;
  /** Lines that may get a number still. */
  readonly #pending: Set<number>;
  readonly #moved = new Map<number, string>();
  #number = 0;

  constructor(texts: readonly string[], chosen: readonly MadeButton[]) {
    this.#lines = [...texts];
    this.#pending = new Set(chosen.flatMap(({ offer: { line } }) => line ?? []));
    this.#kept = new Set([0, ...chosen.flatMap(({ offer: { line, answers } }) => line ?? answers ?? [])]);
  }

  /** Questions whose answers all have no place on the card go where those are. */
  dropQuestions(offers: readonly Offer[], chosen: readonly MadeButton[]): void {
    const answered = new Set(chosen.map(({ offer }) => offer.answers));
    for (const line of new Set(offers.flatMap(({ answers }) => answers ?? [])))
      if (!answered.has(line)) this.#move(line);
  }

  /**
   * Puts the next number before the line that a button is in, or before its words where they have room. Gives the
   * number; undefined when there is none.
   */
  number(face: string, line: number | undefined): string | undefined {
    const number = `${this.#number + 1}. `;
    const text = line === undefined ? undefined : this.#lines[line];
    if (line !== undefined && text !== undefined && this.#pending.has(line)) {
      // A heading that goes with its first line has no number.
      const start = text.lastIndexOf('\n') + 1;
      this.#lines[line] = text.slice(0, start) + number + text.slice(start);
      this.#pending.delete(line);
    } else if (!this.#say(number + face)) return undefined;
    this.#number += 1;
    return number;
  }

  result(): { lines: string[]; moved: Block[] } {
    const moved = [...this.#moved].sort(([a], [b]) => a - b);
    return {
      lines: this.#lines.filter((text) => text !== ''),
      moved: moved.map(([, text]) => ({ kind: 'note', text })),
    };
  }

  /** Says it where there is room; what is only read gives way, the last of it first. */
  #say(words: string): boolean {
    const others = this.#lines.flatMap((text, line) => (text === '' || this.#kept.has(line) ? [] : [line]));
    const lengthWithout = (gone: readonly number[]) =>
      [...this.#lines.filter((text, line) => text !== '' && !gone.includes(line)), words].join('\n').length;
    const from = [...others, undefined].findLastIndex(
      (_, at) => lengthWithout(others.slice(at)) + this.#pending.size * NUMBER <= WECOM.subtitle,
    );
    if (from < 0) return false;
    for (const line of others.slice(from)) this.#move(line);
    this.#kept.add(this.#lines.push(words) - 1);
    return true;
  }

  #move(line: number): void {
    const text = this.#lines[line];
    if (text === undefined || text === '') return;
    this.#lines[line] = '';
    this.#moved.set(line, text);
  }
}

/** Two forms of one card lead to one page: once is enough. */
const withoutDoubles = (made: readonly MadeButton[]): MadeButton[] =>
  made.filter(
    ({ element }, i) =>
      element.type === 0 ||
      made.findIndex((other) => other.element.type === 1 && isSame(other.element, element)) === i,
  );

const isSame = (a: CardButton & { type: 1 }, b: CardButton & { type: 1 }): boolean =>
  a.url === b.url && a.text === b.text;

/** As many as fit, in their order. */
function firstOf(made: readonly MadeButton[], most: number): MadeButton[] {
  const kept = new Set(made.toSorted((a, b) => rankOf(a) - rankOf(b)).slice(0, most));
  return made.filter((each) => kept.has(each));
}

/** What is emphasised comes before all, what the card as a whole offers before what is about a part of it. */
const rankOf = ({ offer: { button, line, answers } }: MadeButton): number =>
  button.style !== undefined ? 0 : line === undefined && answers === undefined ? 1 : 2;
