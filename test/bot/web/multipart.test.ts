import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { multipart } from '../../../bot/web/chat/multipart.ts';
import { wholeOf } from '../../helpers/evidence.ts';
import { Client } from './client.ts';
import { webApp } from './web-app.ts';

const BOUNDARY = 'zy-boundary';
const TYPE = `multipart/form-data; boundary=${BOUNDARY}`;

const bodyOf = (parts: readonly { name: string; file?: string; bytes: Uint8Array }[]): Buffer =>
  Buffer.concat([
    ...parts.flatMap(({ name, file, bytes }) => [
      Buffer.from(
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${file === undefined ? '' : `; filename="${file}"`}\r\n\r\n`,
      ),
      bytes,
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${BOUNDARY}--\r\n`),
  ]);

/** The body cut at these places. */
async function* cut(body: Buffer, places: readonly number[]): AsyncGenerator<Buffer> {
  const at = [0, ...places.map((place) => place % body.length).sort((a, b) => a - b), body.length];
  for (let i = 1; i < at.length; i++) yield body.subarray(at[i - 1], at[i]);
}

async function read(source: AsyncIterable<Buffer>, type = TYPE) {
  const parts: { name: string; file?: string; bytes: string }[] = [];
  for await (const { content, ...part } of multipart(source, type))
    parts.push({ ...part, bytes: (await wholeOf(content)).toString('hex') });
  return parts;
}

describe('a form that comes over the line', () => {
  test('is the same however it is cut, also through a boundary, and whatever stands in it', async () => {
    const nearly = fc.constantFrom('\r\n', '\r\n--', `\r\n--zy-bound`, '--', 'a', '\r');
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.array(nearly, { maxLength: 8 }).map((all) => new Uint8Array(Buffer.from(all.join('')))),
    );
    const part = fc.record({ name: fc.constantFrom('event', 'proof', '合同'), bytes });
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        async (parts, places) => {
          const wanted = parts.map(({ name, bytes: each }) => ({
            name,
            bytes: Buffer.from(each).toString('hex'),
          }));
          expect(await read(cut(bodyOf(parts), places))).toEqual(wanted);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('a part that nobody reads is passed over', async () => {
    const body = bodyOf([
      { name: 'a', file: '一"二.pdf'.replace('"', '%22'), bytes: Buffer.alloc(5000) },
      { name: 'b', bytes: Buffer.from('x') },
    ]);
    const names: string[] = [];
    for await (const { name, file } of multipart(cut(body, [100, 3000]), TYPE))
      names.push(`${name} ${file ?? ''}`);
    expect(names).toEqual(['a 一"二.pdf', 'b ']);
  });

  test.each([
    ['ends too early', bodyOf([{ name: 'a', bytes: Buffer.alloc(50) }]).subarray(0, 80), TYPE],
    ['has no boundary', Buffer.from('hello'), TYPE],
    ['names no boundary', bodyOf([{ name: 'a', bytes: Buffer.alloc(5) }]), 'multipart/form-data'],
    ['has a part without a name', Buffer.from(`--${BOUNDARY}\r\nX: y\r\n\r\nz\r\n--${BOUNDARY}--`), TYPE],
    ['has a head without end', Buffer.from(`--${BOUNDARY}\r\n${'x'.repeat(40_000)}`), TYPE],
  ] as const)('one that %s is refused', async (_what, body, type) => {
    await expect(read(cut(body, [7]), type)).rejects.toThrow(
      /ends too early|without a name|head too long|line end/,
    );
  });
});

test('the files of a form come with its click, under the name of their input', async () => {
  const it = await webApp();
  const yc = await Client.as(it.url, 'YC_FILL');
  const form = new FormData();
  const event = {
    eventId: randomUUID(),
    chat: 'post:YC_FILL',
    action: 'ledger.save',
    form: { note: '已签' },
  };
  form.append('event', JSON.stringify(event));
  form.append('proof', new Blob(['%PDF-1.7']), '合同首页.pdf');
  form.append('proof', new Blob(['x']), '签章页".jpg');
  form.append('photo', new Blob([]), '');
  const response = await yc.send('/sandbox/api/action', form);
  expect(((await response.json()) as { toast: object }).toast).toMatchObject({ text: '已提交审核' });
  expect(it.inbound.at(-1)).toMatchObject({ form: { note: '已签', proof: ['file-1', 'file-2'] } });
  expect(it.received).toMatchObject([
    { post: 'YC_FILL', field: 'proof', name: '合同首页.pdf' },
    { post: 'YC_FILL', field: 'proof', name: '签章页".jpg' },
  ]);
  const blind = new FormData();
  blind.append('proof', new Blob(['x']), 'a.jpg');
  expect((await yc.send('/sandbox/api/action', blind)).status).toBe(400);
});
