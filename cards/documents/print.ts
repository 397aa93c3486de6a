/** How high rows must be for their text, and how a table is laid on paper. Excel works neither out by itself. */

/** Chinese signs, their punctuation and full-width forms take two columns of the sheet's own width, all others one. */
const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}|[\u{20000}-\u{3FFFD}]|[“”‘’…—·℃]/u;
/** What is not broken inside: a Latin word or number; any other sign stands for itself. */
const PIECES = /[0-9A-Za-z.,%_/-]+|[^]/gu;
/** What a cell keeps free on its left and right, in columns. */
const PADDING = 1;

const widthOf = (text: string): number => {
  let width = 0;
  for (const sign of text) width += WIDE.test(sign) ? 2 : 1;
  return width;
};

/** How many lines a text takes in a cell of this width (in characters of the sheet's font), wrapped as Excel does. */
export function linesOf(text: string, width: number): number {
  const room = Math.max(2, Math.floor(width) - PADDING);
  // Most texts are short: they are not measured sign by sign.
  if (text.length * 2 <= room && !text.includes('\n')) return 1;
  return text.split('\n').reduce((lines, paragraph) => lines + wrapped(paragraph, room), 0);
}

function wrapped(paragraph: string, room: number): number {
  let lines = 1;
  let used = 0;
  for (const [piece] of paragraph.matchAll(PIECES)) {
    const width = widthOf(piece);
    if (used > 0 && used + width > room) {
      lines++;
      used = 0;
    }
    // A word longer than a line is broken after all.
    lines += Math.ceil(Math.max(width, 1) / room) - 1;
    used = width > room ? width % room : used + width;
  }
  return lines;
}

/** Excel's own limit. */
const HIGHEST_ROW = 409;
const LINE = 13.5;
const AROUND = 4.5;

/** In points: of so many lines of a font of 10 points, or of another size. */
export const heightOf = (lines: number, size = 10): number =>
  Math.min(HIGHEST_ROW, lines * LINE * (size / 10) + AROUND);

/** Columns that A4 takes in a font of 10 points, upright and across. */
const UPRIGHT = 92;
const ACROSS = 130;
/** Below this share of its size print is not read any more: what is wider goes on several pages side by side. */
const SMALLEST = 0.6;

export interface Paper {
  orientation: 'portrait' | 'landscape';
  /** Pages side by side; the first columns stand on each. */
  pages: number;
}

/** How a table is printed on A4: upright where it fits, else across, and side by side where it would get too small. */
export function paperFor(width: number, repeated: number): Paper {
  if (width <= UPRIGHT) return { orientation: 'portrait', pages: 1 };
  const room = ACROSS / SMALLEST;
  const pages = width <= room ? 1 : Math.ceil((width - repeated) / Math.max(1, room - repeated));
  return { orientation: 'landscape', pages };
}
