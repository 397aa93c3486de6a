/** Ends of paragraphs, shared texts, cells and rows: what stands on both sides of one is not one word. */
const BREAK = /^<(?:\/(?:w:p|a:p|si|c|row|p|text:p)>|(?:w:br|a:br|w:cr)\b)/;

/** The words of an XML part that comes in pieces, its tags taken out: a mark is often broken up by them. */
export async function* xmlWords(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    const text = rest + piece;
    const end = wholeUpTo(text);
    rest = text.slice(end);
    yield words(text.slice(0, end));
  }
  yield words(rest);
}

/** Longer than any tag or reference that is worth waiting for the rest of. */
const LONGEST = 64 * 1024;

/** Where the last tag or reference begins that has not ended yet. */
function wholeUpTo(text: string): number {
  const opens = [text.lastIndexOf('<'), text.lastIndexOf('&')];
  const closes = [text.lastIndexOf('>'), text.lastIndexOf(';')];
  const open = opens.filter((at, i) => at > (closes[i] ?? -1));
  const end = Math.min(text.length, ...open);
  return text.length - end > LONGEST ? text.length : end;
}

const words = (xml: string): string =>
  xml
    .replaceAll(/<[^>]*>/g, (tag) => (BREAK.test(tag) ? '\n' : ''))
    .replaceAll(/&#(x[0-9a-f]{1,6}|\d{1,7});/gi, (all: string, digits: string) => {
      const code = /^x/i.test(digits) ? Number.parseInt(digits.slice(1), 16) : Number(digits);
      return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    });
