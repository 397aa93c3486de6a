import { AppError } from '../../../models/rules/errors.ts';

/** One field or file of a form that is being sent (RFC 7578). It is read before the next one, or passed over. */
export interface FormPart {
  name: string;
  /** The file's name; absent for a field. */
  file?: string;
  content: AsyncIterable<Buffer>;
}

/** A part's own lines: a name of the longest kind fits many times. */
const HEAD_BYTES = 16 * 1024;
const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * The parts of a multipart form as they come over the line: what is in memory is a piece of one, never a file.
 * @throws AppError INVALID when the form is none or ends too early
 */
export async function* multipart(source: AsyncIterable<Buffer>, type: string): AsyncGenerator<FormPart> {
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;]{1,200}))/i.exec(type) ?? [];
  const line = new Line(source, Buffer.from(`\r\n--${quoted ?? bare ?? ''}`, 'latin1'));
  await passOver(line.untilBoundary());
  while (await line.hasPart()) {
    const part = partOf(await line.head());
    const content = line.untilBoundary();
    yield { ...part, content };
    await passOver(content);
  }
}

async function passOver(pieces: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of pieces);
}

function partOf(head: string): Omit<FormPart, 'content'> {
  const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? '';
  const value = (name: string) => new RegExp(`[;\\s]${name}="([^"]*)"`, 'i').exec(disposition)?.[1];
  const [name, file] = [value('name'), value('filename')];
  if (name === undefined) throw broken('a part without a name');
  // The HTML standard writes these three signs of a name so, and no others.
  const read = (text: string) =>
    text.replaceAll('%22', '"').replaceAll(/%0D/gi, '\r').replaceAll(/%0A/gi, '\n');
  return { name: read(name), ...(file === undefined ? {} : { file: read(file) }) };
}

/** The body of a request between its boundaries. */
class Line {
  readonly #source: AsyncIterator<Buffer>;
  readonly #boundary: Buffer;
  /** As if a line had ended before the first one: then all boundaries look alike. */
  #buffer: Buffer = Buffer.from('\r\n');

  constructor(source: AsyncIterable<Buffer>, boundary: Buffer) {
    this.#source = source[Symbol.asyncIterator]();
    this.#boundary = boundary;
  }

  /** What comes before the next boundary; the boundary is taken off, too. Read again it goes on where it stood. */
  async *untilBoundary(): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.#buffer.indexOf(this.#boundary);
      // The boundary may have begun in what is here.
      const sure = at >= 0 ? at : Math.max(0, this.#buffer.length - this.#boundary.length + 1);
      const piece = this.#take(sure);
      if (at >= 0) this.#take(this.#boundary.length);
      if (piece.length > 0) yield piece;
      if (at >= 0) return;
      await this.#more();
    }
  }

  /** Does another part follow the boundary, or was it the last? */
  async hasPart(): Promise<boolean> {
    while (this.#buffer.length < 2) await this.#more();
    const next = this.#take(2).toString('latin1');
    if (next !== '\r\n' && next !== '--') throw broken('no line end behind a boundary');
    return next === '\r\n';
  }

  async head(): Promise<string> {
    for (;;) {
      const at = this.#buffer.indexOf(HEAD_END);
      if (at >= 0) return this.#take(at + HEAD_END.length).toString('utf8');
      if (this.#buffer.length > HEAD_BYTES) throw broken('a part with a head too long');
      await this.#more();
    }
  }

  #take(count: number): Buffer {
    const taken = this.#buffer.subarray(0, count);
    this.#buffer = this.#buffer.subarray(count);
    return taken;
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#source.next();
    if (done === true) throw broken('the form ends too early');
    this.#buffer = this.#buffer.length === 0 ? value : Buffer.concat([this.#buffer, value]);
  }
}

const broken = (detail: string): AppError =>
  new AppError('INVALID', '文件没有传完整，请重新发送', { detail });
