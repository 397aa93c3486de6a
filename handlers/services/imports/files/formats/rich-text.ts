import { LIMITS } from '../limits.ts';
import type { SheetCell } from '../sheet.ts';
import { attribute, decodeCellText, isOn } from './xml.ts';

/** A text with what of it is struck through, by whether its cell is struck through as a whole. */
export interface SharedText {
  text: string;
  /** All that is seen of it. */
  strike: boolean;
  /** Where only a part is struck through. */
  partly?: Partly;
  /** The same in a cell whose own font is struck through, which runs without a font of their own take over. */
  partlyInStruck?: Partly;
}

/** What a partly struck text says, and what it no longer says. */
export interface Partly {
  text: string;
  struckOut: string;
}

export interface TextRun {
  text: string;
  /** Undefined: as the cell. */
  struck: boolean | undefined;
}

/** Gathers the runs of one text (`si` or `is`), leaving out phonetic guides. */
export class RichText {
  #runs: TextRun[] = [];
  #length = 0;
  #text = '';
  #inText = false;
  #inPhonetic = false;
  #struck: boolean | undefined;

  open(name: string, attributes: string): void {
    if (name === 't') {
      this.#inText = !this.#inPhonetic;
      this.#text = '';
    } else if (name === 'r') this.#struck = undefined;
    else if (name === 'rPr') this.#struck = false;
    else if (name === 'strike') this.#struck = isOn(attribute(attributes, 'val') ?? '1');
    else if (name === 'rPh') this.#inPhonetic = true;
  }

  text(text: string): void {
    if (this.#inText) this.#text += text;
  }

  close(name: string): void {
    if (name === 'rPh') this.#inPhonetic = false;
    if (name !== 't' || !this.#inText) return;
    this.#inText = false;
    const text = decodeCellText(this.#text);
    this.#length += text.length;
    if (this.#length <= LIMITS.cellChars) this.#runs.push({ text, struck: this.#struck });
  }

  take(): SharedText {
    const runs = this.#runs;
    this.#runs = [];
    this.#length = 0;
    this.#struck = undefined;
    return sharedTextOf(runs);
  }
}

/** What the runs of a text come to. */
export function sharedTextOf(runs: readonly TextRun[]): SharedText {
  const [first] = runs;
  if (runs.length < 2) return { text: first?.text ?? '', strike: first?.struck ?? false };
  const partly = partlyStruck(runs, false);
  const partlyInStruck = partlyStruck(runs, true);
  return {
    text: runs.map((run) => run.text).join(''),
    strike: !partly && runs.some((run) => run.struck === true && run.text.trim() !== ''),
    ...(partly ? { partly } : {}),
    ...(partlyInStruck ? { partlyInStruck } : {}),
  };
}

/** The cell that runs make; spaces round its lines are no text. */
export function readRuns(runs: readonly TextRun[]): SheetCell | undefined {
  const tidied = runs.map(({ text }) => text).join('');
  if (tidied.trim() === '') return undefined;
  const partly = partlyStruck(runs, false);
  if (partly) {
    const text = tidyLines(partly.text);
    return { text, raw: text, struckOut: tidyLines(partly.struckOut) };
  }
  const text = tidyLines(tidied);
  const struck = runs.some((run) => run.struck === true && run.text.trim() !== '');
  return struck ? { text, raw: text, strike: true } : { text, raw: text };
}

const tidyLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replaceAll('\u00A0', ' ').trim())
    .filter((line) => line !== '')
    .join('\n');

/** Letters, figures, a dash for nothing: what is left of a struck text besides them (a comma, brackets) is no text. */
const SAYS_SOMETHING = /[\p{L}\p{N}—–/-]/u;
/** What is left of brackets when all that stood in them is struck through. */
const EMPTY_BRACKETS = /[(（【[]\s*[)）】\]]/g;

function partlyStruck(runs: readonly TextRun[], cell: boolean): Partly | undefined {
  if (!runs.some(({ struck }) => struck ?? cell)) return undefined;
  const pick = (wanted: boolean) =>
    runs
      .filter(({ struck }) => (struck ?? cell) === wanted)
      .map((run) => run.text)
      .join('');
  const [left, struckOut] = [pick(false), pick(true)];
  if (struckOut.trim() === '' || !SAYS_SOMETHING.test(left)) return undefined;
  return { text: left.replace(EMPTY_BRACKETS, '').trim(), struckOut: struckOut.trim() };
}
